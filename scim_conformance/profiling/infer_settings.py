"""What ``profile infer`` was asked to do, read from its options and the environment."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scim_conformance.client import Credentials, Passage, authentication
from scim_conformance.plugin.access import Finder, given_token, read_access
from scim_conformance.plugin.settings import clean_url
from scim_conformance.profile import Profile, ProfileError, load
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
    auth: dict[str, Any]
    """How the client signs in, as a profile states it: secrets by the names of where they are."""

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
    credentials, auth = _signing_in(given, url, here, problems)
    output = here / given.output if given.output else None
    if output is not None and output.exists() and not given.force:
        problems.append(f"{given.output} is there already: choose another name for -o, or add --force to replace it.")
    if given.probe and given.requests < LEAST:
        problems.append(f"--requests {given.requests} is too little: trying needs at least {LEAST}.")
    samples = _samples(given.sample, problems)
    if problems or url is None or credentials is None:
        raise Unusable("\n".join(problems))
    return Settings(
        url=url,
        flag=flag,
        credentials=credentials,
        auth=auth,
        name=given.name or str(urlsplit(url).hostname),
        output=output,
        probe=given.probe,
        requests=given.requests,
        samples=samples,
        timeout=given.timeout,
        rate=given.rate,
        ledger=here / given.ledger if given.ledger else None,
    )


def _signing_in(
    given: Namespace, url: str | None, here: Path, problems: list[str]
) -> tuple[Credentials | None, dict[str, Any]]:
    """Return what signs in: a token, what a profile says, or nothing; and how that is stated."""
    token = given_token(given.token or os.environ.get("SCIM_TOKEN") or None, here, problems)
    try:
        if given.auth_of is not None:
            profile = load(given.auth_of, cwd=here)
            finder = Finder(profile, here, problems)
            access = read_access(profile, url, None, token, finder, given.timeout, given.ca_bundle)
            return (None if problems else access.credentials(profile)), _stated(profile)
        kind = "bearer" if token is not None else "none"
        passage = Passage(ca_bundle=str(here / given.ca_bundle) if given.ca_bundle else None)
        problems += passage.problems()
        return replace(authentication(kind, token=token), passage=passage), {"kind": kind}
    except (ValueError, ProfileError) as error:
        problems.append(str(error))
        return None, {}


def _stated(profile: Profile) -> dict[str, Any]:
    """Return ``auth`` of a profile as its file has it."""
    return dict(profile.document.get("auth", {"kind": profile.auth.kind}))


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
