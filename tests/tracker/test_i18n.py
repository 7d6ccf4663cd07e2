"""The pages' words: complete in Chinese, compiled, and chosen as people ask."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages import extract, mofile, pofile

import tracker.web
from tests.tracker.records import browse

WEB = Path(tracker.web.__file__).parent
CATALOGUE = WEB / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**extract.DEFAULT_KEYWORDS, "_l": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def read_catalogue():
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file)


def list_message_ids():
    found = extract.extract_from_dir(str(WEB), METHODS, {}, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def test_every_sentence_of_the_pages_has_its_chinese_and_nothing_is_left_over():
    catalogue = {message.id: message for message in read_catalogue() if message.id}
    assert set(catalogue) == list_message_ids()
    for message in catalogue.values():
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert all(strings)
        assert not message.fuzzy


def test_every_sentence_keeps_its_placeholders():
    for message in read_catalogue():
        if message.id:
            assert not list(message.check()), message.id
            ids = [message.id] if isinstance(message.id, str) else message.id
            string = message.string if isinstance(message.string, str) else message.string[0]
            wanted = set(re.findall(r"%\(\w+\)s", ids[-1]))
            assert set(re.findall(r"%\(\w+\)s", string)) == wanted


def test_the_compiled_catalogue_is_made_from_the_written_one():
    compiled = io.BytesIO()
    mofile.write_mo(compiled, read_catalogue())
    # If this fails: pybabel compile -d tracker/web/translations
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_chinese_sentences_have_chinese_punctuation():
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]")
    for message in read_catalogue():
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert not [string for string in strings if message.id and half_width.search(string)]


def test_forbidden_words_are_on_no_screen():
    text = CATALOGUE.read_text(encoding="utf-8")
    assert "农民工" not in text


@pytest.mark.parametrize(
    ("cookie", "accept", "query", "html_lang"),
    [
        ("", "", "", "zh-CN"),
        ("", "en-GB,en;q=0.9", "", "en"),
        ("", "de,fr;q=0.9", "", "zh-CN"),
        ("en", "zh-CN", "", "en"),
        ("en", "zh-CN", "?lang=zh", "zh-CN"),
        ("", "", "?lang=en", "en"),
        ("xx", "", "?lang=yy", "zh-CN"),
    ],
)
def test_the_language_is_asked_for_then_remembered_then_the_browsers(
    app, cookie, accept, query, html_lang
):
    client = app.test_client()
    if cookie:
        client.set_cookie("lang", cookie)
    page = client.get(f"/verify/{query}", headers={"Accept-Language": accept}).text
    assert f'<html lang="{html_lang}">' in page


def test_a_language_that_was_asked_for_stays(app):
    client = browse(app, lang="zh")
    client.get("/verify/?lang=en")
    assert '<html lang="en">' in client.get("/account/sign-in").text


def test_the_other_language_of_a_page_keeps_its_query(app):
    page = browse(app).get("/verify/?code=nonsense").text
    assert "/verify/?code=nonsense&amp;lang=zh" in page
