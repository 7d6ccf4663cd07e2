"""The tracker grades every shared vector as written; the browser is held to the same file."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.answers import normalise_text as normalise_key
from generator.answers import parse_typed
from tracker.catalog import KeyQuestion
from tracker.scoring import find_response_problem, is_correct, normalise_text

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("scoring.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_tracker_grades_as_the_vector_says(vector: dict[str, Any]) -> None:
    question = KeyQuestion.model_validate(vector["question"])
    problem = find_response_problem(question, vector["response"])
    assert (problem is not None) is vector.get("invalid", False), problem
    if problem is None:
        assert is_correct(question, vector["response"]) is vector["correct"]


def test_there_is_a_right_and_a_wrong_vector_of_every_kind() -> None:
    seen = {(vector["question"]["kind"], vector["correct"]) for vector in VECTORS}
    kinds = {"single", "multiple", "true_false", "numeric", "short_text"}
    assert seen == {(kind, correct) for kind in kinds for correct in (True, False)}


@pytest.mark.parametrize(
    "text",
    [
        "接 地 线",
        "PE 线",
        "PE线",
        "线 PE",
        "ＰＥ　线",
        "Straße  1",
        "a\u00a0b",
        "ア 線",
        "、 线",
        " x ",
    ]
    + [v["response"] for v in VECTORS if v["question"]["kind"] == "short_text"],
)
def test_the_generator_compares_typed_texts_as_the_tracker_does(text: object) -> None:
    if isinstance(text, str):
        assert normalise_key(text) == normalise_text(text)


def test_no_accepted_text_is_dropped_that_the_tracker_would_tell_apart() -> None:
    assert parse_typed("PE 线 | PE线 | ｐｅ线") == ("PE 线", "PE线")
