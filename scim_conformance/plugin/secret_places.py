"""The secrets that a profile names are looked for where it says: in the environment, in a file, or at a command."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from scim_conformance.client import CommandError, Secret, secret_of
from scim_conformance.profile import Profile
from scim_conformance.profile.model import SecretRef


class NotFound(Exception):
    """A secret is not where it should be; the message says where that is."""


@dataclass(frozen=True)
class Place:
    """Where one secret is found, as often as somebody asks for it."""

    ref: SecretRef
    here: Path
    key: str
    """What names it, for messages: ``rhombus.yaml: auth.token``."""

    def read(self) -> Secret:
        """Return the secret as it is now, or raise NotFound."""
        if self.ref.env is not None:
            value = os.environ.get(self.ref.env)
            if not value:
                raise NotFound(f"{self.key} names the environment variable {self.ref.env}, which is not set.")
            return Secret(value)
        if self.ref.file is not None:
            return read_file(self.here / self.ref.file, self.key)
        try:
            return secret_of(self.ref.command, self.here)
        except CommandError as error:
            why = str(error)
        raise NotFound(f"{self.key}: {why}")

    def as_dict(self) -> dict[str, Any]:
        """Return what crosses to another process; it holds no secret."""
        ref = self.ref
        return {
            "env": ref.env,
            "file": ref.file,
            "command": list(ref.command),
            "here": str(self.here),
            "key": self.key,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what :meth:`as_dict` gave."""
        ref = SecretRef(data["env"], data["file"], tuple(data["command"]))
        return cls(ref, Path(data["here"]), data["key"])


@dataclass(frozen=True)
class Finder:
    """Finds the secrets that a profile names; what it does not find, it adds to the problems."""

    profile: Profile
    here: Path
    problems: list[str]

    def place(self, ref: SecretRef, key: str) -> Place:
        """Return where the secret of a key of the profile is found."""
        return Place(ref, self.here, f"{self.profile.path}: {key}")

    def find(self, ref: SecretRef | None, key: str) -> Secret | None:
        """Return the secret that a key of the profile names."""
        if ref is None:
            self.problems.append(
                f"{self.profile.path}: {key} is missing: name an environment variable (env), a file (file) or a "
                "command (command)."
            )
            return None
        try:
            return self.place(ref, key).read()
        except NotFound as missing:
            self.problems.append(str(missing))
            return None


def given_token(given: str | Secret | None, here: Path, problems: list[str]) -> Secret | None:
    """Return the token of the command line, read from a file where it begins with ``@``."""
    if given is None:
        return None
    token = given if isinstance(given, Secret) else Secret(given)
    if not token.reveal().startswith("@"):
        return token
    try:
        return read_file(here / token.reveal()[1:], "--token")
    except NotFound as missing:
        problems.append(str(missing))
        return None


def read_file(path: Path, what: str) -> Secret:
    """Return the secret that a file holds, without the white space around it; NotFound where there is none."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        why = f"can't be read: {error.strerror}"
    except UnicodeDecodeError:
        why = "is no text in UTF-8"
    else:
        if text:
            return Secret(text)
        why = "is empty"
    raise NotFound(f"{what} names the file {path}, which {why}.")
