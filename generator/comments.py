"""Settings in HTML comments, such as `<!-- quiz id=fire pass=80% -->`.

Finds the comments that belong to the quiz grammar, also those with slips of the keyboard, and
splits their settings. What a setting means is left to `settings`.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field

from generator.problems import Problem
from generator.sources import Source

MAX_LENGTH = 1000

WORDS = ("quiz", "/quiz", "q", "hint", "explain")

_OTHER_NAMES = {
    "quizz": "quiz",
    "quizzes": "quiz",
    "test": "quiz",
    "exam": "quiz",
    "测验": "quiz",
    "测试": "quiz",
    "考试": "quiz",
    "question": "q",
    "题目": "q",
    "题": "q",
    "hints": "hint",
    "提示": "hint",
    "explanation": "explain",
    "explanations": "explain",
    "explains": "explain",
    "解析": "explain",
    "解释": "explain",
    "说明": "explain",
    "quiz/": "/quiz",
    "/quizz": "/quiz",
    "/测验": "/quiz",
    "endquiz": "/quiz",
    "/q": "/quiz",
}

_BEGINS = re.compile(r"[ \t\u3000>]*[<＜《〈][ \t\u3000]*[!！]")
_STRICT = re.compile(r" {0,3}<!--[ \t]*(/?[^\s=]+?)(?:[ \t]+(.*?))?[ \t]*-->[ \t]*")
_SETTING = re.compile(r'[^\s=]+=(?:"[^"]*"|\S*)|\S+')
_PUNCTUATION = str.maketrans(
    {
        "《": "<",
        "》": ">",
        "〈": "<",
        "〉": ">",
        "—": "-",
        "–": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "、": " ",
        "。": ".",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """One comment of the grammar. `line` is the comment as it should be written."""

    index: int
    word: str
    line: str
    values: dict[str, str] = field(default_factory=dict)
    """The settings as they were written, after slips were mended; "" where a value is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a line turned out to be: a comment of the grammar or None, and its problems."""

    comment: Comment | None = None
    problems: tuple[Problem, ...] = ()


_NOTHING = Reading()


def looks_like_comment(line: str) -> bool:
    """A quick test that is true for every line `read_comment` may recognise."""
    return _BEGINS.match(line) is not None


def read_comment(source: Source, index: int) -> Reading:
    """Recognise a comment of the quiz grammar at a line; ordinary comments are nothing."""
    line = source.lines[index]
    if not looks_like_comment(line):
        return _NOTHING
    if len(line) > MAX_LENGTH:
        return _too_long(source, index)
    found = _STRICT.fullmatch(line)
    if found and found[1] in WORDS and "-->" not in (found[2] or ""):
        return _with_settings(source, index, line=line, word=found[1], rest=found[2] or "")
    return _mended(source, index)


def _too_long(source: Source, index: int) -> Reading:
    """Nobody writes settings that long; an author's own comment may be."""
    written = re.match(r"\s*<!--\s*(/?\w{1,20})", source.lines[index][:100])
    if not written or written[1] not in WORDS:
        return _NOTHING
    message = f"this comment has more than {MAX_LENGTH} characters"
    return Reading(problems=(source.problem(index, message, hint="is its end --> missing?"),))


def _mended(source: Source, index: int) -> Reading:
    line = source.lines[index]
    mended = _mend(line)
    opened = re.match(r"<!--[ ]*(/?[ ]*[^\s=>]+)", mended)
    if not opened:
        return _NOTHING
    written = opened[1].removesuffix("--")
    word = _find_word(written.replace(" ", "").lower(), rest=mended[opened.end(1) :])
    if word is None:
        return _NOTHING
    body = mended[opened.end(1) :].partition("-->")
    rest = re.sub(r"[ ]*-*>?$", "", body[0]).strip()
    corrected = f"<!-- {word}{' ' + rest if rest else ''} -->"
    if body[2].strip():
        message = "a settings comment must stand alone on its line"
    elif "-->" not in mended:
        message = 'this comment is not closed on its line with "-->"'
    elif written != word:
        message = f'"{written}" is not a word of the quiz grammar'
    elif odd := _odd_character(line):
        name = "this space" if odd.isspace() else f'"{odd}"'
        message = f"{name} is full-width; settings need the half-width character"
    else:
        message = "this comment does not have the right form"
    problem = source.problem(
        index, message, hint=f"write: {corrected}", mark=_odd_character(line) or written
    )
    reading = _with_settings(source, index, line=corrected, word=word, rest=rest)
    return Reading(comment=reading.comment, problems=(problem, *reading.problems))


def _mend(line: str) -> str:
    """The line with half-width punctuation and proper comment marks."""
    mended = unicodedata.normalize("NFKC", line).translate(_PUNCTUATION)
    mended = re.sub(r"^[\s>]*<[ ]?![ ]?-*", "<!--", mended)
    return re.sub(r"-[- ]{0,8}>[ ]*$", "-->", mended).rstrip()


def _odd_character(line: str) -> str:
    """The first character that an input method put in place of a half-width one."""
    for character in line:
        if (
            ord(character) > 126
            and unicodedata.normalize("NFKC", character).translate(_PUNCTUATION) != character
        ):
            return character
    return ""


def _find_word(written: str, *, rest: str) -> str | None:
    """The word of the grammar that was meant, or None for an ordinary comment."""
    if written in WORDS:
        return written
    word = _OTHER_NAMES.get(written)
    if word is None and 3 < len(written) < 10 and written.isascii():
        near = difflib.get_close_matches(written, ("quiz", "/quiz", "hint", "explain"), 1, 0.75)
        word = near[0] if near else None
    if word in ("quiz", "q"):
        return word if re.search(r"\b(id|kind|pass|points|type)\s*[=:]", rest) else None
    bare = not rest.replace("-->", "").strip()
    return word if bare else None


def _with_settings(source: Source, index: int, *, line: str, word: str, rest: str) -> Reading:
    problems = []
    values: dict[str, str] = {}
    if rest:
        tidy = _tidy(rest)
        if tidy != re.sub(r"[ \t]+", " ", rest) and line == source.lines[index]:
            problems.append(_slip_in_settings(source, index, rest=rest, tidy=tidy))
        line = line.replace(rest, tidy)
        if word in ("/quiz", "hint", "explain"):
            problems.append(
                source.problem(
                    index,
                    f'"{word}" takes no settings, but found "{rest}"',
                    hint=f"write: <!-- {word} -->",
                    mark=rest,
                )
            )
        else:
            problems += _split(source, index, text=tidy, line=line, values=values)
    comment = Comment(index=index, word=word, line=line.strip(), values=values)
    return Reading(comment=comment, problems=tuple(problems))


def _tidy(rest: str) -> str:
    """Settings with half-width characters, one space between them and none around `=`."""
    tidy = unicodedata.normalize("NFKC", rest).translate(_PUNCTUATION)
    if '"' not in tidy:
        tidy = re.sub(r"[,;]", " ", tidy)
        tidy = re.sub(r"\b(id|kind|pass|type|points):(?=\S)", r"\1=", tidy)
        tidy = re.sub(r"(?<=[^\s=]) ?= ?(?=[^\s=]+(?:\s|$))", "=", tidy)
    return re.sub(r"\s+", " ", tidy).strip()


def _slip_in_settings(source: Source, index: int, *, rest: str, tidy: str) -> Problem:
    line = source.lines[index]
    hint = f"write: {line.strip().replace(rest, tidy)}"
    if odd := _odd_character(rest):
        name = "this space" if odd.isspace() else f'"{odd}"'
        message = f"{name} is full-width; settings need the half-width character"
        return source.problem(index, message, hint=hint, mark=odd)
    for mark, message in (
        (",", 'settings are separated by a space, not by ","'),
        (";", 'settings are separated by a space, not by ";"'),
        (":", 'a setting is written with "=", not with ":"'),
        (" =", 'no space around "=" in a setting'),
        ("= ", 'no space around "=" in a setting'),
    ):
        if mark in rest and mark not in tidy:
            return source.problem(index, message, hint=hint, mark=mark)
    return source.problem(index, "settings are separated by one space", hint=hint, mark=rest)


def _split(
    source: Source, index: int, *, text: str, line: str, values: dict[str, str]
) -> list[Problem]:
    """Split `a=1 b=2` into `values`."""
    problems = []
    for token in _SETTING.findall(text):
        key, equals, value = token.partition("=")
        value = value.strip('"')
        if not equals:
            if key == "partial":
                message = '"partial" is not supported yet: a multiple choice is all or nothing'
                hint = f"write: {line.replace(' partial', '')}"
            else:
                message = f'"{key}" has no value'
                hint = f"write {key}=… or remove it"
            problems.append(source.problem(index, message, hint=hint, mark=key))
        elif not value:
            values.setdefault(key, "")
            problems.append(
                source.problem(
                    index, f'"{key}" has no value', hint=f"write {key}=… or remove it", mark=token
                )
            )
        elif key in values:
            problems.append(
                source.problem(
                    index,
                    f'"{key}" is set twice: "{values[key]}" and "{value}"',
                    hint="keep one of them",
                    mark=token,
                )
            )
        else:
            values[key] = value
    return problems
