"""Everybody who should see nothing tries every page of staff, and every route there will be.

The routes are read from the application, so that a new one is tried without anybody's thinking of
it; one whose parameter is not known here fails the test.
"""

from __future__ import annotations

import itertools

import pytest

from tests.tracker.builders import COURSE
from tests.tracker.records import browse, finish, issue, read_token
from tracker.services import reports

OPEN = {"/staff/sign-in"}
"""Where one signs in."""


@pytest.fixture
def certificate(database, office):
    """Ada's certificate; Wei is eligible."""
    with database.write() as session:
        finish(session, office.ids["ada"])
        finish(session, office.ids["wei"])
        return issue(session, office.staff["grace"], office.ada).issued[0]


@pytest.fixture
def routes(app, office, certificate):
    """(method, path) of every route below /staff, filled in with Ada's things."""
    values = {"public_id": office.ada, "number": certificate.number}
    adapter = app.url_map.bind("localhost")
    found = [
        (method, adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.rule.startswith("/staff")
    ]
    assert len(found) >= 11
    return found


def ask(client, method, path, office):
    """With a valid token, so that nothing but the right to do it can refuse."""
    if method == "GET":
        asked = f"{path}?course={COURSE}&learner={office.ada}&learner={office.wei}"
        return client.get(asked if path == "/staff/issue" else path)
    token = read_token(client.get("/account/sign-in").text)
    data = {
        "csrf_token": token,
        "course": COURSE,
        "learners": f"{office.ada} {office.wei}",
        "reason": "an outsider's reason",
        "sure": "y",
    }
    return client.post(path, data=data)


def remember_everything(database, office):
    """All that an outsider must not change."""
    with database.read() as session:
        frida = office.staff["frida"]
        learners = reports.list_learners(session, frida).rows
        return learners, reports.get_learner(session, frida, office.ada)


@pytest.mark.parametrize("who", ["nobody", "learner", "boris"])
def test_outsiders_reach_nothing(app, database, office, routes, certificate, who):
    before = remember_everything(database, office)
    secrets = ("陈艾达", "买买提", office.ada, office.wei, certificate.number, certificate.code)
    for method, path in routes:
        if path in OPEN or path.endswith("/sign-out"):
            continue
        client = {
            "nobody": lambda: browse(app),
            "learner": lambda: browse(app, "learner", office.alan),
            "boris": lambda: browse(app, "staff", office.staff["boris"].public_id),
        }[who]()
        answer = ask(client, method, path, office)
        if who == "boris" and method == "GET" and path in {"/staff/", "/staff/certificates/"}:
            assert answer.status_code == 200
        elif who == "boris":
            assert answer.status_code == 404, f"{method} {path}"
        else:
            assert answer.status_code == 302, f"{method} {path}"
            assert answer.location.startswith("/staff/sign-in")
        told = answer.get_data(as_text=True)
        # What was asked for is repeated, in the links to other languages and to the sign-in.
        for secret in secrets:
            asked = secret in answer.request.url
            assert asked or secret not in told, f"{method} {path} tells {secret}"
    assert remember_everything(database, office) == before


def test_a_viewer_changes_nothing_by_any_route(app, database, office, routes):
    before = remember_everything(database, office)
    for method, path in routes:
        if method == "GET" or path in OPEN or path.endswith("/sign-out"):
            continue
        client = browse(app, "staff", office.staff["vera"].public_id)
        assert ask(client, method, path, office).status_code == 403, path
    assert remember_everything(database, office) == before


def test_counts_and_searches_tell_nothing_of_other_organisations(app, office, certificate):
    client = browse(app, "staff", office.staff["boris"].public_id)
    assert "1 learner" in client.get("/staff/").text
    assert "0 learners" in client.get("/staff/?q=陈").text
    assert "0 certificates" in client.get("/staff/certificates/").text
    assert "0 certificates" in client.get(f"/staff/certificates/?q={certificate.code}").text
    assert "0 learners" in client.get("/staff/?state=eligible").text
    assert "Nothing to issue" in client.get(f"/staff/issue?course={COURSE}&all=1").text


def test_a_learner_is_refused_where_staff_are_asked_for_and_the_reverse(app, office):
    learner = browse(app, "learner", office.ada)
    staff = browse(app, "staff", office.staff["grace"].public_id)
    assert learner.get("/staff/").location.startswith("/staff/sign-in")
    assert staff.get("/account/").location.startswith("/account/sign-in")


def test_every_route_of_staff_is_one_of_two_kinds(app):
    """A view either asks who is there, or is where one signs in or out."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/staff"):
            view = app.view_functions[rule.endpoint]
            is_guarded = hasattr(view, "__wrapped__")
            assert is_guarded != (rule.rule in {"/staff/sign-in", "/staff/sign-out"}), rule.rule


def test_the_routes_cover_what_the_pages_can_do(routes):
    paths = {path.partition("/DEMO")[0] for _, path in routes}
    wanted = {"/staff/", "/staff/issue", "/staff/certificates/", "/staff/certificates"}
    assert wanted <= set(itertools.chain(paths))
