"""Rules over the whole site, pure: what no single file can show.

Ids and what an exam and a course promise are checked here; languages in `parity`, links and
pictures in `links`, advice on good questions in `advice`. Rules that compare pages leave out pages
with errors of their own: one mistake gives one message.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from generator.advice import advise_page
from generator.course import Course, Lesson, Page, Quiz
from generator.links import check_links
from generator.load import COURSE_FILE, Loaded
from generator.parity import check_parity
from generator.problems import Problem, Severity
from generator.sources import Source, make_source

MINUTES_PER_CLASS_HOUR = 45
LONGEST_LESSON_MINUTES = 10


def check_site(loaded: Loaded) -> tuple[Problem, ...]:
    """Everything that is wrong with the site, the problems met in reading included.

    Sorted by path and line, each problem once.
    """
    problems = set(loaded.problems)
    if loaded.site is not None:
        sources = Sources(loaded.sources)
        broken = {one.path for one in problems if one.severity is Severity.ERROR}
        problems.update(_check_course_ids(loaded.site.courses, sources))
        for course in loaded.site.courses:
            problems.update(_check_course(course, sources, broken))
            for lesson in course.lessons:
                for page in lesson.pages.values():
                    problems.update(check_links(page, sources.get(page.path), loaded))
    return tuple(sorted(problems))


class Sources:
    """The texts that were read, as sources made when a rule needs their lines."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._made: dict[str, Source] = {}

    def get(self, path: str) -> Source:
        """The lines of a file that was read."""
        if path not in self._made:
            self._made[path] = make_source(self._texts[path], path=path)
        return self._made[path]

    def find(self, path: str, beginning: str) -> int:
        """Index of the first line that begins so, or 0."""
        lines = self.get(path).lines
        return next((at for at, line in enumerate(lines) if line.startswith(beginning)), 0)


def _check_course_ids(courses: tuple[Course, ...], sources: Sources) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for course in courses:
        if course.id in seen:
            path = f"{course.path}/{COURSE_FILE}"
            yield sources.get(path).problem(
                sources.find(path, "id:"),
                f'course id "{course.id}" is used in {seen[course.id]} too',
                hint="give this course an id of its own",
                mark=course.id,
            )
        seen.setdefault(course.id, course.path)


def _check_course(course: Course, sources: Sources, broken: set[str]) -> Iterator[Problem]:
    yield from _check_lesson_ids(course, sources)
    yield from _check_quiz_ids(course, sources)
    yield from _check_class_hours(course, sources)
    for lesson in course.lessons:
        whole = {name: page for name, page in lesson.pages.items() if page.path not in broken}
        first = whole.get(course.languages[0])
        for page in whole.values():
            if first is not None and page is not first:
                yield from check_parity(first, page, sources.get(page.path))
            for quiz in page.quizzes:
                yield from _check_quiz(quiz, sources.get(page.path))
            yield from advise_page(page, sources.get(page.path))
        if first is not None:
            yield from _check_minutes(lesson, first, sources)


def _check_lesson_ids(course: Course, sources: Sources) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for lesson in course.lessons:
        path = lesson.pages[course.languages[0]].path
        if lesson.id in seen:
            yield sources.get(path).problem(
                sources.find(path, "id:"),
                f'lesson id "{lesson.id}" is used in {seen[lesson.id]} too',
                hint=f"write another one, such as: id: {lesson.id}-2",
                mark=lesson.id,
            )
        seen.setdefault(lesson.id, path)


def _check_quiz_ids(course: Course, sources: Sources) -> Iterator[Problem]:
    """Quiz and question ids are one of a kind in a course, in each of its languages."""
    for language in course.languages:
        pages = [lesson.pages[language] for lesson in course.lessons if language in lesson.pages]
        placed = [
            (page.path, "quiz", quiz.id, quiz.line) for page in pages for quiz in page.quizzes
        ]
        placed += [
            (page.path, "question", question.id, question.line)
            for page in pages
            for quiz in page.quizzes
            for question in quiz.questions
        ]
        seen: dict[tuple[str, str], str] = {}
        for path, noun, name, line in placed:
            if (noun, name) in seen:
                yield _doubled(sources.get(path), noun, name, line, seen[noun, name])
            seen.setdefault((noun, name), f"{path}:{line}")


def _doubled(source: Source, noun: str, name: str, line: int, place: str) -> Problem:
    # A question's id stands in the comment below its heading.
    index = next(
        (
            at
            for at in range(line - 1, min(line + 3, len(source.lines)))
            if name in source.lines[at]
        ),
        line - 1,
    )
    return source.problem(
        index,
        f'{noun} id "{name}" is used at {place} too',
        hint=f"write another one, such as: id={name}-2",
        mark=f"id={name}",
    )


def _check_quiz(quiz: Quiz, source: Source) -> Iterator[Problem]:
    at = quiz.line - 1
    pool = len(quiz.questions)
    if quiz.draw > pool:
        yield source.problem(
            at,
            f"quiz '{quiz.id}' draws {quiz.draw} questions, but it has {pool}",
            hint=f"write draw={pool} or add questions",
            mark=f"draw={quiz.draw}",
        )
    elif quiz.draw and pool < 3 * quiz.draw:
        yield source.problem(
            at,
            f"quiz '{quiz.id}' draws {quiz.draw} of {pool} questions: with fewer than "
            f"{3 * quiz.draw}, a second attempt repeats many",
            hint=f"add {3 * quiz.draw - pool} questions",
            mark=f"draw={quiz.draw}",
            severity=Severity.WARNING,
        )


def _check_minutes(lesson: Lesson, page: Page, sources: Sources) -> Iterator[Problem]:
    if lesson.minutes > LONGEST_LESSON_MINUTES and not lesson.name.startswith("exams/"):
        yield sources.get(page.path).problem(
            sources.find(page.path, "minutes:"),
            f"a lesson of {lesson.minutes} minutes is long for a phone on a bus",
            hint=f"split it into lessons of at most {LONGEST_LESSON_MINUTES} minutes",
            severity=Severity.WARNING,
        )


def _check_class_hours(course: Course, sources: Sources) -> Iterator[Problem]:
    """Declared class hours must be backed by the lessons' minutes; twice as many is an error."""
    minutes = sum(lesson.minutes for lesson in course.lessons)
    declared = course.class_hours * MINUTES_PER_CLASS_HOUR
    if declared <= minutes:
        return
    path = f"{course.path}/{COURSE_FILE}"
    backed = Fraction(minutes, MINUTES_PER_CLASS_HOUR)
    halves = Decimal(int(backed * 2)) / 2
    yield sources.get(path).problem(
        sources.find(path, "class_hours:"),
        f"{course.class_hours} class hours are {declared} minutes, "
        f"but the lessons have {minutes} minutes",
        hint=f"write: class_hours: {halves:f}",
        severity=Severity.ERROR if declared > 2 * minutes else Severity.WARNING,
    )
