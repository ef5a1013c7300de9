"""What ``--scim-set path=value`` changes in a document."""

from __future__ import annotations

from .documents import row_of
from .paths import is_same_attribute, label, parse
from .problems import Problem, ProfileError, did_you_mean
from .yaml_lines import Mark, Node, read


class _Wrong(Exception):
    """What is wrong with an override, and what would be right."""


def override(document: Node, assignment: str) -> Node:
    """Return a document with one ``path=value`` in it; ProfileError says what is wrong with that."""
    place, equals, text = _divided(assignment)
    # Messages repeat the path only: the value may be a secret that somebody put where none belongs.
    mark = Mark(f"--scim-set {place}".strip() if equals else "--scim-set")
    try:
        if not equals:
            raise _Wrong("An override has no `=`.", "Write --scim-set path=value.")
        parts = _parts(place)
        changed = _put(document, parts, _value(text, mark), mark)
    except _Wrong as wrong:
        what, fix = wrong.args
        raise ProfileError([Problem(mark.file, None, "", what, fix)]) from None
    return _without_old_source(changed, parts)


def _divided(assignment: str) -> tuple[str, str, str]:
    # The first `=` outside brackets and quotes: a path such as roles[primary eq "a=b"] may hold one.
    depth, quoted = 0, False
    for i, character in enumerate(assignment):
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character == "[") - (character == "]")
            if character == "=" and depth == 0:
                return assignment[:i].strip(), "=", assignment[i + 1 :]
    return assignment.strip(), "", ""


def _parts(place: str) -> tuple[str, ...]:
    try:
        parts = parse(place)
    except ValueError as error:
        raise _Wrong(str(error), "Write a path such as limits.page_size.") from None
    if parts[0] == "extends":
        raise _Wrong("`extends` cannot be overridden.", "Name the other profile with --profile.")
    return parts


def _value(text: str, mark: Mark) -> Node:
    if not text.strip():
        return Node(None, mark)
    value, problems = read(text, mark.file)
    if value is None or problems:
        raise _Wrong("The value after `=` is not YAML.", """Quote it for YAML too: 'path="[A-Z]+"'.""")
    return _marked(value, mark)


def _marked(node: Node, mark: Mark) -> Node:
    if isinstance(node.value, dict):
        return Node({key: _marked(inner, mark) for key, inner in node.value.items()}, mark)
    if isinstance(node.value, list):
        return Node([_marked(inner, mark) for inner in node.value], mark)
    return Node(node.value, mark)


def _put(node: Node, parts: tuple[str, ...], value: Node, mark: Mark) -> Node:
    if not parts:
        return value
    part, *rest = parts
    if isinstance(node.value, dict):
        inner = node.value.get(part, Node({}, mark))
        return Node({**node.value, part: _put(inner, tuple(rest), value, mark)}, node.mark)
    if not isinstance(node.value, list):
        raise _Wrong(f"`{part}` has no place in a single value.", "Set the value itself.")
    row = row_of(node.value, part)
    if row is None:
        known = [name for inner in node.value if (name := label(inner.plain()))]
        raise _Wrong(f"There is no `{part}` in this list.", did_you_mean(part, known))
    rows = list(node.value)
    rows[row] = _put(rows[row], tuple(rest), value, mark)
    return Node(rows, node.mark)


def _without_old_source(document: Node, parts: tuple[str, ...]) -> Node:
    """Drop the recorded sources of what was overridden: they no longer say where it comes from."""
    facts = document.value.get("facts")
    if facts is None or parts[0] == "facts" or not isinstance(facts.value, dict):
        return document
    kept = {key: node for key, node in facts.value.items() if not _is_within(key, parts)}
    return Node({**document.value, "facts": Node(kept, facts.mark)}, document.mark)


def _is_within(place: str, parts: tuple[str, ...]) -> bool:
    try:
        stated = parse(place)
    except ValueError:
        return False
    return len(stated) >= len(parts) and all(map(is_same_attribute, stated, parts))
