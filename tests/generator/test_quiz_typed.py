"""Slips in typed answers, and kinds of questions that are refused for now."""

import pytest

from tests.generator.mistakes import END, OPEN, Mistake, assert_is_named, typed, wide

MISTAKES = {
    "full-width equals": Mistake(typed(f"{wide('=')} 接地"), 5, 'half-width "="', "write: = 接地"),
    "no space": Mistake(typed("=接地"), 5, 'begins with "= "', "write: = 接地"),
    "full-width bar": Mistake(
        typed(f"= 接地{wide('|')}接地线"), 5, "full-width", "write: = 接地|接地线"
    ),
    "full-width digits": Mistake(typed(f"= {wide('35')} mm"), 5, "full-width", "write: = 35 mm"),
    "decimal comma": Mistake(typed("= 3,5 mm"), 5, 'the decimal sign is "."', "write: = 3.5 mm"),
    "unit twice": Mistake(
        typed("= 3.5 mm ± 0.1 mm"), 5, "the unit stands once", "write: = 3.5 ± 0.1 mm"
    ),
    "tolerance in words": Mistake(
        typed("= 3.5 ± 少许"), 5, "not a number with a tolerance", "= 3.5 ± 0.1 mm"
    ),
    "tolerance in per cent of a unit": Mistake(
        typed("= 220 ± 10% V"), 5, "not a number with a tolerance"
    ),
    "two lines": Mistake(typed("= 接地\n= 接地线"), 6, 'one "=" line', "write: = 接地 | 接地线"),
    "empty alternative": Mistake(
        typed("= 接地 |"), 5, 'nothing stands beside "|"', "write: = 接地"
    ),
    "very long text": Mistake(typed(f"= {'接' * 101}"), 5, "longer than 100"),
    "ordering": Mistake(
        typed("- 断电 -> 1\n- 验电 -> 2"), 5, "ordering (- text -> 1) is not supported yet", "- [x]"
    ),
    "ordering with an arrow": Mistake(typed("- 断电 → 1"), 5, "ordering", "- [x]"),
    "matching": Mistake(
        typed("- 万用表 => 测电压"), 5, "matching (- a => b) is not supported yet", "- [x]"
    ),
    "gap": Mistake(
        typed("电压除以[[电阻]]。"), 5, "filling gaps ([[…]]) is not supported yet", "= …"
    ),
    "gap in the heading": Mistake(
        f"{OPEN}\n### I = U / [[R]]\n<!-- q id=a -->\n{END}", 2, "not supported yet", "= …"
    ),
    "gap above a typed answer": Mistake(
        typed("单位是[[安培]]。\n\n= 安培"), 5, "filling gaps", "write ____ for [[安培]]"
    ),
    "gap above choices": Mistake(
        typed("单位是[[安培]]。\n\n- [x] 安培\n- [ ] 伏特"), 5, "filling gaps", "write ____"
    ),
    "no answers": Mistake(typed("说说看。"), 2, "this question has no answers", "- [x] right"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_answer_line_is_named_once_with_the_way_out(mistake: Mistake) -> None:
    assert_is_named(mistake, alone=True)
