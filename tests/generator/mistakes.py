"""Quizzes with one mistake each, and what is said about them."""

from typing import NamedTuple

from generator.problems import Problem
from generator.quiz import parse_quiz

OPEN = "<!-- quiz id=fire -->"
HEAD = f"{OPEN}\n### 用什么灭火?\n<!-- q id=f-1 -->\n"
CHOICES = "\n- [x] 干粉\n- [ ] 水\n"
END = "\n<!-- /quiz -->"


class Mistake(NamedTuple):
    """A quiz, the line of its mistake, and a part of the message and of the hint."""

    text: str
    line: int
    message: str
    hint: str = ""


def find_problems(text: str) -> list[Problem]:
    _, problems = parse_quiz(text, path="content/fire/exit.md", first_line=1)
    return sorted(set(problems))


def assert_is_named(mistake: Mistake, *, alone: bool = True) -> None:
    """The first problem is this mistake, quoted and underlined; `alone`: nothing else is said."""
    problems = find_problems(mistake.text)
    problem = problems[0]
    assert problem.line == mistake.line
    assert mistake.message in problem.message
    assert mistake.hint in problem.hint
    assert problem.quote == mistake.text.split("\n")[mistake.line - 1]
    assert 0 < problem.width <= len(problem.quote) - problem.column
    assert len(problems) == 1 or not alone, problems


def wide(text: str) -> str:
    """The full-width characters that an input method makes of these."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def opened(settings: str) -> str:
    """A quiz with these settings in line 1."""
    return f"<!-- quiz {settings} -->\n### 用什么?\n<!-- q id=f-1 -->\n{CHOICES}{END}"


def asked(settings: str) -> str:
    """A quiz whose question has this settings line, the third."""
    return f"{OPEN}\n### 用什么?\n{settings}\n{CHOICES}{END}"


def chosen(line: str) -> str:
    """A question whose second choice, in line 6, is this."""
    return f"{HEAD}\n- [ ] 水\n{line}\n- [x] 沙{END}"


def typed(line: str) -> str:
    """A question that this follows, from line 5."""
    return f"{HEAD}\n{line}{END}"
