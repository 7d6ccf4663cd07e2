"""A graded quiz in a real browser, against the real tracker."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from generator.build import build_site
from tests.browser.accessibility import find_violations
from tests.browser.conftest import PROJECT, PageAt, Watch
from tests.browser.school import EXAM, School

SUBMISSION = "**/api/v1/attempts/*/submission"
LOST = ("ERR_FAILED", "ERR_CONNECTION")


@pytest.fixture
def page(page_at: PageAt, school: School) -> Page:
    """Ada at the exam's page, on a phone."""
    page = page_at(360)
    school.sign_in(page, school.cast.ada_public)
    page.goto(school.address + EXAM)
    return page


def start(page: Page) -> Any:
    """Start an attempt; what the tracker sent."""
    with page.expect_response(lambda response: "/attempts/" in response.url) as sent:
        page.locator(".cs-start").click()
    expect(page.locator(".cs-attempt-title")).to_be_focused()
    return sent.value.json()


def answer(page: Page, school: School, attempt: Any, *, right: int = 4) -> None:
    """Answer all questions, only the first `right` of them right."""
    for number, question in enumerate(attempt["questions"], start=1):
        field = page.locator(f"#question-{number}")
        known = school.key[question["id"]]
        if not question["choices"]:
            text = "3.5" if known["numeric"] else known["accepted"]["zh"][0]
            field.get_by_role("textbox").fill(text if number <= right else "9")
            continue
        correct = {choice["text"]["zh"]: choice["correct"] for choice in known["choices"]}
        for choice in question["choices"]:
            if correct[choice["text"]["zh"]] == (number <= right):
                field.locator(f"input[value='{choice['id']}']").check()


def kept_drafts(page: Page) -> list[str]:
    return page.evaluate("Object.values(localStorage).filter((text) => text.includes('responses'))")


def collect_bodies(page: Page) -> list[str]:
    """The bodies of all submissions from now on, in the order they were sent."""
    bodies: list[str] = []

    def hear(request: Request) -> None:
        if request.url.endswith("/submission"):
            bodies.append(request.post_data or "")

    page.on("request", hear)
    return bodies


def test_signed_out_one_is_led_to_sign_in_and_back(page_at: PageAt, school: School) -> None:
    page = page_at(360)
    page.goto(school.address + EXAM)
    link = page.locator(".cs-exam").get_by_role("link", name="登录")
    expect(page.locator(".cs-exam")).to_contain_text("考试需要先登录")
    expect(link).to_have_attribute(
        "href", "/account/sign-in?next=%2Fzh%2Fbench%2Fexams%2Ffinal%2F&lang=zh"
    )
    link.click()
    page.fill("#organisation", "A")
    page.fill("#employee_number", "7")
    page.fill("#pin", "483920")
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(school.address + EXAM)
    expect(page.locator(".cs-start")).to_be_visible()


def test_a_first_pin_must_be_changed_before_an_exam(page_at: PageAt, school: School) -> None:
    school.require_new_pin(school.cast.ada_public)
    page = page_at(360)
    school.sign_in(page, school.cast.ada_public)
    page.goto(school.address + EXAM)
    expect(page.locator(".cs-exam")).to_contain_text("请先修改初始密码")
    link = page.locator(".cs-exam").get_by_role("link", name="去修改 PIN")
    expect(link).to_have_attribute("href", re.compile(r"^/account/pin\?next="))


def test_the_rules_stand_there_without_scripts_and_without_questions(
    page_at: PageAt, school: School
) -> None:
    page = page_at(360, java_script_enabled=False)
    page.goto(school.address + EXAM)
    rules = page.locator(".cs-rules")
    expect(rules).to_contain_text("每次 4 题")
    expect(rules).to_contain_text("75%")
    expect(rules).to_contain_text("最多 2 次")
    expect(rules).to_contain_text("至少间隔 30 分钟")
    expect(page.get_by_text("请打开浏览器的 JavaScript 功能")).to_be_visible()
    assert not any(id_ in page.content() for id_ in school.key)


def test_a_tracker_out_of_reach_is_told_and_tried_again(
    page_at: PageAt, static_site: str, watch: Watch
) -> None:
    watch.allowed.append("/api/v1/session")
    page = page_at(360)
    page.goto(static_site + EXAM)
    expect(page.locator(".cs-exam")).to_contain_text("现在连不上学习记录系统")
    page.locator(".cs-exam").get_by_role("button", name="再试一次").click()
    expect(page.locator(".cs-exam")).to_be_focused()
    expect(page.locator(".cs-exam")).to_contain_text("现在连不上学习记录系统")


def test_a_site_without_a_tracker_asks_nobody(
    page_at: PageAt, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    project = shutil.copytree(PROJECT, tmp_path / "project")
    config = project / "site_config.yml"
    config.write_text(config.read_text().replace("tracker: /", "tracker: null"))
    assert build_site(project, tmp_path / "built", report=lambda _: None).ok
    page = page_at(360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serve(tmp_path / "built/site") + EXAM)
    expect(page.locator(".cs-exam")).to_contain_text("这个网站没有连接学习记录系统")
    assert [url for url in asked if "/api/" in url] == []


def test_all_right_passes_and_shows_what_the_quiz_reveals(page: Page, school: School) -> None:
    attempt = start(page)
    assert "correct" not in json.dumps(attempt)
    assert len(attempt["questions"]) == 4
    answer(page, school, attempt)
    expect(page.locator(".cs-count")).to_have_text("已答 4 / 4 题")
    page.locator(".cs-submit").click()
    title = page.locator(".cs-result-title")
    expect(title).to_have_text("✓通过")
    expect(title).to_be_focused()
    expect(page.locator(".cs-result-score")).to_have_text("得分 4 / 4 分（100%），及格线 75%。")
    expect(page.locator(".cs-review li.is-right")).to_have_count(4)
    expect(page.locator(".cs-review")).to_contain_text("锉齿朝前。")
    expect(page.locator(".cs-review")).to_contain_text("向前推才切削。")
    page.reload()
    expect(page.locator(".cs-exam")).to_contain_text("你已通过这次考试")
    expect(page.locator(".cs-start")).to_have_count(0)


def test_a_fail_shows_what_was_wrong_but_no_key(page: Page, school: School) -> None:
    answer(page, school, start(page), right=2)
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-result-title")).to_have_text("✗未通过")
    verdicts = page.locator(".cs-review .cs-verdict")
    expect(verdicts).to_have_text(
        ["✓第 1 题：答对", "✓第 2 题：答对", "✗第 3 题：答错", "✗第 4 题：答错"]
    )
    expect(page.locator(".cs-review").get_by_text("正确答案")).to_have_count(0)
    expect(page.locator(".cs-review .cs-explanation")).to_have_count(0)
    expect(page.locator(".cs-exam")).to_contain_text("还可以考 1 次")
    expect(page.locator(".cs-exam")).to_contain_text("以后再考")


def test_after_the_wait_one_may_try_again_until_attempts_are_used_up(
    page: Page, school: School
) -> None:
    answer(page, school, start(page), right=0)
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-result-title")).to_be_visible()
    page.reload()
    expect(page.locator(".cs-exam")).to_contain_text("1 次，共 2 次")
    expect(page.locator(".cs-exam")).to_contain_text("0 / 4 分（0%）")
    expect(page.locator(".cs-start")).to_have_count(0)
    school.clock.forward(minutes=31)
    page.reload()
    answer(page, school, start(page), right=0)
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-exam")).to_contain_text("作答次数已用完")
    page.reload()
    expect(page.locator(".cs-exam")).to_contain_text("作答次数已用完")
    expect(page.locator(".cs-start")).to_have_count(0)


def test_a_wait_that_began_elsewhere_is_told_when_starting(
    page: Page, page_at: PageAt, school: School, watch: Watch
) -> None:
    watch.allowed.append("409")
    elsewhere = page_at(1280)
    school.sign_in(elsewhere, school.cast.ada_public)
    elsewhere.goto(school.address + EXAM)
    answer(elsewhere, school, start(elsewhere), right=0)
    elsewhere.locator(".cs-submit").click()
    expect(elsewhere.locator(".cs-result-title")).to_be_visible()
    page.locator(".cs-start").click()
    expect(page.locator(".cs-exam").get_by_role("alert")).to_contain_text("离上次考试太近了")


def test_answers_survive_a_reload_and_go_when_handed_in(page: Page, school: School) -> None:
    attempt = start(page)
    answer(page, school, attempt)
    page.reload()
    expect(page.locator(".cs-exam")).to_contain_text("上次没交卷的作答还在")
    expect(page.locator(".cs-count")).to_have_text("已答 4 / 4 题")
    assert len(kept_drafts(page)) == 1
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-result-title")).to_have_text("✓通过")
    assert kept_drafts(page) == []
    assert school.count_attempts(page) == 1


def test_another_learner_on_the_same_phone_sees_none_of_it(
    page: Page, school: School, watch: Watch
) -> None:
    watch.allowed.append("404")
    answer(page, school, start(page))
    school.sign_in(page, school.cast.alan_public)
    page.reload()
    start(page)
    expect(page.locator(".cs-count")).to_have_text("已答 0 / 4 题")
    expect(page.locator(".cs-exam input:checked")).to_have_count(0)
    assert kept_drafts(page) == []


def test_signing_out_leaves_no_answers_behind(page_at: PageAt, school: School) -> None:
    wide = page_at(1280)
    school.sign_in(wide, school.cast.ada_public)
    wide.goto(school.address + EXAM)
    answer(wide, school, start(wide))
    assert len(kept_drafts(wide)) == 1
    wide.get_by_role("button", name="退出").click()
    expect(wide.get_by_role("link", name="登录")).to_be_visible()
    assert kept_drafts(wide) == []


def test_unanswered_questions_are_named_before_handing_in(page: Page) -> None:
    start(page)
    page.locator("#question-2 input").first.focus()
    page.locator(".cs-submit").click()
    heading = page.get_by_role("heading", name="还有 4 题没有作答")
    expect(heading).to_be_focused()
    page.get_by_role("link", name="第 3 题").click()
    expect(page.locator("#question-3 input").first).to_be_focused()
    expect(heading).to_have_count(0)
    page.locator(".cs-submit").click()
    page.locator(".cs-submit-anyway").click()
    expect(page.locator(".cs-result-title")).to_have_text("✗未通过")
    expect(page.locator(".cs-review").get_by_text("没有作答")).to_have_count(4)


def test_two_quick_taps_hand_in_once(page: Page, school: School) -> None:
    answer(page, school, start(page))
    bodies = collect_bodies(page)
    page.evaluate(
        "() => { const one = document.querySelector('.cs-submit'); one.click(); one.click(); }"
    )
    expect(page.locator(".cs-result-title")).to_be_visible()
    assert len(bodies) == 1


def test_a_lost_request_is_sent_again_with_the_same_body(
    page: Page, school: School, watch: Watch
) -> None:
    watch.allowed += LOST
    answer(page, school, start(page))
    bodies = collect_bodies(page)
    page.route(SUBMISSION, lambda route: route.abort())
    page.locator(".cs-submit").click()
    expect(page.get_by_text("没有交上去")).to_be_visible()
    page.locator("#question-1 input").first.click(force=True)
    page.unroute(SUBMISSION)
    page.locator(".cs-submit-again").click()
    expect(page.locator(".cs-result-title")).to_have_text("✓通过")
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert school.count_attempts(page) == 1


def test_a_lost_answer_does_not_lose_the_result(page: Page, school: School, watch: Watch) -> None:
    watch.allowed += LOST

    def hand_in_and_lose(route: Route) -> None:
        route.fetch()
        route.abort()

    answer(page, school, start(page))
    page.route(SUBMISSION, hand_in_and_lose)
    page.locator(".cs-submit").click()
    expect(page.get_by_text("没有交上去")).to_be_visible()
    page.reload()
    expect(page.locator(".cs-result-title")).to_have_text("✓通过")
    assert kept_drafts(page) == []
    assert school.count_attempts(page) == 1


def test_a_session_that_ended_keeps_the_answers(page: Page, school: School, watch: Watch) -> None:
    watch.allowed += ["400", "401"]
    answer(page, school, start(page))
    page.context.clear_cookies()
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-panel")).to_contain_text("已填的答案还在这台设备上")
    school.sign_in(page, school.cast.ada_public)
    page.reload()
    expect(page.locator(".cs-count")).to_have_text("已答 4 / 4 题")


def test_the_exam_speaks_the_language_of_its_page(page: Page, school: School) -> None:
    page.goto(school.address + EXAM.replace("zh", "en"))
    start(page)
    expect(page.locator(".cs-exam")).to_contain_text("What holds the workpiece?")
    page.locator(".cs-submit").click()
    page.locator(".cs-submit-anyway").click()
    expect(page.locator(".cs-result-title")).to_have_text("✗Not passed")


def test_the_exam_is_done_with_the_keyboard_alone(page: Page) -> None:
    page.locator(".cs-start").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cs-attempt-title")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if "cs-submit" in (page.locator(":focus").get_attribute("class") or ""):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="还有 4 题没有作答")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if "cs-submit-anyway" in (page.locator(":focus").get_attribute("class") or ""):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".cs-result-title")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_the_way(
    page_at: PageAt, school: School, width: int, scheme: str
) -> None:
    page = page_at(width, color_scheme=scheme)
    school.sign_in(page, school.cast.ada_public)
    page.goto(school.address + EXAM)
    expect(page.locator(".cs-start")).to_be_visible()
    assert find_violations(page, ".cs-quiz") == []
    attempt = start(page)
    page.locator(".cs-submit").click()
    assert find_violations(page, ".cs-quiz") == []
    page.locator(".cs-back").click()
    answer(page, school, attempt, right=3)
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-result-title")).to_have_text("✓通过")
    assert find_violations(page, ".cs-quiz") == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
