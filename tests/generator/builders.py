"""A small project on disk that passes `check` without a warning, to be spoilt by tests."""

from collections.abc import Mapping
from pathlib import Path

from generator.check import check_site
from generator.load import load_site
from generator.problems import Problem

PRACTICE = """\
<!-- quiz id={id}-quiz -->

### {stem}
<!-- q id={id}-01 -->

- [ ] {wrong}
- [x] {right}

<!-- explain -->
> {why}

<!-- /quiz -->
"""

LESSON = (
    """\
---
id: {id}
title: {title}
{extra}---

{text}

"""
    + PRACTICE
)


def lesson(identifier: str = "exit", *, english: bool = False, text: str = "") -> str:
    """A lesson file that is right."""
    return LESSON.format(
        id=identifier,
        title="The way out" if english else "逃生路线",
        extra="" if english else "minutes: 1\n",
        text=text or ("Know two ways out." if english else "记住两条路线。"),
        stem="How many ways out?" if english else "要记住几条路线?",
        wrong="One" if english else "一条",
        right="Two" if english else "两条",
        why="One may be blocked." if english else "一条可能走不通。",
    )


SITE = """\
title: {zh: 课程, en: Courses}
languages: [zh, en]
issuer: {id: school, name: {zh: 学校, en: School}}
courses: [fire]
"""

COURSE = """\
id: fire
languages: [zh, en]
title: {zh: 消防, en: Fire safety}
summary: {zh: 会逃生。, en: Getting out.}
class_hours: 0.04
modules:
  - id: basics
    title: {zh: 入门, en: Basics}
    lessons: [exit, alarm]
"""

FILES: Mapping[str, str] = {
    "site_config.yml": SITE,
    "content/fire/course.yml": COURSE,
    "content/fire/exit.md": lesson(
        text="看图。\n\n![两条路线](images/map.svg)\n\n见[报警](alarm.md)。"
    ),
    "content/fire/exit.en.md": lesson(english=True),
    "content/fire/alarm.md": lesson("alarm"),
    "content/fire/alarm.en.md": lesson("alarm", english=True),
    "content/fire/images/map.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


def write_project(root: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the project, with other texts (or bytes) for some files; None leaves a file out."""
    for path, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode() if isinstance(text, str) else text)
    return root


def check_project(
    root: Path, changes: Mapping[str, str | bytes | None] | None = None
) -> tuple[Problem, ...]:
    """All problems of the project with these changes."""
    return check_site(load_site(write_project(root, changes)))
