"""The public page: every printed field, three answers, nothing else about the person."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from tests.tracker.builders import NOON
from tests.tracker.records import browse, finish, issue
from tracker import pdf
from tracker.app import create_app
from tracker.credentials import DISCLAIMER, format_code
from tracker.services import certificates


@pytest.fixture
def issued(database, office):
    with database.write() as session:
        finish(session, office.ids["ada"])
        return issue(session, office.staff["grace"], office.ada).issued[0]


def words_of(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_value_printed_on_the_pdf_is_on_the_page(app, database, issued, lang):
    with database.read() as session:
        record = certificates.find_by_code(session, issued.code)
    answer = browse(app, lang=lang).get(f"/verify/{issued.code}")
    assert answer.status_code == 200
    page = words_of(answer.text)
    fields = record.fields
    for value in (
        fields["name"]["zh"],
        fields["type"]["zh"],
        fields["type"]["en"],
        fields["number"],
        format_code(issued.code),
        *fields["achievement"]["title"].values(),
        *fields["employer"].values(),
        *fields["training_provider"].values(),
        *fields["issuer"]["name"].values(),
        *fields["course"]["title"].values(),
        "45",
        "18",
        "100",
        fields["started_on"],
        fields["completed_on"],
        fields["issued_on"],
        fields["valid_until"],
        DISCLAIMER[lang],
    ):
        assert value.replace(" ", "") in page


def test_no_word_of_the_pdf_is_missing_from_the_two_pages(app, database, issued):
    """Whatever a template may print one day, the page must confirm it."""
    with database.read() as session:
        record = certificates.find_by_code(session, issued.code)
    page = pdf.render_certificate(record.fields, template_version=record.template_version)
    printed = pypdf.PdfReader(io.BytesIO(page)).pages[0].extract_text()
    shown = "".join(
        words_of(browse(app, lang=lang).get(f"/verify/{issued.code}").text) for lang in ("zh", "en")
    )
    dates = {part for date in re.findall(r"\d{4}-\d\d-\d\d", printed) for part in date.split("-")}
    numbers = set(re.findall(r"\d+", printed)) - {"45", "100"} - dates
    numbers -= {part.lstrip("0") for part in dates}
    assert all(number in shown for number in numbers)


def test_the_page_names_nothing_that_is_not_printed(app, office, issued):
    page = browse(app).get(f"/verify/{issued.code}").text
    assert office.ada not in page
    assert office.staff["grace"].public_id not in page
    assert "Employee number" not in page
    assert "employee number" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page


@pytest.mark.usefixtures("office")
def test_an_unknown_code_is_a_third_answer(app):
    answer = browse(app).get("/verify/0123456789ABCDEF")
    assert answer.status_code == 404
    assert "not known here" in answer.text
    assert "Type the code again" in answer.text
    assert "revoked on" not in answer.text


@pytest.mark.parametrize("code", ["x", "%3Cscript%3E", "查询", "0" * 500, "DEMO-2026-000001-X"])
@pytest.mark.usefixtures("office")
def test_what_is_no_code_is_unknown_and_escaped(app, code):
    answer = browse(app).get(f"/verify/{code}")
    assert answer.status_code == 404
    assert "<script" not in answer.text


def test_an_expired_certificate_says_until_when_it_held(app, clock, issued):
    clock.forward(days=3 * 366)
    answer = browse(app).get(f"/verify/{issued.code}")
    assert answer.status_code == 200
    assert "has expired" in answer.text
    assert "held until 2029-11-23" in answer.text


def test_a_revoked_certificate_says_when_and_why_in_both_languages(app, database, office, issued):
    with database.write() as session:
        certificates.revoke_certificate(
            session, office.staff["grace"], issued.number, "the name is wrong", NOON
        )
    english = browse(app).get(f"/verify/{issued.code}").text
    chinese = browse(app, lang="zh").get(f"/verify/{issued.code}").text
    assert "revoked on 2026-11-23" in english
    assert "已于 2026-11-23 撤销" in chinese
    for page in (english, chinese):
        assert "the name is wrong" in page
        assert issued.number in page


def test_a_typed_code_leads_to_its_page(app, issued):
    typed = format_code(issued.code).lower().replace("-", " ")
    answer = browse(app).get("/verify/", query_string={"code": f" {typed} "})
    assert answer.location == f"/verify/{issued.code}"


@pytest.mark.usefixtures("office")
def test_a_typed_text_that_is_no_code_is_explained(app):
    answer = browse(app).get("/verify/?code=DEMO-2026-000001-X")
    assert answer.status_code == 400
    assert "not a verification code" in answer.text
    assert 'value="DEMO-2026-000001-X"' in answer.text


@pytest.mark.usefixtures("office")
def test_looking_up_is_limited(settings, clock):
    limited = settings.model_copy(update={"rate_limits": True, "verify_rate": "2 per minute"})
    app = create_app(limited, clock=clock)
    client = browse(app)
    codes = [client.get("/verify/0123456789ABCDEF").status_code for _ in range(3)]
    assert codes == [404, 404, 429]
    assert "Too many requests" in client.get("/verify/0123456789ABCDEF").text
    app.extensions["database"].close()
