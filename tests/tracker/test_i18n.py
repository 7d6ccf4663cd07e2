"""The pages' words: complete in Chinese, compiled, and chosen as people ask."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages import extract, mofile, pofile

import tracker.web
from tests.tracker.builders import COURSE
from tests.tracker.records import browse, finish, issue, read

WEB = Path(tracker.web.__file__).parent
CATALOGUE = WEB / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**extract.DEFAULT_KEYWORDS, "_l": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def read_catalogue():
    with CATALOGUE.open("rb") as file:
        return pofile.read_po(file)


def list_pairs(catalogue):
    def flatten(text):
        return (text,) if isinstance(text, str) else tuple(text)

    return {(flatten(message.id), flatten(message.string)) for message in catalogue if message.id}


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
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = mofile.read_mo(file)
    # If this fails: pybabel compile -d tracker/web/translations
    assert list_pairs(compiled) == list_pairs(read_catalogue())


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


def read_lines(page):
    shown = re.sub(r'<span class="(other|code).*?</span>', "", page)
    return {line.strip() for line in re.sub(r"<[^>]+>", "\n", shown).splitlines()}


def show_every_page(app, office, lang):
    """(Address, lines) of every page that GET shows; English below Chinese left out."""
    values = {
        "public_id": office.ada,
        "number": office.certificate.number,
        "code": office.certificate.code,
        "filename": "icon.svg",
    }
    people = {
        "/account": browse(app, "learner", office.ada, lang),
        "/staff": browse(app, "staff", office.staff["grace"].public_id, lang),
        "/verify": browse(app, lang=lang),
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        area = "/" + rule.rule.split("/")[1]
        if area not in people or "GET" not in rule.methods or ".pdf" in rule.rule:
            continue
        path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        answer = people[area].get(path, query_string={"course": COURSE, "learner": office.wei})
        assert answer.status_code == 200, path
        yield path, read_lines(answer.text)
    for area, client in people.items():
        yield f"{area}/nothing", read_lines(client.get(f"{area}/nothing/at/all").text)


@pytest.fixture
def studied(database, office):
    """Ada holds a certificate, Wei has begun."""
    with database.write() as session:
        finish(session, office.ids["ada"])
        read(session, office.ids["wei"], "current")
        certificate = issue(session, office.staff["grace"], office.ada).issued[0]
    return SimpleNamespace(
        ada=office.ada, wei=office.wei, staff=office.staff, certificate=certificate
    )


def test_no_page_in_chinese_has_an_english_sentence(app, studied):
    english = {i for i in list_message_ids() if isinstance(i, str) and "%" not in i and i != "PIN"}
    pages = dict(show_every_page(app, studied, "zh"))
    assert len(pages) >= 13
    for path, lines in pages.items():
        assert not lines & english, path


def test_no_page_in_english_has_a_chinese_sentence(app, studied):
    chinese = {m.string for m in read_catalogue() if m.id and isinstance(m.string, str)}
    for path, lines in show_every_page(app, studied, "en"):
        assert not lines & chinese, path
