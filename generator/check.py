"""Rules over the whole site, pure: what no single file can show.

Ids, declared hours and the shape of quizzes are checked here; languages in `parity`, links and
pictures in `links`, advice on good questions in `advice`. Rules that look into quizzes leave out
files with errors, so that one mistake gives one message.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_DOWN, Decimal

from generator.advice import advise_course
from generator.course import Course, Lesson, Quiz, QuizKind, Site
from generator.links import check_links, find_targets
from generator.load import COURSE_FILE, Loaded
from generator.parity import check_parity
from generator.problems import Problem, Severity
from generator.sources import Source, make_source
from generator.yaml_lines import KeyPath, parse_yaml

MINUTES_PER_CLASS_HOUR = 45

Texts = Mapping[str, str]


def check_site(loaded: Loaded) -> tuple[Problem, ...]:
    """Everything that is wrong with the site, the problems met in reading included.

    Sorted by path and line, each problem once.
    """
    problems = set(loaded.problems)
    if loaded.site is not None:
        problems.update(_check(loaded, loaded.site))
    return tuple(sorted(problems))


def _check(loaded: Loaded, site: Site) -> Iterator[Problem]:
    texts = loaded.sources
    broken = frozenset(one.path for one in loaded.problems if one.severity is Severity.ERROR)
    targets = find_targets(site, loaded.media, broken)
    for course in site.courses:
        yield from _check_course_id(course, texts)
        yield from _check_ids(course, texts)
        yield from _check_hours(course, texts, broken)
        for lesson in course.lessons:
            yield from _check_exam(course, lesson, texts, broken)
            yield from check_parity(lesson, texts, broken)
            for page in lesson.pages.values():
                yield from check_links(make_source(texts[page.path], path=page.path), page, targets)
                for quiz in page.quizzes:
                    if page.path not in broken:
                        yield from _check_draw(quiz, _source(texts, page.path))
        yield from advise_course(course, texts, broken)
    yield from _check_site_ids(site, texts)


def _source(texts: Texts, path: str) -> Source:
    return make_source(texts[path], path=path)


def _in_yaml(
    texts: Texts, path: str, key: KeyPath, message: str, *, hint: str, warning: bool = False
) -> Problem:
    """A problem at a key of a YAML file."""
    source = _source(texts, path)
    return source.problem(
        parse_yaml(source).find_index(key),
        message,
        hint=hint,
        mark=str(key[-1]),
        severity=Severity.WARNING if warning else Severity.ERROR,
    )


# Ids


def _check_course_id(course: Course, texts: Texts) -> Iterator[Problem]:
    folder = course.path.rpartition("/")[2]
    if course.id != folder:
        yield _in_yaml(
            texts,
            f"{course.path}/{COURSE_FILE}",
            ("id",),
            f'id is "{course.id}", but the folder is called "{folder}"',
            hint=f"write: id: {folder}   or rename the folder",
        )


def _check_site_ids(site: Site, texts: Texts) -> Iterator[Problem]:
    """An achievement's id is printed in certificates: it is unique in the site."""
    seen: dict[str, Course] = {}
    for course in site.courses:
        if course.achievement is None:
            continue
        other = seen.setdefault(course.achievement.id, course)
        if other is not course:
            yield _in_yaml(
                texts,
                f"{course.path}/{COURSE_FILE}",
                ("achievement", "id"),
                f'achievement id "{course.achievement.id}" is used in {other.path} already',
                hint="choose another id",
            )


def _check_ids(course: Course, texts: Texts) -> Iterator[Problem]:
    """Module, lesson, quiz and question ids are unique in a course."""
    file = f"{course.path}/{COURSE_FILE}"
    modules: set[str] = set()
    for number, module in enumerate(course.modules):
        if module.id in modules:
            yield _in_yaml(
                texts,
                file,
                ("modules", number, "id"),
                f'module id "{module.id}" is used twice',
                hint="choose another id",
            )
        modules.add(module.id)
    lessons: dict[str, str] = {}
    for lesson in course.lessons:
        path = lesson.pages[course.languages[0]].path
        if lesson.id in lessons:
            source = _source(texts, path)
            yield _used_already(
                source, _find_id_line(source), "lesson", lesson.id, lessons[lesson.id]
            )
        lessons.setdefault(lesson.id, path)
    for language in course.languages:
        yield from _check_quiz_ids(course, language, texts)


def _find_id_line(source: Source) -> int:
    return next((at for at, line in enumerate(source.lines) if line.startswith("id:")), 0)


def _check_quiz_ids(course: Course, language: str, texts: Texts) -> Iterator[Problem]:
    quizzes: dict[str, str] = {}
    questions: dict[str, str] = {}
    for lesson in course.lessons:
        if language not in lesson.pages:
            continue
        page = lesson.pages[language]
        source = _source(texts, page.path)
        for quiz in page.quizzes:
            place = f"{page.path}:{quiz.line}"
            if quizzes.setdefault(quiz.id, place) != place:
                yield _used_already(source, quiz.line - 1, "quiz", quiz.id, quizzes[quiz.id])
            for question in quiz.questions:
                place = f"{page.path}:{question.line}"
                if questions.setdefault(question.id, place) != place:
                    at = _find_settings_line(source, question.line, question.id)
                    yield _used_already(source, at, "question", question.id, questions[question.id])


def _find_settings_line(source: Source, heading: int, identifier: str) -> int:
    """Index of the line below a heading that holds the id."""
    for index in range(heading - 1, min(heading + 20, len(source.lines))):
        if re.search(rf"\bid=\"?{re.escape(identifier)}(?![a-z0-9-])", source.lines[index]):
            return index
    return heading - 1


def _used_already(source: Source, index: int, noun: str, identifier: str, place: str) -> Problem:
    return source.problem(
        index,
        f'{noun} id "{identifier}" is used already: {place}',
        hint="choose another id; ids are unique in a course",
        mark=identifier,
    )


# Quizzes


def _check_draw(quiz: Quiz, source: Source) -> Iterator[Problem]:
    pool = len(quiz.questions)
    if quiz.draw > pool:
        yield source.problem(
            quiz.line - 1,
            f"quiz '{quiz.id}' draws {quiz.draw} questions, but it has {pool}",
            hint=f"write draw={pool}, or add questions",
            mark=f"draw={quiz.draw}",
        )
    elif quiz.draw and pool < 3 * quiz.draw:
        yield source.problem(
            quiz.line - 1,
            f"quiz '{quiz.id}' draws {quiz.draw} of {pool} questions; "
            f"with {3 * quiz.draw} or more, a second attempt is really a new one",
            hint=f"add questions, or draw {max(1, pool // 3)}",
            mark=f"draw={quiz.draw}",
            severity=Severity.WARNING,
        )


def _check_exam(
    course: Course, lesson: Lesson, texts: Texts, broken: frozenset[str]
) -> Iterator[Problem]:
    """What stands in exams/ must not be published by a forgotten kind=graded."""
    if not lesson.name.startswith("exams/"):
        return
    for language in course.languages:
        page = lesson.pages.get(language)
        if page is None or page.path in broken:
            continue
        source = _source(texts, page.path)
        if not page.quizzes:
            yield source.problem(
                0,
                "a page in exams/ has no quiz",
                hint="write <!-- quiz id=… kind=graded --> above its first question",
            )
        for quiz in page.quizzes:
            if quiz.kind is QuizKind.PRACTICE:
                yield source.problem(
                    quiz.line - 1,
                    f"quiz '{quiz.id}' in exams/ is for practice: its questions and answers "
                    "would be published",
                    hint="write kind=graded, or move the page out of exams/",
                )


# Hours


def _check_hours(course: Course, texts: Texts, broken: frozenset[str]) -> Iterator[Problem]:
    """Class hours on a certificate must be backed by minutes."""
    if any(path.startswith(f"{course.path}/") for path in broken) or not course.lessons:
        return
    minutes = sum(lesson.minutes for lesson in course.lessons)
    backed = Decimal(minutes) / MINUTES_PER_CLASS_HOUR
    if course.class_hours <= backed:
        return
    yield _in_yaml(
        texts,
        f"{course.path}/{COURSE_FILE}",
        ("class_hours",),
        f"class_hours is {course.class_hours}, but the lessons take {minutes} minutes: "
        f"{backed:.2f} class hours of {MINUTES_PER_CLASS_HOUR} minutes",
        hint=f"write class_hours: {_round_down(backed)}   or add lessons",
        warning=course.class_hours <= 2 * backed,
    )


def _round_down(hours: Decimal) -> Decimal:
    """To a half, a tenth or a hundredth, whichever leaves something."""
    for step in (Decimal("0.5"), Decimal("0.1")):
        if hours >= step:
            return hours // step * step
    return hours.quantize(Decimal("0.01"), ROUND_DOWN)
