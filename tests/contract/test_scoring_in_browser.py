"""The browser grades practice by the tracker's rules: the same vectors, in a real Chromium."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

import generator

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("scoring.json").read_text(encoding="utf-8")
)
SCORING = Path(generator.__file__).parent / "assets/js/scoring.js"
ADDRESS = "http://scoring.test/"
PAGE = """<!doctype html><meta charset="utf-8"><title>scoring</title>
<script type="module">
import * as scoring from "./scoring.js";
window.scoring = scoring;
document.title = "ready";
</script>"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with nothing but the scorer, served without a server."""
    context = browser.new_context()

    def answer(route: Route) -> None:
        if route.request.url.endswith("/scoring.js"):
            route.fulfill(path=SCORING, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    context.route(f"{ADDRESS}**", answer)
    page = context.new_page()
    page.goto(ADDRESS)
    page.wait_for_function("document.title === 'ready'")
    yield page
    context.close()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_browser_grades_as_the_vector_says(page: Page, vector: dict[str, Any]) -> None:
    correct = page.evaluate(
        "vector => window.scoring.score(vector.question, vector.response)", vector
    )
    assert correct is vector["correct"]


def test_the_browser_takes_for_equal_what_python_takes_for_equal(page: Page) -> None:
    """Each character and its case-folded form, in a word; Cherokee folds the other way round."""
    characters = [
        chr(code)
        for code in range(0x20, sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in {"Cc", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}
        and unicodedata.normalize("NFKC", chr(code)) != "|"
    ]
    words = [f"x{character}x" for character in characters]
    folded = [unicodedata.normalize("NFKC", word).casefold() for word in words]
    script = "text => text.split('|').map(scoring.normaliseText).join('|')"
    words_found, folded_found = (
        page.evaluate(script, "|".join(texts)).split("|") for texts in (words, folded)
    )
    unequal = [
        word
        for word, one, other in zip(words, words_found, folded_found, strict=True)
        if one != other
    ]
    changed = [
        word
        for word, text, found in zip(words, folded, folded_found, strict=True)
        if text != found and "CHEROKEE" not in unicodedata.name(word[1], "")
    ]
    assert (unequal, changed) == ([], [])
