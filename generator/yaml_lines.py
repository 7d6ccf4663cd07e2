"""YAML text to plain values whose keys know their lines.

Scalars stay the text that was written (only a plain `null` or nothing becomes None). Repeated
keys, anchors and tags are refused. Nothing here knows what the keys mean.
"""

import re
from dataclasses import dataclass, field

import yaml

from generator.problems import Problem
from generator.sources import Source

KeyPath = tuple[str | int, ...]

# The C parser gives the same nodes and marks, ten times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WIDE_COLON = re.compile(r"(\s*(?:- )?[A-Za-z_]{1,30})[：](.*)")
_NO_SPACE = re.compile(r"(\s*(?:- )?[a-z_]{1,30}):([^\s:/].*)")
# What YAML takes a scalar for by itself.
_PLAIN_TAGS = frozenset(["str", "int", "float", "bool", "null", "timestamp", "merge", "value"])
_MAX_DEPTH = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class YamlText:
    """The values (None if the text cannot be read) and where their keys stand."""

    data: object = None
    indexes: dict[KeyPath, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def find_index(self, path: KeyPath) -> int:
        """Index of the line of a key, or of the nearest one above it."""
        while path and path not in self.indexes:
            path = path[:-1]
        return self.indexes.get(path, 0)


def parse_yaml(source: Source) -> YamlText:
    """Read a YAML text."""
    text = "\n".join(source.lines)
    try:
        line = _find_too_deep(text)
        if line is not None:
            return YamlText(
                problems=(
                    source.problem(
                        line, "this YAML is nested too deeply", hint="write less in one value"
                    ),
                )
            )
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        slips = tuple(_find_slips(source))
        return YamlText(problems=slips or (_explain(source, error),))
    if node is None:
        return YamlText(data={})
    if isinstance(node, yaml.ScalarNode) and (slips := tuple(_find_slips(source))):
        return YamlText(problems=slips)
    reader = _Reader(source=source)
    data = reader.read(node, ())
    return YamlText(data=data, indexes=reader.indexes, problems=tuple(reader.problems))


def _find_too_deep(text: str) -> int | None:
    """Index of the line where the nesting gets too deep.

    Looked for among the events, because the composer calls itself and would overrun the stack.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                return event.start_mark.line if event.start_mark else 0
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


@dataclass(kw_only=True, slots=True)
class _Reader:
    source: Source
    indexes: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, node: yaml.Node, path: KeyPath) -> object:
        self.indexes.setdefault(path, node.start_mark.line)
        if id(node) in self.seen:
            # The node of an alias is the one that it stands for; the line is its own.
            self.problems.append(
                self.source.problem(
                    self.indexes[path],
                    "an alias (*) cannot be used here",
                    hint="write the value again",
                )
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(one, (*path, number)) for number, one in enumerate(node.value)]
        plain = not getattr(node, "style", None)
        if node.tag == "tag:yaml.org,2002:null" and plain:
            return None
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            self._add(node, f'a tag such as "{node.tag}" cannot be used here', hint="remove it")
        return node.value

    def _read_mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, object]:
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._add(key_node, "a key must be a word", hint="write key: value")
                continue
            key = key_node.value
            if key in values:
                first = self.source.number(self.indexes[(*path, key)])
                self._add(
                    key_node,
                    f'key "{key}" stands in line {first} already',
                    hint="keep one of the two",
                    mark=key,
                )
                continue
            self.indexes[(*path, key)] = key_node.start_mark.line
            values[key] = self.read(value_node, (*path, key))
        return values

    def _add(self, node: yaml.Node, message: str, *, hint: str, mark: str = "") -> None:
        self.problems.append(
            self.source.problem(node.start_mark.line, message, hint=hint, mark=mark)
        )


def _find_slips(source: Source) -> list[Problem]:
    """Slips of an input method that YAML would take for something else."""
    problems = []
    for index, line in enumerate(source.lines):
        if wide := _WIDE_COLON.fullmatch(line):
            problems.append(
                source.problem(
                    index,
                    'the colon "：" is full-width',
                    hint=f"write: {wide[1].strip()}: {wide[2].strip()}",
                    mark="：",
                )
            )
        elif (close := _NO_SPACE.fullmatch(line)) and not close[1].strip().startswith("http"):
            problems.append(
                source.problem(
                    index,
                    'a space is missing after ":"',
                    hint=f"write: {close[1].strip()}: {close[2].strip()}",
                    mark=":",
                )
            )
        elif re.match(r" *\t", line) and line.strip():
            problems.append(
                source.problem(
                    index,
                    "a tab at the beginning of a line; YAML needs spaces",
                    hint=f"write: {line.expandtabs(2).rstrip()}",
                    mark="\t",
                )
            )
    return problems


def _explain(source: Source, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    index = min(mark.line if mark else 0, len(source.lines) - 1)
    line = source.lines[index]
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    key, colon, value = line.partition(": ")
    if "mapping values are not allowed" in what and colon and ":" in value:
        return source.problem(
            index,
            'a text with ":" must stand in quotes',
            hint=f'write: {key.strip()}: "{value.strip()}"',
            mark=value.strip(),
        )
    return source.problem(
        index,
        f"this is not YAML: {what or 'it cannot be read'}",
        hint="a text with : # [ ] { } , & * ! | > ' % @ in it must stand in quotes",
    )
