"""Resources that a run did not create, as every real tenant has them."""

from __future__ import annotations

from typing import Any

from scim_conformance.profile import AttributeRule, Profile
from scim_conformance.wire import GROUP, USER


def stranger(profile: Profile, number: int) -> dict[str, Any]:
    """Return a user with the attributes that a profile requires; it is active where accounts can be."""
    user: dict[str, Any] = {"schemas": [USER]}
    for rule in profile.users.attributes:
        if rule.required or rule.target.name.casefold() == "active":
            rule.target.write(user, _value(rule, number))
    user["userName"] = f"stranger-{number}@example.org"
    return user


def strange_group(profile: Profile, number: int, members: list[str]) -> dict[str, Any]:
    """Return a group of strangers."""
    group: dict[str, Any] = {"schemas": [GROUP]}
    for rule in profile.groups.attributes:
        if rule.required:
            rule.target.write(group, _value(rule, number))
    group["displayName"] = f"Strangers {number}"
    group["members"] = [{"value": each} for each in members]
    return group


def _value(rule: AttributeRule, number: int) -> Any:
    if rule.samples:
        return rule.samples[number % len(rule.samples)]
    text = f"stranger-{number}@example.org" if "mail" in rule.path.casefold() else f"Stranger {number}"
    return {
        "boolean": True,
        "integer": number,
        "decimal": number + 0.5,
        "dateTime": "2020-01-31T12:00:00Z",
        "reference": f"https://example.org/{number}",
        "binary": "c3RyYW5nZXI=",
        "complex": {"value": f"stranger-{number}"},
    }.get(rule.type, text)
