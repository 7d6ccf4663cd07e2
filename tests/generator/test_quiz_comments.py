"""Slips in the comments that hold settings, in headings and in notes below the answers."""

import pytest

from tests.generator.mistakes import CHOICES, END, HEAD, OPEN, Mistake, asked, assert_is_named, wide

MISTAKES = {
    "full-width brackets": Mistake(
        f"《!-- quiz id=a --》\n### a\n<!-- q id=b -->\n{CHOICES}{END}",
        1,
        "full-width",
        "<!-- quiz id=a -->",
    ),
    "full-width exclamation": Mistake(
        asked(f"<{wide('!')}-- q id=a -->"), 3, f'"{wide("!")}" is full-width', "<!-- q id=a -->"
    ),
    "long dashes": Mistake(asked("<!— q id=a —>"), 3, "full-width", "<!-- q id=a -->"),
    "capital word": Mistake(
        asked("<!-- Q id=a -->"), 3, '"Q" is not a word of the quiz grammar', "<!-- q id=a -->"
    ),
    "other word": Mistake(
        asked("<!-- question id=a -->"), 3, '"question" is not a word', "<!-- q id=a -->"
    ),
    "Chinese word": Mistake(
        f"{HEAD}{CHOICES}\n<!-- 解析 -->\n> 因为\n{END}",
        8,
        '"解析" is not a word',
        "<!-- explain -->",
    ),
    "nearly a word": Mistake(
        f"{HEAD}{CHOICES}\n<!-- explian -->\n> 因为\n{END}",
        8,
        '"explian" is not a word',
        "<!-- explain -->",
    ),
    "not closed": Mistake(asked("<!-- q id=a"), 3, "not closed on its line", "<!-- q id=a -->"),
    "closed with one dash": Mistake(
        asked("<!-- q id=a ->"), 3, "does not have the right form", "<!-- q id=a -->"
    ),
    "not alone": Mistake(asked("<!-- q id=a --> 干粉"), 3, "alone on its line", "<!-- q id=a -->"),
    "end with a slip": Mistake(
        f"{HEAD}{CHOICES}\n<!--/quiz--》", 8, "full-width", "<!-- /quiz -->"
    ),
    "end is missing": Mistake(f"{HEAD}{CHOICES}", 1, "never closed", "<!-- /quiz -->"),
    "heading too large": Mistake(
        f"{OPEN}\n## 用什么?\n<!-- q id=a -->\n{CHOICES}{END}",
        2,
        'not with "##"',
        "write: ### 用什么?",
    ),
    "heading too small": Mistake(
        f"{OPEN}\n#### 用什么?\n<!-- q id=a -->\n{CHOICES}{END}",
        2,
        'not with "####"',
        "write: ### 用什么?",
    ),
    "heading without space": Mistake(
        f"{OPEN}\n###用什么?\n<!-- q id=a -->\n{CHOICES}{END}",
        2,
        'missing after "###"',
        "write: ### 用什么?",
    ),
    "full-width heading": Mistake(
        f"{OPEN}\n{wide('###')} 用什么?\n<!-- q id=a -->\n{CHOICES}{END}",
        2,
        "half-width",
        "write: ### 用什么?",
    ),
    "heading without text": Mistake(
        f"{OPEN}\n###\n<!-- q id=a -->\n{CHOICES}{END}", 2, "has no text", "###"
    ),
    "text above the first question": Mistake(
        f"{OPEN}\n请选择:\n### a\n<!-- q id=a -->\n{CHOICES}{END}",
        2,
        "between the opening of the quiz",
        "above the quiz",
    ),
    "no questions": Mistake(f"{OPEN}{END}", 1, "quiz 'fire' has no questions", "###"),
    "code never closed": Mistake(
        f"{HEAD}\n```text\nS1\n{CHOICES}{END}", 5, "code block is never closed", "write ```"
    ),
    "hint without text": Mistake(
        f"{HEAD}{CHOICES}\n<!-- hint -->\n\n<!-- explain -->\n> 因为{END}",
        8,
        "no text follows <!-- hint -->",
        "> …",
    ),
    "hint that is no quote": Mistake(
        f"{HEAD}{CHOICES}\n<!-- hint -->\n想一想{END}", 8, "no text follows", "> …"
    ),
    "two explanations": Mistake(
        f"{HEAD}{CHOICES}\n<!-- explain -->\n> a\n\n<!-- explain -->\n> b{END}",
        11,
        "second explanation",
        "join",
    ),
    "quote from nowhere": Mistake(
        f"{HEAD}\n= 接地\n\n> 因为{END}", 7, "neither a hint nor an explanation", "<!-- explain -->"
    ),
    "text below a hint": Mistake(
        f"{HEAD}{CHOICES}\n<!-- hint -->\n> 想一想\n又一行{END}",
        10,
        "text after a hint",
        "write: > 又一行",
    ),
    "full-width quote": Mistake(
        f"{HEAD}{CHOICES}\n<!-- hint -->\n> 想一想\n{wide('>')} 又一行{END}",
        10,
        'half-width ">"',
        "write: > 又一行",
    ),
    "choices below a hint": Mistake(
        f"{HEAD}\n<!-- hint -->\n> 想一想\n{CHOICES}{END}",
        8,
        "answers stand above hints",
        "move this line up",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_slip_around_a_question_is_named_with_its_line_and_the_way_out(mistake: Mistake) -> None:
    assert_is_named(mistake, alone=False)
