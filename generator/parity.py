"""A quiz is the same in all languages: same ids, kinds, choices and key.

A learner's state is one for all languages, and the tracker scores against one key, so a difference
is an error. The first language is the model; the problem stands in the translation.
"""

from collections.abc import Iterator, Mapping

from generator.course import Lesson, Page, Question, Quiz
from generator.problems import Problem
from generator.sources import Source, make_source


def check_parity(
    lesson: Lesson, texts: Mapping[str, str], broken: frozenset[str]
) -> Iterator[Problem]:
    """Compare each translation of a lesson with its first language."""
    pages = tuple(lesson.pages.values())
    if not pages or pages[0].path in broken:
        return
    for page in pages[1:]:
        if page.path not in broken:
            yield from _compare_pages(pages[0], page, make_source(texts[page.path], path=page.path))


def _compare_pages(model: Page, page: Page, source: Source) -> Iterator[Problem]:
    quizzes = {quiz.id: quiz for quiz in page.quizzes}
    known = {quiz.id for quiz in model.quizzes}
    end = max((at for at, line in enumerate(source.lines) if line.strip()), default=0)
    for quiz in model.quizzes:
        if quiz.id not in quizzes:
            yield source.problem(
                end,
                f"quiz '{quiz.id}' is missing here; see {model.path}:{quiz.line}",
                hint="translate it with the same ids",
            )
        else:
            yield from _compare_quizzes(model, quiz, quizzes[quiz.id], source)
    for quiz in page.quizzes:
        if quiz.id not in known:
            yield source.problem(
                quiz.line - 1,
                f"quiz '{quiz.id}' is not in {model.path}",
                hint="add it there, or use the id that it has there",
                mark=quiz.id,
            )


def _compare_quizzes(model: Page, first: Quiz, quiz: Quiz, source: Source) -> Iterator[Problem]:
    for name, wanted, written in (
        ("kind", first.kind, quiz.kind),
        ("pass", _percent(first), _percent(quiz)),
        ("attempts", first.attempts_allowed, quiz.attempts_allowed),
        ("cool-down", f"{first.cool_down_minutes}min", f"{quiz.cool_down_minutes}min"),
        ("draw", first.draw or "all", quiz.draw or "all"),
        ("shuffle", _yes(first), _yes(quiz)),
        ("reveal", first.reveal, quiz.reveal),
    ):
        if wanted != written:
            yield source.problem(
                quiz.line - 1,
                f"quiz '{quiz.id}': {name} is {written} here, "
                f"but {wanted} in {model.path}:{first.line}",
                hint="write the same settings in all languages",
                mark=f"{name}=",
            )
    questions = {question.id: question for question in quiz.questions}
    known = {question.id for question in first.questions}
    for question in first.questions:
        if question.id not in questions:
            yield source.problem(
                quiz.line - 1,
                f"question '{question.id}' is missing here; see {model.path}:{question.line}",
                hint="translate it with the same id",
            )
        else:
            yield from _compare_questions(model, question, questions[question.id], source)
    for question in quiz.questions:
        if question.id not in known:
            yield source.problem(
                question.line - 1,
                f"question '{question.id}' is not in {model.path}",
                hint="add it there, or use the id that it has there",
            )


def _percent(quiz: Quiz) -> str:
    return f"{float(quiz.pass_mark * 100):g}%"


def _yes(quiz: Quiz) -> str:
    return "yes" if quiz.shuffle else "no"


def _compare_questions(
    model: Page, first: Question, question: Question, source: Source
) -> Iterator[Problem]:
    place = f"{model.path}:{first.line}"
    message = hint = ""
    if len(first.choices) != len(question.choices):
        message = f"has {len(question.choices)} choices here, but {len(first.choices)} in {place}"
        hint = "translate every choice, in the same order"
    elif _key(first) != _key(question):
        message = f"has the key {_key(question)} here, but {_key(first)} in {place}"
        hint = "the same choices must be right, in the same order"
    elif first.kind is not question.kind:
        message = f"is {question.kind} here, but {first.kind} in {place}"
        hint = "use the same kind of answers"
    elif first.numeric != question.numeric:
        message = f"has another number, tolerance or unit here than in {place}"
        hint = "write the same answer"
    if message:
        yield source.problem(question.line - 1, f"question '{question.id}' {message}", hint=hint)
    for name, wanted, written in (
        ("points", first.points, question.points),
        ("objective", first.objective, question.objective),
        ("level", first.level, question.level),
    ):
        if wanted != written:
            yield source.problem(
                question.line - 1,
                f"question '{question.id}': {name} is {written or 'missing'} here, "
                f"but {wanted or 'missing'} in {place}",
                hint="write the same settings in all languages",
            )


def _key(question: Question) -> str:
    return ", ".join(choice.id for choice in question.choices if choice.correct)
