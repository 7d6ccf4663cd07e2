"""Slips in choices: what an input method, Word and habit make of `- [x]`."""

import pytest

from tests.generator.mistakes import CHOICES, END, HEAD, Mistake, assert_is_named, chosen, wide

MISTAKES = {
    "multiplication sign": Mistake(
        chosen("- [×] 干粉"),
        6,
        "may mean right or wrong",
        "- [x] 干粉   (right)   or: - [ ] 干粉   (wrong)",
    ),
    "lenticular brackets": Mistake(
        chosen("- 【x】 干粉"), 6, '"【x】" needs half-width brackets', "write: - [x] 干粉"
    ),
    "full-width brackets": Mistake(
        chosen(f"- {wide('[x]')} 干粉"), 6, "half-width brackets", "write: - [x] 干粉"
    ),
    "half of a full-width pair": Mistake(
        chosen("- [x】 干粉"), 6, "half-width brackets", "write: - [x] 干粉"
    ),
    "root sign": Mistake(chosen("- [√] 干粉"), 6, '"[√]" is not a tick box', "write: - [x] 干粉"),
    "tick sign": Mistake(chosen("- [✓] 干粉"), 6, "not a tick box", "write: - [x] 干粉"),
    "cross for the only mark": Mistake(
        f"{HEAD}\n- [ ] 水\n- [×] 干粉{END}", 6, "may mean right or wrong", "(wrong)"
    ),
    "emoji tick": Mistake(chosen("- [✅] 干粉"), 6, "not a tick box", "write: - [x] 干粉"),
    "emoji tick in two characters": Mistake(
        chosen("- [✔\ufe0f] 干粉"), 6, "not a tick box", "write: - [x] 干粉"
    ),
    "emoji cross": Mistake(
        chosen("- [❌] 干粉"), 6, "may mean right or wrong", "or: - [ ] 干粉   (wrong)"
    ),
    "asterisk inside": Mistake(chosen("- [*] 干粉"), 6, "not a tick box", "write: - [x] 干粉"),
    "full-width space behind the dash": Mistake(
        chosen("-\u3000[x] 干粉"), 6, "a full-width space in this choice", "write: - [x] 干粉"
    ),
    "no-break space behind the box": Mistake(
        chosen("- [x]\xa0干粉"), 6, "a no-break space in this choice", "write: - [x] 干粉"
    ),
    "space behind X": Mistake(
        chosen("- [X ] 干粉"), 6, '"[X ]" must hold one space or one x', "write: - [x] 干粉"
    ),
    "space before x": Mistake(chosen("- [ x] 干粉"), 6, "one space or one x", "write: - [x] 干粉"),
    "nothing inside": Mistake(chosen("- [] 干粉"), 6, '"[]" needs a space', "write: - [ ] 干粉"),
    "two spaces inside": Mistake(
        chosen("- [  ] 干粉"), 6, "one space or one x", "write: - [ ] 干粉"
    ),
    "full-width space inside": Mistake(
        chosen("- [\u3000] 干粉"), 6, "one space or one x", "write: - [ ] 干粉"
    ),
    "Cyrillic letter": Mistake(
        chosen("- [х] 干粉"), 6, "Cyrillic letter, not a Latin x", "write: - [x] 干粉"
    ),
    "full-width x": Mistake(
        chosen(f"- [{wide('x')}] 干粉"), 6, "not a tick box", "write: - [x] 干粉"
    ),
    "no space behind the dash": Mistake(
        chosen("-[x] 干粉"), 6, 'missing after "-"', "write: - [x] 干粉"
    ),
    "no space behind the box": Mistake(
        chosen("- [x]干粉"), 6, 'missing after "[x]"', "write: - [x] 干粉"
    ),
    "no dash": Mistake(chosen("[x] 干粉"), 6, 'begins with "- "', "write: - [x] 干粉"),
    "asterisk": Mistake(chosen("* [x] 干粉"), 6, 'not with "*"', "write: - [x] 干粉"),
    "number": Mistake(chosen("2. [x] 干粉"), 6, 'not with "2."', "write: - [x] 干粉"),
    "long dash": Mistake(chosen("— [x] 干粉"), 6, 'not with "—"', "write: - [x] 干粉"),
    "round brackets": Mistake(
        chosen("- (x) 干粉"), 6, '"(x)" is not a tick box', "write: - [x] 干粉"
    ),
    "indented": Mistake(chosen("  - [x] 干粉"), 6, "must not be indented", "write: - [x] 干粉"),
    "no text": Mistake(chosen("- [x]"), 6, "has no text", "- [x]"),
    "no box among boxes": Mistake(
        chosen("- 干粉"), 6, "this choice has no tick box", "write: - [ ] 干粉"
    ),
    "no boxes at all": Mistake(
        f"{HEAD}\nA. 水\nB. 干粉{END}", 5, "this choice has no tick box", "write: - [ ] 水"
    ),
    "no empty line above": Mistake(
        f"{HEAD}看图选择:\n- [x] 干粉\n- [ ] 水{END}", 5, "an empty line is missing", "- [x] 干粉"
    ),
    "nothing right": Mistake(
        f"{HEAD}\n- [ ] 干粉\n- [ ] 水{END}", 2, "no choice is marked as right", "- [x]"
    ),
    "one choice": Mistake(f"{HEAD}\n- [x] 干粉{END}", 2, "at least two choices"),
    "too many choices": Mistake(
        f"{HEAD}\n- [x] 0\n" + "\n".join(f"- [ ] {n}" for n in range(1, 30)) + END,
        2,
        "30 choices; 26 at most",
    ),
    "same choice twice": Mistake(
        chosen("- [ ]  水"), 6, 'choice "水" stands in line 5 already', "change or remove"
    ),
    "full-width feedback": Mistake(
        f"{HEAD}\n- [x] 干粉\n  {wide('>')} 对\n- [ ] 水{END}", 6, 'half-width ">"', "  > 对"
    ),
    "feedback not indented": Mistake(
        f"{HEAD}\n- [x] 干粉\n> 对\n- [ ] 水{END}", 6, "belongs to no choice", "  > 对"
    ),
    "text among choices": Mistake(
        f"{HEAD}\n- [x] 干粉\n又一行\n- [ ] 水{END}", 6, "text after the answers", "indent"
    ),
    "choices and a typed answer": Mistake(
        f"{HEAD}{CHOICES}\n= 干粉{END}", 8, "either choices or", "remove one"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_slip_in_a_choice_is_named_once_with_the_line_mended(mistake: Mistake) -> None:
    assert_is_named(mistake, alone=True)
