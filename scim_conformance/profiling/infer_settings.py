"""What ``profile infer`` was asked to do, read from its options and the environment."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scim_conformance.client import Credentials, authentication
from scim_conformance.plugin.access import given_token
from scim_conformance.plugin.settings import clean_url
from scim_conformance.wire import AttributePath

from .probing_budget import LEAST


class Unusable(Exception):
    """What was asked for can't be done; says everything that is wrong."""


@dataclass(frozen=True)
class Settings:
    """What is to be looked at, and how."""

    url: str
    flag: str | None
    """Entra's flag in the address, which belongs to the client and not to the application."""

    credentials: Credentials
    kind: str
    """How the client signs in, in the words of a profile."""

    name: str
    output: Path | None
    probe: bool
    requests: int
    samples: dict[str, tuple[Any, ...]]
    timeout: float
    rate: float | None
    ledger: Path | None


def read(given: Namespace, here: Path) -> Settings:
    """Return what was asked for, or raise :class:`Unusable`."""
    problems: list[str] = []
    address = given.url or os.environ.get("SCIM_URL")
    url, flag = clean_url(address, problems) if address else (None, None)
    if not address:
        problems.append("No endpoint: add --url https://… or set SCIM_URL.")
    token = given_token(given.token or os.environ.get("SCIM_TOKEN") or None, here, problems)
    kind = "bearer" if token is not None else "none"
    output = here / given.output if given.output else None
    if output is not None and output.exists() and not given.force:
        problems.append(f"{given.output} is there already: choose another name for -o, or add --force to replace it.")
    if given.probe and given.requests < LEAST:
        problems.append(f"--requests {given.requests} is too little: trying needs at least {LEAST}.")
    samples = _samples(given.sample, problems)
    credentials = None
    try:
        credentials = authentication(kind, token=token)
    except ValueError as error:
        problems.append(str(error))
    if problems or url is None or credentials is None:
        raise Unusable("\n".join(problems))
    return Settings(
        url=url,
        flag=flag,
        credentials=credentials,
        kind=kind,
        name=given.name or str(urlsplit(url).hostname),
        output=output,
        probe=given.probe,
        requests=given.requests,
        samples=samples,
        timeout=given.timeout,
        rate=given.rate,
        ledger=here / given.ledger if given.ledger else None,
    )


def _samples(given: Sequence[str], problems: list[str]) -> dict[str, tuple[Any, ...]]:
    """Return the values of ``PATH=VALUE``, by path; the last = divides, as a path may hold one in quotes."""
    found: dict[str, tuple[Any, ...]] = {}
    for text in given:
        path, _, value = text.rpartition("=")
        try:
            AttributePath.parse(path)
        except ValueError as error:
            problems.append(f"--sample {text}: write PATH=VALUE. {error}" if path else "--sample needs PATH=VALUE.")
            continue
        key = path.strip().casefold()
        found[key] = (*found.get(key, ()), value)
    return found
