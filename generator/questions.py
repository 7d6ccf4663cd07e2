"""One question of a quiz: heading, settings, body, answers, hints and explanation."""

import re
from dataclasses import dataclass, field

from generator.answers import (
    check_choices,
    normalise_text,
    parse_choice_kind,
    parse_typed,
)
from generator.comments import Comment, Reading, read_comment
from generator.course import Choice, NumericAnswer, Question, QuestionKind
from generator.problems import Problem
from generator.settings import QuestionSettings, parse_question_settings
from generator.slips import ChoiceLine, Slip, TypedLine, read_choice, read_typed
from generator.sources import Source
from generator.unsupported import LIST_ITEM, explain_missing_answers, refuse_gaps

_INDENTED = re.compile(r"(?: {2,}|\t)[ \t]*\S.*")
_QUOTE = re.compile(r"[ \t]*>[ ]?(.*)")
_QUOTE_LIKE = re.compile(r"[ \t\u3000]*[＞》][ \t\u3000]*(.*)")


@dataclass(kw_only=True, slots=True)
class _Draft:
    """A choice while it is being read."""

    index: int
    line: ChoiceLine
    text: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class QuestionReader:
    """Reads the lines of one question; `source.lines[0]` is its heading.

    `code[i]` tells whether line i is fenced code.
    """

    source: Source
    code: tuple[bool, ...]
    stem: str
    suggested_id: str
    problems: list[Problem] = field(default_factory=list)
    position: int = 1

    def read(self) -> Question | None:
        """The question, or None if it cannot be made out; mistakes are in `problems`."""
        if not self.stem:
            self._add(0, "this question has no text", hint="write: ### and the question")
        settings = self._read_settings()
        body = self._read_body()
        drafts, typed = self._read_answers()
        hints, explanation = self._read_notes()
        if not drafts and typed is None:
            self.problems.append(explain_missing_answers(self.source, self.code))
            return None
        if drafts and typed is not None:
            self._add(
                typed[0],
                'a question has either choices or one "=" line, not both',
                hint="remove one of them",
            )
            return None
        if typed is not None:
            answer = self._typed_answer(*typed)
            if answer is None:
                return None
            kind, numeric, accepted = answer
            choices: tuple[Choice, ...] = ()
        else:
            choices = self._choices(drafts)
            kind = parse_choice_kind(choices, forced_multiple=settings.forced_multiple)
            numeric, accepted = None, ()
        if not settings.id:
            return None
        return Question(
            id=settings.id,
            kind=kind,
            stem=self.stem,
            body=body,
            choices=choices,
            numeric=numeric,
            accepted=accepted,
            hints=hints,
            explanation=explanation,
            points=settings.points,
            objective=settings.objective,
            level=settings.level,
            line=self.source.number(0),
        )

    # Settings and body

    def _read_settings(self) -> QuestionSettings:
        index = self._skip_blank(1)
        comment = self._comment_at(index)
        if comment is None or comment.word != "q":
            found = next(
                (
                    (at, other)
                    for at in range(1, len(self.source.lines))
                    if (other := self._peek_comment(at)) and other.word == "q"
                ),
                None,
            )
            if found is None:
                self._add(
                    0,
                    "this question has no id",
                    hint=f"write below the heading: <!-- q id={self.suggested_id} -->",
                )
                return QuestionSettings()
            index, comment = found
            self._add(index, "the settings must stand right below the heading", hint="move it up")
        else:
            self.position = index + 1
        settings = parse_question_settings(self.source, comment, suggested_id=self.suggested_id)
        self.problems += settings.problems
        return settings

    def _read_body(self) -> str:
        start = self.position
        while self.position < len(self.source.lines) and not self._answers_begin(self.position):
            self._refuse_second_settings(self.position)
            self.position += 1
        if self.position < len(self.source.lines):
            self.problems += refuse_gaps(self.source, self.code, end=self.position)
        lines = [
            line
            for at, line in enumerate(self.source.lines[start : self.position], start)
            if not ((comment := self._peek_comment(at)) and comment.word == "q")
        ]
        return "\n".join(lines).strip("\n")

    def _answers_begin(self, index: int) -> bool:
        if self.code[index]:
            return False
        line = self.source.lines[index]
        if read_choice(line) or read_typed(line):
            return True
        comment = self._peek_comment(index)
        return comment is not None and comment.word in ("hint", "explain")

    def _refuse_second_settings(self, index: int) -> None:
        comment = self._peek_comment(index)
        if comment and comment.word == "q" and self.position > 1 and index > 1:
            before = any(
                (other := self._peek_comment(at)) and other.word == "q" for at in range(1, index)
            )
            if before:
                self._add(
                    index,
                    "second settings of one question; each question begins with a heading",
                    hint="write a line such as: ### What is …?",
                )

    # Answers

    def _read_answers(self) -> tuple[list[_Draft], tuple[int, str] | None]:
        drafts: list[_Draft] = []
        typed: tuple[int, str] | None = None
        self._check_blank_line_before(self.position)
        while self.position < len(self.source.lines):
            index, line = self.position, self.source.lines[self.position]
            comment = self._comment_at(index)
            if comment and comment.word in ("hint", "explain"):
                break
            self.position += 1
            if not line.strip():
                continue
            choice = None if self.code[index] else read_choice(line)
            answer = None if self.code[index] or choice else read_typed(line)
            if choice:
                drafts.append(self._start_choice(index, choice))
            elif answer and not (drafts and _INDENTED.fullmatch(line)):
                typed = self._start_typed(index, answer, before=typed)
            elif drafts and (self.code[index] or _INDENTED.fullmatch(line)):
                self._continue_choice(drafts[-1], index)
            else:
                self._stray(index, after_choice=bool(drafts))
        return drafts, typed

    def _check_blank_line_before(self, index: int) -> None:
        if index >= len(self.source.lines) or index < 2:
            return
        before = self.source.lines[index - 1]
        line = self.source.lines[index]
        is_text = before.strip() and not before.lstrip().startswith("<!--")
        if is_text and read_choice(line):
            self._add(
                index,
                "an empty line is missing before the first choice",
                hint=f'put an empty line above "{line.strip()}"',
            )

    def _start_choice(self, index: int, choice: ChoiceLine) -> _Draft:
        if choice.slip:
            self._add_slip(index, choice.slip)
        return _Draft(index=index, line=choice, text=[choice.text])

    def _start_typed(
        self, index: int, answer: TypedLine, *, before: tuple[int, str] | None
    ) -> tuple[int, str]:
        if answer.slip:
            self._add_slip(index, answer.slip)
        if before is None:
            return index, answer.text
        self._add(
            index,
            'a question has one "=" line',
            hint=f"write: = {before[1]} | {answer.text}",
        )
        return before

    def _continue_choice(self, draft: _Draft, index: int) -> None:
        line = self.source.lines[index]
        quote = _QUOTE.fullmatch(line)
        slip = _QUOTE_LIKE.fullmatch(line)
        if quote:
            draft.feedback.append(quote[1])
        elif slip:
            mark = line.strip()[0]
            self._add(
                index,
                f'feedback begins with a half-width ">", not with "{mark}"',
                hint=f"write:   > {slip[1]}",
                mark=mark,
            )
        else:
            draft.text.append(line[2:] if line.startswith("  ") else line.lstrip("\t"))

    def _stray(self, index: int, *, after_choice: bool) -> None:
        line = self.source.lines[index]
        quote = _QUOTE.fullmatch(line) or _QUOTE_LIKE.fullmatch(line)
        item = LIST_ITEM.fullmatch(line)
        comment = self._peek_comment(index)
        if comment:
            self._refuse_second_settings(index)
        elif quote and after_choice:
            self._add(
                index,
                "this quote belongs to no choice",
                hint=f"write feedback with two spaces before it:   > {quote[1]}"
                "   or put <!-- explain --> above it",
            )
        elif quote:
            self._add(
                index,
                "this quote is neither a hint nor an explanation",
                hint="put <!-- hint --> or <!-- explain --> above it",
            )
        elif item and after_choice and not self.code[index]:
            self._add(index, "this choice has no tick box", hint=f"write: - [ ] {item[1]}")
        elif not line.lstrip().startswith("<!--"):
            self._add(
                index,
                "text after the answers",
                hint="move it above the answers, or indent it by two spaces below its choice",
            )

    def _choices(self, drafts: list[_Draft]) -> tuple[Choice, ...]:
        choices = tuple(
            Choice(
                id=chr(ord("a") + number) if number < 26 else f"z{number}",
                text="\n".join(draft.text).strip(),
                correct=draft.line.correct,
                feedback="\n".join(draft.feedback).strip(),
                line=self.source.number(draft.index),
            )
            for number, draft in enumerate(drafts)
        )
        unclear = any(draft.line.unclear for draft in drafts)
        if message := check_choices(choices, unclear=unclear):
            hint = "mark the right one: - [x] …" if "marked" in message else ""
            self._add(0, message, hint=hint)
        seen: dict[str, int] = {}
        for draft, choice in zip(drafts, choices, strict=True):
            plain = normalise_text(choice.text)
            if plain and plain in seen:
                self._add(
                    draft.index,
                    f'choice "{choice.text}" stands in line {seen[plain]} already',
                    hint="change or remove one of them",
                )
            seen.setdefault(plain, choice.line)
        return choices

    def _typed_answer(
        self, index: int, text: str
    ) -> tuple[QuestionKind, NumericAnswer | None, tuple[str, ...]] | None:
        answer = parse_typed(text)
        if isinstance(answer, Slip):
            self._add_slip(index, answer)
            return None
        if isinstance(answer, NumericAnswer):
            return QuestionKind.NUMERIC, answer, ()
        return QuestionKind.SHORT_TEXT, None, answer

    # Hints and explanation

    def _read_notes(self) -> tuple[tuple[str, ...], str]:
        hints: list[str] = []
        explanation = ""
        while self.position < len(self.source.lines):
            index = self.position
            comment = self._comment_at(index)
            self.position += 1
            if comment and comment.word in ("hint", "explain"):
                text = self._read_quote(index, word=comment.word)
                if comment.word == "hint":
                    hints.append(text)
                elif explanation:
                    self._add(index, "second explanation of one question", hint="join the two")
                else:
                    explanation = text
            elif self.source.lines[index].strip():
                self._stray_note(index)
        return tuple(hint for hint in hints if hint), explanation

    def _read_quote(self, index: int, *, word: str) -> str:
        start = self._skip_blank(index + 1)
        end = start
        lines = []
        while end < len(self.source.lines) and (found := _QUOTE.fullmatch(self.source.lines[end])):
            lines.append(found[1])
            end += 1
        self.position = end
        text = "\n".join(lines).strip("\n")
        if not text.strip():
            self.position = start
            self._add(
                index,
                f"no text follows <!-- {word} -->",
                hint="write it as a quote on the next line: > …",
            )
            if start < len(self.source.lines) and self._peek_comment(start) is None:
                self.position = start + 1
        return text

    def _stray_note(self, index: int) -> None:
        line = self.source.lines[index]
        if read_choice(line) or read_typed(line):
            self._add(index, "answers stand above hints and explanation", hint="move this line up")
        elif self._peek_comment(index):
            self._refuse_second_settings(index)
        elif slip := _QUOTE_LIKE.fullmatch(line):
            self._add(index, 'a quote begins with a half-width ">"', hint=f"write: > {slip[1]}")
        elif not line.lstrip().startswith("<!--"):
            self._add(
                index,
                "text after a hint or an explanation",
                hint=f"if it belongs to it, write: > {line.strip()}",
            )

    # Small steps

    def _skip_blank(self, index: int) -> int:
        while index < len(self.source.lines) and not self.source.lines[index].strip():
            index += 1
        return index

    def _read(self, index: int) -> Reading:
        if index >= len(self.source.lines) or self.code[index]:
            return Reading()
        return read_comment(self.source, index)

    def _peek_comment(self, index: int) -> Comment | None:
        return self._read(index).comment

    def _comment_at(self, index: int) -> Comment | None:
        """The comment at a line; its problems are kept (a line may be looked at twice)."""
        reading = self._read(index)
        self.problems += reading.problems
        return reading.comment

    def _add(self, index: int, message: str, *, hint: str = "", mark: str = "") -> None:
        self.problems.append(self.source.problem(index, message, hint=hint, mark=mark))

    def _add_slip(self, index: int, slip: Slip) -> None:
        self._add(index, slip.message, hint=slip.hint, mark=slip.mark)
