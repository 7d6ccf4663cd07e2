"""Advice to authors: warnings about questions that give themselves away and about lesson length."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from generator.answers import normalise_text
from generator.course import Course, Lesson, Page, Question, QuestionKind, Quiz, QuizKind, Text
from generator.problems import Problem, Severity
from generator.sources import Source, make_source

CHINESE_CHARACTERS_PER_MINUTE = 250
WORDS_PER_MINUTE = 180
SECONDS_PER_PRACTICE_QUESTION = 35
SECONDS_PER_GRADED_QUESTION = 60
LONGEST_LESSON_MINUTES = 10

MIN_QUESTIONS_FOR_A_PATTERN = 4
PATTERN_SHARE = 0.8

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+(?:\.\d+)?")
_NOT_READ = re.compile(r"<!--[^\0]{0,2000}?-->|\]\([^)\n]{0,700}\)|<[^<>\n]{1,500}>")
_ALL_OF_ABOVE = re.compile(
    r"以上(?:都|全|皆|均|选项|各项|所有)|[都全]不?(?:对|正确)[。.!\uff01]?$"
    r"|(?:all|none|both) of the above"
)


def advise_course(
    course: Course, texts: Mapping[str, str], broken: frozenset[str]
) -> Iterator[Problem]:
    """Warnings about the lessons of a course; files with errors are left out."""
    for lesson in course.lessons:
        pages = [page for page in lesson.pages.values() if page.path not in broken]
        for number, page in enumerate(pages):
            source = make_source(texts[page.path], path=page.path)
            if number == 0 and page.language == course.languages[0]:
                yield from _advise_minutes(lesson, page, source)
            for quiz in page.quizzes:
                yield from _advise_quiz(quiz, source)


# Time


def _advise_minutes(lesson: Lesson, page: Page, source: Source) -> Iterator[Problem]:
    is_exam = any(quiz.kind is QuizKind.GRADED for quiz in page.quizzes)
    index = next((at for at, one in enumerate(source.lines) if one.startswith("minutes:")), 0)
    if lesson.minutes > LONGEST_LESSON_MINUTES and not is_exam:
        yield source.problem(
            index,
            f"lesson '{lesson.id}' takes {lesson.minutes} minutes; learners have five to ten",
            hint="split it into two lessons",
            severity=Severity.WARNING,
        )
    needed = estimate_minutes(page)
    if lesson.minutes > 2 * max(needed, 0.5) or lesson.minutes * 2 < needed:
        yield source.problem(
            index,
            f"minutes is {lesson.minutes}, but reading and answering take about {needed:.0f}",
            hint=f"write: minutes: {max(1, round(needed))}",
            severity=Severity.WARNING,
        )


def estimate_minutes(page: Page) -> float:
    """Minutes to read a page's text and to answer its quizzes."""
    seconds = 0.0
    for part in page.parts:
        if isinstance(part, Text):
            text = _NOT_READ.sub(" ", part.markdown)
            seconds += 60 * len(_CHINESE.findall(text)) / CHINESE_CHARACTERS_PER_MINUTE
            seconds += 60 * len(_WORD.findall(text)) / WORDS_PER_MINUTE
        elif part.kind is QuizKind.PRACTICE:
            seconds += SECONDS_PER_PRACTICE_QUESTION * len(part.questions)
        else:
            seconds += SECONDS_PER_GRADED_QUESTION * (part.draw or len(part.questions))
    return seconds / 60


# Questions


def _advise_quiz(quiz: Quiz, source: Source) -> Iterator[Problem]:
    for question in quiz.questions:
        yield from _advise_question(quiz, question, source)
    choosing = [one for one in quiz.questions if one.kind is QuestionKind.SINGLE]
    if len(choosing) < MIN_QUESTIONS_FOR_A_PATTERN:
        return
    longest = sum(_longest_is_right(question) for question in choosing)
    if longest >= PATTERN_SHARE * len(choosing):
        yield source.problem(
            quiz.line - 1,
            f"quiz '{quiz.id}': in {longest} of {len(choosing)} questions the longest choice "
            "is the right one",
            hint="shorten right choices, or make wrong ones as long",
            severity=Severity.WARNING,
        )
    # The tracker shuffles; without JavaScript a practice quiz is read as it was written.
    if quiz.kind is QuizKind.GRADED and quiz.shuffle:
        return
    positions = Counter(_key(question) for question in choosing)
    position, count = positions.most_common(1)[0]
    if count >= PATTERN_SHARE * len(choosing):
        yield source.problem(
            quiz.line - 1,
            f"quiz '{quiz.id}': in {count} of {len(choosing)} questions choice {position} "
            "is the right one",
            hint="move the right choices to different places",
            severity=Severity.WARNING,
        )


def _advise_question(quiz: Quiz, question: Question, source: Source) -> Iterator[Problem]:
    explained = question.explanation or (
        question.choices and all(choice.feedback for choice in question.choices)
    )
    if not explained:
        yield source.problem(
            question.line - 1,
            f"question '{question.id}' has no explanation",
            hint="write below its answers: <!-- explain --> and a quote: > …",
            severity=Severity.WARNING,
        )
    for choice in question.choices:
        if quiz.shuffle and _ALL_OF_ABOVE.search(normalise_text(choice.text)):
            yield source.problem(
                choice.line - 1,
                f'"{choice.text}" speaks of the choices above, but choices are shuffled',
                hint="write type=multiple and let learners tick all, or set shuffle=no",
                mark=choice.text,
                severity=Severity.WARNING,
            )


def _longest_is_right(question: Question) -> bool:
    lengths = [len(choice.text) for choice in question.choices]
    longest = max(lengths)
    if lengths.count(longest) > 1:
        return False
    return question.choices[lengths.index(longest)].correct


def _key(question: Question) -> str:
    return next((choice.id for choice in question.choices if choice.correct), "")
