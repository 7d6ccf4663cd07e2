"""Links and pictures lead somewhere, and no page asks another host for anything."""

from pathlib import Path

import pytest

from generator.problems import Problem
from tests.generator.builders import check_project, lesson

EXIT = "content/fire/exit.md"
LINE = 7


def find_problems(root: Path, text: str, *, english: bool = False) -> list[Problem]:
    path = "content/fire/exit.en.md" if english else EXIT
    return list(check_project(root, {path: lesson(text=text, english=english)}))


@pytest.mark.parametrize(
    "text",
    [
        "[报警](alarm.md)",
        "[报警](alarm.md#phone)",
        "[报警](./alarm.md 'title')",
        "[这里](#top)",
        "[消防局](https://www.119.gov.cn/)",
        "<https://www.119.gov.cn/>",
        "[写信](mailto:a@example.org)",
        "[打电话](tel:119)",
        "![路线图](images/map.svg)",
        "[![路线图](images/map.svg)](alarm.md)",
        "[图](images/map.svg)",
        "见[报警][1]\n\n[1]: alarm.md",
        '<img src="images/map.svg" alt="路线图">',
        "`<script>` 和 `![](x)` 是代码",
        "```html\n<script src='https://a.example/x.js'></script>\n![](gone.svg)\n```",
        "<!-- ![](later.svg) -->",
        "I<Imax, 3 < 5, a <b",
        "**一**{ .big }",
    ],
)
def test_what_is_right_is_not_reported(text: str, tmp_path: Path) -> None:
    assert find_problems(tmp_path, text) == []


MISTAKES = {
    "lesson that is not there": (
        "[报警](alram.md)",
        '"alram.md": there is no such lesson',
        "write alarm.md",
    ),
    "lesson without suffix": ("[报警](alarm)", "there is no such file", "write alarm.md"),
    "lesson by its address": ("[报警](alarm/)", "there is no such file", "write alarm.md"),
    "lesson by its translation": ("[报警](alarm.en.md)", "names a translation", "write alarm.md"),
    "absolute link": ("[报警](/zh/fire/alarm/)", "must start from this file's folder", ""),
    "link out of the course": ("[x](../other/x.pdf)", "leads out of the course's folder", ""),
    "link on a drive": ("[x](C:\\x.pdf)", 'link "C:\\x.pdf" cannot be used', ""),
    "script in a link": ("[x](javascript:alert(1))", "cannot be used", "https:"),
    "link to nowhere": ("[x]()", "leads nowhere", "lesson.md"),
    "definition to nowhere": ("[1]: gone.md", '"gone.md": there is no such lesson', ""),
    "picture that is not there": (
        "![图](images/mpa.svg)",
        '"images/mpa.svg": there is no such file',
        "write images/map.svg",
    ),
    "picture without text": (
        "![](images/map.svg)",
        "has no alternative text",
        "write what it shows: ![…](images/map.svg)",
    ),
    "picture with an empty text": ("![ ](images/map.svg)", "has no alternative text", ""),
    "picture on another host": (
        "![图](https://a.example/x.png)",
        "pages ask no other host",
        "content/fire/images/",
    ),
    "picture on any scheme": ("![图](//a.example/x.png)", "pages ask no other host", ""),
    "picture in its address": (
        "![图](data:image/png;base64,AAAA)",
        "is not a file of this course",
        "",
    ),
    "picture by reference": ("![图][1]", "needs its file in the same place", ""),
    "picture over two lines": (
        "![图\n二](https://a.example/x.png)",
        "a picture stands on one line",
        "",
    ),
    "picture by a Windows path": ("![图](images\\map.svg)", "forward slashes", ""),
    "script": ("<script>alert(1)</script>", "<script> cannot be used", "remove it"),
    "script in capitals": ("<SCRIPT SRC=x.js>", "<script> cannot be used", ""),
    "frame": ("<iframe src='https://a.example'></iframe>", "<iframe> cannot be used", ""),
    "drawing in the text": ("<svg onload=alert(1)>", "<svg> cannot be used", ""),
    "handler": ('<b onclick="x()">粗</b>', '"onclick" runs a script', ""),
    "handler in attributes": ('**粗**{ onclick="x()" }', '"onclick" runs a script', ""),
    "raw picture on another host": (
        '<img alt="图" src="https://a.example/x.png">',
        "pages ask no other host",
        "",
    ),
    "raw picture in disguise": (
        '<img alt="图" src="&#104;ttps://a.example/x.png">',
        "pages ask no other host",
        "",
    ),
    "raw picture without text": ('<img src="images/map.svg">', "no alternative text", 'alt="'),
    "raw picture over two lines": (
        '<img alt="图"\nsrc="https://a.example/x.png">',
        "<img> must stand on one line",
        "",
    ),
    "film on another host": (
        '<video src="https://a.example/x.mp4"></video>',
        "pages ask no other host",
        "",
    ),
    "several sources": (
        '<img alt="图" src="images/map.svg" srcset="https://a.example/x 2x">',
        '"srcset" cannot be used',
        "",
    ),
    "style that loads": (
        '<b style="background:url(https://a.example/x)">',
        '"url(" cannot be used',
        "",
    ),
    "attribute that loads": (
        "![图](images/map.svg){ src=https://a.example/x }",
        "pages ask no other host",
        "",
    ),
}


@pytest.mark.parametrize(("text", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line_and_the_way_out(
    text: str, message: str, hint: str, tmp_path: Path
) -> None:
    problems = find_problems(tmp_path, text)
    assert any(
        (one.path, one.line) == (EXIT, LINE) and message in one.message and hint in one.hint
        for one in problems
    ), problems


def test_pictures_in_questions_are_checked_too(tmp_path: Path) -> None:
    text = lesson().replace("- [ ] 一条", "- [ ] ![](gone.svg)")
    messages = [one.message for one in check_project(tmp_path, {EXIT: text})]
    assert any("no alternative text" in one for one in messages)
    assert any("there is no such file" in one for one in messages)


def test_a_translation_links_lessons_by_the_same_names(tmp_path: Path) -> None:
    assert find_problems(tmp_path, "[Alarm](alarm.md)", english=True) == []


def test_the_mark_stands_under_the_target(tmp_path: Path) -> None:
    (problem,) = find_problems(tmp_path, "先看[报警](alram.md)。")
    assert problem.quote[problem.column : problem.column + problem.width] == "alram.md"
