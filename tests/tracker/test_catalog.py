"""The published files: missing keys refused, unknown ones kept, other versions refused."""

import copy
import json
from typing import Any

import pytest

from tests.tracker.builders import make_course, make_files
from tracker.catalog import parse_answer_key, parse_catalog
from tracker.errors import TrackerError

CATALOG, ANSWER_KEY = (json.loads(file.model_dump_json()) for file in make_files())


def parts(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """Every key of every object, by its path; texts by language are free."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"zh", "en"}:
                yield (*path, name)
                yield from parts(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield from parts(value[0], (*path, 0))


@pytest.mark.parametrize("path", [*parts(CATALOG)], ids=str)
def test_no_key_of_the_catalog_may_be_missing(path: tuple[Any, ...]) -> None:
    with pytest.raises(TrackerError, match=str(path[-1])) as refusal:
        parse_catalog(json.dumps(without(CATALOG, path)))
    assert refusal.value.reason == "catalog_invalid"


@pytest.mark.parametrize("path", [*parts(ANSWER_KEY)], ids=str)
def test_no_key_of_the_answer_key_may_be_missing(path: tuple[Any, ...]) -> None:
    with pytest.raises(TrackerError, match=str(path[-1])) as refusal:
        parse_answer_key(json.dumps(without(ANSWER_KEY, path)))
    assert refusal.value.reason == "answer_key_invalid"


def without(value: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return changed


def test_unknown_keys_are_kept_and_not_read() -> None:
    changed = copy.deepcopy(CATALOG)
    changed["courses"][0]["colour"] = "green"
    parsed = parse_catalog(json.dumps(changed))
    assert parsed.courses[0].model_dump()["colour"] == "green"


def test_all_problems_are_told_at_once() -> None:
    changed = without(without(CATALOG, ("courses", 0, "title")), ("site", "issuer"))
    with pytest.raises(TrackerError) as refusal:
        parse_catalog(json.dumps(changed))
    problems = refusal.value.details["problems"]
    assert isinstance(problems, list)
    assert len(problems) == 2


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(TrackerError, match="catalog_version"):
        parse_catalog(json.dumps(CATALOG | {"catalog_version": version}))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3"])
def test_what_is_no_catalog_is_refused_in_words(text: str) -> None:
    with pytest.raises(TrackerError) as refusal:
        parse_catalog(text)
    assert refusal.value.reason == "catalog_invalid"


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(TrackerError, match="occur twice: electrical-safety"):
        make_files(make_course(), make_course())
