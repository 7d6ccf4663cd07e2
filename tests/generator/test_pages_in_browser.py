"""The rendered pages in a real Chromium: phones, keyboards, search, and without scripts."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.build import write_stage
from generator.render import render_site
from generator.stage import stage_site
from tests.generator.sites import make_site, write_media

PAGES = ("zh/", "en/", "zh/lathe/", "en/lathe/", "zh/lathe/before/", "en/lathe/exams/final/")
PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 900}

_TOO_SMALL = """
() => [...document.querySelectorAll("a, button, summary, label.cs-label, label.cs-palette__label")]
  .filter((node) => {
    const box = node.getBoundingClientRect();
    const seen = getComputedStyle(node).visibility === "visible" && box.width > 0 && box.right > 0;
    const inText = node.closest("p:not([class]), .cs-text, li:not([class]) p") !== null
      && node.closest(".cs-footer") === null;
    return seen && !inText && !node.classList.contains("md-skip")
      && (box.height < 43.5 || box.width < 43.5);
  })
  .map((node) => `${node.className}: ${node.textContent.trim()}`)
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Requests are no news."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the sample site, which has no tracker."""
    place = tmp_path_factory.mktemp("pages")
    write_media(place)
    write_stage(stage_site(make_site(tracker=None)), place, place / "stage")
    assert render_site(place / "stage", place / "site") == []
    handler = functools.partial(_Quiet, directory=place / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def make_page(browser: Browser) -> Iterator:
    """Opens pages in contexts of their own and closes them."""
    contexts = []

    def make(**options: object) -> Page:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def search(page: Page, text: str) -> None:
    """Type as people do; what an input method inserts is followed by a key."""
    page.keyboard.type(text)
    page.keyboard.press("End")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1280"])
def test_pages_fit_and_can_be_read_by_everyone(
    make_page, base: str, viewport: dict, scheme: str
) -> None:
    page = make_page(viewport=viewport, color_scheme=scheme)
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    for address in PAGES:
        page.goto(base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
        found = Axe().run(page, options=options).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["target"]) for rule in found] == [], address


def test_everything_to_tap_on_a_phone_is_as_large_as_a_thumb(make_page, base: str) -> None:
    page = make_page(viewport=PHONE)
    for address in PAGES:
        page.goto(base + address)
        assert page.evaluate(_TOO_SMALL) == [], address


def test_a_page_fetches_only_from_its_own_host_and_finds_all_of_it(make_page, base: str) -> None:
    page = make_page(viewport=DESK)
    answers = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    problems = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    for address in PAGES:
        page.goto(base + address)
        page.wait_for_load_state("networkidle")
    assert [url for url, _ in answers if not url.startswith((base, "data:", "blob:"))] == []
    assert [answer for answer in answers if answer[1] >= 400] == []
    assert problems == []


def test_a_chinese_word_in_the_middle_of_a_sentence_is_found(make_page, base: str) -> None:
    page = make_page(viewport=DESK)
    page.goto(f"{base}zh/")
    page.get_by_role("textbox", name="搜索课文").click()
    search(page, "漏电保护器")
    hit = page.locator(".md-search-result__link").first
    expect(hit).to_contain_text("开机之前")
    hit.click()
    expect(page.locator("article mark").first).to_have_text("漏电")


def test_an_english_word_is_found_by_its_beginning(make_page, base: str) -> None:
    page = make_page(viewport=DESK)
    page.goto(f"{base}en/")
    page.get_by_role("textbox", name="Search the lessons").click()
    search(page, "gua")
    expect(page.locator(".md-search-result__meta")).to_have_text("1 place found")


def test_what_is_in_no_lesson_is_not_found_in_the_bank_either(make_page, base: str) -> None:
    page = make_page(viewport=DESK)
    page.goto(f"{base}zh/")
    page.get_by_role("textbox", name="搜索课文").click()
    search(page, "直径己")
    expect(page.locator(".md-search-result__meta")).to_have_text("没有找到")


def test_menu_and_search_open_with_the_keyboard_on_a_small_screen(make_page, base: str) -> None:
    page = make_page(viewport=PHONE)
    page.goto(f"{base}zh/lathe/before/")
    contents = page.get_by_role("navigation", name="课程目录").get_by_role("link", name="停机以后")
    expect(contents).not_to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(contents).to_be_visible()
    page.keyboard.press("Space")
    expect(contents).not_to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("textbox", name="搜索课文")).to_be_focused()


def test_the_skip_link_comes_before_the_header_and_leads_to_the_text(make_page, base: str) -> None:
    page = make_page(viewport=DESK)
    page.goto(f"{base}zh/lathe/before/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("decodeURIComponent(location.hash)") == "#开机之前"


def test_the_language_switch_stays_on_the_lesson(make_page, base: str) -> None:
    page = make_page(viewport=PHONE)
    page.goto(f"{base}zh/lathe/before/")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{base}en/lathe/before/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you start")


def test_dark_follows_the_device_until_the_learner_chooses(make_page, base: str) -> None:
    page = make_page(viewport=DESK, color_scheme="dark")
    page.goto(f"{base}zh/")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_title("换成浅色页面").click()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.goto(f"{base}en/lathe/before/")
    expect(body).to_have_attribute("data-md-color-scheme", "default")


def test_lessons_and_menu_work_without_scripts(make_page, base: str) -> None:
    page = make_page(viewport=PHONE, java_script_enabled=False)
    page.goto(base)
    expect(page).to_have_url(f"{base}zh/")
    page.get_by_role("link", name="车床安全").first.click()
    page.get_by_role("link", name="开始学习").click()
    expect(page.get_by_text("开机之前先检查漏电保护器是否完好。")).to_be_visible()
    page.get_by_text("查看答案").click()
    expect(page.get_by_text("主轴一转,扳手就会飞出。")).to_be_visible()
    page.locator("label.md-header__button[for=__drawer]").click()
    contents = page.get_by_role("navigation", name="课程目录")
    contents.get_by_role("link", name="停机以后").click()
    expect(page).to_have_url(f"{base}zh/lathe/after/")


def test_on_paper_there_is_the_lesson_and_nothing_to_click(make_page, base: str) -> None:
    page = make_page(viewport=DESK)
    page.goto(f"{base}zh/lathe/before/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="检查什么")).to_be_visible()
    for gone in (".cs-steps", ".md-header", ".cs-crumbs", ".md-sidebar--primary", ".cs-palette"):
        expect(page.locator(gone)).not_to_be_visible()
