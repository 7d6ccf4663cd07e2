"""PINs and passwords: how they are cleaned, judged, made and verified."""

import random

import pytest

from tracker import passwords


@pytest.mark.parametrize(
    ("pin", "weakness"),
    [
        ("48392", "format"),
        ("4839201748392", "format"),
        ("48392a", "format"),
        ("", "format"),
        ("٤٨٣٩٢٠", "format"),
        ("111111", "too_simple"),
        ("123456", "too_simple"),
        ("987654", "too_simple"),
        ("100017", "employee_number"),
        ("１００017", "employee_number"),
        ("483920", None),
        (" 483920 ", None),
        ("４８３９２０", None),
        ("112233", None),
        ("483920174839", None),
    ],
)
def test_pins_are_judged(pin: str, weakness: str | None) -> None:
    assert passwords.find_pin_weakness(pin, ("A-100017",)) == weakness


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("short", "too_short"),
        ("aaaaaaaaaa", "too_simple"),
        ("four-green-lathes", None),
        ("四台绿色的车床都在转动", None),
    ],
)
def test_passwords_are_judged(password: str, weakness: str | None) -> None:
    assert passwords.find_password_weakness(password) == weakness


def test_full_width_digits_are_the_same_pin() -> None:
    known = passwords.hash_secret("483920")
    assert passwords.is_right("４８３９２０ ", known)
    assert not passwords.is_right("483921", known)


def test_nobody_knows_the_secret_of_an_unknown_account() -> None:
    assert not passwords.is_right("a secret nobody has", None)


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not passwords.is_right("483920", "no hash")


def test_two_hashes_of_one_secret_differ() -> None:
    assert passwords.hash_secret("483920") != passwords.hash_secret("483920")


def test_made_secrets_are_never_refused() -> None:
    rng = random.Random(1)
    pins = [passwords.make_pin(rng, ("100017",)) for _ in range(500)]
    words = [passwords.make_password(rng) for _ in range(100)]
    assert not any(passwords.find_pin_weakness(pin, ("100017",)) for pin in pins)
    assert not any(passwords.find_password_weakness(word) for word in words)
    assert len(set(words)) == 100
