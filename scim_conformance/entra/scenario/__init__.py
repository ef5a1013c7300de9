"""Fixed scenes of a company, played by the provisioning service over three cycles, and what was seen after each."""

from __future__ import annotations

from .cast import GROUPS, USERS, Company
from .play import Played, Scene, play

__all__ = ["GROUPS", "USERS", "Company", "Played", "Scene", "play"]
