"""Rules over the whole site: ids, languages, exams and hours."""

from pathlib import Path

import pytest

from generator.problems import Problem, Severity
from tests.generator.builders import COURSE, FILES, SITE, check_project, lesson

EXIT = "content/fire/exit.md"
EXIT_EN = "content/fire/exit.en.md"
ALARM = "content/fire/alarm.md"
ALARM_EN = "content/fire/alarm.en.md"
COURSE_FILE = "content/fire/course.yml"
FINAL = "content/fire/exams/final.md"
FINAL_EN = "content/fire/exams/final.en.md"

Changes = dict[str, str | bytes | None]

ZH = FILES[EXIT]
EN = FILES[EXIT_EN]


def both(old: str, new: str) -> Changes:
    """The same change in the quiz of both languages."""
    assert old in ZH
    assert old in EN
    return {EXIT: ZH.replace(old, new), EXIT_EN: EN.replace(old, new)}


def english(old: str, new: str) -> Changes:
    assert old in EN
    return {EXIT_EN: EN.replace(old, new)}


def exam(settings: str = "kind=graded", listed: str = "exams/final") -> Changes:
    return {
        COURSE_FILE: COURSE.replace("[exit, alarm]", f"[exit, alarm, {listed}]"),
        FINAL: lesson("final").replace("id=final-quiz", f"id=final-quiz {settings}"),
        FINAL_EN: lesson("final", english=True).replace(
            "id=final-quiz", f"id=final-quiz {settings}"
        ),
    }


def find_errors(root: Path, changes: Changes) -> list[Problem]:
    return [one for one in check_project(root, changes) if one.severity is Severity.ERROR]


def test_an_exam_passes(tmp_path: Path) -> None:
    assert check_project(tmp_path, exam()) == ()


def test_a_graded_quiz_may_stand_in_a_lesson(tmp_path: Path) -> None:
    assert check_project(tmp_path, both("id=exit-quiz", "id=exit-quiz kind=graded")) == ()


ERRORS = {
    "course id is not the folder's": (
        {COURSE_FILE: COURSE.replace("id: fire", "id: fire-safety")},
        COURSE_FILE,
        1,
        'the folder is called "fire"',
        "write: id: fire",
    ),
    "lesson id twice": (
        {
            ALARM: lesson("alarm").replace("id: alarm", "id: exit"),
            ALARM_EN: lesson("alarm", english=True).replace("id: alarm", "id: exit"),
        },
        ALARM,
        2,
        'lesson id "exit" is used already: content/fire/exit.md',
        "choose another id",
    ),
    "quiz id twice": (
        {
            ALARM: lesson("alarm").replace("id=alarm-quiz", "id=exit-quiz"),
            ALARM_EN: lesson("alarm", english=True).replace("id=alarm-quiz", "id=exit-quiz"),
        },
        ALARM,
        9,
        'quiz id "exit-quiz" is used already: content/fire/exit.md:13',
        "choose another id",
    ),
    "question id twice": (
        {
            ALARM: lesson("alarm").replace("id=alarm-01", "id=exit-01"),
            ALARM_EN: lesson("alarm", english=True).replace("id=alarm-01", "id=exit-01"),
        },
        ALARM,
        12,
        'question id "exit-01" is used already: content/fire/exit.md:15',
        "choose another id",
    ),
    "module id twice": (
        {
            COURSE_FILE: COURSE.replace("[exit, alarm]", "[exit]")
            + "  - {id: basics, title: {zh: 二, en: Two}, lessons: [alarm]}\n"
        },
        COURSE_FILE,
        10,
        'module id "basics" is used twice',
        "choose another id",
    ),
    "draw larger than the pool": (
        both("id=exit-quiz", "id=exit-quiz kind=graded draw=2"),
        EXIT,
        13,
        "quiz 'exit-quiz' draws 2 questions, but it has 1",
        "write draw=1",
    ),
    "exam for practice": (
        exam("shuffle=no"),
        FINAL,
        9,
        "in exams/ is for practice: its questions and answers would be published",
        "kind=graded",
    ),
    "exam without a quiz": (
        exam()
        | {FINAL: lesson("final").partition("<!--")[0]}
        | {FINAL_EN: lesson("final", english=True).partition("<!--")[0]},
        FINAL,
        1,
        "a page in exams/ has no quiz",
        "kind=graded",
    ),
    "twice the hours": (
        {COURSE_FILE: COURSE.replace("0.04", "8")},
        COURSE_FILE,
        5,
        "class_hours is 8, but the lessons take 2 minutes",
        "write class_hours: 0.04",
    ),
    "quiz missing in a translation": (
        {EXIT_EN: EN.partition("<!--")[0]},
        EXIT_EN,
        6,
        "quiz 'exit-quiz' is missing here; see content/fire/exit.md:13",
        "same ids",
    ),
    "quiz only in a translation": (
        english("id=exit-quiz", "id=way-quiz"),
        EXIT_EN,
        8,
        "quiz 'way-quiz' is not in content/fire/exit.md",
        "",
    ),
    "question missing in a translation": (
        english("id=exit-01", "id=exit-02"),
        EXIT_EN,
        8,
        "question 'exit-01' is missing here; see content/fire/exit.md:15",
        "same id",
    ),
    "question only in a translation": (
        english("id=exit-01", "id=exit-02"),
        EXIT_EN,
        10,
        "question 'exit-02' is not in content/fire/exit.md",
        "",
    ),
    "more choices in a translation": (
        english("- [ ] One", "- [ ] One\n- [ ] Three"),
        EXIT_EN,
        10,
        "question 'exit-01' has 3 choices here, but 2 in content/fire/exit.md:15",
        "every choice",
    ),
    "another key in a translation": (
        english("- [ ] One\n- [x] Two", "- [x] One\n- [ ] Two"),
        EXIT_EN,
        10,
        "question 'exit-01' has the key a here, but b in",
        "same order",
    ),
    "another kind in a translation": (
        english("id=exit-01", "id=exit-01 type=multiple"),
        EXIT_EN,
        10,
        "question 'exit-01' is multiple here, but single in",
        "",
    ),
    "another number in a translation": (
        {
            EXIT: ZH.replace("- [ ] 一条\n- [x] 两条", "= 2 m"),
            EXIT_EN: EN.replace("- [ ] One\n- [x] Two", "= 2 ± 1 m"),
        },
        EXIT_EN,
        10,
        "another number, tolerance or unit",
        "same answer",
    ),
    "other points in a translation": (
        english("id=exit-01", "id=exit-01 points=2"),
        EXIT_EN,
        10,
        "question 'exit-01': points is 2 here, but 1 in",
        "same settings",
    ),
    "practice in a translation of an exam": (
        {EXIT: ZH.replace("id=exit-quiz", "id=exit-quiz kind=graded")},
        EXIT_EN,
        8,
        "quiz 'exit-quiz': kind is practice here, but graded in content/fire/exit.md:13",
        "same settings",
    ),
    "other pass mark in a translation": (
        english("id=exit-quiz", "id=exit-quiz pass=80%"),
        EXIT_EN,
        8,
        "pass is 80% here, but 60% in",
        "same settings",
    ),
}


@pytest.mark.parametrize(
    ("changes", "path", "line", "message", "hint"), ERRORS.values(), ids=ERRORS
)
def test_a_broken_rule_is_named_with_its_place_and_the_way_out(
    changes: Changes, path: str, line: int, message: str, hint: str, tmp_path: Path
) -> None:
    errors = find_errors(tmp_path, changes)
    assert any(
        (one.path, one.line) == (path, line) and message in one.message and hint in one.hint
        for one in errors
    ), errors


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("attempts=3", "attempts is 3 here, but 0 in"),
        ("cool-down=2h", "cool-down is 120min here, but 0min in"),
        ("draw=1", "draw is 1 here, but all in"),
        ("shuffle=no", "shuffle is no here, but yes in"),
        ("reveal=never", "reveal is never here, but finished in"),
    ],
)
def test_an_exam_has_the_same_settings_in_all_languages(
    setting: str, message: str, tmp_path: Path
) -> None:
    changes = both("id=exit-quiz", "id=exit-quiz kind=graded")
    translation = changes[EXIT_EN]
    assert isinstance(translation, str)
    changes[EXIT_EN] = translation.replace("kind=graded", f"kind=graded {setting}")
    (error,) = find_errors(tmp_path, changes)
    assert (error.path, error.line) == (EXIT_EN, 8)
    assert message in error.message
    assert error.hint == "write the same settings in all languages"


@pytest.mark.parametrize("setting", ["objective=exits", "level=2"])
def test_a_question_has_the_same_settings_in_all_languages(setting: str, tmp_path: Path) -> None:
    (error,) = find_errors(tmp_path, english("id=exit-01", f"id=exit-01 {setting}"))
    name, _, value = setting.partition("=")
    assert (error.path, error.line) == (EXIT_EN, 10)
    assert f"{name} is {value} here, but missing in" in error.message


def test_an_exam_without_its_translation_is_told_once(tmp_path: Path) -> None:
    (error,) = find_errors(tmp_path, {**exam(), FINAL_EN: None})
    assert (error.path, error.line) == (COURSE_FILE, 9)
    assert f'translation "en" of lesson "exams/final" is missing: {FINAL_EN}' in error.message


def test_an_achievement_id_is_unique_in_the_site(tmp_path: Path) -> None:
    achievement = (
        "achievement: {id: done, title: {zh: 完, en: Done}, description: {zh: 完, en: Done}}\n"
    )
    (error,) = find_errors(
        tmp_path,
        {
            "site_config.yml": SITE.replace("[fire]", "[fire, aid]"),
            COURSE_FILE: COURSE + achievement,
            "content/aid/course.yml": "id: aid\n"
            + COURSE.partition("\n")[2].partition("modules:")[0].replace("0.04", "0")
            + achievement,
        },
    )
    assert (error.path, error.line) == ("content/aid/course.yml", 6)
    assert 'achievement id "done" is used in content/fire already' in error.message


def test_a_page_with_a_slip_is_not_compared_with_its_translation(tmp_path: Path) -> None:
    (error,) = find_errors(tmp_path, english("id=exit-01", "id=Exit_01"))
    assert (error.path, error.line) == (EXIT_EN, 11)


def test_the_same_words_in_both_languages_are_one_quiz(tmp_path: Path) -> None:
    # Question ids are unique in a course and still the same in each of its languages.
    assert check_project(tmp_path) == ()
