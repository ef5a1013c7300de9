"""A made-up directory: who is in it, who is assigned to the application, and what changes."""

from __future__ import annotations

from .assignments import NO_ROLE
from .attributes import person_attributes, source_attributes, team_attributes
from .directory import RETENTION, Directory, NotInDirectory
from .model import DEFAULT_ACCESS, AppRole, Changes, Kind, Person, Source, Team
from .scope import InScope, effective, effective_team, entitled
from .scoping import OPERATORS, Clause, ScopingError, ScopingFilter, lets_in, why_out

__all__ = [
    "DEFAULT_ACCESS",
    "NO_ROLE",
    "OPERATORS",
    "RETENTION",
    "AppRole",
    "Changes",
    "Clause",
    "Directory",
    "InScope",
    "Kind",
    "NotInDirectory",
    "Person",
    "ScopingError",
    "ScopingFilter",
    "Source",
    "Team",
    "effective",
    "effective_team",
    "entitled",
    "lets_in",
    "person_attributes",
    "source_attributes",
    "team_attributes",
    "why_out",
]
