"""Profiles: what one application says it supports, loaded from YAML and validated."""

from __future__ import annotations

from .finding import bundled
from .gallery import Federated, Gallery
from .loading import load
from .model import (
    AttributeRule,
    Auth,
    Fact,
    Limits,
    Profile,
    ResourceRules,
    SecretRef,
    Source,
)
from .problems import Problem, ProfileError

__all__ = [
    "AttributeRule",
    "Auth",
    "Fact",
    "Federated",
    "Gallery",
    "Limits",
    "Problem",
    "Profile",
    "ProfileError",
    "ResourceRules",
    "SecretRef",
    "Source",
    "bundled",
    "load",
]
