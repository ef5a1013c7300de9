"""YAML read with the line of every node; what could surprise in a profile is refused, not interpreted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from .paths import Steps, written
from .problems import Problem

DEEPEST = 32
"""How deep a document may be nested: far more than a profile needs, far less than what exhausts the stack."""


@dataclass(frozen=True)
class Mark:
    """Where something stands: a file and line, or an override that has no line."""

    file: str
    line: int | None = None


@dataclass(frozen=True)
class Node:
    """A value with its mark: a scalar, a mapping of nodes or a list of nodes."""

    value: Any
    mark: Mark

    def plain(self) -> Any:
        """Return the value without marks."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class _Refused(yaml.MarkedYAMLError):
    """YAML that is valid but has no place in a profile."""


class _Loader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused(None, None, "anchor", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _Refused(None, None, "tag", event.start_mark)
        if self.depth >= DEEPEST:
            raise _Refused(None, None, "depth", event.start_mark)
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


# JSON's scalars and no others: a profile's `no`, `12:30`, `2026-03-31` and `007` are texts.
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _begins in (
    ("bool", r"true|false|True|False|TRUE|FALSE", [*"tfTF"]),
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("int", r"-?(0|[1-9][0-9]{0,17})", [*"-0123456789"]),
    ("float", r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,2})?", [*"-0123456789"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _begins)

_SCALARS: dict[str, Any] = {
    "tag:yaml.org,2002:bool": lambda text: text.casefold() == "true",
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
}


class _Plainly(NamedTuple):
    """What a message of the YAML library means to somebody who edits a profile."""

    said: str
    what: str
    fix: str
    begins_there: bool = False
    """Whether the trouble lies where the construct began, not where it could not go on."""


_PLAINLY = (
    _Plainly(
        "^anchor$",
        "An anchor (&) or an alias (*) stands here.",
        "Write the value itself, in quotes if it begins with & or *. Profiles share parts by `extends`.",
    ),
    _Plainly("^tag$", "A tag (!) stands here.", "Leave it out; a text that begins with ! needs quotes."),
    _Plainly("^depth$", "This is nested too deep to be a profile.", "See docs/profiles.md for its shape."),
    _Plainly(r"'\\t'", "A tab stands here.", "Indent with spaces."),
    _Plainly(
        "mapping values are not allowed",
        "A colon stands where none can be.",
        "Put a text that holds a colon and a space in quotes, or line this key up with its neighbours.",
    ),
    _Plainly("could not find expected ':'", "This is not a key with its value.", "Write `key: value`.", True),
    _Plainly(
        "unexpected (end of stream|document separator)",
        "A quote is opened here and not closed.",
        "Close it.",
        True,
    ),
    _Plainly(
        "unknown escape character",
        "A backslash in double quotes begins something that YAML does not know.",
        "Put the text in single quotes.",
    ),
    _Plainly(
        "expected <block end>|did not find expected '-'",
        "This line is not indented like its neighbours.",
        "Line it up with them.",
    ),
    _Plainly(
        "expected ',' or",
        "A list in [ ] or a mapping in { } breaks off here.",
        "Close every bracket; put a path that has some in single quotes: 'emails[type eq \"work\"].value'.",
    ),
    _Plainly("another document", "A second document begins here.", "Keep one document in a file: take `---` out."),
    _Plainly(
        "cannot start any token|special characters are not allowed|unacceptable character",
        "A character stands here that YAML keeps for itself.",
        "Put the text in quotes.",
    ),
    _Plainly("", "This is not YAML.", "Compare this line and the one before with docs/profiles.md."),
)


def read(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Return the document in a text and what is wrong with it as YAML; None where it can't be read at all."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        return None, [_problem(error, text, file)]
    if root is None:
        return None, [Problem(file, None, "", "The file is empty.", "A profile needs at least `name:`.")]
    problems: list[Problem] = []
    return _node(root, Mark(file, root.start_mark.line + 1), (), problems), problems


def _node(node: yaml.Node, mark: Mark, at: Steps, problems: list[Problem]) -> Node:
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return Node([_node(item, _mark(item, mark), (*at, i), problems) for i, item in items], mark)
    if not isinstance(node, yaml.MappingNode):
        return Node(_SCALARS.get(node.tag, str)(node.value), mark)
    members: dict[str, Node] = {}
    for key, value in node.value:
        here = _mark(key, mark)

        def complain(path: str, what: str, fix: str, here: Mark = here) -> None:
            problems.append(Problem(here.file, here.line, path, what, fix))

        if not isinstance(key, yaml.ScalarNode):
            complain(written(None, at), "A key is a list or a mapping.", "Write a word as key.")
        elif key.value in members:
            first = members[key.value].mark.line
            complain(
                written(None, (*at, key.value)),
                f"`{key.value}` stands here again, after line {first}.",
                "Keep one of the two.",
            )
        else:
            members[key.value] = _node(value, here, (*at, key.value), problems)
    return Node(members, mark)


def _mark(node: yaml.Node, around: Mark) -> Mark:
    return Mark(around.file, None if around.line is None else node.start_mark.line + 1)


def _problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    plainly = next(entry for entry in _PLAINLY if re.search(entry.said, said))
    mark = getattr(error, "problem_mark", None)
    if plainly.begins_there:
        mark = getattr(error, "context_mark", None) or mark
    position = getattr(error, "position", 0) if mark is None else mark.index
    before = text[:position]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(file, line, "", f"{plainly.what} (column {column})", plainly.fix)
