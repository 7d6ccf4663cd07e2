"""Secrets people type: how PINs and passwords are hashed, verified and judged. No I/O.

Argon2id with 19 MiB and two passes (RFC 9106 leaves the cost to the machine): a sign-in costs a
small server about 20 ms, and 16 at once stay far below 1 GB.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    import random

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash("a secret nobody has")
_PIN = re.compile(r"[0-9]{6,12}")
_STEPS = (0, 1, -1)
PASSWORD_LENGTH = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""


def clean(text: str) -> str:
    """What was typed, as compared: NFKC (full-width digits become digits), without outer blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def hash_secret(secret: str) -> str:
    """The hash of a cleaned PIN or password, with a salt of its own."""
    return _HASHER.hash(clean(secret))


def is_right(secret: str, known_hash: str | None) -> bool:
    """Whether `secret` is the one hashed. Without a hash: no, after the same work."""
    try:
        _HASHER.verify(known_hash or _NOBODY, clean(secret))
    except (VerificationError, InvalidHashError):
        return False
    return known_hash is not None


def find_pin_weakness(pin: str, employee_numbers: tuple[str, ...] = ()) -> str | None:
    """Why a new PIN is refused: "format", "too_simple", "employee_number"; None if it is fine.

    Too simple is one digit repeated or digits that count up or down.
    """
    pin = clean(pin)
    if not _PIN.fullmatch(pin):
        return "format"
    steps = {int(after) - int(before) for before, after in itertools.pairwise(pin)}
    if len(steps) == 1 and steps.pop() in _STEPS:
        return "too_simple"
    if pin in {"".join(filter(str.isdecimal, number)) for number in employee_numbers}:
        return "employee_number"
    return None


def find_password_weakness(password: str) -> str | None:
    """Why a new password of staff is refused: "too_short", "too_simple"; None if it is fine."""
    password = clean(password)
    if len(password) < PASSWORD_LENGTH:
        return "too_short"
    return "too_simple" if len(set(password)) < PASSWORD_LENGTH // 2 else None


def make_pin(rng: random.Random, employee_numbers: tuple[str, ...] = ()) -> str:
    """A random PIN of 6 digits that is not refused."""
    while True:
        pin = f"{rng.randrange(10**6):06d}"
        if find_pin_weakness(pin, employee_numbers) is None:
            return pin


def make_password(rng: random.Random) -> str:
    """A random password of three groups, easy to type from paper (about 59 bits)."""
    return "-".join("".join(rng.choices(_LETTERS, k=4)) for _ in range(3))
