"""A quiz as HTML for the page, and the words the browser shows around it.

A practice quiz is published whole, with its key, so that it works without a tracker and can be read
without JavaScript. Of a graded quiz only the rules are published: no question, no id of one. What
happens when a learner answers belongs to the modules in assets/js.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from generator.course import Question, QuestionKind, Quiz, QuizKind
from generator.markdown import to_html, to_inline_html

_PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_LINE_BREAK = re.compile(r"\s*\n\s*")


def render_quiz(quiz: Quiz, *, language: str, course_id: str, lesson_id: str) -> str:
    """The quiz as one <section> on one line, which Markdown passes on untouched."""
    template = "graded.html.j2" if quiz.kind is QuizKind.GRADED else "quiz.html.j2"
    html = (
        _environment()
        .get_template(template)
        .render(
            quiz=quiz,
            drawn=quiz.draw or len(quiz.questions),
            pass_percent=format_percent(quiz),
            keys=[_key(question, language) for question in quiz.questions],
            language=language,
            course_id=course_id,
            lesson_id=lesson_id,
            words=load_words(language),
        )
    )
    return _one_line(html)


def words_module(language: str) -> str:
    """The words as an ES module with one default export."""
    words = json.dumps(load_words(language), ensure_ascii=False, indent=1, sort_keys=True)
    return f"export default {words};\n"


@cache
def load_words(language: str) -> Mapping[str, str]:
    """The words of a language by key; English for a language we have no words of."""
    text = files("generator").joinpath("words.yml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.safe_load(text)
    return words.get(language, words["en"])


def format_percent(quiz: Quiz) -> str:
    """The pass mark as people write it: 80%, 66.7%."""
    percent = round(float(quiz.pass_mark * 100), 1)
    return f"{percent:g}%"


def _key(question: Question, language: str) -> dict[str, object]:
    """What the browser needs to score one practice question; shaped like the answer key."""
    key: dict[str, object] = {"id": question.id, "kind": question.kind, "points": question.points}
    if question.choices:
        key["choices"] = [
            {"id": choice.id, "correct": choice.correct} for choice in question.choices
        ]
    if question.numeric is not None:
        key["numeric"] = {
            "value": format(question.numeric.value, "f"),
            "tolerance": format(question.numeric.tolerance, "f"),
            "unit": question.numeric.unit,
        }
    if question.accepted:
        key["accepted"] = {language: list(question.accepted)}
    return key


def _answer_text(question: Question, words: Mapping[str, str]) -> str:
    """The right answer of a question in plain words: letters, a number, accepted texts."""
    if question.numeric is not None:
        number = question.numeric
        parts = [format(number.value, "f")]
        if number.tolerance:
            parts += ["±", format(number.tolerance, "f")]
        if number.unit:
            parts.append(number.unit)
        return " ".join(parts)
    if question.kind is QuestionKind.SHORT_TEXT:
        return f" {words['or']} ".join(question.accepted)
    right = (choice.id.upper() for choice in question.choices if choice.correct)
    return words["list_separator"].join(right)


def _accepts_minus(question: Question) -> bool:
    """Phones offer a keyboard without a minus sign unless we ask for another."""
    number = question.numeric
    return number is not None and number.value - number.tolerance < 0


def _fill(text: str, **values: object) -> str:
    """`text` with each {name} replaced by its value."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _one_line(html: str) -> str:
    """Without line ends, so that no Markdown preprocessor finds the start of anything."""
    parts = _PREFORMATTED.split(html.strip())
    parts[0::2] = [_LINE_BREAK.sub(" ", part) for part in parts[0::2]]
    parts[1::2] = [part.replace("\n", "&#10;") for part in parts[1::2]]
    return "".join(parts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("generator"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = lambda text: Markup(to_html(text))  # noqa: S704
    environment.filters["inline"] = lambda text: Markup(to_inline_html(text))  # noqa: S704
    environment.globals["answer_text"] = _answer_text
    environment.globals["accepts_minus"] = _accepts_minus
    environment.globals["fill"] = _fill
    return environment
