"""The whole story on the sample site, with the commands and the server that people run.

A learner signs in as printed, reads, fails the exam, passes at exactly 80 %; staff issue; anyone
verifies; staff revoke; the page says so.
"""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator.build import build_site
from tests.browser.conftest import PageAt, Watch

ROOT = Path(__file__).parents[2]
COURSE = "electrical-safety"
REASON = "姓名登记有误,已重新核对"
BIN = Path(sys.executable).parent


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The server, what it was given and the sign-ins it printed."""

    address: str
    sign_ins: str
    output: Path

    def learner(self, number: str) -> tuple[str, str, str]:
        """Organisation code, employee number and first PIN, as printed."""
        found = re.search(rf"^(\S+)\t({number})\t(\d+)\t", self.sign_ins, re.MULTILINE)
        assert found, self.sign_ins
        return found[1], found[2], found[3]

    def staff(self, name: str) -> tuple[str, str]:
        """E-mail and password, as printed."""
        found = re.search(rf"^({name}@\S+)\t(\S+)\t", self.sign_ins, re.MULTILINE)
        assert found, self.sign_ins
        return found[1], found[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Site and tracker behind one server, set up by the commands of `make demo`."""
    place = tmp_path_factory.mktemp("demo in a path with spaces")
    result = build_site(ROOT, place, report=lambda _: None)
    assert result.ok, result.problems
    port = _free_port()
    settings = {
        "COURSETRACKER_DATABASE_URL": f"sqlite:///{place}/coursesite.sqlite3",
        "COURSETRACKER_SECRET_KEY_FILE": str(place / "secret_key"),
        "COURSETRACKER_SITE_DIR": str(place / "site"),
        "COURSETRACKER_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [BIN / "coursetracker", *arguments],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("db", "upgrade")
    run("catalog", "import", f"{place}/site/catalog.json", f"{place}/private/answer_key.json")
    sign_ins = run("demo", "seed", "--sign-ins", f"{place}/sign-ins.txt")
    server = subprocess.Popen(
        [BIN / "coursetracker", "serve", "--port", str(port)],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    assert "Serving on" in server.stdout.readline()
    yield Running(address=f"http://127.0.0.1:{port}", sign_ins=sign_ins, output=place)
    server.terminate()
    said, _ = server.communicate(timeout=20)
    assert "Traceback" not in said, said


def sign_in_as_learner(page: Page, running: Running, number: str) -> None:
    """Sign in with the printed PIN and choose another."""
    organisation, employee_number, pin = running.learner(number)
    page.goto(f"{running.address}/account/sign-in?next=/zh/")
    page.fill("#organisation", organisation)
    page.fill("#employee_number", employee_number)
    page.fill("#pin", pin)
    page.click("main button[type=submit]")
    expect(page).to_have_url(re.compile("/account/pin"))
    page.fill("#old_pin", pin)
    page.fill("#new_pin", "730418")
    page.fill("#again", "730418")
    page.click("main form button[type=submit]")
    expect(page).not_to_have_url(re.compile("/account/pin"))


def read_lesson(page: Page, running: Running, url: str) -> None:
    """Open a lesson and go to its end; returns once the tracker has noted it."""
    with page.expect_response(
        lambda response: (
            response.url.endswith("/activities") and '"read"' in (response.request.post_data or "")
        )
    ) as noted:
        page.goto(f"{running.address}/{url}")
        page.locator(".cs-lesson-end").scroll_into_view_if_needed()
        page.wait_for_timeout(200)
        page.clock.run_for(8_000)
    assert noted.value.status == 200


def open_attempt(page: Page) -> Any:
    """Start an attempt; what the tracker sent."""
    with page.expect_response(lambda response: "/attempts/" in response.url) as sent:
        page.locator(".cs-start").click()
    return sent.value.json()


def answer(page: Page, attempt: Any, key: dict[str, Any], *, right: int) -> None:
    """Answer this many questions right and the others wrong."""
    for number, question in enumerate(attempt["questions"], start=1):
        field = page.locator(f"#question-{number}")
        is_right = number <= right
        known = key[question["id"]]
        if not question["choices"]:
            correct = known["numeric"]["value"] if known["numeric"] else known["accepted"]["zh"][0]
            field.locator("input").fill(correct if is_right else "不知道")
            continue
        marks = {choice["text"]["zh"]: choice["correct"] for choice in known["choices"]}
        for choice in question["choices"]:
            if marks[choice["text"]["zh"]] == is_right:
                field.locator(f'input[value="{choice["id"]}"]').check()
                if question["kind"] != "multiple":
                    break


def test_the_whole_story(running: Running, page_at: PageAt, watch: Watch) -> None:
    """One learner's way from the printed PIN to a certificate that is later revoked."""
    catalog = json.loads((running.output / "site/catalog.json").read_text())
    private = json.loads((running.output / "private/answer_key.json").read_text())
    course = next(one for one in catalog["courses"] if one["id"] == COURSE)
    lessons = [lesson for module in course["modules"] for lesson in module["lessons"]]
    exam = next(lesson for lesson in lessons if lesson["quizzes"][0]["kind"] == "graded")
    questions = next(one for one in private["courses"] if one["id"] == COURSE)["quizzes"][0]
    key = {question["id"]: question for question in questions["questions"]}

    learner = page_at(360)
    learner.clock.install()
    sign_in_as_learner(learner, running, "10002")
    for lesson in lessons:
        if lesson is not exam:
            read_lesson(learner, running, lesson["url"]["zh"])
    learner.goto(f"{running.address}/zh/{COURSE}/")
    bar = learner.locator(".cs-progress [role=progressbar]").first
    expect(bar).to_have_attribute("aria-valuenow", str(len(lessons) - 1))
    learner.goto(f"{running.address}/zh/")
    expect(learner.locator(".cs-resume a")).to_be_visible()

    learner.goto(f"{running.address}/{exam['url']['zh']}")
    attempt = open_attempt(learner)
    assert len(attempt["questions"]) == 10
    assert "correct" not in json.dumps(attempt)
    answer(learner, attempt, key, right=7)
    last = learner.locator("#question-10 input")
    if last.first.get_attribute("type") == "text":
        last.fill("")
        learner.locator(".cs-submit").click()
        learner.locator(".cs-submit-anyway").click()
    else:
        learner.locator(".cs-submit").click()
    expect(learner.locator(".cs-result-title")).to_have_class(re.compile("is-wrong"))
    expect(learner.locator(".cs-result-score")).to_contain_text("7")
    learner.locator(".cs-again").click()
    answer(learner, open_attempt(learner), key, right=8)
    learner.locator(".cs-submit").click()
    expect(learner.locator(".cs-result-title")).to_have_class(re.compile("is-right"))
    expect(learner.locator(".cs-result-score")).to_contain_text("80")

    number, verify = issue_the_certificate(page_at(1280), running)

    public = page_at(360, java_script_enabled=False)
    public.goto(verify)
    expect(public.locator("main")).to_contain_text(number)
    expect(public.locator("main")).to_contain_text("买买提·艾力")
    assert public.request.get(f"{running.address}/verify/0000000000000000").status == 404

    learner.goto(f"{running.address}/account/")
    pdf = learner.locator('a[href$=".pdf"]').get_attribute("href")
    answer_pdf = learner.request.get(f"{running.address}{pdf}")
    assert answer_pdf.body().startswith(b"%PDF-")

    revoke_the_certificate(page_at(1280), running, number)
    public.reload()
    expect(public.locator("main")).to_contain_text(REASON)
    expect(public.locator("main")).to_contain_text(number)
    assert watch.problems == []


def sign_in_as_staff(page: Page, running: Running, name: str) -> None:
    """Sign in as printed."""
    email, password = running.staff(name)
    page.goto(f"{running.address}/staff/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    expect(page).to_have_url(re.compile(r"/staff/(\?.*)?$"))


def issue_the_certificate(page: Page, running: Running) -> tuple[str, str]:
    """Issue to all who are eligible: there is one. Its number and the verify page's address."""
    sign_in_as_staff(page, running, "grace")
    page.locator("button[name=all]").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.locator("main form[method=post] button[type=submit]").click()
    link = page.locator("main a.code")
    number = link.inner_text()
    link.click()
    verify = page.locator('a[href*="/verify/"]').last.get_attribute("href")
    for anchor in page.locator("main a").all():
        if re.search(r"/verify/\w", anchor.get_attribute("href") or ""):
            verify = anchor.get_attribute("href")
    return number, f"{running.address}{verify}"


def revoke_the_certificate(page: Page, running: Running, number: str) -> None:
    """Revoke with a reason."""
    sign_in_as_staff(page, running, "grace")
    page.goto(f"{running.address}/staff/certificates/{number}")
    page.fill("#reason", REASON)
    page.check("#sure")
    page.click("button.danger")
    expect(page.locator("main")).to_contain_text(REASON)


def test_nobody_of_another_enterprise_sees_the_learner(running: Running, page_at: PageAt) -> None:
    page = page_at(360)
    sign_in_as_staff(page, running, "boris")
    expect(page.locator("main")).to_contain_text("林艾伦")
    expect(page.locator("main")).not_to_contain_text("买买提·艾力")
