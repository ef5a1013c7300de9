"""At which provider a command is aimed, read as a run of the suite reads it."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from scim_conformance.profile import Profile, ProfileError, load

from .access import Access, Finder, given_token, read_access
from .settings import clean_url


@dataclass(frozen=True)
class Aim:
    """A provider: what its application supports, where it is, and how to sign in."""

    profile: Profile
    url: str
    flag: str | None
    """The feature flag of Entra that stood behind the URL."""

    access: Access


def read_aim(given: Namespace, here: Path, problems: list[str]) -> Aim | None:
    """Return what ``profile``, ``set``, ``url``, ``token`` and ``timeout`` name; what is wrong joins the problems."""
    profile = _profile(given, here, problems)
    address = given.url or os.environ.get("SCIM_URL")
    url, flag = clean_url(address, problems) if address else (None, None)
    if not address:
        problems.append("No provider: add --url https://… or set SCIM_URL.")
    access = _access(given, profile, url, here, problems) if profile else None
    if problems or profile is None or url is None or access is None:
        return None
    return Aim(profile, url, flag, access)


def _profile(given: Namespace, here: Path, problems: list[str]) -> Profile | None:
    try:
        return load(given.profile, given.set, cwd=here)
    except ProfileError as error:
        problems.append(str(error))
        return None


def _access(given: Namespace, profile: Profile, url: str | None, here: Path, problems: list[str]) -> Access:
    token = given_token(given.token or os.environ.get("SCIM_TOKEN") or None, here, problems)
    finder = Finder(profile, here, problems)
    return read_access(profile, url, None, token, finder, given.timeout, getattr(given, "ca_bundle", None))
