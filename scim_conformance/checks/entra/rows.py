"""Over what checks of Entra's client run more than once."""

from __future__ import annotations

from collections.abc import Sequence

from scim_conformance.entra import DIALECTS
from scim_conformance.entra.roles import ASSERTIVE, COMPLEX, SINGLE
from scim_conformance.profile import Profile

BOOLEAN_BY_DEFAULT = "default with a boolean"
"""A Replace with a capital and a real boolean, as the page on building an endpoint has it."""


def dialects(_profile: Profile) -> Sequence[str]:
    """The two ways in which Entra writes a PATCH."""
    return list(DIALECTS)


def ways_to_disable(_profile: Profile) -> Sequence[str]:
    """The forms of a disabling: that of each dialect, and that of the page on building an endpoint."""
    return [*DIALECTS, BOOLEAN_BY_DEFAULT]


def spoken_in(way: str) -> str:
    """Return the dialect of one of the ways to disable."""
    return way.partition(" ")[0]


def stated_active(profile: Profile) -> Sequence[str]:
    """The attribute active, where the application has it and clients may set it."""
    rules = [rule for rule in profile.users.attributes if rule.path.casefold() == "active"]
    return [rule.path for rule in rules if rule.mutability != "readOnly"]


def searched_endpoints(profile: Profile) -> Sequence[str]:
    """The endpoints that are searched before anything is created."""
    return ["Users", "Groups"] if profile.groups.supported else ["Users"]


def matched_by(profile: Profile) -> Sequence[str]:
    """The attributes by which users are looked for: those of the profile, and externalId where nothing forbids it."""
    rules = [rule for rule in profile.users.attributes if rule.path.casefold() == "externalid"]
    usual = [rule.path for rule in rules if rule.filterable is not False]
    return list(dict.fromkeys([*profile.users.matching, *usual]))


def names_of_groups(profile: Profile) -> Sequence[str]:
    """The displayName of groups, where groups are matched by it."""
    by_name = not profile.groups.matching or "displayname" in {each.casefold() for each in profile.groups.matching}
    return ["displayName"] if profile.groups.supported and by_name else []


def role_functions(profile: Profile) -> Sequence[str]:
    """The functions by which roles are mapped; which of them, the paths of the profile tell."""
    told = [rule.target.selector or () for rule in profile.users.attributes if rule.target.name.casefold() == "roles"]
    is_primary = [any(name.casefold() == "primary" for name, _ in selector) for selector in told]
    single = [SINGLE] if any(is_primary) else []
    return [*single, *([COMPLEX, ASSERTIVE] if not all(is_primary) else [])]


def functions_that_add(profile: Profile) -> Sequence[str]:
    """Those functions that add a role later as a text."""
    return [name for name in role_functions(profile) if name != ASSERTIVE]


def functions_that_replace(profile: Profile) -> Sequence[str]:
    """The function that replaces all roles."""
    return [name for name in role_functions(profile) if name == ASSERTIVE]


def functions_with_one_role(profile: Profile) -> Sequence[str]:
    """The function whose role is the primary one."""
    return [name for name in role_functions(profile) if name == SINGLE]


def older_managers(_profile: Profile) -> Sequence[str]:
    """The forms of a manager beside the text."""
    return ["object", "list"]


def nothings(_profile: Profile) -> Sequence[str]:
    """What stands for no value."""
    return ["empty text", "null"]


def delicate_texts(_profile: Profile) -> Sequence[str]:
    """Texts that a provider may be tempted to change."""
    return ["accents", "blanks", "long", "digits"]


def dialects_with_active(profile: Profile) -> Sequence[str]:
    """The dialects, where the application has an active that clients may set."""
    return dialects(profile) if stated_active(profile) else []


def dialects_with_groups(profile: Profile) -> Sequence[str]:
    """The dialects, where the application has groups."""
    return dialects(profile) if profile.groups.supported is not False else []
