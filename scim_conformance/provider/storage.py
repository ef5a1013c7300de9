"""Where the embedded provider keeps users and groups: memory, with the rules that hold between resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from scim2_models import (
    InvalidValueException,
    MutabilityException,
    Resource,
    ResourceType,
    ScimProvider,
)
from scim2_server.memory import InMemoryStorage, utcnow

from scim_conformance.profile import AttributeRule, Profile
from scim_conformance.wire import AttributePath

AnyResource = Resource[Any]
Content = dict[str, Any]
Clock = Callable[[], datetime]

_NAMES = {"User": ("userName", "user_name"), "Group": ("displayName", "display_name")}
_E_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True)
class Rules:
    """What an application asks of its resources beyond what a schema can say."""

    e_mail_names: bool
    deactivates: bool
    frozen: dict[str, tuple[Frozen, ...]]
    """By resource type, the attributes whose value stays."""

    put_only: dict[str, tuple[AttributePath, ...]] = field(default_factory=dict)
    """By resource type, the attributes that a PATCH does not change, though a PUT may."""

    @classmethod
    def of(cls, profile: Profile) -> Rules:
        """Return the rules of a profile."""
        frozen = {"User": _frozen(profile.users.attributes), "Group": _frozen(profile.groups.attributes)}
        put_only = {"User": _put_only(profile.users.attributes), "Group": _put_only(profile.groups.attributes)}
        return cls(profile.users.user_name == "email", profile.delete == "deactivates", frozen, put_only)

    def refuse_patching(self, resource_type: ResourceType, before: Content, after: Content) -> None:
        """Refuse a PATCH after which an attribute would be another that only a PUT changes."""
        for path in self.put_only.get(str(resource_type.name), ()):
            if path.read(before) != path.read(after):
                # The standard's word for what can't be changed is the nearest; a schema has none for this.
                raise MutabilityException(
                    attribute=path.text, mutability="readOnly", detail=f"A PATCH does not change {path.text}"
                )

    def refuse_thawing(self, resource_type: ResourceType, before: Content, after: Content) -> None:
        """Refuse a new state that gives a frozen attribute another value."""
        for path, create_only in self.frozen[str(resource_type.name)]:
            old, new = path.read(before), path.read(after)
            if old != new and (old is not None or create_only):
                raise MutabilityException(
                    attribute=path.text,
                    mutability="immutable",
                    detail=f"{path.text} can be set only when the resource is created",
                )

    def keep_frozen(self, resource_type: ResourceType, before: Content, after: Content) -> bool:
        """Put the frozen values that a new state leaves out back into it, and tell whether there were any."""
        omitted = [
            (path, path.read(before))
            for path, _ in self.frozen[str(resource_type.name)]
            if path.read(before) is not None and path.read(after) is None
        ]
        for path, value in omitted:
            path.write(after, value)
        return bool(omitted)


class Frozen(NamedTuple):
    """An attribute that keeps its value; one that only a creation may set stays unassigned, too."""

    path: AttributePath
    create_only: bool


def _frozen(rules: Iterable[AttributeRule]) -> tuple[Frozen, ...]:
    return tuple(
        Frozen(rule.target, rule.mutability == "createOnly")
        for rule in rules
        if rule.mutability in ("immutable", "createOnly")
    )


def _put_only(rules: Iterable[AttributeRule]) -> tuple[AttributePath, ...]:
    return tuple(rule.target for rule in rules if rule.patchable is False)


class MemoryStorage(InMemoryStorage):
    """The in-memory storage of scim2-server, with members that exist and users that know their groups."""

    def __init__(self, rules: Rules, clock: Clock | None = None) -> None:
        super().__init__(clock or utcnow)
        self.rules = rules
        self.types: dict[str, ResourceType] = {}
        self.deactivated: dict[str, AnyResource] = {}
        self._groups_of: dict[str, set[str]] = {}

    def serve(self, provider: ScimProvider) -> None:
        """Learn which resource types there are."""
        self.types = {str(each.name): each for each in provider.resource_types}

    def has(self, resource_type: ResourceType, resource_id: str) -> bool:
        """Tell whether there is such a resource."""
        return resource_id in self._resources.get(resource_type.name, {})

    def require(self, resource_type: ResourceType, resource_id: str) -> None:
        """Raise NotFoundException when there is no such resource."""
        self._stored(resource_type, resource_id)

    def create(self, resource_type: ResourceType, resource: AnyResource) -> AnyResource:
        """Store a new resource; a member that does not exist is refused."""
        with self.lock:
            prepared = self._prepared(resource_type, resource)
            created = super().create(resource_type, prepared)
            self._settle_groups(created, before=(), renamed=False)
            return created

    def update(
        self, resource_type: ResourceType, resource: AnyResource, *, expected_version: str | None = None
    ) -> AnyResource:
        """Store the new state of a resource; one that is the old state keeps version and lastModified."""
        with self.lock:
            stored = self._stored(resource_type, resource.id)
            prepared = self._prepared(resource_type, resource)
            before, after = content(stored), content(prepared)
            if before == after:
                self._check_version(stored, expected_version)
                return stored.model_copy(deep=True)
            self.rules.refuse_thawing(resource_type, before, after)
            members = _member_ids(stored)
            renamed = before.get("displayName") != after.get("displayName")
            updated = super().update(resource_type, prepared, expected_version=expected_version)
            self._settle_groups(updated, before=members, renamed=renamed)
            return updated

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Delete a resource and its memberships; an account that is only deactivated is kept out of sight."""
        with self.lock:
            gone = self.get(resource_type, resource_id)
            super().delete(resource_type, resource_id, expected_version=expected_version)
            for group_id in self._groups_of.pop(resource_id, set()):
                self._remove_member(group_id, resource_id)
            for member in _member_ids(gone):
                self._groups_of.get(member, set()).discard(resource_id)
                self._refresh(member)
            if self.rules.deactivates and resource_type.name == "User":
                if "active" in type(gone).model_fields:
                    cast(Any, gone).active = False
                self.deactivated[resource_id] = gone

    def _prepared(self, resource_type: ResourceType, resource: AnyResource) -> AnyResource:
        """Return a copy with all that the provider itself adds, after refusing what no schema can refuse."""
        prepared = resource.model_copy(deep=True)
        extensions = type(prepared).get_extension_models()
        # A client may list schemas that are unknown here, or leave out one whose attributes it sends.
        present = [urn for urn, model in extensions.items() if getattr(prepared, model.__name__) is not None]
        prepared.schemas = [str(resource_type.schema_), *present]
        self._refuse_name(resource_type, prepared)
        for model in extensions.values():
            self._link_manager(getattr(getattr(prepared, model.__name__), "manager", None))
        if getattr(prepared, "members", None):
            self._link_members(prepared)
        _drop_doubles(prepared)
        return prepared

    def _refuse_name(self, resource_type: ResourceType, resource: AnyResource) -> None:
        attribute, field = _NAMES[str(resource_type.name)]
        name = getattr(resource, field)
        # A name has to be non-empty, which "required" does not say:
        # https://www.rfc-editor.org/rfc/rfc7643#section-4.1.1
        if not name:
            raise InvalidValueException(attribute=attribute, detail=f"{attribute} must not be empty")
        if attribute == "userName" and self.rules.e_mail_names and not _E_MAIL.fullmatch(name):
            raise InvalidValueException(attribute=attribute, detail="userName must be an e-mail address")

    def _link_members(self, group: AnyResource) -> None:
        """Keep each member once, say what it is and where; a member that is nobody is refused."""
        members: dict[str, Any] = {}
        for member in cast(Any, group).members:
            found = self._endpoint_of(member.value)
            if found is None:
                raise InvalidValueException(
                    attribute="members", detail="a member is neither a user nor a group that exists"
                )
            kind, endpoint = found
            member.__dict__.update(ref=f"{endpoint}/{member.value}", type=kind)
            members.setdefault(member.value, member)
        cast(Any, group).members = list(members.values())

    def _link_manager(self, manager: Any) -> None:
        """Point manager.$ref at the manager, where there is one; clients send it empty or made up."""
        if "ref" not in getattr(type(manager), "model_fields", ()):
            return
        found = self._endpoint_of(getattr(manager, "value", None))
        if found:
            manager.__dict__["ref"] = f"{found[1]}/{manager.value}"
        elif str(manager.ref).startswith("Users/"):
            # It points at the manager before this one.
            manager.__dict__["ref"] = None

    def _endpoint_of(self, resource_id: str | None) -> tuple[str, str] | None:
        for name, each in self.types.items():
            if resource_id is not None and self.has(each, resource_id):
                return name, str(each.endpoint).strip("/")
        return None

    def _settle_groups(self, group: AnyResource, *, before: Iterable[str], renamed: bool) -> None:
        """Tell users that they joined or left a group, or that it has another name."""
        old, new, group_id = set(before), set(_member_ids(group)), str(group.id)
        for member in new - old:
            self._groups_of.setdefault(member, set()).add(group_id)
        for member in old - new:
            self._groups_of[member].discard(group_id)
        for member in old ^ new | (new if renamed else set()):
            self._refresh(member)

    def _remove_member(self, group_id: str, member_id: str) -> None:
        group = self.get(self.types["Group"], group_id)
        kept = [member for member in cast(Any, group).members if member.value != member_id]
        cast(Any, group).members = kept or None
        super().update(self.types["Group"], group)

    def _refresh(self, user_id: str) -> None:
        """Bring the read-only groups of a user up to date, which moves its version and lastModified."""
        if not self.has(self.types["User"], user_id):
            return
        user: Any = self.get(self.types["User"], user_id)
        if "groups" not in type(user).model_fields:
            return
        user.groups = [
            {
                "value": group_id,
                "$ref": f"Groups/{group_id}",
                "display": cast(Any, self._resources["Group"][group_id]).display_name,
                "type": "direct",
            }
            for group_id in sorted(self._groups_of.get(user_id, ()))
        ] or None
        super().update(self.types["User"], user)


def content(resource: AnyResource) -> Content:
    """Return what a resource holds, its meta left out."""
    return resource.model_dump(exclude={"meta"})


def _drop_doubles(resource: AnyResource) -> None:
    """Keep of elements with the same type and value only the first one."""
    # https://www.rfc-editor.org/rfc/rfc7643#section-2.4
    for name in type(resource).model_fields:
        held = getattr(resource, name)
        if isinstance(held, list) and all(getattr(each, "value", None) is not None for each in held):
            kept = {(getattr(each, "type", None), str(each.value)): each for each in reversed(held)}
            if len(kept) < len(held):
                setattr(resource, name, list(reversed(kept.values())))


def _member_ids(resource: AnyResource) -> tuple[str, ...]:
    return tuple(member.value for member in getattr(resource, "members", None) or ())
