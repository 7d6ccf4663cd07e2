"""Advice on good lessons and questions: warnings that do not stop a build. Pure."""

import re
from collections import Counter
from collections.abc import Iterator

from generator.course import Page, Question, QuestionKind, Quiz, QuizKind, Text
from generator.problems import Problem, Severity
from generator.sources import Source

CHINESE_CHARACTERS_A_MINUTE = 250
ENGLISH_WORDS_A_MINUTE = 180
SECONDS_A_QUESTION = {QuizKind.PRACTICE: 35, QuizKind.GRADED: 90}
_FEWEST_FOR_A_PATTERN = 5

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_ALL_OF_ABOVE = re.compile(
    r"以上(?:都|全|皆|均)|(?:都|全)(?:对|不对|是|错)$|(?:all|none) of the above", re.IGNORECASE
)


def advise_page(page: Page, source: Source) -> Iterator[Problem]:
    """Advice on the quizzes of a page, and on the minutes it declares."""
    for quiz in page.quizzes:
        yield from _advise_quiz(quiz, source)
    yield from _advise_minutes(page, source)


def reading_minutes(page: Page) -> float:
    """How long this audience takes to read the text and answer the questions."""
    text = "\n".join(part.markdown for part in page.parts if isinstance(part, Text))
    minutes = len(_CHINESE.findall(text)) / CHINESE_CHARACTERS_A_MINUTE
    minutes += len(_WORD.findall(text)) / ENGLISH_WORDS_A_MINUTE if page.language != "zh" else 0
    seconds = sum(
        (quiz.draw or len(quiz.questions)) * SECONDS_A_QUESTION[quiz.kind] for quiz in page.quizzes
    )
    return minutes + seconds / 60


def _advise_minutes(page: Page, source: Source) -> Iterator[Problem]:
    """Compare the declared minutes, which only the first language's file has, with the text."""
    at = next((at for at, line in enumerate(source.lines) if line.startswith("minutes:")), None)
    found = re.match(r"minutes:\s*([0-9]+)", source.lines[at]) if at is not None else None
    if at is None or found is None:
        return
    declared, likely = int(found[1]), reading_minutes(page)
    if declared > 2 * max(likely, 1) or likely > 2 * declared:
        yield source.problem(
            at,
            f"{declared} minutes are declared, but reading and answering take about {likely:.0f}",
            hint=f"write: minutes: {max(1, round(likely))}",
            severity=Severity.WARNING,
        )


def _advise_quiz(quiz: Quiz, source: Source) -> Iterator[Problem]:
    for question in quiz.questions:
        yield from _advise_question(question, quiz, source)
    single = [one for one in quiz.questions if one.kind is QuestionKind.SINGLE]
    if len(single) < _FEWEST_FOR_A_PATTERN:
        return
    if all(_longest_is_right(question) for question in single):
        yield source.problem(
            quiz.line - 1,
            f"in quiz '{quiz.id}' the longest choice is always the right one",
            hint="shorten right choices or write fuller wrong ones",
            severity=Severity.WARNING,
        )
    places = Counter(_key_place(question) for question in single)
    place, count = places.most_common(1)[0]
    if not quiz.shuffle and count * 10 >= len(single) * 6:
        yield source.problem(
            quiz.line - 1,
            f"in quiz '{quiz.id}' the right choice stands at place {place} in "
            f"{count} of {len(single)} questions",
            hint="put right choices at different places, or leave out shuffle=no",
            severity=Severity.WARNING,
        )


def _advise_question(question: Question, quiz: Quiz, source: Source) -> Iterator[Problem]:
    if not question.explanation:
        yield source.problem(
            question.line - 1,
            f"question '{question.id}' has no explanation",
            hint="add below the answers: <!-- explain --> and a line that begins with >",
            severity=Severity.WARNING,
        )
    if quiz.shuffle:
        for choice in question.choices:
            if question.kind is not QuestionKind.TRUE_FALSE and _ALL_OF_ABOVE.search(choice.text):
                yield source.problem(
                    choice.line - 1,
                    f'"{choice.text}" makes no sense once the choices are shuffled',
                    hint="name what is meant, use several right choices, or set shuffle=no",
                    mark=choice.text,
                    severity=Severity.WARNING,
                )


def _longest_is_right(question: Question) -> bool:
    lengths = sorted((len(choice.text), choice.correct) for choice in question.choices)
    return lengths[-1][1] and lengths[-1][0] > lengths[-2][0]


def _key_place(question: Question) -> int:
    return next((n for n, one in enumerate(question.choices, start=1) if one.correct), 0)
