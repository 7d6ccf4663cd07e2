"""What all forms of the pages share: the protected form, required fields, where to go next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm  # type: ignore[import-untyped]  # it ships no types
from wtforms import validators

from tracker.web.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from tracker.errors import TrackerError

_INVALID = 400


class Form(FlaskForm):  # type: ignore[misc]  # its base has no types
    """A form that is only accepted with this session's CSRF token."""


def required() -> validators.InputRequired:
    """The field must be filled in."""
    return validators.InputRequired(_l("Fill this in."))


def at_most(length: int) -> validators.Length:
    """No longer than any right value could be."""
    return validators.Length(max=length, message=_l("This is too long."))


def find_next(default: str, under: str = "/") -> str:
    """The same-site path in `?next=`, if it is one below `under`; else the default."""
    wish = request.args.get("next", "")
    return wish if is_path_of_this_site(wish) and wish.startswith(under) else default


def is_path_of_this_site(address: str) -> bool:
    """Whether a browser stays here: "/x" does; "//x", "https:x", "/\\x" and the like may not."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    if any(ord(character) <= ord(" ") or ord(character) == 127 for character in address):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def status_of(form: Form, refusal: TrackerError | None, codes: dict[Any, int]) -> int:
    """The status of a page that shows this form: 200 unless something was refused."""
    if refusal is not None:
        return codes[refusal.code]
    return _INVALID if form.errors else 200
