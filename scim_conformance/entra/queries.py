"""What Entra asks for: users and groups by what they are matched with."""

from __future__ import annotations

import json
from collections.abc import Mapping

GROUP_PROJECTION: Mapping[str, str] = {"excludedAttributes": "members"}
"""With every question about groups: their members may be many."""

NAMES_ONLY: Mapping[str, str] = {"attributes": "id"}
"""With the question whether somebody is a user's manager."""


def matching(path: str, value: str) -> str:
    """Return the filter by which the one is looked for who has a value in a matching attribute."""
    return f"{path} eq {json.dumps(value, ensure_ascii=False)}"


def managed_by(user: str, manager: str) -> str:
    """Return the filter that asks whether a user has this manager."""
    return f'id eq "{user}" and manager eq "{manager}"'
