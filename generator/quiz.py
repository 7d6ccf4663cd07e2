"""The quiz grammar: the text of one quiz block to a Quiz and its problems. Pure.

Block: `<!-- quiz id=… -->`, questions that begin with `### `, `<!-- /quiz -->`. What a question
holds is left to `questions`.
"""

import dataclasses
import re
from pathlib import PurePosixPath

from generator.comments import read_comment
from generator.course import Question, Quiz, QuizKind
from generator.problems import Problem
from generator.questions import QuestionReader
from generator.settings import ID, parse_quiz_settings
from generator.sources import Source, find_fences, make_source

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?")
_HEADING_LIKE = re.compile(r"[ \t\u3000]*([#＃]{2,6})[ \t\u3000]*([^#＃\s].*)")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Heading:
    index: int
    stem: str


def parse_quiz(text: str, *, path: str, first_line: int) -> tuple[Quiz | None, list[Problem]]:
    """Parse a block from its opening comment to its closing comment.

    `first_line` is the line number of the opening comment in the file `path`. The quiz is None if
    it has no usable id; questions that cannot be made out are left out of it. Every mistake is in
    the list.
    """
    source = make_source(text, path=path, first_line=first_line)
    opening = read_comment(source, 0)
    problems = list(opening.problems)
    if opening.comment is None or opening.comment.word != "quiz":
        problems.append(
            source.problem(
                0, "a quiz begins with its settings", hint="write: <!-- quiz id=my-quiz -->"
            )
        )
        return None, problems
    quiz, found = parse_quiz_settings(source, opening.comment, suggested_id=_suggest_quiz_id(path))
    problems += found
    end = _find_end(source, problems)
    inner = source.part(0, end)
    questions = _parse_questions(inner, problems, quiz_id=quiz.id or _suggest_quiz_id(path))
    if not quiz.id:
        return None, problems
    if not questions and not problems:
        word = "graded quiz" if quiz.kind is QuizKind.GRADED else "quiz"
        problems.append(
            source.problem(
                0,
                f"{word} '{quiz.id}' has no questions",
                hint="a question begins with a heading: ### What is …?",
            )
        )
    return dataclasses.replace(quiz, questions=questions), problems


def _find_end(source: Source, problems: list[Problem]) -> int:
    """Index of the closing comment; the end of the text if it is missing."""
    fences = find_fences(source.lines)
    if fences.unclosed is not None:
        problems.append(
            source.problem(
                fences.unclosed,
                "this code block is never closed",
                hint=f"write {source.lines[fences.unclosed].strip()[:3]} on a line below the code",
            )
        )
    for index in range(len(source.lines) - 1, 0, -1):
        if fences.code[index] or not source.lines[index].strip():
            continue
        reading = read_comment(source, index)
        if reading.comment and reading.comment.word == "/quiz":
            problems += reading.problems
            return index
        break
    problems.append(
        source.problem(0, "this quiz is never closed", hint="write below it: <!-- /quiz -->")
    )
    return len(source.lines)


def _parse_questions(
    source: Source, problems: list[Problem], *, quiz_id: str
) -> tuple[Question, ...]:
    code = find_fences(source.lines).code
    headings = [
        heading
        for index in range(1, len(source.lines))
        if not code[index] and (heading := _read_heading(source, index, problems))
    ]
    _refuse_text_before(source, headings, problems)
    taken = {
        word.group(1)
        for line in source.lines
        if "id=" in line and (word := re.search(r"\bid=([a-z0-9-]{1,63})", line))
    }
    questions = []
    for number, heading in enumerate(headings):
        end = headings[number + 1].index if number + 1 < len(headings) else len(source.lines)
        reader = QuestionReader(
            source=source.part(heading.index, end),
            code=code[heading.index : end],
            stem=heading.stem,
            suggested_id=_suggest_question_id(quiz_id, number + 1, taken),
        )
        question = reader.read()
        problems += dict.fromkeys(reader.problems)
        if question:
            questions.append(question)
        else:
            taken.add(reader.suggested_id)
    return tuple(questions)


def _read_heading(source: Source, index: int, problems: list[Problem]) -> _Heading | None:
    """The heading of a question at a line; smaller headings belong to a question's body."""
    line = source.lines[index]
    found = _HEADING.fullmatch(line) if "#" in line else None
    if found:
        stem = re.sub(r"[ \t]+#{1,6}[ \t]*$", "", found[2] or "").strip()
        level = len(found[1])
        if level > 3 and not _settings_follow(source, index):
            return None
        if level != 3:
            problems.append(
                source.problem(
                    index,
                    f'a question begins with "###", not with "{found[1]}"',
                    hint=f"write: ### {stem}",
                    mark=found[1],
                )
            )
        return _Heading(index=index, stem=stem)
    like = _HEADING_LIKE.fullmatch(line)
    if not like:
        return None
    stem = like[2].strip()
    wide = "＃" in like[1]
    problems.append(
        source.problem(
            index,
            'a heading needs half-width "###"' if wide else f'a space is missing after "{like[1]}"',
            hint=f"write: ### {stem}",
            mark=like[1],
        )
    )
    return _Heading(index=index, stem=stem)


def _settings_follow(source: Source, index: int) -> bool:
    for at in range(index + 1, len(source.lines)):
        if source.lines[at].strip():
            comment = read_comment(source, at).comment
            return comment is not None and comment.word == "q"
    return False


def _refuse_text_before(source: Source, headings: list[_Heading], problems: list[Problem]) -> None:
    end = headings[0].index if headings else len(source.lines)
    for index in range(1, end):
        line = source.lines[index].strip()
        if not line or (line.startswith("<!--") and read_comment(source, index).comment is None):
            continue
        problems.append(
            source.problem(
                index,
                "text between the opening of the quiz and its first question",
                hint='a question begins with "### "; other text belongs above the quiz',
            )
        )
        return


def _suggest_quiz_id(path: str) -> str:
    name = PurePosixPath(path).name.split(".", 1)[0].lower()
    name = re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:50]
    return f"{name}-quiz" if ID.fullmatch(name) else "my-quiz"


def _suggest_question_id(quiz_id: str, number: int, taken: set[str]) -> str:
    """A free id such as `fire-03`."""
    stem = quiz_id.removesuffix("-quiz")[:58]
    while (suggestion := f"{stem}-{number:02d}") in taken:
        number += 1
    return suggestion
