"""Staff's pages: sign in, look, issue, revoke; without JavaScript, in both languages."""

from __future__ import annotations

import pytest

from tests.tracker.builders import COURSE, NOON, PASSWORD, add_learner
from tests.tracker.records import browse, finish, issue, leave, read, read_token, sit
from tracker.db.models import Organisation


@pytest.fixture
def grace(app, office):
    return browse(app, "staff", office.staff["grace"].public_id)


@pytest.fixture
def vera(app, office):
    return browse(app, "staff", office.staff["vera"].public_id)


@pytest.fixture
def certificate(database, office):
    """Ada's certificate."""
    with database.write() as session:
        finish(session, office.ids["ada"])
        return issue(session, office.staff["grace"], office.ada).issued[0]


def sign_in(client, email, password, query=""):
    token = read_token(client.get(f"/staff/sign-in{query}").text)
    data = {"csrf_token": token, "email": email, "password": password}
    return client.post(f"/staff/sign-in{query}", data=data)


@pytest.mark.usefixtures("office")
def test_staff_sign_in_and_out(app):
    client = browse(app)
    answer = sign_in(client, "Grace@A.example", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/staff/")
    page = client.get("/staff/").text
    assert "陈艾达" in page
    answer = client.post("/staff/sign-out", data={"csrf_token": read_token(page)})
    assert answer.location == "/staff/sign-in"
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"), [("grace@a.example", "wrong"), ("nobody@a.example", PASSWORD)]
)
@pytest.mark.usefixtures("office")
def test_a_wrong_sign_in_does_not_tell_what_was_wrong(app, email, password):
    answer = sign_in(browse(app), email, password)
    assert answer.status_code == 401
    assert "E-mail address or password is not right" in answer.text
    assert 'role="alert"' in answer.text
    assert f'value="{email}"' in answer.text
    assert f'value="{password}"' not in answer.text


@pytest.mark.usefixtures("office")
def test_a_locked_account_is_told_until_when_in_chinas_time(app):
    client = browse(app)
    for _ in range(5):
        sign_in(client, "grace@a.example", "wrong")
    answer = sign_in(client, "grace@a.example", PASSWORD)
    assert answer.status_code == 429
    assert "locked until 2026-11-23 20:15" in answer.text


@pytest.mark.usefixtures("office")
def test_after_signing_in_staff_go_where_they_wanted(app):
    client = browse(app)
    answer = client.get("/staff/certificates/?state=valid")
    assert answer.location.endswith(
        "/staff/sign-in?next=%2Fstaff%2Fcertificates%2F%3Fstate%3Dvalid"
    )
    query = answer.location.partition("/staff/sign-in")[2]
    assert sign_in(client, "grace@a.example", PASSWORD, query).location == (
        "/staff/certificates/?state=valid"
    )


@pytest.mark.parametrize("wish", ["//evil.example", "/zh/", "https://evil.example/staff/"])
@pytest.mark.usefixtures("office")
def test_staff_are_sent_nowhere_else(app, wish):
    answer = sign_in(browse(app), "grace@a.example", PASSWORD, f"?next={wish}")
    assert answer.location == "/staff/"


@pytest.mark.usefixtures("office")
def test_a_form_without_its_token_is_refused_with_a_way_out(app):
    answer = browse(app).post("/staff/sign-in", data={"email": "a@b.c", "password": "x"})
    assert answer.status_code == 400
    assert "open too long" in answer.text
    assert 'href="/staff/sign-in"' in answer.text


def test_the_list_shows_progress_and_filters(database, office, grace):
    with database.write() as session:
        read(session, office.ids["ada"], "current")
    page = grace.get("/staff/").text
    assert '<progress max="3" value="1"' in page
    assert "Organisation A and everything below it" in page
    found = grace.get("/staff/?q=艾力&state=not_started").text
    assert "买买提·艾力" in found
    assert "陈艾达" not in found
    assert "Nobody matches" in grace.get("/staff/?state=certified").text


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?state=x", "?course=x", "?q=" + "x" * 999]
)
def test_odd_queries_show_a_page_all_the_same(grace, query):
    assert grace.get(f"/staff/{query}").status_code == 200


def test_page_links_keep_the_filters(database, office, grace):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        for number in range(55):
            add_learner(session, home, f"n{number}", "学员甲")
    page = grace.get("/staff/?q=学员&course=all").text
    assert "Page 1 of 2" in page
    assert 'rel="next"' in page
    assert "course=all&amp;page=2" in page
    assert 'rel="prev"' in grace.get("/staff/?q=学员&page=2").text


def test_a_learners_page_shows_attempts_in_chinas_time(database, office, grace):
    with database.write() as session:
        read(session, office.ids["ada"], "current")
        sit(session, office.ids["ada"], 3)
    page = grace.get(f"/staff/learners/{office.ada}").text
    assert "2026-11-23 20:00" in page
    assert "3 / 5" in page
    assert "Not passed" in page


def test_issuing_goes_from_ticks_over_a_preview_to_certificates(database, office, grace):
    with database.write() as session:
        finish(session, office.ids["ada"])
        read(session, office.ids["wei"], "current")
    chosen = f"course={COURSE}&learner={office.ada}&learner={office.wei}"
    page = grace.get(f"/staff/issue?{chosen}").text
    assert "1 learner will be given a certificate" in page
    assert "Lesson not read yet: lesson shock en" in page
    assert "Quiz not passed yet: lesson exam en" in page
    data = {"csrf_token": read_token(page), "course": COURSE, "learners": office.ada}
    result = grace.post("/staff/issue", data=data)
    assert result.status_code == 200
    assert "1 certificate was issued." in result.text
    assert "DEMO-ISSUER-2026-000001-" in result.text
    again = grace.post("/staff/issue", data=data)
    assert "0 certificates were issued." in again.text
    assert "holds DEMO-ISSUER-2026-000001-" in again.text
    assert "Hold a certificate already" in grace.get(f"/staff/issue?{chosen}").text


def test_all_who_are_eligible_are_previewed_at_once(database, office, grace):
    with database.write() as session:
        for name in ("ada", "wei", "alan"):
            finish(session, office.ids[name])
    page = grace.get(f"/staff/issue?course={COURSE}&all=1").text
    assert "2 learners will be given a certificate" in page
    assert "林艾伦" not in page
    assert f'value="{office.ada} {office.wei}"' in page


def test_a_preview_of_nobody_says_so(grace):
    assert "Nothing to issue" in grace.get(f"/staff/issue?course={COURSE}").text


@pytest.mark.parametrize("learners", ["", "x " * 501])
def test_issuing_to_nobody_or_too_many_is_refused(grace, learners):
    token = read_token(grace.get("/staff/").text)
    data = {"csrf_token": token, "course": COURSE, "learners": learners}
    assert grace.post("/staff/issue", data=data).status_code == 400


def test_more_than_one_transactions_worth_is_issued_in_one_go(database, office, grace):
    with database.write() as session:
        home = session.get_one(Organisation, office.organisations["A"])
        learners = [add_learner(session, home, f"n{number}", "学员甲") for number in range(51)]
        for learner in learners:
            finish(session, learner.id)
        ids = " ".join(learner.public_id for learner in learners)
    page = grace.get(f"/staff/issue?course={COURSE}&all=1").text
    data = {"csrf_token": read_token(page), "course": COURSE, "learners": ids}
    result = grace.post("/staff/issue", data=data).text
    assert "51 certificates were issued." in result
    assert "-000051-" in result


def test_the_certificate_page_shows_fields_and_gives_the_pdf(grace, certificate):
    page = grace.get(f"/staff/certificates/{certificate.number}").text
    assert certificate.number in page
    assert "This certificate is valid" in page
    answer = grace.get(f"/staff/certificates/{certificate.number}.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.mimetype == "application/pdf"
    assert f'filename="{certificate.number}.pdf"' in answer.headers["Content-Disposition"]


def revoke(client, number, **data):
    page = client.get(f"/staff/certificates/{number}").text
    form = {"csrf_token": read_token(page), **data}
    return client.post(f"/staff/certificates/{number}/revoke", data=form)


def test_revoking_needs_a_reason_and_a_confirmation(grace, certificate):
    answer = revoke(grace, certificate.number)
    assert answer.status_code == 400
    assert "Fill this in." in answer.text
    assert "Tick this box to confirm." in answer.text
    answer = revoke(grace, certificate.number, reason="no", sure="y")
    assert "Give a reason of 5 to 500 characters." in answer.text
    assert "This certificate is valid" in answer.text


def test_a_revoked_certificate_keeps_its_page_and_cannot_be_revoked_again(app, grace, certificate):
    reason = "Name <b>misspelt</b>"
    answer = revoke(grace, certificate.number, reason=reason, sure="y")
    assert answer.status_code == 302
    page = grace.get(answer.location).text
    assert "This certificate was revoked" in page
    assert "Name &lt;b&gt;misspelt&lt;/b&gt;" in page
    assert 'name="reason"' not in page
    public = browse(app).get(f"/verify/{certificate.code}")
    assert public.status_code == 200
    assert "revoked on 2026-11-23" in public.text
    answer = revoke(grace, certificate.number, reason="once more", sure="y")
    assert answer.status_code == 409
    assert "was revoked before" in answer.text


def test_a_viewer_sees_no_button_to_issue_or_revoke_and_is_refused(
    office, vera, certificate, database
):
    with database.write() as session:
        finish(session, office.ids["wei"])
    assert "/staff/issue" not in vera.get("/staff/").text
    assert "/staff/issue" not in vera.get(f"/staff/learners/{office.wei}").text
    page = vera.get(f"/staff/certificates/{certificate.number}").text
    assert 'name="reason"' not in page
    token = read_token(page)
    assert vera.get(f"/staff/issue?course={COURSE}&all=1").status_code == 403
    for path, data in (
        ("/staff/issue", {"course": COURSE, "learners": office.wei}),
        (f"/staff/certificates/{certificate.number}/revoke", {"reason": "I want to", "sure": "y"}),
    ):
        answer = vera.post(path, data={"csrf_token": token, **data})
        assert answer.status_code == 403
        assert "may look, but not issue" in answer.text
    assert "This certificate is valid" in vera.get(f"/staff/certificates/{certificate.number}").text


def test_who_left_is_gone_from_the_list_and_from_the_preview(database, office, grace):
    with database.write() as session:
        finish(session, office.ids["ada"])
        leave(session, office.ada, at=NOON)
    assert "陈艾达" not in grace.get("/staff/").text
    assert grace.get(f"/staff/learners/{office.ada}").status_code == 404
    page = grace.get(f"/staff/issue?course={COURSE}&learner={office.ada}").text
    assert "No longer belongs to your organisation." in page


def test_an_unknown_address_below_staff_is_a_page_with_a_way_out(grace):
    answer = grace.get("/staff/nothing")
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert 'href="/staff/"' in answer.text
