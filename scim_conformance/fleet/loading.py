"""A fleet read from YAML and validated; every mistake is told at once, and no value that may be a secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scim_conformance.files import read_json
from scim_conformance.profile.problems import Problem, ProfileError, did_you_mean
from scim_conformance.profile.yaml_lines import Node, read

from .files_named import findings as of_files
from .model import Endpoint

SECRET = ("token", "password", "secret", "authorization")
"""Keys that somebody might look for, and that no fleet has."""


class FleetError(ProfileError):
    """A fleet that can't be used, with every mistake that was found in it."""


def load_fleet(path: Path, *, cwd: Path) -> tuple[Endpoint, ...]:
    """Return the endpoints of a fleet; the files that it names are looked for from ``cwd``, where its jobs run."""
    root, problems = read(path.read_text(encoding="utf-8"), str(path))
    if root is not None:
        problems += _of_the_shape(root)
    if problems or root is None:
        raise FleetError(problems)
    document = root.plain()
    defaults = document.get("defaults", {})
    endpoints = tuple(Endpoint({**defaults, **each}) for each in document["endpoints"])
    nodes = root.value["endpoints"].value
    problems = [*_twice(nodes), *_without_target(nodes, endpoints)]
    for node, endpoint in zip(nodes, endpoints, strict=True):
        problems += [_problem(node, key, what, fix) for key, what, fix in of_files(endpoint, cwd)]
    if problems:
        raise FleetError(problems)
    return endpoints


def _problem(node: Node, key: str, what: str, fix: str) -> Problem:
    # What comes from the defaults stands nowhere in the endpoint: then the endpoint itself is named.
    mark = node.value[key].mark if key in node.value else node.mark
    return Problem(mark.file, mark.line, f"{_name(node)}.{key}", what, fix)


def _name(node: Node) -> str:
    name = node.value.get("name") if isinstance(node.value, dict) else None
    return str(name.value) if name is not None else "endpoints"


def _of_the_shape(root: Node) -> list[Problem]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(read_json("fleet.schema.json"))
    return [problem for error in validator.iter_errors(root.plain()) for problem in _told(error, root)]


def _told(error: Any, root: Node) -> Iterator[Problem]:
    node, place = root, "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in error.absolute_path).lstrip(".")
    for step in error.absolute_path:
        node = node.value[step]
    fix = error.schema.get("description", "")
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        for key in sorted(set(node.value) - set(known)):
            mark = node.value[key].mark
            yield Problem(mark.file, mark.line, f"{place}.{key}".lstrip("."), *_unknown(key, list(known)))
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in node.value]
        yield Problem(node.mark.file, node.mark.line, place, f"{' and '.join(missing)} is missing.", fix)
    elif error.validator == "type":
        kinds = {"object": "a mapping", "array": "a list", "string": "a text", "integer": "a whole number"}
        what = f"This has to be {kinds.get(error.validator_value, 'true or false')}."
        yield Problem(node.mark.file, node.mark.line, place, what, fix)
    else:
        # The value itself is not shown: it may be a token, in the place of the name of one.
        yield Problem(node.mark.file, node.mark.line, place, "This value is none that can stand here.", fix)


def _unknown(key: str, known: list[str]) -> tuple[str, str]:
    if any(word in key.casefold() for word in SECRET):
        return (
            f"`{key}` has no place in a fleet: what it becomes is printed in logs.",
            "Keep the token as a secret of the workflow, write its name as token-env, and change the token if it "
            "was ever committed.",
        )
    return f"`{key}` is no key here.", did_you_mean(key, known)


def _twice(nodes: list[Node]) -> Iterator[Problem]:
    first: dict[str, int | None] = {}
    for node in nodes:
        name = _name(node)
        # Artefacts are kept on systems that don't tell A from a.
        if name.casefold() in first:
            what = f"The name {name} stands a second time, after line {first[name.casefold()]}."
            yield _problem(node, "name", what, "Give each endpoint a name of its own.")
        first.setdefault(name.casefold(), node.mark.line)


def _without_target(nodes: list[Node], endpoints: tuple[Endpoint, ...]) -> Iterator[Problem]:
    for node, endpoint in zip(nodes, endpoints, strict=True):
        if not endpoint.settings.get("profile"):
            yield _problem(node, "profile", "profile is missing.", "Write it here, or for all among the defaults.")
        if not endpoint.settings.get("url") and not endpoint.settings.get("demo"):
            yield _problem(node, "url", "url is missing.", "Write the base URL of the endpoint, or demo: true.")
