"""Slips of the keyboard in answers: what a Chinese input method makes of `- [x]` and `=`.

A slip is found with a generous pattern and mended, so that reading goes on and one slip gives one
message.
"""

import re
import unicodedata
from dataclasses import dataclass

_CHOICE = re.compile(r"-[ \t]+\[([ xX])\][ \t]+(\S.*)")
_CHOICE_LIKE = re.compile(
    r"(?P<indent>[ \t\u3000\xa0]*)"
    r"(?P<dash>[-*+•·–—－]|[0-9]{1,2}[.)、])?"
    r"(?P<gap>[ \t\u3000\xa0]*)"
    r"(?P<box>[\[［【〔](?P<mark>[^\]］】〕]{0,3})[\]］】〕])"
    r"(?P<after>[ \t\u3000\xa0]*)"
    r"(?P<text>.*)"
)
_ROUND_BOX = re.compile(
    r"(?P<indent>[ \t]*)(?P<dash>[-*+])(?P<gap>[ \t]+)"
    r"(?P<box>[(（](?P<mark>[ \u3000xX×√✓✔]?)[)）])(?P<after>[ \t]*)(?P<text>\S.*)"
)
_TYPED = re.compile(r"=[ \t]+(\S.*?)[ \t]*")
_TYPED_LIKE = re.compile(r"[ \t\u3000]{0,3}[=＝](?![=＝>])[ \t\u3000]*(\S.*?)[ \t]*")

_TICKS = "xX✓✔√☑✅ⅹｘＸхХχΧvV对是*yY"
_CROSSES = "×✗✘╳❌❎错否"
_ONLY_IN_LISTS = "是否*yY"
"""Marks that may begin an ordinary line."""
_SPACES = " \t\u3000\xa0"
_EMOJI_STYLE = "\ufe0f"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """What is wrong in a line: `mark` is the place, `hint` the way out."""

    message: str
    hint: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceLine:
    """A line with a tick box, read generously."""

    text: str
    correct: bool
    slip: Slip | None = None
    unclear: bool = False
    """The mark may mean right or wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedLine:
    """A line with a typed answer."""

    text: str
    slip: Slip | None = None


def read_choice(line: str) -> ChoiceLine | None:
    """Read a line with a tick box; None if it is something else."""
    found = _CHOICE.fullmatch(line)
    if found:
        return ChoiceLine(text=found[2].rstrip(), correct=found[1] != " ")
    like = _CHOICE_LIKE.fullmatch(line) or _ROUND_BOX.fullmatch(line)
    if not like:
        return None
    mark = like["mark"].strip(_SPACES).removesuffix(_EMOJI_STYLE)
    if mark and (len(mark) > 1 or mark not in _TICKS + _CROSSES):
        return None
    if not like["dash"] and (
        like["text"].startswith(("(", "[", ":")) or (mark and mark in _ONLY_IN_LISTS)
    ):
        return None
    text = like["text"].strip(_SPACES)
    correct = bool(mark)
    better = f"- [{'x' if correct else ' '}] {text}"
    unclear = mark in _CROSSES and bool(mark)
    return ChoiceLine(
        text=text,
        correct=correct,
        slip=_choice_slip(like, mark=mark, better=better, text=text),
        unclear=unclear,
    )


def _choice_slip(like: re.Match[str], *, mark: str, better: str, text: str) -> Slip:
    """What is wrong with a line that is nearly a choice; `better` is the line mended."""
    box = like["box"]
    if not text:
        return Slip(message="this choice has no text", hint=f"write: {better}…", mark=box)
    if mark and mark in _CROSSES:
        return Slip(
            message=f'"{box}" is not a tick box, and "{mark}" may mean right or wrong',
            hint=f"write: {better}   (right)   or: - [ ] {text}   (wrong)",
            mark=box,
        )
    message = _find_wrong_box(box, mark)
    if message:
        return Slip(message=message, hint=f"write: {better}", mark=box)
    message, place = _find_wrong_form(like)
    return Slip(message=message, hint=f"write: {better}", mark=place)


def _find_wrong_box(box: str, mark: str) -> str:
    for character in mark:
        name = unicodedata.name(character, "")
        if name.startswith(("CYRILLIC", "GREEK")):
            script = name.split()[0].capitalize()
            return f'the "{character}" in "{box}" is a {script} letter, not a Latin x'
    if box[0] not in "[(" or box[-1] not in "])":
        return f'"{box}" needs half-width brackets'
    if box[0] == "(" or (mark and mark not in "xX"):
        return f'"{box}" is not a tick box'
    if box == "[]":
        return '"[]" needs a space between its brackets'
    return "" if box in ("[ ]", "[x]", "[X]") else f'"{box}" must hold one space or one x'


def _find_wrong_form(like: re.Match[str]) -> tuple[str, str]:
    """What is wrong around a right box, and the place."""
    box, dash = like["box"], like["dash"]
    if not dash:
        return 'a choice begins with "- "', box
    if dash != "-":
        return f'a choice begins with "-", not with "{dash}"', dash
    if like["indent"]:
        return "a choice must not be indented", ""
    if not like["gap"]:
        return 'a space is missing after "-"', f"-{box}"
    if not like["after"]:
        return f'a space is missing after "{box}"', box
    odd = "\u3000" if "\u3000" in like["gap"] + like["after"] else "\xa0"
    name = "full-width" if odd == "\u3000" else "no-break"
    return f"a {name} space in this choice", odd


def read_typed(line: str) -> TypedLine | None:
    """Read a line with a typed answer (`= 3.5 mm`); None if it is something else."""
    found = _TYPED.fullmatch(line)
    like = found or _TYPED_LIKE.fullmatch(line)
    if not like:
        return None
    written = like[1]
    text = written.replace("｜", "|")
    if re.match(r"[-+－＋]?[0-9０-９]", text):
        text = unicodedata.normalize("NFKC", text) if re.search(r"[０-９．＋－]", text) else text
    if found and text == written:
        return TypedLine(text=text)
    mark = line.strip()[0]
    if not found and mark == "＝":
        message = 'a typed answer begins with a half-width "="'
    elif not found:
        message = 'a typed answer begins with "= " at the start of the line'
    else:
        message = "full-width characters in a typed answer"
        mark = next((c for c in written if c in "｜．＋－" or "０" <= c <= "９"), written)
    return TypedLine(text=text, slip=Slip(message=message, hint=f"write: = {text}", mark=mark))
