"""What a fleet is made of, and the job that an endpoint becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KEYS: Mapping[str, Any] = {
    "name": "",
    "profile": "",
    "url": "",
    "demo": False,
    "token-env": "",
    "certify": False,
    "waivers": "",
    "baseline": "",
    "fail-on": "failed",
    "select": "",
    "select-marked": "",
    "workers": "",
    "options": "",
}
"""What an endpoint may say, each with what holds where it says nothing; all but token-env are inputs of action.yml."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint of a fleet, with everything that its job is given."""

    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the job is called."""
        return str(self.settings["name"])

    def as_job(self) -> dict[str, str]:
        """Return the job's row of a matrix: every value a text, as the inputs of an action are."""
        told = {**KEYS, **self.settings}
        return {key: str(told[key]).lower() if isinstance(told[key], bool) else str(told[key]) for key in KEYS}


def matrix(endpoints: Iterable[Endpoint]) -> dict[str, list[dict[str, str]]]:
    """Return the matrix of jobs, in the shape that GitHub's ``strategy`` takes."""
    return {"include": [endpoint.as_job() for endpoint in endpoints]}
