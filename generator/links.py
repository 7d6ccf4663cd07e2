"""Links, pictures and raw HTML of a page: every target exists, nothing asks another host.

Looks at the lines of the source, fenced code left out, so that each problem has its place.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from generator.course import Page, Site
from generator.problems import Problem
from generator.settings import nearest
from generator.sources import Source, find_fences

# Each repetition is bounded: a line of brackets must not make the search slow.
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\](?:\([ ]{0,5}<?([^)\s>]{0,500})|\[[^\]\n]{0,100}\])")
_LINK = re.compile(r"\]\([ ]{0,5}<?([^)\s>]{0,500})")
_DEFINITION = re.compile(r"[ ]{0,3}\[[^\]\n^]{1,100}\]:[ ]{0,5}<?([^\s>]{1,500})")
_CODE = re.compile(r"`[^`\n]{1,1000}`")
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})\b([^<>\n]{0,2000})")
_ATTRIBUTE = re.compile(
    r"\b(src|poster|data|href|action|background)[ ]{0,5}=[ ]{0,5}[\"']?([^\"'\s>]{0,500})",
    re.IGNORECASE,
)
_ALT = re.compile(r"\balt[ ]{0,5}=[ ]{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\"'\s>]+))", re.IGNORECASE)
_HANDLER = re.compile(r"(?:^|[\s{\"'])(on[a-z]{3,30})[ ]{0,5}=", re.IGNORECASE)
_ATTRIBUTE_LIST = re.compile(r"\{:?[ ]?([^{}\n]{0,500})\}")
_COMMENT = re.compile(r"<!--.{0,1000}?-->")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}:")

_REFUSED_TAGS = frozenset(
    {"script", "iframe", "frame", "frameset", "object", "embed", "applet", "portal"}
    | {"link", "style", "meta", "base", "template", "noscript", "svg", "math"}
    | {"form", "input", "button", "textarea", "select"}
)
_LOADING_TAGS = frozenset({"img", "a", "video", "audio", "source", "track", "picture", "image"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """What a relative link may mean."""

    lessons: frozenset[tuple[str, str]]
    """Language and path, where the path is the one without a suffix for the language."""
    translations: dict[str, str]
    """Path of a translation to the path that a link uses."""
    media: frozenset[str]
    doubtful: frozenset[str]
    """Lessons that could not be read in some language: links to them are not judged."""


def find_targets(site: Site, media: frozenset[str], broken: frozenset[str]) -> Targets:
    """All lessons and files of the site; `broken` are the files with errors."""
    lessons = set()
    translations = {}
    for course in site.courses:
        for lesson in course.lessons:
            path = f"{course.path}/{lesson.name}.md"
            for language, page in lesson.pages.items():
                lessons.add((language, path))
                if page.path != path:
                    translations[page.path] = path
    return Targets(
        lessons=frozenset(lessons),
        translations=translations,
        media=media,
        doubtful=frozenset(f"{path.partition('.')[0]}.md" for path in broken),
    )


def check_links(source: Source, page: Page, targets: Targets) -> Iterator[Problem]:
    """Check every line of a page; `source` is the whole file."""
    code = find_fences(source.lines).code
    for index, line in enumerate(source.lines):
        if code[index] or not (
            "](" in line or "]:" in line or "![" in line or "<" in line or "{" in line
        ):
            continue
        text = _CODE.sub(_blank, _COMMENT.sub(_blank, line))
        check = _Line(source=source, index=index, page=page, targets=targets)
        yield from check.check_images(text)
        yield from check.check_links(text)
        yield from check.check_html(text)


def _blank(found: re.Match[str]) -> str:
    """Spaces of the same length, so that columns stay."""
    return " " * len(found[0])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    source: Source
    index: int
    page: Page
    targets: Targets

    def check_images(self, text: str) -> Iterator[Problem]:
        if text.count("![") > len(_IMAGE.findall(text)):
            yield self._problem(
                "a picture stands on one line, and its text has no brackets",
                "![",
                "write ![what it shows](images/name.svg)",
            )
        for found in _IMAGE.finditer(text):
            alternative, target = found[1], found[2]
            if target is None:
                hint = "write ![what it shows](images/name.svg)"
                yield self._problem("a picture needs its file in the same place", found[0], hint)
                continue
            if not alternative.strip():
                yield self._problem(
                    f'picture "{target}" has no alternative text',
                    found[0],
                    f"write what it shows: ![…]({target})",
                )
            yield from self._check_picture(target)

    def check_links(self, text: str) -> Iterator[Problem]:
        pictures = {found.start(2) for found in _IMAGE.finditer(text)}
        for found in _LINK.finditer(text):
            if found.start(1) not in pictures:
                yield from self._check_link(found[1])
        definition = _DEFINITION.match(text)
        if definition:
            yield from self._check_link(definition[1])

    def check_html(self, text: str) -> Iterator[Problem]:
        for tag in _TAG.finditer(text):
            name = tag[1].lower()
            if name in _REFUSED_TAGS:
                yield self._problem(
                    f"<{name}> cannot be used in a lesson",
                    f"<{tag[1]}",
                    "remove it; text, pictures, tables and quizzes are written in Markdown",
                )
                continue
            if name in _LOADING_TAGS and not text.startswith(">", tag.end()):
                yield self._problem(
                    f"<{name}> must stand on one line", f"<{tag[1]}", "or write it in Markdown"
                )
            yield from self._check_attributes(name, tag[2])
        for attributes in _ATTRIBUTE_LIST.finditer(text):
            yield from self._check_attributes("", attributes[1])

    def _check_attributes(self, tag: str, text: str) -> Iterator[Problem]:
        yield from self._check_handlers(text)
        alternative = _ALT.search(text)
        if tag == "img" and not (alternative and "".join(alternative.groups("")).strip()):
            yield self._problem(
                "this picture has no alternative text", "<img", 'write alt="what it shows"'
            )
        for word in ("url(", "srcset"):
            if word in text.lower():
                yield self._problem(f'"{word}" cannot be used in a lesson', word, "remove it")
        for found in _ATTRIBUTE.finditer(text):
            if found[1].lower() == "href":
                yield from self._check_link(found[2])
            else:
                yield from self._check_picture(found[2])

    def _check_handlers(self, text: str) -> Iterator[Problem]:
        handler = _HANDLER.search(text)
        if handler:
            yield self._problem(
                f'"{handler[1]}" runs a script; a lesson cannot', handler[1], "remove it"
            )

    # Targets

    def _check_picture(self, target: str) -> Iterator[Problem]:
        target = unescape(target)
        if not target:
            yield self._problem("this picture has no file", "]()", "write images/name.svg")
        elif target.startswith("//") or _SCHEME.match(target):
            yield self._problem(
                f'picture "{target}" is not a file of this course; '
                "pages ask no other host for anything",
                target,
                f"put it into {posixpath.dirname(self.page.path)}/images/",
            )
        else:
            yield from self._check_file(target, "picture")

    def _check_link(self, target: str) -> Iterator[Problem]:
        target = unescape(target)
        scheme = _SCHEME.match(target)
        if not target:
            yield self._problem("this link leads nowhere", "]()", "write [text](lesson.md)")
        elif target.startswith(("#", "https://", "http://", "mailto:", "tel:")):
            return
        elif target.startswith("//") or scheme:
            yield self._problem(
                f'link "{target}" cannot be used',
                target,
                "links lead to a lesson (other.md), a file of the course, https:, mailto: or tel:",
            )
        elif target.partition("#")[0].partition("?")[0].endswith(".md"):
            yield from self._check_lesson(target)
        else:
            yield from self._check_file(target, "link")

    def _check_lesson(self, target: str) -> Iterator[Problem]:
        path = self._resolve(target)
        if (self.page.language, path) in self.targets.lessons or path in self.targets.doubtful:
            return
        folder = posixpath.dirname(self.page.path)
        if path in self.targets.translations:
            better = posixpath.relpath(self.targets.translations[path], folder)
            yield self._problem(
                f'link "{target}" names a translation; links are the same in all languages',
                target,
                f"write {better}",
            )
            return
        here = [
            posixpath.relpath(one, folder)
            for language, one in self.targets.lessons
            if language == self.page.language and one.startswith(f"{folder}/")
        ]
        near = nearest(target.partition("#")[0], sorted(here))
        yield self._problem(
            f'link "{target}": there is no such lesson',
            target,
            f"write {near}" if near else "links name a file that is listed in course.yml",
        )

    def _check_file(self, target: str, noun: str) -> Iterator[Problem]:
        if target.startswith("/") or "\\" in target:
            yield self._problem(
                f'{noun} "{target}" must start from this file\'s folder, with forward slashes',
                target,
                "write images/name.svg",
            )
            return
        path = self._resolve(target)
        course = "/".join(self.page.path.split("/")[:2])
        if not path.startswith(f"{course}/"):
            yield self._problem(
                f'{noun} "{target}" leads out of the course\'s folder',
                target,
                f"put it into {course}/",
            )
        elif path not in self.targets.media:
            folder = posixpath.dirname(self.page.path)
            others = [
                posixpath.relpath(one, folder)
                for one in self.targets.media
                if one.startswith(f"{course}/")
            ]
            near = nearest(target, sorted(others))
            hint = f"write {near}" if near else f"there is no {path}"
            if (self.page.language, f"{path.rstrip('/')}.md") in self.targets.lessons:
                hint = f"write {target.rstrip('/')}.md"
            yield self._problem(f'{noun} "{target}": there is no such file', target, hint)

    def _resolve(self, target: str) -> str:
        path = unquote(target.partition("#")[0].partition("?")[0])
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.page.path), path))

    def _problem(self, message: str, mark: str, hint: str) -> Problem:
        return self.source.problem(self.index, message, hint=hint, mark=mark)
