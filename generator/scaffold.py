"""New courses and lessons that pass `check` as they are written, and their line in the list.

Plans only: what to write and which text replaces which. Existing files are never overwritten, and
the author's comments in YAML files stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml
from jinja2 import Environment, StrictUndefined

from generator.content import CONTENT
from generator.course import Course, Lesson, Localised, Site
from generator.load import COURSE_FILE, SITE_FILE, source_path

EXAMS = "exams/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """Texts by path: `new` must not exist yet, `changed` replaces what is there."""

    new: Mapping[str, str]
    changed: Mapping[str, str]


class ScaffoldError(Exception):
    """Why nothing can be made: a sentence for the author."""


def draft_course(site: Site, site_text: str, name: str, titles: Localised) -> Draft:
    """A course without lessons, listed in the site's settings."""
    if any(course.path == f"{CONTENT}/{name}" or course.id == name for course in site.courses):
        raise ScaffoldError(f'course "{name}" exists already')
    text = _render("course.yml.j2", id=name, languages=site.languages, titles=titles)
    return Draft(
        new={f"{CONTENT}/{name}/{COURSE_FILE}": text},
        changed={SITE_FILE: add_to_list(site_text, ("courses",), name)},
    )


def draft_lesson(course: Course, course_text: str, name: str, titles: Localised) -> Draft:
    """A lesson, or a graded quiz if its name begins with `exams/`, at the end of the course.

    A lesson that is listed and has no file gets its files only.
    """
    if any(lesson.name == name for lesson in course.lessons):
        raise ScaffoldError(f'lesson "{name}" exists already')
    changed = {}
    if name not in _find_listed(course_text):
        if not course.modules:
            raise ScaffoldError(f'course "{course.id}" has no module; add one to its {COURSE_FILE}')
        place = ("modules", len(course.modules) - 1, "lessons")
        changed[f"{course.path}/{COURSE_FILE}"] = add_to_list(course_text, place, name)
    lesson_id = _choose_id(course, name)
    pages = {}
    for language in course.languages:
        kind = "exam" if name.startswith(EXAMS) else "lesson"
        template = f"{kind}.{'zh' if language == 'zh' else 'en'}.md.j2"
        is_first = language == course.languages[0]
        path = source_path(course.path, name, language, course.languages)
        pages[path] = _render(template, id=lesson_id, title=titles[language], is_first=is_first)
    return Draft(new=pages, changed=changed)


def draft_translations(lesson: Lesson, course: Course, original: str, titles: Localised) -> Draft:
    """The translations that a lesson lacks: its own text, with the same ids, to be translated."""
    missing = [language for language in course.languages if language not in lesson.pages]
    if not missing:
        raise ScaffoldError(f'lesson "{lesson.name}" exists already, in every language')
    return Draft(
        new={
            source_path(course.path, lesson.name, language, course.languages): _as_translation(
                original, titles[language]
            )
            for language in missing
        },
        changed={},
    )


def _as_translation(original: str, title: str) -> str:
    """A lesson's text under another title, without what only the first language says."""
    lines = original.split("\n")
    end = lines.index("---", lines.index("---") + 1)
    head = [
        f"title: {_yaml_scalar(title)}" if line.startswith("title:") else line
        for line in lines[:end]
        if not line.startswith(("minutes:", "required:"))
    ]
    return "\n".join([*head, *lines[end:]])


def _choose_id(course: Course, name: str) -> str:
    taken = {lesson.id for lesson in course.lessons}
    taken |= {quiz.id for lesson in course.lessons for quiz in lesson.quizzes}
    lesson_id = name.removeprefix(EXAMS)
    lesson_id = f"{lesson_id}-exam" if lesson_id in taken else lesson_id
    if lesson_id in taken:
        raise ScaffoldError(f'id "{lesson_id}" is used in this course; choose another name')
    return lesson_id


def _find_listed(course_text: str) -> set[str]:
    """The lessons that course.yml lists, with or without files."""
    lists = [
        value
        for key, value in _pairs(yaml.compose(course_text, Loader=yaml.SafeLoader))
        if key == "lessons" and isinstance(value, yaml.SequenceNode)
    ]
    return {item.value for one in lists for item in one.value if isinstance(item, yaml.ScalarNode)}


def _pairs(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """All keys and values in a YAML text, however deep."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value
            yield from _pairs(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _pairs(item)


def add_to_list(text: str, place: tuple[str | int, ...], item: str) -> str:
    """The YAML text with `item` at the end of the list at `place`, everything else untouched."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in place:
        node = _child(node, step)
    if not isinstance(node, yaml.SequenceNode):
        raise ScaffoldError(f'"{place[-1]}" is not a list; add {item} to it by hand')
    if node.flow_style:
        end = node.end_mark.index - 1
        before = text[:end].rstrip()
        comma = "" if not node.value or before.endswith(",") else ","
        space = " " if node.value else ""
        return f"{before}{comma}{space}{item}{text[end:]}"
    last = node.value[-1]
    line_end = text.find("\n", last.end_mark.index)
    line_end = len(text) if line_end < 0 else line_end
    indent = " " * node.start_mark.column
    return f"{text[:line_end]}\n{indent}- {item}{text[line_end:]}"


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                found: yaml.Node = value
                return found
    raise ScaffoldError(f'there is no "{step}:" to add to; write it by hand')


def _render(template: str, **values: object) -> str:
    source = files("generator").joinpath("templates", "new", template).read_text(encoding="utf-8")
    # The output is Markdown and YAML, not HTML; titles go through a YAML-safe filter.
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    environment.filters["yaml"] = _yaml_scalar
    return environment.from_string(source).render(**values)


def _yaml_scalar(text: str) -> str:
    """A text as YAML writes it on one line, quoted where it must be."""
    written = yaml.safe_dump(text, allow_unicode=True, width=10_000)
    return written.removesuffix("\n").removesuffix("\n...")
