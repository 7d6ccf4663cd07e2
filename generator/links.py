"""Links and pictures of a page: they must lead somewhere, speak to those who cannot see, and never
ask another host. Pure.
"""

import re
from collections.abc import Iterator
from posixpath import dirname, normpath
from urllib.parse import unquote

from generator.course import Page
from generator.load import Loaded
from generator.problems import Problem
from generator.settings import nearest
from generator.sources import Source, find_fences

_LINK = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^)\s>]+)>?(?:\s+[^)]*)?\)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_COMMENT = re.compile(r"<!--.*?-->")
_RAW = re.compile(r"<\s*(script|iframe|object|embed|link|base|form|style|meta)\b", re.IGNORECASE)
_HANDLER = re.compile(r"<[a-z][^>]*\s(on[a-z]+)\s*=", re.IGNORECASE)
_RAW_SOURCE = re.compile(
    r"<[a-z][^>]*\s(?:src|srcset|poster|data)\s*=\s*[\"']?\s*((?:https?:)?//[^\"'\s>]+)",
    re.IGNORECASE,
)
_EXTERNAL = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_WEB = re.compile(r"https?://|mailto:|tel:", re.IGNORECASE)


def check_links(page: Page, source: Source, loaded: Loaded) -> Iterator[Problem]:
    """Check every link, picture and piece of raw HTML of a page."""
    code = find_fences(source.lines).code
    for index, line in enumerate(source.lines):
        if code[index] or ("](" not in line and "<" not in line):
            continue
        text = _COMMENT.sub("", _CODE.sub("", line))
        for is_image, label, target in _LINK.findall(text):
            if is_image:
                yield from _check_image(page, source, index, label, target, loaded)
            else:
                yield from _check_link(page, source, index, target, loaded)
        yield from _check_raw(source, index, text)


def _check_image(
    page: Page, source: Source, index: int, label: str, target: str, loaded: Loaded
) -> Iterator[Problem]:
    if not label.strip():
        yield source.problem(
            index,
            f'picture "{target}" has no alternative text',
            hint=f"say what it shows: ![…]({target})",
            mark=f"![{label}]",
        )
    if _EXTERNAL.match(target):
        yield source.problem(
            index,
            f'picture "{target}" lies on another host; a page asks no other host',
            hint="save the picture in images/ and write: ![…](images/….svg)",
            mark=target,
        )
    else:
        yield from _check_target(page, source, index, target, loaded.media, loaded)


def _check_link(
    page: Page, source: Source, index: int, target: str, loaded: Loaded
) -> Iterator[Problem]:
    if target.startswith("#") or _WEB.match(target):
        return
    if _EXTERNAL.match(target):
        yield source.problem(
            index,
            f'a link to "{target}" is not possible',
            hint="link to https://…, mailto:… or a file of the course",
            mark=target,
        )
        return
    files = loaded.media | {path for path in loaded.sources if path.endswith(".md")}
    yield from _check_target(page, source, index, target, files, loaded)


def _check_target(
    page: Page,
    source: Source,
    index: int,
    target: str,
    files: frozenset[str] | set[str],
    loaded: Loaded,
) -> Iterator[Problem]:
    """A relative address must be a file of the same course."""
    folder = dirname(page.path)
    course = "/".join(page.path.split("/")[:2])
    path = normpath(f"{folder}/{unquote(target.partition('#')[0])}")
    if path in files and path.startswith(f"{course}/"):
        return
    near = nearest(path, sorted(one for one in files if one.startswith(f"{course}/")))
    hint = f'the nearest file is "{_relative(near, folder)}"' if near else "put the file there"
    if path in loaded.sources or path in loaded.media:
        hint = "a page links and shows files of its own course only"
    yield source.problem(index, f'"{target}" does not exist: {path}', hint=hint, mark=target)


def _relative(path: str, folder: str) -> str:
    up = 0
    while folder and not path.startswith(f"{folder}/"):
        folder, up = dirname(folder), up + 1
    return "../" * up + path.removeprefix(f"{folder}/")


def _check_raw(source: Source, index: int, text: str) -> Iterator[Problem]:
    if found := _RAW.search(text):
        yield source.problem(
            index,
            f'"<{found[1]}>" cannot stand in a lesson: content is never run',
            hint="remove it; write Markdown",
            mark=found[0],
        )
    elif found := _HANDLER.search(text):
        yield source.problem(
            index,
            f'"{found[1]}=" cannot stand in a lesson: content is never run',
            hint="remove it",
            mark=found[1],
        )
    elif found := _RAW_SOURCE.search(text):
        yield source.problem(
            index,
            f'"{found[1]}" lies on another host; a page asks no other host',
            hint="save the file in the course",
            mark=found[1],
        )
