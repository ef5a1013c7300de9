"""All hostile behaviours that there are."""

from __future__ import annotations

from tests.hostile import of_bodies, of_lines, of_scim
from tests.hostile.behaviour import CATALOGUE, Behaviour

__all__ = ["CATALOGUE", "FAMILIES", "Behaviour"]

FAMILIES = (of_bodies, of_lines, of_scim)
