"""Lesson text to front matter, Markdown and quizzes. Pure.

Quiz blocks are found here and parsed by `quiz`; fenced code is never a quiz. A graded quiz that is
not recognised would be published as text, so whatever looks like a part of one is reported.
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from generator.comments import looks_like_comment, read_comment
from generator.course import Page, Quiz, Text
from generator.documents import FrontMatterShape, parse_document
from generator.problems import Problem, Severity
from generator.quiz import parse_quiz
from generator.slips import read_choice
from generator.sources import Fences, Source, find_fences, make_source

_DASHES = re.compile(r"[-—–－_ ]{2,12}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontMatter:
    """The values above a lesson's text; `minutes` and `required` are None if not written."""

    id: str
    title: str
    minutes: int | None = None
    required: bool | None = None
    lines: dict[str, int] = field(default_factory=dict)
    """Line number of each key that was written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedPage:
    """A lesson file as it was read; `front_matter` is None if it has errors."""

    front_matter: FrontMatter | None
    page: Page
    problems: tuple[Problem, ...] = ()


def parse_page(text: str, *, path: str, language: str) -> ParsedPage:
    """Parse a lesson file; `path` is relative to the project's root."""
    source = make_source(text, path=path)
    front_matter, body_start, problems = _parse_front_matter(source)
    body = source.part(body_start, len(source.lines))
    parts, found = _parse_body(body)
    page = Page(
        path=path,
        language=language,
        title=front_matter.title if front_matter else PurePosixPath(path).stem,
        parts=parts,
    )
    return ParsedPage(front_matter=front_matter, page=page, problems=(*problems, *found))


# Front matter


def _parse_front_matter(source: Source) -> tuple[FrontMatter | None, int, list[Problem]]:
    """The values, the index of the first line below, and problems."""
    name, _, language = PurePosixPath(source.path).stem.partition(".")
    # A translation has no minutes of its own.
    minutes = "" if language else "minutes: 6\n"
    ready = f"---\nid: {name}\ntitle: …\n{minutes}---"
    start = next((at for at, line in enumerate(source.lines) if line.strip()), 0)
    opening = source.lines[start].strip()
    if opening != "---":
        slip = _DASHES.fullmatch(opening)
        message = (
            f'"{opening}" must be three half-width dashes'
            if slip
            else "the front matter is missing: a lesson begins with its id and title"
        )
        hint = "write: ---" if slip else f"write at the top:\n{ready}"
        if not slip:
            return None, start, [source.problem(start, message, hint=hint)]
        _, end, problems = _find_front_matter_end(source, start)
        return None, end, [source.problem(start, message, hint=hint), *problems]
    closed, end, problems = _find_front_matter_end(source, start)
    if not closed:
        return None, end, problems
    inner = source.part(start + 1, end - 1)
    shape, document = parse_document(inner, FrontMatterShape)
    problems += document.problems
    if shape is None:
        return None, end, problems
    lines = {str(key[0]): inner.number(at) for key, at in document.yaml.indexes.items() if key}
    return (
        FrontMatter(
            id=shape.id,
            title=shape.title,
            minutes=shape.minutes,
            required=shape.required,
            lines=lines,
        ),
        end,
        problems,
    )


def _find_front_matter_end(source: Source, start: int) -> tuple[bool, int, list[Problem]]:
    """Whether the closing line was found, and the index below it."""
    for index in range(start + 1, len(source.lines)):
        line = source.lines[index].strip()
        if line == "---":
            return True, index + 1, []
        if _DASHES.fullmatch(line) and len(line) > 1:
            problem = source.problem(
                index, f'"{line}" must be three half-width dashes', hint="write: ---", mark=line
            )
            return False, index + 1, [problem]
        if line.startswith(("#", "<!--")) and not source.lines[index].startswith("# "):
            break
    problem = source.problem(
        start, "the front matter is never closed", hint="write --- on a line below it"
    )
    end = start + 1
    while end < len(source.lines) and re.match(r"[a-z_]+:", source.lines[end]):
        end += 1
    return False, end, [problem]


# Text and quizzes


def _parse_body(source: Source) -> tuple[tuple[Text | Quiz, ...], list[Problem]]:
    fences = find_fences(source.lines)
    problems: list[Problem] = []
    parts: list[Text | Quiz] = []
    text_start = 0
    index = 0
    comment_opened: int | None = None
    while index < len(source.lines):
        line = source.lines[index]
        if fences.code[index]:
            index += 1
            continue
        comment = read_comment(source, index) if looks_like_comment(line) else None
        word = comment.comment.word if comment and comment.comment else ""
        if word == "quiz":
            if comment_opened is not None:
                problems.append(_quiz_in_comment(source, index, opened=comment_opened))
                comment_opened = None
            end = _find_quiz_end(source, fences, index)
            parts += _make_text(source, text_start, index)
            quiz, found = parse_quiz(
                "\n".join(source.lines[index:end]),
                path=source.path,
                first_line=source.number(index),
            )
            problems += found
            if quiz:
                parts.append(quiz)
            text_start = index = end
            continue
        if comment:
            problems += comment.problems
        if word:
            problems.append(_outside_quiz(source, index, word))
        comment_opened = _track_comment(line, index, comment_opened)
        problems += _ticks_outside_quiz(source, index)
        index += 1
    parts += _make_text(source, text_start, len(source.lines))
    problems += _unclosed_fence(source, fences, problems)
    return tuple(parts), problems


def _find_quiz_end(source: Source, fences: Fences, start: int) -> int:
    """Index below the quiz that begins at `start`: its end, the next quiz, or the end."""
    for index in range(start + 1, len(source.lines)):
        if fences.code[index] or not looks_like_comment(source.lines[index]):
            continue
        comment = read_comment(source, index).comment
        if comment and comment.word == "/quiz":
            return index + 1
        if comment and comment.word == "quiz":
            return index
    return len(source.lines)


def _make_text(source: Source, start: int, end: int) -> list[Text | Quiz]:
    while start < end and not source.lines[start].strip():
        start += 1
    markdown = "\n".join(source.lines[start:end]).rstrip()
    return [Text(markdown=markdown, line=source.number(start))] if markdown else []


def _track_comment(line: str, index: int, opened: int | None) -> int | None:
    """Index of the line that opened a comment which is still open below `line`."""
    if "--" not in line:
        return opened
    last_open, last_close = line.rfind("<!--"), line.rfind("-->")
    if last_close > last_open:
        return None
    return index if last_open > last_close and opened is None else opened


def _quiz_in_comment(source: Source, index: int, *, opened: int) -> Problem:
    return source.problem(
        index,
        f"this quiz stands inside a comment that begins in line {source.number(opened)}",
        hint="close the comment with --> before the quiz, or take the quiz out of the file",
    )


def _outside_quiz(source: Source, index: int, word: str) -> Problem:
    if word == "/quiz":
        return source.problem(
            index, "this closes a quiz, but none is open", hint="write above: <!-- quiz id=… -->"
        )
    return source.problem(
        index,
        f"<!-- {word} --> stands outside of a quiz",
        hint="a quiz begins with <!-- quiz id=… --> and ends with <!-- /quiz -->",
    )


def _ticks_outside_quiz(source: Source, index: int) -> list[Problem]:
    line = source.lines[index]
    if "x]" not in line.lower() or not (choice := read_choice(line)) or not choice.correct:
        return []
    return [
        source.problem(
            index,
            "a ticked box outside of a quiz",
            hint="a quiz begins with <!-- quiz id=… --> above its first question",
            severity=Severity.WARNING,
        )
    ]


def _unclosed_fence(source: Source, fences: Fences, problems: list[Problem]) -> list[Problem]:
    if fences.unclosed is None:
        return []
    line = source.number(fences.unclosed)
    if any(one.line == line and "never closed" in one.message for one in problems):
        return []
    return [
        source.problem(
            fences.unclosed,
            "this code block is never closed",
            hint=f"write {source.lines[fences.unclosed].strip()[:3]} on a line below the code",
        )
    ]
