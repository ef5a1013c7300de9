"""A profile found, read, put together and validated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import crosschecks, shape
from .building import build
from .finding import NotThere, locate
from .model import Profile
from .overrides import override
from .paths import written
from .problems import Problem, ProfileError
from .reading import read_with_bases
from .shape import Finding
from .yaml_lines import Mark, Node


def load(name_or_path: str, overrides: Sequence[str] = (), *, cwd: Path) -> Profile:
    """Return the profile of a bundled name or a path; ProfileError lists every mistake in it.

    ``overrides`` are written ``path=value``, as in ``limits.page_size=50`` or
    ``users.attributes[userName].required=false``; relative paths start at ``cwd``.
    """
    try:
        path = locate(name_or_path, cwd)
    except NotThere as missing:
        raise ProfileError([Problem("--profile", None, "", missing.what, missing.fix)]) from None
    reading = read_with_bases(path, cwd.resolve())
    document, problems = reading.document, list(reading.problems)
    if document is None:
        raise ProfileError(problems)
    for assignment in overrides:
        try:
            document = override(document, assignment)
        except ProfileError as error:
            problems += error.problems
    problems += _mistakes(document, whole=reading.whole)
    if problems:
        raise ProfileError(problems)
    effective = document.plain()
    effective.pop("extends", None)
    return build(effective, path)


def _mistakes(document: Node, *, whole: bool) -> list[Problem]:
    data = document.plain()
    found = dict.fromkeys(shape.findings(data))
    # Where the shape is wrong already, a second complaint about the same value helps nobody.
    spoiled = {finding.steps for finding in found}
    found |= dict.fromkeys(finding for finding in crosschecks.findings(data) if finding.steps not in spoiled)
    # What a base that couldn't be read may have said is not called missing.
    return [_problem(document, data, finding) for finding in found if whole or not finding.missing]


def _problem(document: Node, data: Any, finding: Finding) -> Problem:
    mark = _mark_at(document, finding.steps)
    return Problem(mark.file, mark.line, written(data, finding.steps), finding.what, finding.fix)


def _mark_at(node: Node, steps: Sequence[str | int]) -> Mark:
    for step in steps:
        inner = node.value
        if isinstance(inner, dict) and step in inner:
            node = inner[str(step)]
        elif isinstance(inner, list) and isinstance(step, int) and step < len(inner):
            node = inner[step]
        else:
            break
    return node.mark
