"""Where a profile says that a secret is found, read from its document."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from .model import SecretRef


def secret_ref(said: Mapping[str, Any]) -> SecretRef:
    """Return the place of a secret; a command that is written as one text is cut into words as a shell would."""
    command = said.get("command", ())
    words = shlex.split(command) if isinstance(command, str) else command
    return SecretRef(said.get("env"), said.get("file"), tuple(words))
