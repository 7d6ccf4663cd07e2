"""The command `coursesite new`: reads what is there, writes what `scaffold` drafted.

Files are created, never overwritten; if one cannot be written, nothing is changed.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from generator.course import Localised, Site
from generator.load import COURSE_FILE, SITE_FILE, load_site
from generator.scaffold import (
    EXAMS,
    Draft,
    ScaffoldError,
    draft_course,
    draft_lesson,
    draft_translations,
)
from generator.settings import refuse_id
from generator.sources import make_source

Ask = Callable[[str], str]
"""Puts a question to the author and gives the answer."""


def create_course(root: Path, name: str, titles: Localised, ask: Ask | None) -> Draft:
    """Make a course. Raises ScaffoldError with a sentence for the author."""
    site = _load(root)
    _refuse_name(name)
    titles = _complete(titles, site.languages, name, ask)
    return _write(root, draft_course(site, _read(root, SITE_FILE), name, titles))


def create_lesson(root: Path, path: str, titles: Localised, ask: Ask | None) -> Draft:
    """Make a lesson from `course/name` or an exam from `course/exams/name`.

    For a lesson that lacks translations, make those.
    """
    folder, _, name = path.partition("/")
    site = _load(root)
    course = next((one for one in site.courses if one.path.endswith(f"/{folder}")), None)
    if course is None:
        known = ", ".join(one.path.partition("/")[2] for one in site.courses) or "none yet"
        raise ScaffoldError(f'there is no course "{folder}" (courses: {known})')
    if not name:
        raise ScaffoldError(f"write the course and the lesson's name: {folder}/my-lesson")
    _refuse_name(name.removeprefix(EXAMS))
    lesson = next((one for one in course.lessons if one.name == name), None)
    if lesson is not None:
        missing = tuple(one for one in course.languages if one not in lesson.pages)
        wanted = {one: title for one, title in titles.items() if one in missing}
        titles = _complete(wanted, missing, name, ask)
        original = make_source(_read(root, lesson.pages[course.languages[0]].path), path="")
        draft = draft_translations(lesson, course, "\n".join(original.lines), titles)
    else:
        titles = _complete(titles, course.languages, name, ask)
        draft = draft_lesson(course, _read(root, f"{course.path}/{COURSE_FILE}"), name, titles)
    return _write(root, draft)


def parse_titles(written: list[str]) -> dict[str, str]:
    """`zh=止血` to {"zh": "止血"}; ScaffoldError for anything else."""
    titles = {}
    for text in written:
        found = re.fullmatch(r"([a-z]{2}(?:-[A-Za-z]+)?)=(.*\S.*)", text)
        if not found:
            raise ScaffoldError(f'title is "{text}"; write a language and a text: zh=止血')
        titles[found[1]] = found[2].strip()
    return titles


def _load(root: Path) -> Site:
    site = load_site(root).site
    if site is None:
        raise ScaffoldError(f"{SITE_FILE} has errors; coursesite check lists them")
    return site


def _read(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8-sig")


def _refuse_name(name: str) -> None:
    if refusal := refuse_id(name):
        better = f"; such as {refusal.better}" if refusal.better else ""
        raise ScaffoldError(f"{refusal.message}{better}")


def _complete(
    titles: Localised, languages: tuple[str, ...], name: str, ask: Ask | None
) -> Mapping[str, str]:
    """The titles in all languages; asks for missing ones if there is somebody to ask."""
    complete = dict(titles)
    if unknown := set(complete) - set(languages):
        raise ScaffoldError(
            f'language "{min(unknown)}" is not one of the languages: {", ".join(languages)}'
        )
    missing = [language for language in languages if language not in complete]
    if missing and ask is None:
        wanted = " ".join(f"--title {language}=…" for language in missing)
        raise ScaffoldError(f"the title is missing: add {wanted}")
    for language in missing:
        answer = ask(f"Title of {name} ({language}): ").strip() if ask else ""
        if not answer:
            raise ScaffoldError("a title is needed in every language; nothing was written")
        complete[language] = answer
    return complete


def _write(root: Path, draft: Draft) -> Draft:
    there = [path for path in draft.new if (root / path).exists()]
    if there:
        raise ScaffoldError(f"{', '.join(there)} exists already; nothing was written")
    for path, text in draft.new.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path, text in draft.changed.items():
        new = (root / path).with_suffix(".yml.new")
        new.write_text(text, encoding="utf-8")
        new.replace(root / path)
    return draft
