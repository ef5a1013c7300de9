"""What the processes of a load are told of the provider: where it is and who signs in, without any secret."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scim_conformance.plugin.aiming import Aim, read_aim

ASK = "SCIM_LOAD"
"""The environment variable that holds it for a process that Locust runs in."""


@dataclass(frozen=True)
class Asked:
    """What the command line says of the provider; a token is handed on as SCIM_TOKEN, as users give it."""

    profile: str
    set: tuple[str, ...]
    url: str
    timeout: float
    here: str
    ledgers: str
    out: str
    """The file for what the master has collected, or for the name of the load that a worker takes part in."""

    is_master: bool = True
    ca_bundle: str | None = None

    def as_text(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Asked:
        """Return what a line holds."""
        data = json.loads(text)
        return cls(**{**data, "set": tuple(data["set"])})

    def aim(self) -> Aim:
        """Read the profile and the secrets that it names; SystemExit says what is missing."""
        problems: list[str] = []
        given = Namespace(
            profile=self.profile,
            set=list(self.set),
            url=self.url,
            token=None,
            timeout=self.timeout,
            ca_bundle=self.ca_bundle,
        )
        aim = read_aim(given, Path(self.here), problems)
        if aim is None:
            raise SystemExit("\n".join(problems))
        return aim


def write(asked: Asked, told: dict[str, Any]) -> None:
    """Hand something to the process that started Locust; it sees all of it or nothing."""
    out = Path(asked.out)
    part = out.with_name(f"{out.name}.{os.getpid()}")
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(out)
