"""The plan of the staged tree: which text and which files the engine gets. No I/O of its own.

Every language has its own tree below docs/. A quiz becomes one raw block of HTML in its page; a
graded quiz leaves only its rules. Pictures are copied only where published text names them.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from generator.catalog import build_catalog, find_media_path, lesson_url, to_json
from generator.course import Course, Lesson, Page, Quiz, Site, Text
from generator.engine import write_settings
from generator.markdown import escape_markdown, rewrite_links, without_comments
from generator.outline import CourseEntry, LessonEntry, Words, build_outline, load_page_words, pick
from generator.quiz_html import render_quiz, words_module

_FIRST_HEADING = re.compile(r"\s*#\s")
_LINKS = re.compile(
    r"""\]\(\s*<?([^)\s<>]+)
      | ^[ ]{0,3}\[[^\]]+\]:[ ]*<?([^\s<>]+)
      | (?:src|href)\s*=\s*["']([^"']+)""",
    re.MULTILINE | re.VERBOSE,
)
_NOT_MEDIA = (".md", ".yml", ".yaml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The staged tree. Staged paths are below the stage's folder, with forward slashes."""

    files: Mapping[str, str]
    """Staged path to its text."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """Staged path to the file it is copied from, relative to the project's root."""
    origins: Mapping[str, Page] = field(default_factory=dict)
    """Staged path to the author's page it was made from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Published:
    """A part of a page as it is staged, and the links in it as the author wrote them."""

    text: str
    links: tuple[str, ...]


def stage_site(site: Site) -> Plan:
    """Plan the whole staged tree but the theme's own files, which are the same for every site."""
    outlines = {language: build_outline(site, language) for language in site.languages}
    files = {
        "mkdocs.yml": write_settings(site, outlines),
        "docs/index.html": _render(
            "index.html.j2",
            site=site,
            title=pick(site.title, site.languages[0]),
            names={code: load_page_words(code)["language_name"] for code in site.languages},
        ),
        "docs/catalog.json": to_json(build_catalog(site)),
    }
    copies: dict[str, str] = {}
    origins: dict[str, Page] = {}
    for language in site.languages:
        files[f"docs/assets/coursesite/words-{language}.js"] = words_module(language)
        files[f"docs/{language}/index.md"] = _home_page(site, outlines[language], language)
        for course, entry in zip(site.courses, outlines[language], strict=True):
            if language in course.languages:
                files[f"docs/{language}/{course.id}/index.md"] = _course_page(site, course, entry)
            for lesson in course.lessons:
                page = lesson.pages.get(language)
                if page is None:
                    continue
                path = f"docs/{language}/{course.id}/{lesson.name}.md"
                parts = [_publish(part, course, lesson, page) for part in page.parts]
                files[path] = _lesson_page(site, course, entry, lesson, page, parts)
                origins[path] = page
                for part in parts:
                    copies.update(_find_copies(page, path, part.links))
    return Plan(files=files, copies=copies, origins=origins)


def _home_page(site: Site, courses: Sequence[CourseEntry], language: str) -> str:
    meta: dict[str, object] = {
        "title": pick(site.title, language),
        "description": pick(site.description, language),
        "kind": "home",
        "language": language,
        "hide": ["navigation", "toc"],
        "search": {"exclude": True},
        "alternates": {other: f"{other}/" for other in site.languages},
    }
    body = _render(
        "home.md.j2",
        title=escape_markdown(pick(site.title, language)),
        description=pick(site.description, language),
        courses=courses,
        language=language,
        here=f"{language}/",
        words=load_page_words(language),
        language_words=load_page_words,
    )
    return _with_front_matter(meta, body)


def _course_page(site: Site, course: Course, entry: CourseEntry) -> str:
    meta: dict[str, object] = {
        "title": entry.title,
        "description": entry.summary,
        "kind": "course",
        "language": entry.language,
        "course": course.id,
        "hide": ["navigation", "toc"],
        "alternates": _course_alternates(site, course),
    }
    body = _render(
        "course.md.j2",
        title=escape_markdown(entry.title),
        course=entry,
        language=entry.language,
        here=entry.url,
        words=load_page_words(entry.language),
        language_words=load_page_words,
    )
    return _with_front_matter(meta, body)


def _lesson_page(
    site: Site,
    course: Course,
    entry: CourseEntry,
    lesson: Lesson,
    page: Page,
    parts: Sequence[_Published],
) -> str:
    order = entry.lessons
    place = next(index for index, other in enumerate(order) if other.id == lesson.id)
    meta: dict[str, object] = {
        "title": page.title,
        "kind": "lesson",
        "language": page.language,
        "course": course.id,
        "lesson": lesson.id,
        "minutes": lesson.minutes,
        "module": next(m.title for m in entry.modules if order[place] in m.lessons),
        "alternates": {
            **_course_alternates(site, course),
            **{other: lesson_url(course, lesson, other) for other in lesson.pages},
        },
    }
    if place > 0:
        meta["previous"] = _step(order[place - 1])
    if place + 1 < len(order):
        meta["next"] = _step(order[place + 1])
    texts = [part.text for part in parts]
    if not (texts and _FIRST_HEADING.match(texts[0])):
        texts.insert(0, f"# {escape_markdown(page.title)}")
    return _with_front_matter(meta, "\n\n".join(texts) + "\n")


def _publish(part: Text | Quiz, course: Course, lesson: Lesson, page: Page) -> _Published:
    """What of a part goes to the engine."""
    if isinstance(part, Text):
        text = without_comments(part.markdown).strip("\n")
        links = tuple(next(filter(None, found.groups())) for found in _LINKS.finditer(text))
        return _Published(text=text, links=links)
    html = render_quiz(part, language=page.language, course_id=course.id, lesson_id=lesson.id)
    links_in_html: list[str] = []

    def rewrite(_: str, link: str) -> str:
        links_in_html.append(link)
        return _from_page_address(link)

    # Markdown passes the block on untouched, so its links must already fit the page's address.
    return _Published(text=rewrite_links(html, rewrite), links=tuple(links_in_html))


def _from_page_address(link: str) -> str:
    """A link written beside the source file, as it must be written at the page's address."""
    if not link or link.startswith(("#", "/")) or ":" in link.partition("/")[0]:
        return link
    path, mark, anchor = link.partition("#")
    folder, name = posixpath.split(path)
    if name.endswith(".md"):
        path = posixpath.join(folder, "" if name == "index.md" else f"{name[:-3]}/")
    return f"../{path}{mark}{anchor}"


def _find_copies(page: Page, staged: str, links: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Staged path and source of each file that the page's published parts name."""
    for link in links:
        source = find_media_path(page, link)
        if source is not None and not source.lower().endswith(_NOT_MEDIA):
            from_page = posixpath.relpath(source, posixpath.dirname(page.path))
            yield posixpath.normpath(posixpath.join(posixpath.dirname(staged), from_page)), source


def _course_alternates(site: Site, course: Course) -> dict[str, str]:
    """Where to go for this course in each language; its list of courses if it has none."""
    return {
        language: f"{language}/{course.id}/" if language in course.languages else f"{language}/"
        for language in site.languages
    }


def _step(lesson: LessonEntry) -> dict[str, str]:
    return {"title": lesson.title, "url": lesson.url, "language": lesson.language}


def _with_front_matter(meta: Mapping[str, object], body: str) -> str:
    head = yaml.safe_dump(dict(meta), allow_unicode=True, sort_keys=False, width=10**6)
    return f"---\n{head}---\n\n{body}"


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


def _count(words: Words, key: str, number: object) -> str:
    """A number with its noun: "1 lesson", "7 lessons"."""
    text = words[f"{key}_one" if str(number) == "1" else f"{key}_other"]
    return str(text).replace("{n}", str(number))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("generator"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["count"] = _count
    environment.globals["relative"] = lambda url, here: posixpath.relpath(url, here) + "/"
    return environment
