"""The contract files as values: what is public, what is private, and what their revisions tell."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from generator.catalog import build_answer_key, build_catalog, find_media_path, to_json
from generator.course import Page, Quiz, Site
from tests.generator.sites import EXAM_ZH, MEDIA, SECRETS, make_site


def change_exam(site: Site, **changes: object) -> Site:
    """The site with another exam in both languages."""
    course = site.courses[0]
    module = course.modules[1]
    lesson = module.lessons[0]
    pages = {}
    for language, page in lesson.pages.items():
        parts = tuple(
            replace(part, **changes) if isinstance(part, Quiz) else part for part in page.parts
        )
        pages[language] = replace(page, parts=parts)
    lesson = replace(lesson, pages=pages)
    module = replace(module, lessons=(lesson,))
    course = replace(course, modules=(course.modules[0], module))
    return replace(site, courses=(course,))


def exam_key(site: Site) -> dict:
    return build_answer_key(site, MEDIA.get)["courses"][0]["quizzes"][0]


def test_the_catalog_lists_courses_modules_and_lessons_in_reading_order() -> None:
    catalog = build_catalog(make_site())
    course = catalog["courses"][0]
    assert catalog["catalog_version"] == 1
    assert catalog["site"]["languages"] == ["zh", "en"]
    assert course["class_hours"] == 0.5
    assert [lesson["id"] for module in course["modules"] for lesson in module["lessons"]] == [
        "before",
        "after",
        "final-exam",
    ]
    assert course["modules"][1]["lessons"][0]["url"] == {
        "zh": "zh/lathe/exams/final/",
        "en": "en/lathe/exams/final/",
    }
    assert course["achievement"]["valid_months"] == 36


def test_a_lesson_without_a_translation_has_no_address_in_that_language() -> None:
    lesson = build_catalog(make_site())["courses"][0]["modules"][0]["lessons"][1]
    assert lesson["url"] == {"zh": "zh/lathe/after/"}
    assert lesson["required"] is False


def test_whole_class_hours_are_written_without_a_point() -> None:
    site = make_site()
    site = replace(site, courses=(replace(site.courses[0], class_hours=Decimal("8.0")),))
    assert '"class_hours": 8,' in to_json(build_catalog(site))


def test_the_catalog_says_how_many_questions_an_attempt_really_gets() -> None:
    for draw, drawn in ((2, 2), (0, 3), (50, 3)):
        catalog = build_catalog(change_exam(make_site(), draw=draw))
        assert catalog["courses"][0]["modules"][1]["lessons"][0]["quizzes"][0]["draw"] == drawn


def test_the_pass_mark_survives_the_way_through_json() -> None:
    for percent in (80, 60, 55, 7):
        text = to_json(build_catalog(change_exam(make_site(), pass_mark=Fraction(percent, 100))))
        read = json.loads(text)["courses"][0]["modules"][1]["lessons"][0]["quizzes"][0]
        assert Fraction(str(read["pass_mark"])) == Fraction(percent, 100)


def test_the_catalog_holds_nothing_of_a_graded_bank() -> None:
    text = to_json(build_catalog(make_site()))
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_answer_key_holds_all_of_it_in_both_languages() -> None:
    text = to_json(build_answer_key(make_site(), MEDIA.get))
    in_pictures = ("bank-picture", "arrow.svg", "arrow.en.svg")
    missing = [s for s in SECRETS if s not in in_pictures and s not in text]
    assert missing == []


def test_the_answer_key_knows_only_graded_quizzes() -> None:
    key = build_answer_key(make_site(), MEDIA.get)
    assert [quiz["id"] for quiz in key["courses"][0]["quizzes"]] == ["final"]


def test_questions_keep_their_rules_in_the_answer_key() -> None:
    quiz = exam_key(make_site())
    single, numeric, short = quiz["questions"]
    assert quiz["reveal"] == "passed"
    assert quiz["lesson_id"] == "final-exam"
    assert single["points"] == 2
    assert single["objective"] == "parts"
    assert [choice["correct"] for choice in single["choices"]] == [False, True]
    assert single["choices"][1]["text"]["en"] == "Three-jaw chuck beta"
    assert numeric["numeric"] == {"value": "50.0", "tolerance": "0.5", "unit": "mm"}
    assert short["accepted"] == {"zh": ["夹头辛", "三爪夹头壬"], "en": ["clamp theta"]}
    assert single["numeric"] is None
    assert single["accepted"] is None


def test_pictures_of_graded_questions_travel_inside_the_answer_key() -> None:
    stem = exam_key(make_site())["questions"][0]["stem"]
    assert set(stem) == {"zh", "en"}
    assert stem["zh"].startswith("<p>图中箭头指的是什么部件?</p>\n<p><img")
    assert "data:image/svg+xml;base64," in stem["en"]
    assert "arrow" not in stem["zh"]


def test_a_stem_that_begins_like_a_list_stays_a_sentence() -> None:
    question = replace(EXAM_ZH.questions[1], stem="- 5 V 是多少?")
    quiz = exam_key(change_exam(make_site(), questions=(question,)))
    assert quiz["questions"][0]["stem"]["zh"] == "<p>- 5 V 是多少?</p>"


def test_a_changed_key_changes_the_key_revision_and_not_the_public_one() -> None:
    before = build_answer_key(make_site(), MEDIA.get)["courses"][0]
    question = replace(EXAM_ZH.questions[1], stem="半径 26 毫米的工件直径?")
    questions = (EXAM_ZH.questions[0], question, EXAM_ZH.questions[2])
    after = build_answer_key(change_exam(make_site(), questions=questions), MEDIA.get)["courses"][0]
    assert after["revision"] == before["revision"]
    assert after["key_revision"] != before["key_revision"]


def test_a_changed_structure_changes_the_public_revision() -> None:
    before = build_catalog(make_site())["courses"][0]["revision"]
    after = build_catalog(change_exam(make_site(), attempts_allowed=5))["courses"][0]["revision"]
    assert after != before


def test_both_files_name_the_same_revision() -> None:
    catalog = build_catalog(make_site())["courses"][0]
    key = build_answer_key(make_site(), MEDIA.get)["courses"][0]
    assert key["revision"] == catalog["revision"]
    assert len(key["key_revision"]) == 64


def test_json_is_sorted_readable_and_ends_its_last_line() -> None:
    assert to_json({"b": 1, "a": "电"}) == '{\n "a": "电",\n "b": 1\n}\n'


def test_a_link_cannot_reach_out_of_its_course() -> None:
    page = Page(path="content/lathe/exams/final.md", language="zh", title="x")
    assert find_media_path(page, "../images/a.svg") == "content/lathe/images/a.svg"
    assert find_media_path(page, "%E5%9B%BE.svg?x#y") == "content/lathe/exams/图.svg"
    for link in (
        "../../other/images/a.svg",
        "../../../site_config.yml",
        "/etc/passwd",
        "https://example.org/a.svg",
        "data:image/png;base64,AA==",
        "#here",
        "",
        "%2e%2e/%2e%2e/%2e%2e/secret",
    ):
        assert find_media_path(page, link) is None, link
