"""The two contract files: catalog.json, public, and answer_key.json, private.

The catalog says what there is to complete; the answer key holds the graded questions, rendered,
with their keys and pictures. Both are values made from the model: no clock, no file.
"""

import hashlib
import json
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import unquote

from generator.course import Achievement, Course, Lesson, Page, Question, Quiz, QuizKind, Site
from generator.markdown import to_html, to_inline_html

CATALOG_VERSION = 1
ANSWER_KEY_VERSION = 1

Json = dict[str, object]
Media = Callable[[str], bytes | None]
"""The bytes of a file by its path relative to the project's root; None if there is none."""


def build_catalog(site: Site) -> Json:
    """The public structure of the site, with a revision for each course."""
    return {
        "catalog_version": CATALOG_VERSION,
        "site": {
            "title": dict(site.title),
            "languages": list(site.languages),
            "issuer": {
                "id": site.issuer.id,
                "name": dict(site.issuer.name),
                "url": site.issuer.url,
            },
        },
        "courses": [_with_revision(course) for course in site.courses],
    }


def build_answer_key(site: Site, media: Media) -> Json:
    """The graded quizzes of all courses with their keys; never to be published."""
    return {
        "answer_key_version": ANSWER_KEY_VERSION,
        "courses": [_course_key(course, media) for course in site.courses],
    }


def to_json(value: object) -> str:
    """Text of a contract file: the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def lesson_url(course: Course, lesson: Lesson, language: str) -> str:
    """Address of a lesson's page relative to the site's root, such as `zh/fire/start/`."""
    return f"{language}/{course.id}/{lesson.name}/"


def find_media_path(page: Page, link: str) -> str | None:
    """The file a page's relative link means, from the project's root; None if it is another kind.

    Only files of the page's own course count: a link cannot reach out of it.
    """
    path = unquote(link.partition("#")[0].partition("?")[0])
    if not path or ":" in path or path.startswith("/"):
        return None
    course = "/".join(page.path.split("/")[:2])
    found = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    return found if found.startswith(f"{course}/") else None


def _revision(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _with_revision(course: Course) -> Json:
    structure = _course(course)
    return {**structure, "revision": _revision(structure)}


def _course(course: Course) -> Json:
    hours = course.class_hours
    return {
        "id": course.id,
        "title": dict(course.title),
        "summary": dict(course.summary),
        "languages": list(course.languages),
        "class_hours": int(hours) if hours == int(hours) else float(hours),
        "modules": [
            {
                "id": module.id,
                "title": dict(module.title),
                "lessons": [_lesson(course, lesson) for lesson in module.lessons],
            }
            for module in course.modules
        ],
        "achievement": _achievement(course.achievement),
    }


def _achievement(achievement: Achievement | None) -> Json | None:
    if achievement is None:
        return None
    return {
        "id": achievement.id,
        "title": dict(achievement.title),
        "description": dict(achievement.description),
        "valid_months": achievement.valid_months,
    }


def _lesson(course: Course, lesson: Lesson) -> Json:
    return {
        "id": lesson.id,
        "title": {language: page.title for language, page in lesson.pages.items()},
        "url": {language: lesson_url(course, lesson, language) for language in lesson.pages},
        "minutes": lesson.minutes,
        "required": lesson.required,
        "quizzes": [_quiz(quiz) for quiz in lesson.quizzes],
    }


def _quiz(quiz: Quiz) -> Json:
    return {
        "id": quiz.id,
        "kind": quiz.kind.value,
        "pass_mark": float(quiz.pass_mark),
        "attempts_allowed": quiz.attempts_allowed,
        "cool_down_minutes": quiz.cool_down_minutes,
        "draw": _drawn(quiz),
        "questions": [
            {"id": question.id, "kind": question.kind.value, "points": question.points}
            for question in quiz.questions
        ],
    }


def _drawn(quiz: Quiz) -> int:
    """How many questions an attempt really gets."""
    return min(quiz.draw, len(quiz.questions)) if quiz.draw else len(quiz.questions)


def _course_key(course: Course, media: Media) -> Json:
    quizzes = [
        _quiz_key(lesson, quiz, media)
        for lesson in course.lessons
        for quiz in lesson.quizzes
        if quiz.kind is QuizKind.GRADED
    ]
    return {
        "id": course.id,
        "revision": _revision(_course(course)),
        "key_revision": _revision(quizzes),
        "quizzes": quizzes,
    }


def _quiz_key(lesson: Lesson, quiz: Quiz, media: Media) -> Json:
    return {
        "id": quiz.id,
        "lesson_id": lesson.id,
        "pass_mark": float(quiz.pass_mark),
        "attempts_allowed": quiz.attempts_allowed,
        "cool_down_minutes": quiz.cool_down_minutes,
        "draw": _drawn(quiz),
        "shuffle": quiz.shuffle,
        "reveal": quiz.reveal.value,
        "questions": [
            _question_key(question, _translations(lesson, quiz, question), media)
            for question in quiz.questions
        ],
    }


_Translations = Sequence[tuple[Page, Question]]
"""The same question on the pages that have it."""


def _translations(lesson: Lesson, quiz: Quiz, question: Question) -> _Translations:
    return [
        (page, other)
        for page in lesson.pages.values()
        for other_quiz in page.quizzes
        if other_quiz.id == quiz.id
        for other in other_quiz.questions
        if other.id == question.id
    ]


def _question_key(question: Question, translations: _Translations, media: Media) -> Json:
    def render(texts: Iterable[tuple[Page, str]]) -> dict[str, str]:
        return {
            page.language: to_html(text, media=_of_page(page, media))
            for page, text in texts
            if text
        }

    numeric = question.numeric
    return {
        "id": question.id,
        "kind": question.kind.value,
        "points": question.points,
        "objective": question.objective,
        "level": question.level,
        "stem": {
            page.language: _stem(other, _of_page(page, media)) for page, other in translations
        },
        "hints": {
            page.language: [to_html(hint, media=_of_page(page, media)) for hint in other.hints]
            for page, other in translations
            if other.hints
        },
        "explanation": render((page, other.explanation) for page, other in translations),
        "choices": _choices_key(question, translations, media),
        "numeric": numeric
        and {
            "value": f"{numeric.value:f}",
            "tolerance": f"{numeric.tolerance:f}",
            "unit": numeric.unit,
        },
        "accepted": {page.language: list(other.accepted) for page, other in translations}
        if question.accepted
        else None,
    }


def _choices_key(question: Question, translations: _Translations, media: Media) -> list[Json]:
    choices = []
    for choice in question.choices:
        same = [
            (page, other)
            for page, translated in translations
            for other in translated.choices
            if other.id == choice.id
        ]
        text: Mapping[str, str] = {
            page.language: to_inline_html(other.text, media=_of_page(page, media))
            for page, other in same
        }
        feedback: Mapping[str, str] = {
            page.language: to_html(other.feedback, media=_of_page(page, media))
            for page, other in same
            if other.feedback
        }
        choices.append(
            {"id": choice.id, "correct": choice.correct, "text": text, "feedback": feedback}
        )
    return choices


def _stem(question: Question, media: Media) -> str:
    """The heading as a paragraph, so that it may begin with a number or a dash, and the body."""
    heading = f"<p>{to_inline_html(question.stem, media=media)}</p>"
    return f"{heading}\n{to_html(question.body, media=media)}" if question.body else heading


def _of_page(page: Page, media: Media) -> Media:
    """The same files, asked for by the links of a page."""

    def find(link: str) -> bytes | None:
        path = find_media_path(page, link)
        return media(path) if path else None

    return find
