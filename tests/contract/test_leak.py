"""Nothing of a graded quiz of the sample courses is published, in any form.

The public folder is searched, byte for byte and as browsers and search would read it, for every
stem, choice, feedback, hint and explanation, for their digests, and for the exams' pictures.
"""

import gzip
import hashlib
import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.build import build_site

ROOT = Path(__file__).parents[2]
SHORTEST = 7
"""Shorter choices, such as 24 V, may stand in a lesson too."""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built."""
    place = tmp_path_factory.mktemp("published")
    result = build_site(ROOT, place, report=lambda _: None)
    assert result.ok, result.problems
    return place


def texts_in(value: object) -> Iterator[str]:
    """Every text of a question, as HTML, in all languages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            # Accepted words and numbers are the words of the subject; a lesson teaches them.
            if key not in {"id", "kind", "objective", "numeric", "accepted"}:
                yield from texts_in(item)


def plain(text: str) -> str:
    """As read: no tags, no entities, no spaces, none of the search's word marks."""
    return re.sub(r"[\s\u200b]+", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def read_forms(file: Path) -> str:
    """A file's text in every reading: as it is, unescaped, without tags, unpacked."""
    data = file.read_bytes()
    if file.suffix == ".gz":
        data = gzip.decompress(data)
    text = data.decode("utf-8", errors="replace")
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return "\n".join([text, plain(text), plain(unescaped)])


def digests(text: str) -> Iterator[str]:
    """How a text could hide: digests, base64."""
    data = text.encode()
    for algorithm in ("md5", "sha1", "sha256", "sha512"):
        yield hashlib.new(algorithm, data).hexdigest()
    yield b64encode(data).decode()


def test_no_text_of_an_exam_is_in_any_published_byte(output: Path) -> None:
    key = json.loads((output / "private/answer_key.json").read_text())
    questions = [q for c in key["courses"] for quiz in c["quizzes"] for q in quiz["questions"]]
    assert len(questions) >= 30
    read = {plain(text) for question in questions for text in texts_in(question)}
    secrets = {text for text in read if len(text) >= SHORTEST}
    assert len(secrets) > 4 * len(questions)
    hidden = {digest for text in secrets for digest in digests(text)}
    for file in sorted((output / "site").rglob("*")):
        if file.is_file():
            forms = read_forms(file)
            found = {one for one in secrets | hidden if one in forms}
            assert not found, f"{file.relative_to(output)}: {found}"


def test_no_picture_of_an_exam_and_no_key_revision_is_published(output: Path) -> None:
    key = json.loads((output / "private/answer_key.json").read_text())
    private = {course["key_revision"] for course in key["courses"]}
    pictures = {path.read_bytes() for path in ROOT.glob("content/*/images/exam-*")}
    assert pictures
    for file in (output / "site").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert data not in pictures, file
            assert not any(revision.encode() in data for revision in private), file


def test_the_private_folder_is_closed_to_others(output: Path) -> None:
    assert (output / "private").stat().st_mode & 0o777 == 0o700
    assert (output / "private/answer_key.json").stat().st_mode & 0o777 == 0o600
