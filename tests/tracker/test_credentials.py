"""The rules of a certificate: eligibility, number, code."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import credentials, pdf
from tracker.credentials import Bilingual, Claim, MissingPart, Obstacle, Reason

ALPHANUMERIC = string.digits + string.ascii_uppercase
TODAY = dt.date(2026, 11, 23)


def check(**changes):
    values = {
        "has_achievement": True,
        "missing_parts": (),
        "name": "陈爱达",
        "printed": "陈爱达",
        "missing_glyphs": lambda _text: (),
    }
    return credentials.check_eligibility(**(values | changes))


def test_who_did_everything_is_eligible():
    assert check() == ()


def test_every_missing_part_is_a_reason_of_its_own():
    missing = (MissingPart(lesson_id="shock"), MissingPart(lesson_id="final", quiz_id="exam"))
    assert check(missing_parts=missing) == (
        Reason(obstacle=Obstacle.LESSON_UNREAD, subject="shock"),
        Reason(obstacle=Obstacle.QUIZ_NOT_PASSED, subject="exam"),
    )


def test_a_course_without_achievement_gives_no_certificate():
    assert check(has_achievement=False) == (Reason(obstacle=Obstacle.NO_ACHIEVEMENT),)


@pytest.mark.parametrize("name", ["", "   ", "\u3000"])
def test_an_empty_name_is_named(name):
    assert check(name=name) == (Reason(obstacle=Obstacle.NAME_EMPTY),)


@pytest.mark.parametrize("name", ["陈??", "陈\ufffd达", "陈\x00达", "陈\ue000"])
def test_a_name_that_lost_characters_on_its_way_is_named(name):
    assert check(name=name) == (Reason(obstacle=Obstacle.NAME_BROKEN, subject=name),)


def test_characters_the_font_lacks_are_named():
    assert check(missing_glyphs=lambda text: {"陈爱达": ("𠮷",)}[text]) == (
        Reason(obstacle=Obstacle.GLYPH_MISSING, subject="𠮷"),
    )


@pytest.mark.parametrize(
    "published",
    [
        "A12425GABC1234002M",  # the example of the Global Release Identifier handbook
        "000000003A8D0000Z",  # ISAN 0000-0000-3A8D-0000-Z
        "00000000D07A0090Q",  # ISAN 0000-0000-D07A-0090-Q
    ],
)
def test_the_check_character_agrees_with_published_numbers(published):
    assert credentials.check_character(published[:-1]) == published[-1]


@given(st.text(alphabet=ALPHANUMERIC, min_size=1, max_size=30), st.data())
def test_one_wrong_character_is_always_found(text, data):
    right = text + credentials.check_character(text)
    assert credentials.check_character_is_right(right)
    place = data.draw(st.integers(0, len(right) - 1))
    other = data.draw(st.sampled_from(ALPHANUMERIC).filter(lambda c: c != right[place]))
    assert not credentials.check_character_is_right(right[:place] + other + right[place + 1 :])


def test_a_number_is_prefix_year_serial_and_check_character():
    number = credentials.certificate_number("DEMO-ISSUER", TODAY, 7)
    assert number[:-1] == "DEMO-ISSUER-2026-000007-"
    assert credentials.number_is_right(number)
    assert credentials.number_is_right(f" {number.lower()} ")
    assert not credentials.number_is_right(number.replace("000007", "000017"))


@pytest.mark.parametrize("text", ["", "-", "7", "证书", "DEMO/2026"])
def test_what_is_no_number_is_not_right(text):
    assert not credentials.number_is_right(text)


def test_the_prefix_comes_from_the_issuers_id():
    assert credentials.number_prefix("demo-issuer") == "DEMO-ISSUER"
    assert len(credentials.number_prefix("a" * 63)) <= credentials.PREFIX_LENGTH


@pytest.mark.parametrize("prefix", ["", "demo", "DEMO-", "证"])
def test_a_prefix_that_would_break_the_number_is_refused(prefix):
    with pytest.raises(ValueError, match="certificate prefix"):
        credentials.certificate_number(prefix, TODAY, 1)


@given(st.integers(0, 2**80 - 1))
def test_a_code_reads_back_however_it_is_typed(bits):
    code = credentials.encode_code(bits)
    assert len(code) == 16
    shown = credentials.format_code(code)
    assert credentials.parse_code(shown) == code
    assert credentials.parse_code(f" {shown.lower().replace('-', ' ')} ") == code
    assert credentials.parse_code(shown.replace("0", "O").replace("1", "l")) == code
    assert credentials.parse_code(shown.replace("1", "i").replace("-", "–")) == code


def test_full_width_characters_of_a_chinese_keyboard_are_read():
    assert credentials.parse_code("01234567\uff18\uff19ABCDEF") == "0123456789ABCDEF"


@pytest.mark.parametrize("typed", ["", "0123", "0123456789ABCDEFG", "U123456789ABCDEF", "查询"])
def test_what_is_no_code_is_none(typed):
    assert credentials.parse_code(typed) is None


@pytest.mark.parametrize("bits", [-1, 2**80])
def test_a_code_has_80_bits_and_no_more(bits):
    with pytest.raises(ValueError, match="80 bits"):
        credentials.encode_code(bits)


@pytest.mark.parametrize(
    ("issued_on", "months", "last_day"),
    [
        (dt.date(2026, 11, 23), 0, None),
        (dt.date(2026, 11, 23), 36, dt.date(2029, 11, 23)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
    ],
)
def test_validity_ends_on_the_same_day_or_the_months_last(issued_on, months, last_day):
    assert credentials.valid_until(issued_on, months) == last_day


CLAIM = Claim(
    name="陈爱达",
    name_latin="Chen Aida",
    employer=Bilingual(zh="厂", en="Works"),
    training_provider=Bilingual(zh="中心", en="Centre"),
    issuer_id="demo",
    issuer=Bilingual(zh="总工会", en="Federation"),
    achievement_id="safety",
    achievement=Bilingual(zh="安全培训", en="Safety Training"),
    valid_months=12,
    course_id="electrical-safety",
    course_revision="f" * 64,
    course=Bilingual(zh="安全用电", en="Electrical safety"),
    class_hours=1.5,
    minutes=42,
    points=(199, 200),
    started_at=dt.datetime(2026, 11, 1, 15, 59, tzinfo=dt.UTC),
    completed_at=dt.datetime(2026, 11, 1, 16, 0, tzinfo=dt.UTC),
)


def freeze(claim):
    return credentials.freeze_fields(
        claim,
        number="DEMO-2026-000007-U",
        code="7Q2M4K9XT0ABCDEF",
        public_url="https://courses.example.org",
        issued_at=dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC),
    )


def test_printed_days_are_days_in_china():
    fields = freeze(CLAIM)
    assert (fields["started_on"], fields["completed_on"]) == ("2026-11-01", "2026-11-02")
    assert (fields["issued_on"], fields["valid_until"]) == ("2027-01-01", "2028-01-01")
    assert credentials.end_of_day(dt.date(2028, 1, 1)) == dt.datetime(2028, 1, 1, 16, tzinfo=dt.UTC)


def test_a_percentage_is_rounded_down():
    assert freeze(CLAIM)["result"] == {"raw": 199, "max": 200, "percent": 99}
    assert freeze(dataclasses.replace(CLAIM, points=None))["result"] is None


def test_frozen_fields_survive_a_round_through_json_and_print():
    fields = freeze(CLAIM)
    assert json.loads(json.dumps(fields)) == fields
    assert pdf.render_certificate(fields, template_version=1).startswith(b"%PDF")


def test_a_course_in_one_language_is_printed_in_that_language():
    assert Bilingual.of({"zh": "课程"}) == Bilingual(zh="课程", en="课程")
    assert Bilingual.of({"zh": "", "en": "Course"}) == Bilingual(zh="Course", en="Course")
    assert Bilingual.of({}) == Bilingual(zh="", en="")
