"""Over what checks run more than once: each function names the rows that a profile gives."""

from __future__ import annotations

from collections.abc import Sequence

from scim_conformance.profile import Profile


def kinds_of_resource(profile: Profile) -> Sequence[str]:
    """Users, and groups where the application has them."""
    return ["User", "Group"] if profile.groups.supported else ["User"]


def guarded_requests(profile: Profile) -> Sequence[str]:
    """The methods that must ask for credentials; none where the application asks for none."""
    return [] if profile.auth.kind == "none" else ["GET", "POST", "PUT", "PATCH", "DELETE"]


def read_and_written(_profile: Profile) -> Sequence[str]:
    """The methods that every provider has for a single resource; PATCH is not among them."""
    return ["GET", "PUT", "DELETE"]


def filterable_attributes(profile: Profile) -> Sequence[str]:
    """The user attributes that the application promises to filter by."""
    return [rule.path for rule in profile.users.attributes if rule.filterable]


def matching_attributes(profile: Profile) -> Sequence[str]:
    """The attributes by which Entra looks for an existing user."""
    return profile.users.matching


def claimed_features(profile: Profile) -> Sequence[str]:
    """The features that the application claims and that the configuration has a word for."""
    return sorted(name for name, claimed in profile.features.items() if claimed and name != "me")


def groups_claimed(profile: Profile) -> Sequence[str]:
    """The endpoint of groups, where the profile says that there are groups."""
    return ["Groups"] if profile.groups.supported else []


def groups_denied(profile: Profile) -> Sequence[str]:
    """The endpoint of groups, where the profile says that there are none."""
    return ["Groups"] if profile.groups.supported is False else []


def stated_deletion(profile: Profile) -> Sequence[str]:
    """What DELETE does, where the profile says it."""
    return [profile.delete] if profile.delete else []


def bearer_token(profile: Profile) -> Sequence[str]:
    """The scheme Bearer, where the application uses it."""
    return ["Bearer"] if profile.auth.kind == "bearer" else []
