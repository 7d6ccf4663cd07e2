"""The YAML shapes: site_config.yml, course.yml and the front matter of a lesson.

A scalar is kept as the text that was written and the shape decides what it means, so that
`id: no` or `title: 2026` cannot turn into something else. Every problem has its line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from generator.problems import Problem
from generator.settings import ID_RULE, nearest, refuse_id
from generator.sources import Source
from generator.yaml_lines import KeyPath, YamlText, parse_yaml

_LESSON_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}(?:/[a-z0-9][a-z0-9-]{0,62}){0,3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")
_ADDRESS = re.compile(r"https?://[^\s/?#\"'<>]+[^\s\"'<>]*")


def _check_id(value: str) -> str:
    refusal = refuse_id(value)
    if refusal:
        better = f"; write {refusal.better}" if refusal.better else ""
        raise PydanticCustomError("id", "{message}", {"message": refusal.message + better})
    return value


def _check_lesson_name(value: str) -> str:
    parts = value.replace("\\", "/").split("/")
    if ".." in parts or value.startswith(("/", "\\", "~")) or ":" in value:
        message = f'"{value}" leads out of the course\'s folder'
    elif value.endswith(".md"):
        message = f'"{value}" must be written without .md: {value.removesuffix(".md")}'
    elif parts[-1] == "index":
        message = 'a lesson cannot be called "index": that is the page of the course'
    elif not _LESSON_NAME.fullmatch(value):
        message = f'"{value}" is not a name of a lesson file; use a-z, 0-9 and -'
    else:
        return value
    raise PydanticCustomError("lesson_name", "{message}", {"message": message})


def _check_folder(value: str) -> str:
    if value in ("index", "assets"):
        message = f'a course folder cannot be called "{value}": the site uses that name'
        raise PydanticCustomError("folder", "{message}", {"message": message})
    if refuse_id(value):
        message = f'"{value}" is not a name of a course folder; {ID_RULE}'
        raise PydanticCustomError("folder", "{message}", {"message": message})
    return value


def _check_language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        message = f'"{value}" is not a language code such as zh or en'
        raise PydanticCustomError("language", "{message}", {"message": message})
    return value


def _check_tracker(value: str) -> str:
    if not value.startswith("/") or value.startswith("//"):
        message = f'tracker is "{value}"; it is a path on the same host, such as /'
        raise PydanticCustomError("tracker", "{message}", {"message": message})
    return value


def _check_address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        message = f'"{value}" is not an address of the web; write it like https://www.example.org'
        raise PydanticCustomError("address", "{message}", {"message": message})
    return value


def _check_text(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("empty", "the text is empty")
    return value.strip()


Id = Annotated[str, AfterValidator(_check_id)]
LessonName = Annotated[str, AfterValidator(_check_lesson_name)]
Folder = Annotated[str, AfterValidator(_check_folder)]
Language = Annotated[str, AfterValidator(_check_language)]
Address = Annotated[str, AfterValidator(_check_address)]
TrackerPath = Annotated[str, AfterValidator(_check_tracker)]
Words = Annotated[str, AfterValidator(_check_text)]
LocalisedWords = dict[Language, Words]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IssuerShape(_Shape):
    """`issuer` in site_config.yml."""

    id: Id
    name: LocalisedWords
    url: Address = ""


class SiteShape(_Shape):
    """site_config.yml."""

    title: LocalisedWords
    description: LocalisedWords = Field(default_factory=dict)
    languages: list[Language] = Field(min_length=1)
    base_url: Address = ""
    issuer: IssuerShape
    tracker: TrackerPath | None = "/"
    courses: list[Folder] = Field(default_factory=list)


class ModuleShape(_Shape):
    """One of `modules` in course.yml."""

    id: Id
    title: LocalisedWords
    lessons: list[LessonName] = Field(default_factory=list)


class AchievementShape(_Shape):
    """`achievement` in course.yml."""

    id: Id
    title: LocalisedWords
    description: LocalisedWords
    valid_months: int = Field(default=0, ge=0, le=1200)


class CourseShape(_Shape):
    """course.yml."""

    id: Id
    languages: list[Language] = Field(min_length=1)
    title: LocalisedWords
    summary: LocalisedWords
    class_hours: Decimal = Field(ge=0, le=1000)
    modules: list[ModuleShape] = Field(default_factory=list)
    achievement: AchievementShape | None = None


class FrontMatterShape(_Shape):
    """What stands between the `---` lines of a lesson."""

    id: Id
    title: Words
    minutes: int | None = Field(default=None, ge=1, le=600)
    required: bool | None = None


Shape = TypeVar("Shape", bound=_Shape)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A YAML text that was read: its shape (None if it has errors) and the lines of its keys."""

    yaml: YamlText
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def parse_document(source: Source, shape: type[Shape]) -> tuple[Shape | None, Document]:
    """Read a YAML text as `shape`; every mistake is in the document's problems."""
    yaml = parse_yaml(source)
    if yaml.data is None:
        return None, Document(yaml=yaml, problems=yaml.problems)
    value: Shape | None = None
    problems = list(yaml.problems)
    try:
        value = shape.model_validate(yaml.data)
    except ValidationError as error:
        problems += [_explain(source, yaml, shape, detail) for detail in error.errors()]
    if value is not None:
        problems += _check_languages(source, yaml, value)
    return value, Document(yaml=yaml, problems=tuple(problems))


def _explain(source: Source, yaml: YamlText, shape: type[_Shape], detail: ErrorDetails) -> Problem:
    """A pydantic error in the words of an author."""
    path: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
    name = _name(path)
    key = str(path[-1]) if path else ""
    written = detail["input"]
    index = yaml.find_index(path)
    kind = detail["type"]
    hint = ""
    if kind == "missing":
        parent = _name(path[:-1])
        message = f'"{key}" is missing' + (f" in {parent}" if parent else "")
        hint = f"add a line: {key}: {_example(shape, key)}"
    elif kind == "extra_forbidden":
        known = _known_keys(shape, path[:-1])
        near = nearest(key, known)
        message = f'unknown key "{key}"'
        hint = f'write "{near}"' if near else f"known keys: {', '.join(known)}"
    elif kind in ("id", "lesson_name", "folder", "language", "tracker", "address"):
        message = detail["msg"]
    elif kind in ("dict_type", "model_type"):
        message = f"{name or 'the file'} must hold keys and values, but is {_quote(written)}"
        hint = f"write {key}: {{zh: …, en: …}}" if kind == "dict_type" else ""
    elif kind == "list_type":
        message = f"{name} must be a list, but is {_quote(written)}"
        hint = f"write {key}: [{written if isinstance(written, str) else '…'}]"
    elif kind == "string_type" and written is None:
        message = f"{name} has no value"
        hint = f"write {key}: {_example(shape, key)}"
    elif kind == "too_short":
        message = f"{name} is empty"
        hint = f"write {key}: {_EXAMPLES.get(key, '[…]')}"
    else:
        message = f"{name} is {_quote(written)}; {_expected(kind, detail)}"
    return source.problem(index, message, hint=hint, mark=key)


_EXAMPLES: Mapping[str, str] = {
    "id": "my-id",
    "title": "{zh: …, en: …}",
    "summary": "{zh: …, en: …}",
    "description": "{zh: …, en: …}",
    "name": "{zh: …, en: …}",
    "languages": "[zh, en]",
    "minutes": "6",
    "class_hours": "1",
    "issuer": "{id: …, name: {zh: …, en: …}}",
}


def _example(shape: type[_Shape], key: str) -> str:
    return "…" if shape is FrontMatterShape and key == "title" else _EXAMPLES.get(key, "…")


def _expected(kind: str, detail: ErrorDetails) -> str:
    limits = detail.get("ctx", {})
    if kind.startswith("int"):
        return "write a whole number"
    if kind.startswith(("decimal", "finite_number")):
        return "write a number such as 1 or 1.5"
    if kind.startswith("bool"):
        return "write true or false"
    if kind.startswith("string"):
        return "write a text"
    if kind == "greater_than_equal":
        return f"the smallest is {limits.get('ge')}"
    if kind == "greater_than":
        return f"it must be more than {limits.get('gt')}"
    if kind == "less_than_equal":
        return f"the largest is {limits.get('le')}"
    return detail["msg"]


def _quote(written: object) -> str:
    if isinstance(written, dict):
        return "keys and values"
    if isinstance(written, list):
        return "a list"
    return "empty" if written is None else f'"{written}"'


def _name(path: KeyPath) -> str:
    """A path such as modules[1].title as people read it (counting from 1)."""
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _known_keys(shape: type[_Shape], path: KeyPath) -> tuple[str, ...]:
    """The keys that may stand at `path`."""
    here: type[BaseModel] = shape
    for part in path:
        if isinstance(part, str) and part in here.model_fields:
            here = _model_in(here.model_fields[part].annotation) or here
    return tuple(here.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is not None:
        for inner in get_args(annotation):
            if found := _model_in(inner):
                return found
    return None


def _check_languages(source: Source, yaml: YamlText, value: _Shape) -> list[Problem]:
    """Each text must exist in each language, and in no other."""
    languages = getattr(value, "languages", None)
    if languages is None:
        return []
    problems = [
        source.problem(yaml.find_index(("languages",)), f'language "{repeated}" stands twice')
        for repeated in sorted({one for one in languages if languages.count(one) > 1})
    ]
    for path, texts in _find_localised(value, ()):
        if texts or path != ("description",):
            problems += _compare_languages(source, yaml, path, languages, texts)
    return problems


def _compare_languages(
    source: Source, yaml: YamlText, path: KeyPath, languages: list[str], texts: dict[str, str]
) -> list[Problem]:
    key, name = str(path[-1]), _name(path)
    problems = [
        source.problem(
            yaml.find_index(path),
            f'{name} has no text for language "{language}"',
            hint=f"write {key}: {{{', '.join(f'{one}: …' for one in languages)}}}",
            mark=key,
        )
        for language in languages
        if language not in texts
    ]
    problems += [
        source.problem(
            yaml.find_index((*path, language)),
            f'{name} has a text for "{language}", which is not one of the languages',
            hint=f"languages: [{', '.join(languages)}]",
            mark=language,
        )
        for language in texts
        if language not in languages
    ]
    return problems


def _find_localised(value: object, path: KeyPath) -> list[tuple[KeyPath, dict[str, str]]]:
    if isinstance(value, BaseModel):
        return [
            found
            for key in type(value).model_fields
            for found in _find_localised(getattr(value, key), (*path, key))
        ]
    if isinstance(value, list):
        return [
            found
            for number, one in enumerate(value)
            for found in _find_localised(one, (*path, number))
        ]
    return [(path, value)] if isinstance(value, dict) else []
