"""Mistakes in the settings of quizzes and questions."""

import pytest

from tests.generator.mistakes import (
    CHOICES,
    END,
    HEAD,
    OPEN,
    Mistake,
    asked,
    assert_is_named,
    find_problems,
    opened,
    wide,
)

MISTAKES = {
    "letter in a number": Mistake(
        opened("id=a pass=8O%"),
        1,
        'pass mark is "8O%"; write a number such as 80%',
        "id=a pass=80%",
    ),
    "pass without %": Mistake(opened("id=a pass=80"), 1, 'pass mark is "80"', "pass=80%"),
    "pass as a fraction": Mistake(opened("id=a pass=0.8"), 1, 'pass mark is "0.8"', "pass=80%"),
    "pass that nobody reaches": Mistake(opened("id=a pass=120%"), 1, "more than 100%"),
    "pass of zero": Mistake(opened("id=a pass=0%"), 1, 'pass mark is "0%"'),
    "unknown kind": Mistake(opened("id=a kind=grade"), 1, 'kind is "grade"', "kind=graded"),
    "attempts in words": Mistake(
        opened("id=a kind=graded attempts=three"), 1, 'attempts is "three"'
    ),
    "cool-down without unit": Mistake(
        opened("id=a kind=graded cool-down=30"), 1, 'cool-down is "30"', "cool-down=30min"
    ),
    "cool-down in Chinese": Mistake(
        opened("id=a kind=graded cool-down=2小时"), 1, "such as 30min or 2h", "cool-down=2h"
    ),
    "cool-down too long": Mistake(opened("id=a kind=graded cool-down=999h"), 1, "30 days"),
    "draw of nothing": Mistake(opened("id=a kind=graded draw=0"), 1, 'draw is "0"'),
    "shuffle in Chinese": Mistake(
        opened("id=a shuffle=是"), 1, 'shuffle is "是"; write one of: yes, no'
    ),
    "unknown reveal": Mistake(
        opened("id=a kind=graded reveal=finish"), 1, 'reveal is "finish"', "reveal=finished"
    ),
    "unknown key": Mistake(
        opened("id=a atempts=3"), 1, 'unknown setting "atempts"', 'write "attempts"'
    ),
    "unknown key, nothing near": Mistake(
        opened("id=a zzz=3"), 1, 'unknown setting "zzz"', "known settings: id, kind"
    ),
    "key twice": Mistake(opened("id=a id=b"), 1, '"id" is set twice: "a" and "b"', "keep one"),
    "key without value": Mistake(opened("id=a shuffle"), 1, '"shuffle" has no value', "shuffle=…"),
    "key with empty value": Mistake(opened("id= kind=graded"), 1, '"id" has no value', "id=…"),
    "full-width equals": Mistake(
        opened(f"id=a pass{wide('=')}80%"), 1, f'"{wide("=")}" is full-width', "id=a pass=80%"
    ),
    "full-width comma": Mistake(
        opened(f"id=a{wide(',')}pass=80%"), 1, f'"{wide(",")}" is full-width', "id=a pass=80%"
    ),
    "full-width per cent": Mistake(
        opened(f"id=a pass=80{wide('%')}"), 1, f'"{wide("%")}" is full-width', "pass=80%"
    ),
    "full-width space": Mistake(
        opened("id=a\u3000pass=80%"), 1, "this space is full-width", "id=a pass=80%"
    ),
    "full-width digits": Mistake(
        opened(f"id=a pass={wide('80')}%"), 1, f'"{wide("8")}" is full-width', "pass=80%"
    ),
    "curly quotes": Mistake(opened("id=“a”"), 1, '"“" is full-width'),
    "comma between settings": Mistake(
        opened("id=a, pass=80%"), 1, 'separated by a space, not by ","', "id=a pass=80%"
    ),
    "colon for equals": Mistake(opened("id:a"), 1, 'written with "=", not with ":"', "id=a"),
    "space around equals": Mistake(opened("id = a"), 1, 'no space around "="', "id=a"),
    "capital id": Mistake(opened("id=Fire_Final"), 1, 'id is "Fire_Final"', "id=fire-final"),
    "Chinese id": Mistake(opened("id=灭火"), 1, "an id has 1 to 63 of a-z"),
    "Cyrillic id": Mistake(opened("id=fіre"), 1, '"і" is a Cyrillic letter'),
    "long id": Mistake(opened(f"id={'a' * 64}"), 1, "1 to 63"),
    "no id": Mistake(
        opened("pass=80%"), 1, "this quiz has no id", "write: <!-- quiz id=exit-quiz pass=80% -->"
    ),
    "no settings at all": Mistake(
        f"<!-- quiz -->\n### a\n<!-- q id=b -->\n{CHOICES}{END}",
        1,
        "no id",
        "<!-- quiz id=exit-quiz -->",
    ),
    "exam settings without graded": Mistake(
        opened("id=a draw=1"), 1, '"draw" has an effect in a graded quiz only', "kind=graded"
    ),
    "question without settings": Mistake(
        f"{OPEN}\n### 用什么?\n{CHOICES}{END}",
        2,
        "this question has no id",
        "write below the heading: <!-- q id=fire-01 -->",
    ),
    "question without id": Mistake(
        asked("<!-- q points=2 -->"),
        3,
        "this question has no id",
        "write: <!-- q id=fire-01 points=2 -->",
    ),
    "suggested id is free": Mistake(
        f"{OPEN}\n### a\n<!-- q id=fire-02 -->\n{CHOICES}\n### b\n{CHOICES}{END}",
        8,
        "has no id",
        "id=fire-03",
    ),
    "points of a half": Mistake(asked("<!-- q id=a points=0.5 -->"), 3, 'points is "0.5"'),
    "level too high": Mistake(asked("<!-- q id=a level=9 -->"), 3, "from 1 to 5"),
    "objective in Chinese": Mistake(
        asked("<!-- q id=a objective=灭火器 -->"), 3, 'objective is "灭火器"'
    ),
    "type that is not written": Mistake(
        asked("<!-- q id=a type=single -->"), 3, "only type=multiple"
    ),
    "type for later": Mistake(asked("<!-- q id=a type=ordering -->"), 3, "not supported yet"),
    "partial credit": Mistake(
        asked("<!-- q id=a type=multiple partial -->"),
        3,
        '"partial" is not supported yet',
        "<!-- q id=a type=multiple -->",
    ),
    "partial credit with a value": Mistake(
        asked("<!-- q id=a type=multiple partial=yes -->"),
        3,
        '"partial" is not supported yet',
        "<!-- q id=a type=multiple -->",
    ),
    "semicolon between settings": Mistake(
        opened("id=a; pass=80%"), 1, 'separated by a space, not by ";"', "id=a pass=80%"
    ),
    "settings under the body": Mistake(
        f"{OPEN}\n### a\n正文\n\n<!-- q id=f-1 -->\n{CHOICES}{END}",
        5,
        "right below the heading",
        "move it up",
    ),
    "settings twice": Mistake(
        f"{HEAD}\n<!-- q id=f-2 -->\n{CHOICES}{END}", 5, "second settings of one question", "###"
    ),
    "hint with settings": Mistake(
        f"{HEAD}{CHOICES}\n<!-- hint id=3 -->\n> a\n{END}",
        8,
        '"hint" takes no settings',
        "<!-- hint -->",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_setting_is_named_with_its_line_and_the_way_out(mistake: Mistake) -> None:
    assert_is_named(mistake, alone=True)


def test_all_mistakes_of_a_quiz_come_in_one_run() -> None:
    text = "\n".join(
        [
            "<!-- quiz id=a pass=8O% -->",
            "###用什么?",
            "",
            "- [×] 干粉",
            "- 【】 水",
            "",
            "### 几个?",
            "<!-- q id=q-2 points=x -->",
            "",
            "= 3,5",
        ]
    )
    assert [problem.line for problem in find_problems(text)] == [1, 1, 2, 2, 4, 5, 8, 10]


def test_a_quiz_that_says_it_is_for_practice_may_keep_the_settings_of_an_exam() -> None:
    assert find_problems(opened("id=a kind=practice draw=1 attempts=3")) == []
