"""A practice quiz in a real browser, on a host that serves files and nothing else."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import find_violations
from tests.browser.conftest import PageAt, Watch

MEASURING = "/{}/bench/measuring/"


@pytest.fixture(autouse=True)
def without_tracker(watch: Watch) -> None:
    """There is no tracker here: its address, and only that, may be missing."""
    watch.allowed += ["/api/v1/session"]


@pytest.fixture
def page(page_at: PageAt, static_site: str) -> Page:
    """The lesson with the practice quiz, on a phone."""
    page = page_at(360)
    open_lesson(page, static_site)
    return page


def open_lesson(page: Page, site: str, language: str = "zh") -> None:
    page.goto(site + MEASURING.format(language))
    expect(page.locator(".cs-answer")).to_have_count(0)  # The scripts have taken over.


def question(page: Page, id_: str) -> Locator:
    return page.locator(f"#q-{id_}")


def choose(page: Page, id_: str, *letters: str) -> None:
    for letter in letters:
        question(page, id_).locator(f"input[value={letter}]").check()


def write(page: Page, id_: str, text: str) -> None:
    question(page, id_).get_by_role("textbox").fill(text)
    question(page, id_).get_by_role("textbox").press("Enter")


def answer_all(page: Page, first: str = "b") -> None:
    choose(page, "m-first", first)
    choose(page, "m-errors", "a", "c")
    question(page, "m-errors").get_by_role("button").click()
    choose(page, "m-wrench", "b")
    write(page, "m-reading", "3.55mm")
    write(page, "m-case", "卡 尺 盒")


def test_a_choice_is_judged_at_once_with_its_feedback(page: Page) -> None:
    choose(page, "m-first", "a")
    first = question(page, "m-first")
    expect(first.get_by_role("status")).to_contain_text("答错了")
    expect(first.get_by_role("status")).to_contain_text("脏东西也有厚度")
    expect(first.locator("[data-choice=a]").first).to_contain_text("不正确")
    expect(first.locator("[data-choice=a]").first).to_contain_text("夹得太紧会把量爪压坏。")
    expect(first.locator("[data-choice=b]").first).to_contain_text("正确")
    expect(first.locator("[data-choice=b]").first).not_to_contain_text("铁屑会让读数变大")
    expect(first.locator("[data-choice=c]").first).not_to_contain_text("正确")


def test_right_and_wrong_differ_by_sign_and_word(page: Page) -> None:
    choose(page, "m-first", "a")
    choose(page, "m-wrench", "b")
    expect(question(page, "m-first").locator(".cs-verdict")).to_have_text("✗答错了")
    expect(question(page, "m-wrench").locator(".cs-verdict")).to_have_text("✓答对了")


def test_right_and_wrong_have_their_colours_too(page: Page) -> None:
    choose(page, "m-first", "a")
    colours = page.locator("#q-m-first .cs-choice").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).backgroundColor)"
    )
    assert len(set(colours)) == 3


def test_feedback_is_put_where_screen_readers_listen(page: Page) -> None:
    choose(page, "m-first", "a")
    feedback = page.get_by_text("夹得太紧会把量爪压坏。")
    assert feedback.evaluate("node => node.closest('[aria-live]').getAttribute('aria-live')") == (
        "polite"
    )


def test_a_judged_answer_stays_as_it_was(page: Page) -> None:
    choose(page, "m-first", "a")
    question(page, "m-first").locator("input[value=b]").click(force=True)
    expect(question(page, "m-first").locator("input[value=a]")).to_be_checked()
    expect(question(page, "m-first").get_by_role("status")).to_contain_text("答错了")


def test_multiple_choice_is_judged_as_a_whole_and_names_what_was_missed(page: Page) -> None:
    errors = question(page, "m-errors")
    choose(page, "m-errors", "a", "b")
    expect(errors.get_by_role("status")).to_be_empty()
    errors.get_by_role("button", name="核对").click()
    expect(errors.get_by_role("status")).to_contain_text("答错了")
    expect(errors.locator("[data-choice=a]").first).to_contain_text("✓ 正确")
    expect(errors.locator("[data-choice=b]").first).to_contain_text("✗ 不正确")
    expect(errors.locator("[data-choice=c]").first).to_contain_text("○ 漏选")


def test_nothing_chosen_is_not_judged(page: Page) -> None:
    errors = question(page, "m-errors")
    errors.get_by_role("button", name="核对").click()
    expect(errors.get_by_role("status")).to_have_text("请先选一个答案。")
    choose(page, "m-errors", "a", "c")
    errors.get_by_role("button", name="核对").click()
    expect(errors.get_by_role("status")).to_contain_text("答对了")


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("3.5", "答对了"),
        ("３．６ mm", "答对了"),
        ("3,45", "答对了"),
        ("3.61", "答错了"),
        ("3.5 cm", "答错了"),
    ],
)
def test_a_number_is_judged_with_its_tolerance_and_unit(
    page: Page, typed: str, verdict: str
) -> None:
    write(page, "m-reading", typed)
    status = question(page, "m-reading").get_by_role("status")
    expect(status).to_contain_text(verdict)
    if verdict == "答错了":
        expect(status).to_contain_text("正确答案： 3.5 ± 0.1 mm")


def test_enter_that_ends_a_chinese_word_judges_nothing(page: Page) -> None:
    field = question(page, "m-case").get_by_role("textbox")
    field.fill("hezi")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(question(page, "m-case").get_by_role("status")).to_be_empty()


def test_hints_come_one_after_the_other(page: Page) -> None:
    first, second = (question(page, "m-first").get_by_text(f"提示 {n}") for n in (1, 2))
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    first.click()
    expect(page.get_by_text("量爪上会有什么?")).to_be_visible()
    second.click()
    expect(page.get_by_text("想一想铁屑。")).to_be_visible()


def test_the_score_is_told_at_the_end_and_one_can_start_again(page: Page) -> None:
    score = page.locator(".cs-score")
    answer_all(page, first="c")
    expect(score).to_have_attribute("role", "status")
    expect(score).to_contain_text("5 题中答对 4 题")
    expect(score).to_contain_text("达到要求（60%）")
    page.get_by_role("button", name="重做一遍").click()
    expect(score).to_be_empty()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.get_by_text("答错了")).to_have_count(0)
    expect(page.get_by_role("heading", name="练一练")).to_be_focused()
    answer_all(page)
    expect(score).to_contain_text("5 题中答对 5 题")


def test_points_decide_whether_the_mark_is_met(page: Page) -> None:
    """Three points of six, with the question of two points right: one more would do."""
    choose(page, "m-first", "a")
    choose(page, "m-errors", "a", "c")
    question(page, "m-errors").get_by_role("button").click()
    choose(page, "m-wrench", "b")
    write(page, "m-reading", "9")
    write(page, "m-case", "抽屉")
    expect(page.locator(".cs-score")).to_contain_text("还没达到要求（60%）")


def tab_to(page: Page, name: str, value: str = "") -> None:
    """Press Tab until the field is reached, a few times at most."""
    for _ in range(5):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        found = focus.get_attribute("name"), focus.get_attribute("value")
        if found[0] == name and value in {"", found[1]}:
            return
    raise AssertionError(f"Tab does not lead to {name} {value}")


def test_the_quiz_is_done_with_the_keyboard_alone(page: Page) -> None:
    keyboard = page.keyboard
    page.locator("#q-m-first input").first.focus()
    keyboard.press("ArrowDown")
    status = question(page, "m-first").get_by_role("status")
    expect(status).to_have_text("按回车键或“核对”看结果。")
    keyboard.press("Enter")
    expect(status).to_contain_text("答对了")
    tab_to(page, "m-errors", "a")
    keyboard.press("Space")
    tab_to(page, "m-errors", "c")
    keyboard.press("Space")
    tab_to(page, "m-errors", "d")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(question(page, "m-errors").get_by_role("status")).to_contain_text("答对了")
    expect(page.locator(":focus")).to_have_attribute("name", "m-errors")
    tab_to(page, "m-wrench")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(question(page, "m-wrench").get_by_role("status")).to_contain_text("答对了")
    tab_to(page, "m-reading")
    keyboard.type("3.5")
    keyboard.press("Enter")
    tab_to(page, "m-case")
    keyboard.type("盒子")
    keyboard.press("Enter")
    expect(page.locator(".cs-score")).to_contain_text("5 题中答对 5 题")


def test_space_on_a_choice_judges_it(page: Page) -> None:
    page.locator("#q-m-first input").first.focus()
    page.keyboard.press("Space")
    expect(question(page, "m-first").get_by_role("status")).to_contain_text("答错了")
    expect(page.locator(":focus")).to_have_attribute("value", "a")


def test_it_works_in_aeroplane_mode(page: Page, watch: Watch) -> None:
    # The theme's search may still be loading its parts when the network goes.
    watch.allowed += ["ERR_INTERNET_DISCONNECTED", "importScripts"]
    page.context.set_offline(True)
    answer_all(page)
    expect(page.locator(".cs-score")).to_contain_text("5 题中答对 5 题")


def test_the_english_quiz_has_english_words(page: Page, static_site: str) -> None:
    open_lesson(page, static_site, "en")
    choose(page, "m-first", "a")
    expect(question(page, "m-first").get_by_role("status")).to_contain_text("Wrong")
    write(page, "m-case", "CASE")
    expect(question(page, "m-case").get_by_role("status")).to_contain_text("Right")


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("zh", 360, "light"), ("en", 360, "dark"), ("en", 1280, "light"), ("zh", 1280, "dark")],
)
def test_axe_finds_nothing_before_and_after_answering(
    page_at: PageAt, static_site: str, language: str, width: int, scheme: str
) -> None:
    page = page_at(width, color_scheme=scheme)
    open_lesson(page, static_site, language)
    assert find_violations(page, ".cs-quiz") == []
    answer_all(page, first="a")
    page.locator("#q-m-first summary").first.click()
    expect(page.locator(".cs-score")).not_to_be_empty()
    assert find_violations(page, ".cs-quiz") == []


def test_what_is_tapped_is_large_enough_and_nothing_sticks_out(page: Page) -> None:
    answer_all(page)
    sizes = page.eval_on_selector_all(
        ".cs-quiz .cs-label, .cs-quiz summary, .cs-quiz .cs-button, .cs-quiz input[type=text]",
        "nodes => nodes.map((node) => node.getBoundingClientRect())"
        ".filter((box) => box.height > 0).map((box) => [box.width, box.height])",
    )
    assert len(sizes) > 10
    assert min(min(size) for size in sizes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_the_quiz_and_its_answers_can_be_read(
    page_at: PageAt, static_site: str
) -> None:
    page = page_at(360, java_script_enabled=False)
    page.goto(static_site + MEASURING.format("zh"))
    expect(page.get_by_text("测量前第一步做什么?")).to_be_visible()
    expect(page.get_by_text("铁屑会让读数变大。")).to_be_hidden()
    answer = question(page, "m-first").get_by_text("查看答案")
    answer.click()
    expect(question(page, "m-first").locator(".cs-key")).to_have_text("正确答案： B")
    expect(page.get_by_text("铁屑会让读数变大。")).to_be_visible()
    expect(page.get_by_text("脏东西也有厚度")).to_be_visible()
    question(page, "m-reading").get_by_text("查看答案").click()
    expect(question(page, "m-reading").locator(".cs-key")).to_have_text("正确答案： 3.5 ± 0.1 mm")
    question(page, "m-case").get_by_text("查看答案").click()
    expect(question(page, "m-case").locator(".cs-key")).to_have_text("正确答案： 盒子 或 卡尺盒")


def test_without_scripts_enter_sends_nothing(page_at: PageAt, static_site: str) -> None:
    page = page_at(360, java_script_enabled=False)
    page.goto(static_site + MEASURING.format("zh"))
    write(page, "m-case", "盒子")
    expect(page).to_have_url(static_site + MEASURING.format("zh"))
    expect(question(page, "m-case").get_by_role("textbox")).to_have_value("盒子")
