"""A quiz as HTML: whole for practice, rules only when graded, untouched by Markdown."""

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from markdown import markdown

from generator.course import Choice, NumericAnswer, Question, QuestionKind, Quiz, QuizKind
from generator.markdown import PAGE_EXTENSIONS
from generator.quiz_html import load_words, render_quiz, words_module

CODE = "Look:\n\n```\nfirst\n\n    * second\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"


def make_quiz(kind: QuizKind = QuizKind.PRACTICE) -> Quiz:
    choices = (
        Choice(id="a", text="*Water* & <steam>", correct=False, feedback="Water conducts."),
        Choice(id="b", text="Powder", correct=True),
    )
    number = NumericAnswer(value=Decimal("-3.50"), tolerance=Decimal("0.1"), unit="mm")
    return Quiz(
        id="fire",
        kind=kind,
        pass_mark=Fraction(2, 3),
        attempts_allowed=3,
        questions=(
            Question(
                id="fire-01",
                kind=QuestionKind.SINGLE,
                stem="What puts it out?",
                body=CODE,
                choices=choices,
                hints=("Think.",),
                explanation="Powder does not conduct.",
            ),
            Question(id="fire-02", kind=QuestionKind.NUMERIC, stem="How far?", numeric=number),
            Question(
                id="fire-03",
                kind=QuestionKind.SHORT_TEXT,
                stem="Name it",
                accepted=("</script><b>", "PE"),
            ),
        ),
    )


def render(quiz: Quiz, language: str = "en") -> str:
    return render_quiz(quiz, language=language, course_id="safety", lesson_id="fires")


@pytest.mark.parametrize("kind", QuizKind)
def test_markdown_passes_it_on_untouched(kind: QuizKind) -> None:
    html = render(make_quiz(kind))
    assert html in markdown(f"Before.\n\n{html}\n\nAfter.", extensions=list(PAGE_EXTENSIONS))


def test_code_keeps_its_lines() -> None:
    html = render(make_quiz())
    assert "\n" not in html
    assert re.search(r"first&#10;&#10;\s+\* second", html)


def test_texts_are_rendered_and_what_is_not_markup_is_escaped() -> None:
    html = render(make_quiz())
    assert "<em>Water</em> &amp;" in html
    assert "</script><b>" not in html


def test_the_key_in_the_page_has_the_answer_keys_shape() -> None:
    html = render(make_quiz())
    found = re.search(r'<script type="application/json" class="cs-keys">(.*?)</script>', html)
    assert found
    single, numeric, text = json.loads(found[1])
    assert single == {
        "id": "fire-01",
        "kind": "single",
        "points": 1,
        "choices": [{"id": "a", "correct": False}, {"id": "b", "correct": True}],
    }
    assert numeric["numeric"] == {"value": "-3.50", "tolerance": "0.1", "unit": "mm"}
    assert text["accepted"] == {"en": ["</script><b>", "PE"]}


def test_a_phone_offers_a_minus_where_one_may_be_needed() -> None:
    assert 'inputmode="decimal"' not in render(make_quiz())


def test_of_a_graded_quiz_only_the_rules_are_there() -> None:
    html = render(make_quiz(QuizKind.GRADED))
    for secret in ("fire-0", "puts it out", "Powder", "Water", "conduct", "-3.5", "Think", "<form"):
        assert secret not in html
    assert "66.7%" in html
    assert "3 each time" in html
    assert "at most 3" in html
    assert "Between attempts" not in html


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_module_exports_all_words(language: str) -> None:
    module = words_module(language)
    assert module.startswith("export default {")
    found = json.loads(module.removeprefix("export default ").removesuffix(";\n"))
    assert found == load_words(language)


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    chinese, english = load_words("zh"), load_words("en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        places = (sorted(re.findall(r"\{\w+\}", words[key])) for words in (chinese, english))
        assert len(set(map(tuple, places))) == 1, key


def test_another_language_gets_english_words() -> None:
    assert load_words("fr") == load_words("en")
