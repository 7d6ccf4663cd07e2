"""The learner's pages: sign in, first PIN, my learning, my certificates."""

from __future__ import annotations

import pytest

from tests.tracker.builders import NOON, PIN, add_learner
from tests.tracker.records import browse, finish, issue, read, read_token
from tracker.db.models import Organisation
from tracker.services import certificates
from tracker.web.forms import is_path_of_this_site


def sign_in(client, number="7", pin=PIN, organisation="A", query=""):
    token = read_token(client.get(f"/account/sign-in{query}").text)
    data = {
        "csrf_token": token,
        "organisation": organisation,
        "employee_number": number,
        "pin": pin,
    }
    return client.post(f"/account/sign-in{query}", data=data)


@pytest.fixture
def ada_page(app, office):
    return browse(app, "learner", office.ada)


@pytest.mark.usefixtures("office")
def test_a_learner_signs_in_however_the_code_is_typed_and_out(app):
    client = browse(app)
    answer = sign_in(client, organisation=" a ", number="\uff17")
    assert (answer.status_code, answer.location) == (302, "/account/")
    page = client.get("/account/").text
    assert "陈艾达" in page
    answer = client.post("/account/sign-out", data={"csrf_token": read_token(page)})
    assert answer.location == "/en/"
    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("office")
def test_a_wrong_sign_in_does_not_tell_what_was_wrong(app):
    for wrong in ({"pin": "000000"}, {"number": "nobody"}, {"organisation": "nowhere"}):
        answer = sign_in(browse(app), **wrong)
        assert answer.status_code == 401
        assert "Check all three and try again" in answer.text


@pytest.mark.usefixtures("office")
def test_empty_fields_are_named_with_links_to_them(app):
    answer = sign_in(browse(app), number="", pin="", organisation="")
    assert answer.status_code == 400
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    assert '<a href="#employee_number">Employee number – Fill this in.</a>' in answer.text
    assert 'aria-describedby="pin-hint pin-wrong"' in answer.text


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("/zh/electrical-safety/current/", "/zh/electrical-safety/current/"),
        ("/account/pin?a=b", "/account/pin?a=b"),
        ("//evil.example/", "/account/"),
        ("https://evil.example/", "/account/"),
        ("https:evil.example", "/account/"),
        ("/\\evil.example", "/account/"),
        ("\\\\evil.example", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("/%09/evil.example", "/account/"),
        ("", "/account/"),
    ],
)
@pytest.mark.usefixtures("office")
def test_next_leads_only_to_this_site(app, wish, place):
    assert sign_in(browse(app), query=f"?next={wish}").location == place


@pytest.mark.parametrize("address", ["/a\tb", "/a\nb", "/a b", " /a", "/\x7f", "", "a", "/a\\b"])
def test_addresses_that_browsers_read_otherwise_are_refused(address):
    assert not is_path_of_this_site(address)


def test_the_first_pin_must_be_changed_before_anything_else(app, database, office):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        add_learner(session, home, "77", "新学员", must_change_pin=True)
    client = browse(app)
    answer = sign_in(client, number="77", query="?next=/en/electrical-safety/")
    assert answer.location == "/account/pin?next=/en/electrical-safety/"
    assert client.get("/account/").location == "/account/pin"
    page = client.get(answer.location).text
    assert "Choose your own PIN" in page
    data = {"csrf_token": read_token(page), "old_pin": PIN, "new_pin": "905217", "again": "905217"}
    answer = client.post(answer.location, data=data)
    assert answer.location == "/en/electrical-safety/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "status", "words"),
    [
        ("000000", "905217", "905217", 403, "The present PIN is not right."),
        (PIN, "905217", "905218", 400, "The two new PINs differ."),
        (PIN, "12", "12", 400, "must be 6 to 12 digits"),
        (PIN, "123456", "123456", 400, "too easy to guess"),
        (PIN, PIN, PIN, 400, "must differ from the old one"),
        (PIN, "", "", 400, "Fill this in."),
    ],
)
def test_a_new_pin_is_refused_with_the_reason(app, office, old, new, again, status, words):
    client = browse(app, "learner", office.ada)
    token = read_token(client.get("/account/pin").text)
    data = {"csrf_token": token, "old_pin": old, "new_pin": new, "again": again}
    answer = client.post("/account/pin", data=data)
    assert (answer.status_code, words in answer.text) == (status, True)


def test_my_learning_shows_progress_and_where_to_go_on(database, office, ada_page):
    page = ada_page.get("/account/").text
    assert "You have not started a course yet." in page
    assert 'href="/en/electrical-safety/"' in page
    with database.write() as session:
        read(session, office.ids["ada"], "current")
    page = ada_page.get("/account/").text
    assert '<progress max="3" value="1"' in page
    assert 'href="/en/electrical-safety/shock/"' in page
    assert "In progress" in page


def test_my_certificates_are_mine_alone(app, database, office, ada_page):
    with database.write() as session:
        finish(session, office.ids["ada"])
        issued = issue(session, office.staff["grace"], office.ada).issued[0]
    page = ada_page.get("/account/").text
    assert issued.number in page
    assert f'href="/verify/{issued.code}"' in page
    answer = ada_page.get(f"/account/certificates/{issued.code}.pdf")
    assert answer.data.startswith(b"%PDF")
    alan = browse(app, "learner", office.alan)
    assert issued.number not in alan.get("/account/").text
    assert alan.get(f"/account/certificates/{issued.code}.pdf").status_code == 404


def test_a_revoked_certificate_stays_in_my_list_with_its_reason(database, office, ada_page):
    with database.write() as session:
        finish(session, office.ids["ada"])
        number = issue(session, office.staff["grace"], office.ada).issued[0].number
        certificates.revoke_certificate(
            session, office.staff["grace"], number, "the name is wrong", NOON
        )
    page = ada_page.get("/account/").text
    assert "Revoked on 2026-11-23." in page
    assert "the name is wrong" in page


def test_the_chinese_page_leads_to_the_chinese_site(app, office):
    page = browse(app, "learner", office.ada, lang="zh").get("/account/").text
    assert 'href="/zh/"' in page
    assert 'href="/zh/electrical-safety/"' in page
