"""Fragments of Markdown: what authors may use, and that pictures travel inside the text."""

import base64

import pytest
import yaml

from generator.markdown import (
    escape_markdown,
    rewrite_links,
    to_html,
    to_inline_html,
    without_comments,
)


def test_a_single_paragraph_loses_its_p_when_it_stands_in_a_line() -> None:
    assert to_inline_html("断开 **总开关**") == "断开 <strong>总开关</strong>"


@pytest.mark.parametrize("text", ["1. 断电", "- 5 V", "# 1 电机", "> 5 A", "10. ", "+ 5", "----"])
def test_a_line_that_begins_like_a_list_or_heading_stays_a_line(text: str) -> None:
    assert to_inline_html(text) == text.strip().replace(">", "&gt;")


def test_two_paragraphs_keep_theirs() -> None:
    assert to_inline_html("one\n\ntwo") == "<p>one</p>\n<p>two</p>"


def test_tables_code_and_admonitions_are_rendered() -> None:
    html = to_html("| a | b |\n|---|---|\n| 1 | 2 |\n\n```text\nx\n```\n\n!!! warning\n    停")
    assert "<td>1</td>" in html
    assert '<div class="highlight"><pre>' in html
    assert '<div class="admonition warning">' in html


def test_rendering_one_fragment_leaves_nothing_in_the_next() -> None:
    to_html("[电][1]\n\n[1]: volt.md")
    assert to_html("[电][1]") == "<p>[电][1]</p>"


def test_pictures_become_data_addresses() -> None:
    html = to_html("![图](a%20b.svg)", media={"a%20b.svg": b"<svg/>"}.get)
    encoded = base64.b64encode(b"<svg/>").decode()
    assert html == f'<p><img alt="图" src="data:image/svg+xml;base64,{encoded}" /></p>'


def test_pictures_in_raw_html_become_data_addresses_too() -> None:
    html = to_html("<img alt='x' src='x.PNG'>", media={"x.PNG": b"1"}.get)
    assert "x.PNG" not in html
    assert "data:image/png;base64,MQ==" in html


def test_a_picture_that_cannot_be_embedded_leaves_no_address() -> None:
    assert to_html("![图](secret.svg)", media=lambda _: None) == '<p><img alt="图" src="" /></p>'


def test_links_are_rewritten_only_inside_tags() -> None:
    html = '<a title="a > b" href="x.md">src="y.md"</a><code>&lt;img src="z.md"&gt;</code>'
    expected = html.replace('href="x.md"', 'href="new"')
    assert rewrite_links(html, lambda _, link: "new" if link == "x.md" else "bad") == expected


def test_links_keep_their_special_characters() -> None:
    html = '<a href="x?a=1&amp;b=2">x</a>'
    assert rewrite_links(html, lambda _, link: link) == html


@pytest.mark.parametrize(
    "text", ["1. 电流", "- x", "# x", "a*b*c", "[x](y)", "<b>&amp;", "`x`", "x | y", "a_b_c", "\\*"]
)
def test_escaped_text_is_shown_as_it_was_written(text: str) -> None:
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert to_inline_html(escape_markdown(text)) == shown


def test_authors_comments_go_and_code_that_shows_one_stays() -> None:
    text = "前<!-- 答案是 b\n两行 -->后\n\n```html\n<!-- 示例 -->\n```\n\n`<!-- x -->`"
    assert without_comments(text) == "前后\n\n```html\n<!-- 示例 -->\n```\n\n`<!-- x -->`"


def test_a_comment_that_is_never_closed_goes_to_the_end() -> None:
    assert without_comments("前<!-- 答案是 b\n还有") == "前"


def test_settings_of_extensions_can_be_written_as_yaml() -> None:
    from generator.markdown import EXTENSION_SETTINGS, PAGE_EXTENSIONS

    assert set(EXTENSION_SETTINGS) <= set(PAGE_EXTENSIONS)
    assert "slugify_unicode" in yaml.dump(dict(EXTENSION_SETTINGS["toc"]))
