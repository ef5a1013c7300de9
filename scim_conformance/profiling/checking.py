"""What the command ``scim-conformance profile check`` does: all mistakes at once, and the guesses."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from scim_conformance.profile import Profile, ProfileError, load

SHOWN = 12
"""How many guesses are named one by one."""


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    code = 0
    for name in given.profiles:
        try:
            profile = load(name, cwd=Path.cwd())
        except ProfileError as error:
            print(error, file=sys.stderr)
            count = len(error.problems)
            print(f"{name}: {count} {'mistake' if count == 1 else 'mistakes'}.", file=sys.stderr)
            code = 4
            continue
        print("\n".join(_told(name, profile)))
    return code


def _told(name: str, profile: Profile) -> Iterator[str]:
    guesses = profile.assumed()
    said = f", {len(guesses)} {'guess' if len(guesses) == 1 else 'guesses'}" if guesses else ""
    yield f"{name}: valid ({profile.name}: {_size(profile)}{said})."
    for place in guesses[:SHOWN]:
        source = profile.source_of(place)
        yield f"    {place} is a guess: {source.title if source else 'no source is named'}."
    if len(guesses) > SHOWN:
        yield f"    And {len(guesses) - SHOWN} more: scim-conformance profile show {name} has them all."


def _size(profile: Profile) -> str:
    users = len(profile.users.attributes)
    groups = {
        True: f"groups with {_attributes(len(profile.groups.attributes))}",
        False: "no groups",
        None: "groups unknown",
    }
    return f"users with {_attributes(users)}, {groups[profile.groups.supported]}"


def _attributes(count: int) -> str:
    return f"{count} attribute" if count == 1 else f"{count} attributes"
