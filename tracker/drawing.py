"""What an attempt is made of: questions drawn, choices shuffled. Values in, values out.

Choices travel as positions "1" to "n" in the order shown, since the letters of the source would
tell where the author put the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.catalog import QuestionKind

if TYPE_CHECKING:
    import random
    from collections.abc import Collection

    from tracker.catalog import KeyQuestion, KeyQuiz


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnQuestion:
    """A question of an attempt, with its choices' source ids in the order shown."""

    id: str
    choices: tuple[str, ...]

    @property
    def positions(self) -> tuple[str, ...]:
        """The choices' ids on the wire."""
        return tuple(str(number) for number in range(1, len(self.choices) + 1))

    def to_source(self, position: str) -> str:
        """The source id behind a position."""
        return self.choices[int(position) - 1]

    def to_position(self, choice_id: str) -> str:
        """The position under which a choice was shown."""
        return str(self.choices.index(choice_id) + 1)

    def to_json(self) -> dict[str, Any]:
        """As kept in the database."""
        return {"id": self.id, "choices": list(self.choices)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> DrawnQuestion:
        """As `to_json` wrote it."""
        return cls(id=data["id"], choices=tuple(data["choices"]))


def draw(quiz: KeyQuiz, used_ids: Collection[str], rng: random.Random) -> list[DrawnQuestion]:
    """Draw the questions of a new attempt.

    `used_ids` names the questions of earlier attempts: none of them comes again while unused ones
    remain. Without `shuffle` questions and choices keep the author's order; the choices of
    true_false always do.
    """
    unused = [question for question in quiz.questions if question.id not in used_ids]
    used = [question for question in quiz.questions if question.id in used_ids]
    count = quiz.drawn_count
    chosen = rng.sample(unused, min(count, len(unused)))
    chosen += rng.sample(used, count - len(chosen))
    if quiz.shuffle:
        rng.shuffle(chosen)
    else:
        order = {question.id: number for number, question in enumerate(quiz.questions)}
        chosen.sort(key=lambda question: order[question.id])
    return [_arrange(question, rng, shuffle=quiz.shuffle) for question in chosen]


def _arrange(question: KeyQuestion, rng: random.Random, *, shuffle: bool) -> DrawnQuestion:
    ids = [choice.id for choice in question.choices]
    if shuffle and question.kind is not QuestionKind.TRUE_FALSE:
        rng.shuffle(ids)
    return DrawnQuestion(id=question.id, choices=tuple(ids))
