"""Reading and progress in a real browser, against the real tracker."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.accessibility import find_violations
from tests.browser.conftest import PageAt, Watch
from tests.browser.school import EXAM, School

FILING = "/zh/bench/filing/"
MEASURING = "/zh/bench/measuring/"
COURSE = "/zh/bench/"


@pytest.fixture
def page(page_at: PageAt, school: School) -> Page:
    """Ada's phone, with a clock that the test moves."""
    page = page_at(360)
    school.sign_in(page, school.cast.ada_public)
    page.clock.install()
    return page


def collect_activities(page: Page) -> list[str]:
    """The kinds of all activities sent from now on."""
    kinds: list[str] = []

    def hear(request: Request) -> None:
        if request.url.endswith("/activities"):
            kinds.append(json.loads(request.post_data or "{}")["kind"])

    page.on("request", hear)
    return kinds


def read_to_the_end(page: Page) -> None:
    """See the end of the lesson, and stay for a while."""
    end = page.locator(".cs-lesson-end")
    end.scroll_into_view_if_needed()
    expect(end).to_have_attribute("role", "status")
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    page.clock.run_for(6_000)


def test_signed_out_the_header_leads_to_signing_in_and_back(
    page_at: PageAt, school: School
) -> None:
    page = page_at(1280)
    asked = collect_activities(page)
    page.goto(school.address + FILING)
    link = page.locator(".cs-account").get_by_role("link", name="登录")
    expect(link).to_have_attribute(
        "href", "/account/sign-in?next=%2Fzh%2Fbench%2Ffiling%2F&lang=zh"
    )
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert asked == []


def test_signed_in_the_header_shows_the_name_and_the_ways_on(
    page_at: PageAt, school: School
) -> None:
    page = page_at(1280)
    school.sign_in(page, school.cast.ada_public)
    page.goto(school.address + FILING)
    account = page.locator(".cs-account")
    expect(account).to_contain_text("陈艾达")
    expect(account.get_by_role("link", name="我的学习")).to_have_attribute(
        "href", "/account/?lang=zh"
    )
    assert find_violations(page, ".cs-account") == []
    account.get_by_role("button", name="退出").click()
    expect(page).to_have_url(school.address + "/zh/")
    expect(page.locator(".cs-account").get_by_role("link", name="登录")).to_be_visible()


def test_a_lesson_read_is_ticked_and_moves_the_bar(page: Page, school: School) -> None:
    page.goto(school.address + FILING)
    read_to_the_end(page)
    expect(page.locator(".cs-lesson-end")).to_have_text("这一课已记为学完。")
    assert school.read_progress(page)["lessons_read"] == ["filing"]
    page.goto(school.address + COURSE)
    bar = page.get_by_role("progressbar", name="课程进度")
    expect(bar).to_have_attribute("aria-valuenow", "1")
    expect(bar).to_have_attribute("aria-valuemax", "3")
    expect(page.locator(".cs-progress")).to_contain_text("已完成 1/3")
    lessons = page.locator(".cs-lessons")
    expect(lessons.get_by_role("link", name="锉削")).to_contain_text("✓")
    expect(lessons.get_by_role("link", name="锉削")).to_contain_text("（已完成）")
    expect(lessons.get_by_role("link", name="用卡尺测量")).not_to_contain_text("✓")
    assert find_violations(page, ".cs-progress") == []
    assert find_violations(page, ".cs-lessons") == []


def test_a_glance_at_a_lesson_is_not_reading_it(page: Page, school: School) -> None:
    kinds = collect_activities(page)
    page.goto(school.address + MEASURING)
    expect(page.locator(".cs-lesson-end")).to_have_attribute("role", "status")
    page.clock.run_for(60_000)
    assert school.read_progress(page)["lessons_read"] == []
    page.goto(school.address + FILING)
    page.locator(".cs-lesson-end").scroll_into_view_if_needed()
    page.clock.run_for(2_000)
    page.goto(school.address + COURSE)
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "0")
    assert set(kinds) == {"opened"}


def test_without_a_network_the_page_says_what_is_not_saved_and_saves_it_later(
    page: Page, school: School, watch: Watch
) -> None:
    # The theme's search may still be loading its parts when the network goes.
    watch.allowed += ["ERR_INTERNET_DISCONNECTED", "importScripts"]
    with page.expect_response(re.compile("/activities$")):
        page.goto(school.address + FILING)
    page.context.set_offline(True)
    read_to_the_end(page)
    expect(page.locator(".cs-lesson-end")).to_have_text("还没有保存，联网后重试。")
    page.context.set_offline(False)
    expect(page.locator(".cs-lesson-end")).to_have_text("这一课已记为学完。")
    assert school.read_progress(page)["lessons_read"] == ["filing"]


def test_the_home_page_leads_to_where_one_stopped(page: Page, school: School) -> None:
    with page.expect_response(re.compile("/activities$")):
        page.goto(school.address + FILING)
    page.goto(school.address + "/zh/")
    link = page.locator(".cs-resume").get_by_role("link", name="继续学习：锉削")
    expect(page.locator(".cs-progress")).to_contain_text("已完成 0/3")
    assert find_violations(page, ".cs-resume") == []
    link.click()
    expect(page).to_have_url(school.address + FILING)


def test_practice_that_was_passed_is_saved(page: Page, school: School) -> None:
    page.goto(school.address + MEASURING)
    page.locator("[name=m-first][value=b]").check()
    for letter in "ac":
        page.locator(f"[name=m-errors][value={letter}]").check()
    page.locator("#q-m-errors .cs-check").click()
    page.locator("[name=m-wrench][value=b]").check()
    for name, text in (("m-reading", "3.5"), ("m-case", "抽屉")):
        page.locator(f"[name={name}]").fill(text)
        page.locator(f"[name={name}]").press("Enter")
    expect(page.locator(".cs-score")).to_contain_text("已保存")
    assert school.read_progress(page)["quizzes_passed"] == ["measuring-check"]


def test_a_passed_exam_ticks_its_lesson(page: Page, school: School) -> None:
    kinds = collect_activities(page)
    page.goto(school.address + EXAM)
    page.locator(".cs-lesson-end").scroll_into_view_if_needed()
    exam = page.locator(".cs-nav a[data-lesson=final]")
    expect(exam).not_to_contain_text("✓")
    with page.expect_response(re.compile("/attempts/")) as opened:
        page.locator(".cs-start").click()
    for number, question in enumerate(opened.value.json()["questions"], start=1):
        known, field = school.key[question["id"]], page.locator(f"#question-{number}")
        if not question["choices"]:
            text = "3.5" if known["numeric"] else known["accepted"]["zh"][0]
            field.get_by_role("textbox").fill(text)
        right = {choice["text"]["zh"] for choice in known["choices"] if choice["correct"]}
        for choice in question["choices"]:
            if choice["text"]["zh"] in right:
                field.locator(f"input[value='{choice['id']}']").check()
    page.locator(".cs-submit").click()
    expect(page.locator(".cs-result-title")).to_have_text("✓通过")
    expect(exam).to_contain_text("✓")
    page.clock.run_for(6_000)
    assert kinds == ["opened"]


def test_a_first_pin_sends_no_activity(page: Page, school: School) -> None:
    school.require_new_pin(school.cast.ada_public)
    kinds = collect_activities(page)
    with page.expect_response(re.compile("/session$")):
        page.goto(school.address + FILING)
    read_to_the_end(page)
    expect(page.locator(".cs-account")).to_contain_text("陈艾达")
    assert kinds == []
