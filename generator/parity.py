"""A lesson in two languages is one lesson: same quizzes, questions, choices and keys. Pure.

Texts differ; ids, order, kinds and keys do not, because a learner's record is one in all languages.
"""

from collections.abc import Iterator, Sequence

from generator.course import Page, Question, Quiz
from generator.problems import Problem
from generator.sources import Source

_SETTINGS = {
    "kind": "kind",
    "pass_mark": "pass",
    "attempts_allowed": "attempts",
    "cool_down_minutes": "cool-down",
    "draw": "draw",
    "shuffle": "shuffle",
    "reveal": "reveal",
}


def check_parity(first: Page, page: Page, source: Source) -> Iterator[Problem]:
    """Compare a translation with the page in the course's first language."""
    wanted = {quiz.id: quiz for quiz in first.quizzes}
    found = {quiz.id: quiz for quiz in page.quizzes}
    yield from _compare_ids(
        "quiz", list(wanted), [(q.id, q.line) for q in page.quizzes], source, first.path, 1
    )
    for name, quiz in found.items():
        if name in wanted:
            yield from _compare_quizzes(wanted[name], quiz, source, first.path)


def _compare_ids(
    noun: str,
    wanted: Sequence[str],
    found: Sequence[tuple[str, int]],
    source: Source,
    path: str,
    line: int,
) -> Iterator[Problem]:
    """Missing ones are told at `line`, additional ones where they stand."""
    names = [name for name, _ in found]
    for name in wanted:
        if name not in names:
            yield source.problem(
                line - 1,
                f'{noun} "{name}" is missing here; {path} has it',
                hint=f"add the {noun} with id={name}",
            )
    for name, place in found:
        if name not in wanted:
            yield source.problem(
                place - 1,
                f'{noun} "{name}" is not in {path}',
                hint=f"use the id it has there, or add the {noun} there",
            )
    common = [name for name in wanted if name in names]
    if common != [name for name in names if name in wanted]:
        yield source.problem(
            line - 1,
            f"the order here differs from {path}",
            hint=f"put them in this order: {', '.join(common)}",
        )


def _compare_quizzes(first: Quiz, quiz: Quiz, source: Source, path: str) -> Iterator[Problem]:
    for attribute, setting in _SETTINGS.items():
        if getattr(first, attribute) != getattr(quiz, attribute):
            yield source.problem(
                quiz.line - 1,
                f'"{setting}" of quiz "{quiz.id}" differs from {path}:{first.line}',
                hint="write the same settings in both languages",
                mark=f"{setting}=",
            )
    yield from _compare_ids(
        "question",
        [question.id for question in first.questions],
        [(question.id, question.line) for question in quiz.questions],
        source,
        path,
        quiz.line,
    )
    wanted = {question.id: question for question in first.questions}
    for question in quiz.questions:
        if question.id in wanted:
            message = _find_difference(wanted[question.id], question)
            if message:
                yield source.problem(
                    question.line - 1,
                    f"question '{question.id}': {message} in {path}:{wanted[question.id].line}",
                    hint="make both languages agree",
                )


def _find_difference(first: Question, question: Question) -> str:
    """How a question differs from the one in the first language, or ""."""
    if question.kind != first.kind:
        return f"it is {question.kind.value} here, but {first.kind.value}"
    if len(question.choices) != len(first.choices):
        return f"it has {len(question.choices)} choices here, but {len(first.choices)}"
    if _key(question) != _key(first):
        return f"the key is {_key(question)} here, but {_key(first)}"
    if question.numeric != first.numeric:
        return "the number, tolerance or unit differs from the one"
    if question.points != first.points:
        return f"it gives {question.points} points here, but {first.points}"
    return ""


def _key(question: Question) -> str:
    """Letters of the right choices, such as "A, C"."""
    return ", ".join(choice.id.upper() for choice in question.choices if choice.correct)
