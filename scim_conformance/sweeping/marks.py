"""The mark that begins every name that a run gives, and what it tells of the run."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

PREFIX = "scimconf-"

YOUNG = timedelta(hours=24)
"""A run that began less long ago may still be going on somewhere else."""

# The second at which the run began, and four digits by chance: nobody else's name begins so.
_MARK = re.compile(rf"{PREFIX}([0-9a-f]{{8}})-[0-9a-f]{{4}}(?=-|$)", re.IGNORECASE | re.ASCII)


def run_of(name: str) -> str | None:
    """Return the run that has given a name, None for a name that no run gives."""
    found = _MARK.match(name)
    return found[0].casefold() if found else None


def begun(run: str) -> datetime | None:
    """Return when a run began."""
    found = _MARK.match(run)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None


def is_young(run: str, now: datetime) -> bool:
    """Tell whether a run began so lately that it may not have ended; one from the future may not either."""
    since = begun(run)
    return since is None or now - since < YOUNG
