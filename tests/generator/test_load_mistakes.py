"""Mistakes in YAML files, in what they list and in how files are saved: each has its place."""

from pathlib import Path

import pytest

from generator.load import load_site
from generator.problems import Severity
from tests.generator.builders import COURSE, SITE, lesson, write_project


def site(old: str, new: str) -> dict[str, str | bytes | None]:
    assert old in SITE
    return {"site_config.yml": SITE.replace(old, new)}


def course(old: str, new: str) -> dict[str, str | bytes | None]:
    assert old in COURSE
    return {"content/fire/course.yml": COURSE.replace(old, new)}


SITE_FILE = "site_config.yml"
COURSE_FILE = "content/fire/course.yml"
EXIT = "content/fire/exit.md"
EXIT_EN = "content/fire/exit.en.md"

MISTAKES = {
    "no site file": ({SITE_FILE: None}, SITE_FILE, 0, "this file is missing", ""),
    "unknown key": (site("courses:", "course:"), SITE_FILE, 4, 'unknown key "course"', '"courses"'),
    "unknown key inside": (
        site("id: school,", "id: school, nmae: x,"),
        SITE_FILE,
        3,
        'unknown key "nmae"',
        'write "name"',
    ),
    "missing key": (
        site("issuer: {id: school, name: {zh: 学校, en: School}}\n", ""),
        SITE_FILE,
        1,
        '"issuer" is missing',
        "add a line: issuer:",
    ),
    "missing key inside": (
        site("id: school, ", ""),
        SITE_FILE,
        3,
        '"id" is missing in issuer',
        "id: my-id",
    ),
    "missing text of a language": (
        site(", en: Courses", ""),
        SITE_FILE,
        1,
        'title has no text for language "en"',
        "write title: {zh: …, en: …}",
    ),
    "text of an unknown language": (
        site("en: Courses", "en: Courses, fr: Cours"),
        SITE_FILE,
        1,
        'title has a text for "fr"',
        "languages: [zh, en]",
    ),
    "one text for all languages": (
        site("title: {zh: 课程, en: Courses}", "title: 课程"),
        SITE_FILE,
        1,
        'title must hold keys and values, but is "课程"',
        "{zh: …, en: …}",
    ),
    "no list": (
        site("courses: [fire]", "courses: fire"),
        SITE_FILE,
        4,
        'courses must be a list, but is "fire"',
        "write courses: [fire]",
    ),
    "no language": (site("[zh, en]", "[]"), SITE_FILE, 2, "languages is empty", "[zh, en]"),
    "language twice": (site("[zh, en]", "[zh, en, zh]"), SITE_FILE, 2, '"zh" stands twice', ""),
    "language in words": (
        site("[zh, en]", "[中文, en]"),
        SITE_FILE,
        2,
        '"中文" is not a language code',
        "",
    ),
    "tracker on another host": (
        site("courses:", "tracker: https://example.org/\ncourses:"),
        SITE_FILE,
        4,
        "it is a path on the same host",
        "",
    ),
    "course listed twice": (site("[fire]", "[fire, fire]"), SITE_FILE, 4, "listed twice", ""),
    "course that is not there": (
        site("[fire]", "[fire, first-aid]"),
        SITE_FILE,
        4,
        "there is no content/first-aid/course.yml",
        "coursesite new course first-aid",
    ),
    "course with a slip": (site("[fire]", "[fira]"), SITE_FILE, 4, "no content/fira/", '"fire"'),
    "description in one language": (
        site("languages:", "description: {zh: 学}\nlanguages:"),
        SITE_FILE,
        2,
        'description has no text for language "en"',
        "write description: {zh: …, en: …}",
    ),
    "course in capitals": (
        site("[fire]", "[Fire]"),
        SITE_FILE,
        4,
        '"Fire" is not a name of a course folder',
        "",
    ),
    "course with a name of the site": (
        site("[fire]", "[assets]"),
        SITE_FILE,
        4,
        'cannot be called "assets"',
        "",
    ),
    "no list of courses": (site("[fire]", ""), SITE_FILE, 4, "must be a list, but is empty", ""),
    "script for an address": (
        site("courses:", "base_url: javascript:alert(1)\ncourses:"),
        SITE_FILE,
        4,
        "is not an address of the web; write it like https://",
        "",
    ),
    "issuer's address without scheme": (
        site("{id: school,", "{id: school, url: www.example.org,"),
        SITE_FILE,
        3,
        '"www.example.org" is not an address',
        "",
    ),
    "alias for a value": (
        site("languages: [zh, en]", "languages: &a [zh, en]\ndescription: *a"),
        SITE_FILE,
        3,
        "an alias (*)",
        "write the value again",
    ),
    "a list for a key": (
        site("issuer:", "? [a, b]\n: c\nissuer:"),
        SITE_FILE,
        3,
        "a key must be",
        "",
    ),
    "course out of content": (
        site("[fire]", "[../fire]"),
        SITE_FILE,
        4,
        '"../fire" is not a name of a course folder',
        "",
    ),
    "not YAML at all": ({SITE_FILE: "{title: [}\n"}, SITE_FILE, 1, "this is not YAML", "quotes"),
    "a list instead of keys": (
        {SITE_FILE: "- a\n- b\n"},
        SITE_FILE,
        1,
        "the file must hold keys and values, but is a list",
        "",
    ),
    "full-width colon": (
        course("class_hours: 0.04", "class_hours\uff1a0.04"),
        COURSE_FILE,
        5,
        "full-width",
        "write: class_hours: 0.04",
    ),
    "key twice": (
        course("class_hours: 0.04", "class_hours: 0.04\nclass_hours: 1"),
        COURSE_FILE,
        6,
        'key "class_hours" stands in line 5 already',
        "keep one",
    ),
    "hours in words": (
        course("0.04", "一"),
        COURSE_FILE,
        5,
        'class_hours is "一"; write a number',
        "",
    ),
    "hours that are no number": (
        course("0.04", "nan"),
        COURSE_FILE,
        5,
        'class_hours is "nan"; write a number such as 1 or 1.5',
        "",
    ),
    "a tab": (course("  - id: basics", "\t- id: basics"), COURSE_FILE, 7, "a tab", "write:   - id"),
    "no hours": (course("0.04", "-1"), COURSE_FILE, 5, "the smallest is 0", ""),
    "wrong id in a module": (
        course("- id: basics", "- id: Basics"),
        COURSE_FILE,
        7,
        'id is "Basics"',
        "",
    ),
    "text missing in a module": (
        course("{zh: 入门, en: Basics}", "{zh: 入门}"),
        COURSE_FILE,
        8,
        'modules[1].title has no text for language "en"',
        "",
    ),
    "module is a word": (
        course(
            "  - id: basics\n    title: {zh: 入门, en: Basics}\n    lessons: [exit, alarm]",
            "  - basics",
        ),
        COURSE_FILE,
        7,
        'modules[1] must hold keys and values, but is "basics"',
        "",
    ),
    "language that the site lacks": (
        course("languages: [zh, en]", "languages: [zh, en, ru]"),
        COURSE_FILE,
        2,
        'language "ru" is not a language of the site',
        "[zh, en]",
    ),
    "lesson listed twice": (
        course("[exit, alarm]", "[exit, alarm, exit]"),
        COURSE_FILE,
        9,
        'lesson "exit" is listed twice',
        "",
    ),
    "lesson that is not there": (
        course("[exit, alarm]", "[exit, alarm, smoke-mask]"),
        COURSE_FILE,
        9,
        'lesson "smoke-mask" is missing: content/fire/smoke-mask.md',
        "make it: coursesite new lesson fire/smoke-mask",
    ),
    "lesson with a slip": (
        course("[exit, alarm]", "[exit, alram]"),
        COURSE_FILE,
        9,
        'lesson "alram" is missing',
        'write "alarm"',
    ),
    "lesson with its suffix": (
        course("[exit, alarm]", "[exit.md, alarm]"),
        COURSE_FILE,
        9,
        "must be written without .md: exit",
        "",
    ),
    "lesson out of the course": (
        course("[exit, alarm]", "[../fire/exit, alarm]"),
        COURSE_FILE,
        9,
        "leads out of the course's folder",
        "",
    ),
    "lesson at an absolute path": (
        course("[exit, alarm]", "[/etc/passwd, alarm]"),
        COURSE_FILE,
        9,
        "leads out of the course's folder",
        "",
    ),
    "lesson on a drive": (
        course("[exit, alarm]", "['C:\\exit', alarm]"),
        COURSE_FILE,
        9,
        "leads out of the course's folder",
        "",
    ),
    "lesson with a Chinese name": (
        course("[exit, alarm]", "[逃生, alarm]"),
        COURSE_FILE,
        9,
        '"逃生" is not a name of a lesson file',
        "",
    ),
    "lesson called index": (
        course("[exit, alarm]", "[index, alarm]"),
        COURSE_FILE,
        9,
        "that is the page of the course",
        "",
    ),
    "translation missing": (
        {EXIT_EN: None},
        COURSE_FILE,
        9,
        'translation "en" of lesson "exit" is missing: content/fire/exit.en.md',
        "make it: coursesite new lesson fire/exit",
    ),
    "minutes missing": (
        {EXIT: lesson().replace("minutes: 1\n", "")},
        EXIT,
        2,
        '"minutes" is missing',
        "add a line: minutes: 6",
    ),
    "minutes in a translation": (
        {EXIT_EN: lesson(english=True).replace("---\n\n", "minutes: 5\n---\n\n", 1)},
        EXIT_EN,
        4,
        "first language's file only",
        "remove this line",
    ),
    "other id in a translation": (
        {EXIT_EN: lesson(english=True).replace("id: exit\n", "id: way-out\n")},
        EXIT_EN,
        2,
        'id is "way-out", but the lesson\'s id is "exit"',
        "write: id: exit",
    ),
    "saved as GBK": (
        {EXIT: lesson().encode("gb18030")},
        EXIT,
        3,
        "not saved as UTF-8 (it looks like GBK)",
        "encoding UTF-8",
    ),
    "saved as UTF-16": (
        {EXIT: lesson().encode("utf-16")},
        EXIT,
        1,
        "it looks like UTF-16",
        "encoding UTF-8",
    ),
    "translation without front matter": (
        {EXIT_EN: "Two ways out.\n"},
        EXIT_EN,
        1,
        "the front matter is missing",
        "id: exit\ntitle: …\n---",
    ),
    "saved as something else": (
        {EXIT: b"---\nid: exit\n\xff\xff\x81\n"},
        EXIT,
        3,
        "it looks like another encoding",
        "encoding UTF-8",
    ),
    "a folder in place of a file": (
        {SITE_FILE: None, f"{SITE_FILE}/x": "a"},
        SITE_FILE,
        0,
        "cannot be read",
        "",
    ),
    "not a text": ({EXIT: b"PK\x03\x04\x00\x00"}, EXIT, 0, "not a text", ""),
    "too large": ({EXIT: b"x" * 2_000_001}, EXIT, 0, "larger than 2 MB", "split it"),
}


@pytest.mark.parametrize(
    ("changes", "path", "line", "message", "hint"), MISTAKES.values(), ids=MISTAKES
)
def test_a_mistake_is_named_with_its_place_and_the_way_out(
    changes: dict[str, str | bytes | None],
    path: str,
    line: int,
    message: str,
    hint: str,
    tmp_path: Path,
) -> None:
    problems = load_site(write_project(tmp_path, changes)).problems
    found = [
        one
        for one in problems
        if (one.path, one.line) == (path, line) and message in one.message and hint in one.hint
    ]
    assert found, problems
    assert found[0].severity is Severity.ERROR
