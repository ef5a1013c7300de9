"""The catalogue of requirements: what the standards, the clients and a profile ask of a provider."""

from __future__ import annotations

from scim_conformance.requirements.catalogue import (
    FEATURES,
    LEVELS,
    Catalogue,
    CatalogueError,
    Requirement,
    UnknownRequirement,
    catalogue,
)

__all__ = [
    "FEATURES",
    "LEVELS",
    "Catalogue",
    "CatalogueError",
    "Requirement",
    "UnknownRequirement",
    "catalogue",
]
