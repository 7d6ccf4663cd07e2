"""The application as a whole: cookies, strict headers, the built site, limits, logs."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.tracker.builders import PIN, Cast, Clock
from tracker.app import create_app
from tracker.settings import Settings

Wire = Callable[..., Flask]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site of three files."""
    folder = tmp_path / "site"
    (folder / "zh/course").mkdir(parents=True)
    (folder / "index.html").write_text("root", encoding="utf-8")
    (folder / "zh/course/index.html").write_text("课", encoding="utf-8")
    (folder / "bundle.0123abcd.min.js").write_text("1", encoding="utf-8")
    return folder


@pytest.fixture
def wire(settings: Settings, clock: Clock) -> Iterator[Wire]:
    """Make an application with changed settings."""
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        app = create_app(settings.model_copy(update=changes), clock=clock)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["database"].close()


def policy(client: FlaskClient, path: str) -> str:
    with client.get(path) as answer:
        return answer.headers["Content-Security-Policy"]


def test_every_answer_has_strict_headers(wire: Wire, site: Path) -> None:
    client = wire(site_dir=site).test_client()
    for path in ("/", "/zh/course/", "/api/v1/session", "/account/sign-in", "/api/v1/x", "/x"):
        with client.get(path) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert "Strict-Transport-Security" not in headers, path


def test_only_the_built_site_may_run_inline_code(wire: Wire, site: Path) -> None:
    client = wire(site_dir=site).test_client()
    assert "script-src 'self' 'unsafe-inline'" in policy(client, "/zh/course/")
    for path in ("/account/sign-in", "/api/v1/session", "/staff/sign-in", "/verify/"):
        assert "unsafe" not in policy(client, path), path


def test_private_pages_are_not_kept_by_browsers(wire: Wire) -> None:
    client = wire().test_client()
    for path in ("/api/v1/session", "/account/sign-in", "/staff/sign-in"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_over_https_cookies_and_browsers_stay_on_https(wire: Wire, site: Path) -> None:
    app = wire(site_dir=site, public_url="https://learn.example")
    client = app.test_client()
    answer = client.get("/api/v1/session", base_url="https://learn.example")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    with client.get("/", base_url="https://learn.example") as page:
        assert "max-age" in page.headers["Strict-Transport-Security"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(wire: Wire) -> None:
    cookie = wire().test_client().get("/api/v1/session").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_built_site_is_served_with_its_index_pages(wire: Wire, site: Path) -> None:
    client = wire(site_dir=site).test_client()
    with client.get("/") as root, client.get("/zh/course/") as lesson:
        assert root.text == "root"
        assert lesson.text == "课"
        assert lesson.mimetype == "text/html"
        assert lesson.mimetype_params == {"charset": "utf-8"}
        assert "Access-Control-Allow-Origin" not in lesson.headers
    with client.get("/zh/course") as answer:
        assert answer.status_code == 302
    with client.get("/bundle.0123abcd.min.js") as script:
        assert "immutable" in script.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/zh/../../secret", "//secret", "/zh/nothing/"]
)
def test_nothing_beside_the_site_is_served(wire: Wire, site: Path, path: str) -> None:
    (site.parent / "secret").write_text("secret", encoding="utf-8")
    answer = wire(site_dir=site, site_autorefresh=True).test_client().get(path)
    assert answer.status_code in {302, 308, 404}
    assert answer.text != "secret"


def test_a_rebuilt_site_is_picked_up_when_asked_for(wire: Wire, site: Path) -> None:
    client = wire(site_dir=site, site_autorefresh=True).test_client()
    (site / "new.txt").write_text("new", encoding="utf-8")
    with client.get("/new.txt") as answer:
        assert answer.text == "new"


def test_without_a_site_the_tracker_stands_alone(wire: Wire) -> None:
    client = wire().test_client()
    assert client.get("/").status_code == 404
    assert client.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "setting"),
    [
        ("POST", "/account/sign-in", "sign_in_rate"),
        ("POST", "/staff/sign-in", "sign_in_rate"),
        ("POST", "/account/pin", "sign_in_rate"),
        ("GET", "/verify/ABCD", "verify_rate"),
        ("PUT", "/api/v1/attempts/00000000-0000-4000-8000-000000000001", "attempt_rate"),
        (
            "POST",
            "/api/v1/attempts/00000000-0000-4000-8000-000000000001/submission",
            "attempt_rate",
        ),
    ],
)
def test_what_is_dear_or_worth_guessing_is_limited(
    wire: Wire, cast: Cast, method: str, path: str, setting: str
) -> None:
    app = wire(rate_limits=True, **{setting: "3 per minute"})
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(kind="learner", id=cast.ada_public, v=1)
    statuses = [client.open(path, method=method).status_code for _ in range(4)]
    assert 429 not in statuses[:3]
    assert statuses[3] == 429


def test_a_limit_is_told_as_json(wire: Wire, cast: Cast) -> None:
    app = wire(rate_limits=True, attempt_rate="1 per minute")
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(kind="learner", id=cast.ada_public, v=1)
    path = "/api/v1/attempts/00000000-0000-4000-8000-000000000001"
    body = {"course_id": "electrical-safety", "quiz_id": "final"}
    assert client.put(path, json=body).status_code == 200
    answer = client.put(path, json=body)
    assert answer.status_code == 429
    assert answer.json is not None
    assert answer.json["error"]["reason"] == "rate_limited"


def test_one_learner_at_the_limit_leaves_others_alone(wire: Wire, cast: Cast) -> None:
    app = wire(rate_limits=True, attempt_rate="1 per minute")
    app.config["WTF_CSRF_ENABLED"] = False
    statuses = []
    for public_id in (cast.ada_public, cast.alan_public):
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(kind="learner", id=public_id, v=1)
        path = "/api/v1/attempts/00000000-0000-4000-8000-000000000001"
        statuses += [client.put(path, json={}).status_code for _ in range(2)]
    assert statuses == [400, 429, 400, 429]


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "203.0.113.9")])
def test_the_address_is_believed_only_from_trusted_proxies(
    wire: Wire, proxies: int, address: str
) -> None:
    app = wire(trusted_proxies=proxies)
    seen: list[str | None] = []

    @app.before_request
    def look() -> None:
        from flask import request

        seen.append(request.remote_addr)

    app.test_client().get(
        "/api/v1/session",
        headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"},
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
    )
    assert seen == [address]


def test_no_name_number_or_pin_reaches_the_log(
    wire: Wire, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    assert cast.ada
    caplog.set_level(logging.DEBUG)
    app = wire()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    form = {"organisation": "A", "employee_number": "number-7-7", "pin": PIN}
    client.post("/account/sign-in", data=form)
    client.post("/account/sign-in", data=form | {"employee_number": "7"})
    client.get("/api/v1/session")
    app.extensions["clock"] = None  # the next sign-in is a bug, with a traceback in the log
    client.post("/account/sign-in", data=form)
    assert caplog.records
    for secret in ("number-7-7", PIN, "陈艾达"):
        assert secret not in caplog.text
