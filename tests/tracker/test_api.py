"""The JSON API: its answers, its refusals, and what it never says too early."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.tracker.builders import (
    COURSE,
    QUIZ,
    Api,
    Cast,
    Clock,
    make_questions,
    make_quiz,
    publish,
    respond,
    uuids,
    visit,
)
from tracker.db.models import Activity, Enrolment
from tracker.db.session import Database

ONE = "00000000-0000-4000-8000-000000000001"
TWO = "00000000-0000-4000-8000-000000000002"


def activity(kind: str = "read", lesson: str = "current", **more: str) -> dict[str, str]:
    return {"id": ONE, "kind": kind, "course_id": COURSE, "lesson_id": lesson} | more


def reason(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["reason"]


# Every route, with a body that is fine for a learner who may.
ROUTES = [
    ("GET", "/progress", None),
    ("POST", "/activities", activity()),
    ("GET", f"/quizzes/{COURSE}/{QUIZ}", None),
    ("PUT", f"/attempts/{ONE}", {"course_id": COURSE, "quiz_id": QUIZ}),
    ("GET", f"/attempts/{ONE}", None),
    ("POST", f"/attempts/{ONE}/submission", {"responses": {}}),
]


def test_the_session_is_told_to_anyone(app: Flask, ada: Api) -> None:
    assert visit(app).get("/session").json["learner"] is None
    assert ada.get("/session").json["learner"] == {"name": "陈艾达", "must_change_pin": False}


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_nobody_gets_in_without_signing_in(
    app: Flask, cast: Cast, method: str, path: str, body: Any
) -> None:
    assert cast.ada
    stranger = visit(app)
    answer = stranger.client.open(
        f"/api/v1{path}", method=method, json=body, headers=stranger.headers
    )
    assert reason(answer) == (401, "sign_in_required")


@pytest.mark.parametrize(
    ("method", "path", "body"), [route for route in ROUTES if route[0] != "GET"]
)
@pytest.mark.parametrize("token", [None, "made-up"])
def test_unsafe_requests_without_the_token_are_refused(
    ada: Api, method: str, path: str, body: Any, token: str | None
) -> None:
    headers = {"X-CSRFToken": token} if token else {}
    answer = ada.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
    assert reason(answer) == (400, "csrf")
    assert ada.get("/progress").json["courses"] == []


def test_one_sessions_token_is_no_good_in_another(ada: Api, alan: Api) -> None:
    answer = ada.client.post("/api/v1/activities", json=activity(), headers=alan.headers)
    assert reason(answer) == (400, "csrf")


def test_the_whole_way_to_a_pass(ada: Api) -> None:
    opened = ada.open(ONE)
    assert opened.status_code == 200
    attempt = opened.json
    assert attempt["number"] == 1
    assert attempt["opened_at"] == "2026-11-23T12:00:00Z"
    assert attempt["submission"] is None
    assert len(attempt["questions"]) == 5
    result = ada.submit(ONE, respond(attempt, wrong=1)).json
    assert {name: result[name] for name in ("raw", "max", "scaled", "passed", "pass_mark")} == {
        "raw": 4,
        "max": 5,
        "scaled": 0.8,
        "passed": True,
        "pass_mark": 0.8,
    }
    assert result["attempts_left"] == 2
    assert ada.get(f"/attempts/{ONE}").json["submission"] == result
    quiz = ada.get(f"/quizzes/{COURSE}/{QUIZ}").json
    assert quiz == {
        "passed": True,
        "best": {"raw": 4, "max": 5, "scaled": 0.8},
        "attempts_used": 1,
        "attempts_allowed": 3,
        "next_attempt_at": "2026-11-23T12:30:00Z",
        "open_attempt": None,
        "pass_mark": 0.8,
        "draw": 5,
    }


def test_progress_grows_with_what_is_done(ada: Api) -> None:
    ids = uuids()
    next(ids)
    ada.post("/activities", activity("opened") | {"id": next(ids)})
    ada.post("/activities", activity("read") | {"id": next(ids)})
    ada.post("/activities", activity("practice_passed", quiz_id="warm-up") | {"id": next(ids)})
    progress = ada.get("/progress").json
    assert progress == {
        "courses": [
            {
                "id": COURSE,
                "completed": 1,
                "total": 3,
                "lessons_read": ["current"],
                "quizzes_passed": ["warm-up"],
                "eligible": False,
                "certificate": None,
            }
        ],
        "resume": {
            "course_id": COURSE,
            "lesson_id": "shock",
            "title": {"zh": "lesson shock 中", "en": "lesson shock en"},
            "url": {"zh": f"zh/{COURSE}/shock/", "en": f"en/{COURSE}/shock/"},
        },
    }
    ada.post("/activities", activity("read", "shock") | {"id": next(ids)})
    ada.submit(ONE, respond(ada.open(ONE).json))
    (course,) = ada.get(f"/progress?course={COURSE}").json["courses"]
    assert (course["completed"], course["eligible"]) == (3, True)
    assert course["quizzes_passed"] == [QUIZ, "warm-up"]


def test_a_course_not_begun_has_progress_too(ada: Api) -> None:
    progress = ada.get(f"/progress?course={COURSE}").json
    assert (progress["courses"][0]["completed"], progress["courses"][0]["total"]) == (0, 3)
    assert progress["resume"] is None
    assert reason(ada.get("/progress?course=nothing")) == (404, "course_unknown")


def test_practice_that_was_passed_does_not_pass_an_exam_it_became(
    ada: Api, database: Database
) -> None:
    ada.post("/activities", activity("practice_passed", quiz_id="warm-up"))
    with database.write() as session:
        publish(session, make_quiz(id="warm-up"))
    (course,) = ada.get(f"/progress?course={COURSE}").json["courses"]
    assert (course["completed"], course["quizzes_passed"]) == (0, [])


def test_the_same_activity_again_is_recorded_once(ada: Api, database: Database) -> None:
    for _ in range(3):
        answer = ada.post("/activities", activity())
        assert (answer.status_code, answer.json) == (200, {"id": ONE})
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 1
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_another_activity_under_the_same_id_is_refused(ada: Api) -> None:
    ada.post("/activities", activity())
    answer = ada.post("/activities", activity(lesson="shock"))
    assert reason(answer) == (409, "activity_conflict")


def test_two_learners_may_use_the_same_activity_id(ada: Api, alan: Api) -> None:
    assert ada.post("/activities", activity()).status_code == 200
    assert alan.post("/activities", activity(lesson="shock")).status_code == 200
    assert alan.get("/progress").json["courses"][0]["lessons_read"] == ["shock"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"course_id": "nothing"}, (404, "course_unknown")),
        ({"lesson_id": "nothing"}, (404, "lesson_unknown")),
        ({"kind": "practice_passed"}, (400, "quiz_missing")),
        ({"kind": "practice_passed", "quiz_id": "nothing"}, (404, "quiz_unknown")),
        (
            {"kind": "practice_passed", "lesson_id": "exam", "quiz_id": QUIZ},
            (400, "quiz_graded"),
        ),
        ({"quiz_id": "warm-up"}, (400, "quiz_unexpected")),
        ({"kind": "passed"}, (400, "request_invalid")),
        ({"id": "1"}, (400, "request_invalid")),
        ({"minutes": 45}, (400, "request_invalid")),
    ],
)
def test_activities_that_cannot_be_are_refused(
    ada: Api, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert reason(ada.post("/activities", activity() | changes)) == expected
    assert ada.get("/progress").json["courses"] == []


def test_every_problem_of_a_request_is_told(ada: Api) -> None:
    answer = ada.post("/activities", {"id": "秘密", "kind": "x", "course_id": ""})
    details = answer.json["error"]["details"]
    assert {problem.split(":")[0] for problem in details["problems"]} == {
        "id",
        "kind",
        "course_id",
        "lesson_id",
    }
    assert "秘密" not in answer.text


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', '{"responses": []}'])
def test_what_is_no_json_object_is_refused(ada: Api, body: str) -> None:
    answer = ada.client.post(
        f"/api/v1/attempts/{ONE}/submission",
        data=body,
        content_type="application/json",
        headers=ada.headers,
    )
    assert reason(answer) == (400, "request_invalid")


def test_a_body_beyond_a_quarter_of_a_megabyte_is_refused(ada: Api) -> None:
    answer = ada.submit(ONE, {"q": "x" * 300_000})
    assert reason(answer) == (413, "too_large")


@pytest.mark.parametrize("path", ["/nothing", "/attempts", "/attempts/1/2/3"])
def test_an_unknown_address_is_told_as_json(ada: Api, path: str) -> None:
    assert reason(ada.get(path)) == (404, "address_unknown")


def test_a_method_that_is_not_there_is_told_as_json(ada: Api) -> None:
    answer = ada.client.delete("/api/v1/session", headers=ada.headers)
    assert reason(answer) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_bug_is_told_without_its_insides(app: Flask, ada: Api) -> None:
    app.testing = False
    app.extensions["clock"] = None  # every request that asks the time now fails
    answer = ada.get(f"/quizzes/{COURSE}/{QUIZ}")
    assert answer.status_code == 500
    assert answer.json == {
        "error": {
            "code": "server_error",
            "reason": "server_error",
            "message": "the server made a mistake",
            "details": {},
        }
    }


@pytest.mark.parametrize("quiz_id", ["nothing", "warm-up"])
def test_only_graded_quizzes_have_attempts(ada: Api, quiz_id: str) -> None:
    assert reason(ada.get(f"/quizzes/{COURSE}/{quiz_id}")) == (404, "quiz_unknown")
    assert reason(ada.open(ONE, quiz_id)) == (404, "quiz_unknown")


def test_refusals_of_openings_explain_themselves(ada: Api, clock: Clock) -> None:
    ada.open(ONE)
    ada.submit(ONE, {})
    answer = ada.open(TWO)
    assert reason(answer) == (409, "cool_down")
    assert answer.json["error"]["details"] == {"until": "2026-11-23T12:30:00Z"}
    clock.forward(minutes=30)
    assert ada.open(TWO).status_code == 200


def test_other_responses_for_a_submitted_attempt_are_refused(ada: Api) -> None:
    attempt = ada.open(ONE).json
    first = ada.submit(ONE, respond(attempt)).json
    assert reason(ada.submit(ONE, {})) == (409, "attempt_conflict")
    assert ada.submit(ONE, respond(attempt)).json == first


def test_alan_sees_nothing_of_adas(ada: Api, alan: Api) -> None:
    attempt = ada.open(ONE).json
    ada.post("/activities", activity() | {"id": TWO})
    assert reason(alan.get(f"/attempts/{ONE}")) == (404, "attempt_unknown")
    assert reason(alan.submit(ONE, respond(attempt))) == (404, "attempt_unknown")
    assert reason(alan.open(ONE)) == (409, "attempt_conflict")
    assert alan.get("/progress").json == {"courses": [], "resume": None}
    assert alan.get(f"/quizzes/{COURSE}/{QUIZ}").json["attempts_used"] == 0
    assert ada.get(f"/attempts/{ONE}").json == attempt


# What gives an answer away: nothing of it may be said before it may be seen.
SECRETS = {
    question["id"]: [
        *question["explanation"].values(),
        *question["hints"]["zh"],
        *(text for choice in question["choices"] for text in choice["feedback"].values()),
        *((question["numeric"] or {}).get(name, "hint") for name in ("value", "tolerance")),
        *(text for texts in (question["accepted"] or {}).values() for text in texts),
    ]
    for question in make_questions()
}


def leaks(answer: Any) -> set[str]:
    """Ids of questions of which something secret is in the answer."""
    text = json.dumps(answer.json, ensure_ascii=False)
    found = {id_ for id_, secrets in SECRETS.items() if any(s in text for s in secrets)}
    return found | (
        {"a key"} if '"correct": true' in text and '"submission": null' in text else set()
    )


def test_no_answer_gives_a_key_away_before_it_may(ada: Api, clock: Clock) -> None:
    """Fail twice, look at everything in between; only the end of all attempts reveals."""
    ids = list(zip(range(3), uuids(), strict=False))
    for number, attempt_id in ids:
        opened = ada.open(attempt_id)
        said = [
            opened,
            ada.get(f"/attempts/{attempt_id}"),
            ada.get(f"/quizzes/{COURSE}/{QUIZ}"),
            ada.get(f"/progress?course={COURSE}"),
        ]
        assert not set().union(*map(leaks, said))
        result = ada.submit(attempt_id, {})
        seen = leaks(result)
        shown = {question["id"] for question in opened.json["questions"]}
        assert seen == (shown if number == 2 else set())
        clock.forward(hours=1)
    assert leaks(ada.get(f"/attempts/{ids[0][1]}"))


def test_an_open_attempt_tells_no_truths_and_no_letters(ada: Api, database: Database) -> None:
    with database.write() as session:
        publish(session, make_quiz(draw=0))
    attempt = ada.open(ONE).json
    for question in attempt["questions"]:
        assert question.keys() == {"id", "kind", "points", "stem", "choices", "unit"}
        numbers = [str(n + 1) for n in range(len(question["choices"]))]
        assert [choice["id"] for choice in question["choices"]] == numbers
        assert all(choice.keys() == {"id", "text"} for choice in question["choices"])
    assert not leaks(ada.get(f"/attempts/{ONE}"))


def test_only_the_drawn_questions_are_sent(ada: Api) -> None:
    text = ada.open(ONE).text
    stems = [question["id"] for question in make_questions() if f"stem-{question['id']} " in text]
    assert len(stems) == 5


@pytest.mark.parametrize(
    ("reveal", "wrong", "is_shown"),
    [("passed", 0, True), ("passed", 5, False), ("never", 0, False), ("finished", 0, True)],
)
def test_keys_come_with_the_result_as_the_author_set(
    ada: Api, database: Database, reveal: str, wrong: int, *, is_shown: bool
) -> None:
    with database.write() as session:
        publish(session, make_quiz(reveal=reveal))
    result = ada.submit(ONE, respond(ada.open(ONE).json, wrong=wrong)).json
    for question in result["questions"]:
        assert ({"key", "explanation"} <= question.keys()) is is_shown
        assert ("feedback" in question) is is_shown


def test_a_revealed_key_names_positions_and_texts(ada: Api, database: Database) -> None:
    with database.write() as session:
        publish(session, make_quiz(draw=0))
    attempt = ada.open(ONE).json
    right = respond(attempt)
    result = ada.submit(ONE, right).json
    for question in result["questions"]:
        assert question["response"] == right[question["id"]]
        key = question["key"]
        match question["id"]:
            case "n0":
                assert key == "736.25 ± 0.5 mm"
            case "w0":
                assert key == "接地保护线 / earthing wire"
            case id_:
                given = right[id_]
                assert key == (sorted(given) if isinstance(given, list) else [given])
                ticked = given if isinstance(given, list) else [given]
                assert question["feedback"].keys() == set(ticked)
