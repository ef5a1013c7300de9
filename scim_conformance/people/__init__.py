"""Users and groups made up: shaped by the profile and by what the provider says of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from scim_conformance import wire
from scim_conformance.outcomes import Omitted
from scim_conformance.wire import AttributePath

from . import strategies
from .employees import employee, employees, team
from .faces import Face, face
from .recipes import Recipe, told, written
from .shapes import Shape, is_fixed, shape_of_groups, shape_of_users
from .values import DOMAIN, value_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from scim_conformance.profile import AttributeRule, Profile

__all__ = ["Accepted", "Cast", "People", "Recipe", "employee", "employees", "team"]


@dataclass(frozen=True)
class Accepted:
    """Which users the provider was found to accept, settled once before the first check."""

    attributes: tuple[str, ...] = ()
    """The paths of the profile that a user may carry: accepted, and read back as sent."""

    user_name: str = "any"
    """``email`` where only an e-mail address is accepted as userName."""

    refusal: str | None = None
    """Why no user at all is accepted, or None."""

    refused: tuple[tuple[str, str], ...] = ()
    """The attributes that were refused or not stored, each with what the provider said."""

    assumed: bool = False
    """Whether nothing was tried and the profile is believed."""

    def as_dict(self) -> dict[str, Any]:
        """Return what crosses to the workers."""
        return {
            "attributes": list(self.attributes),
            "user_name": self.user_name,
            "refusal": self.refusal,
            "refused": [list(pair) for pair in self.refused],
            "assumed": self.assumed,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Accepted:
        """Rebuild what :meth:`as_dict` gave."""
        return cls(
            tuple(data["attributes"]),
            data["user_name"],
            data["refusal"],
            tuple((path, why) for path, why in data["refused"]),
            data["assumed"],
        )


@dataclass(frozen=True)
class Cast:
    """What all people of a run share."""

    profile: Profile
    schemas: wire.SchemaSet
    mark: str
    seed: int

    def candidates(self) -> tuple[AttributeRule, ...]:
        """Return the attributes of the profile that a made-up user may carry."""
        return tuple(rule for rule in self.profile.users.attributes if self._may_carry(rule))

    def required(self) -> tuple[str, ...]:
        """Return the paths that the profile requires of a user, userName always among them."""
        return tuple(
            rule.path for rule in self.profile.users.attributes if rule.required or rule.path.casefold() == "username"
        )

    def manager(self, accepted: Iterable[AttributeRule]) -> str | None:
        """Return the path of a user's manager, where the profile has one and its extension is stored."""
        extension = f"{wire.ENTERPRISE}:".casefold()
        stored = any(rule.path.casefold().startswith(extension) for rule in accepted)
        for rule in self.profile.users.attributes:
            path = rule.path.casefold()
            if stored and path.removesuffix(".value") == f"{extension}manager" and rule.mutability != "readOnly":
                return f"{wire.ENTERPRISE}:manager"
        return None

    def _may_carry(self, rule: AttributeRule) -> bool:
        definition = self.schemas.find(rule.target)
        read_only = "readOnly" in (rule.mutability, definition.mutability if definition else None)
        # A reference wants a resource that exists; checks that need one name it themselves.
        points_at_resource = rule.target.name.casefold() in ("manager", "groups", "members")
        return not read_only and not points_at_resource


def _is_given(rule: AttributeRule) -> bool:
    return rule.target.name.casefold() in ("displayname", "members")


class People:
    """Makes the users and groups of one check; the same seed and check make the same people."""

    def __init__(self, cast: Cast, accepted: Accepted, key: str) -> None:
        self._cast = cast
        self._accepted = accepted
        self._random = Random(f"{cast.seed}:{key}")
        self._tag = f"{Random(key).getrandbits(24):06x}"
        self._made = 0

    @property
    def schemas(self) -> wire.SchemaSet:
        """The schemas that shape these people."""
        return self._cast.schemas

    def user(
        self,
        *,
        only: Collection[str] | None = None,
        without: str | Iterable[str] = (),
        having: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the body that creates one user, with every attribute that the provider accepts.

        ``only`` keeps just these paths, ``without`` leaves some out, ``having`` gives some their value.
        """
        dropped = {without} if isinstance(without, str) else set(without)
        paths = [p for p in (self._accepted.attributes if only is None else only) if p not in dropped]
        return self._body(face(self._random.getrandbits(32)), paths, having or {})

    def users(self, others: int = 0, *, without: Collection[str] = ()) -> SearchStrategy[Recipe]:
        """Return a strategy of users: required attributes always, the others mostly, texts of many kinds.

        With ``others`` users there, one of them may be the manager; ``without`` leaves paths out.
        """
        return strategies.users(self._shape(), others, without)

    def groups(self, others: int = 0) -> SearchStrategy[Recipe]:
        """Return a strategy of groups, of which some of the ``others`` users are members."""
        return strategies.groups(shape_of_groups(self._cast.profile.groups.attributes, self.schemas), others)

    def fixed(self) -> list[str]:
        """Return the paths of what a user keeps when it is replaced: its name, and what is immutable."""
        shape = self._shape()
        frozen = {slot.path for slot in shape.slots if is_fixed(slot)} | {shape.mail_is_name}
        return [slot.path for slot in shape.slots if slot.path in frozen]

    def body(
        self, recipe: Recipe, others: Sequence[str] = (), *, keeping: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the body that creates the user of a recipe, under a name that nobody has yet.

        ``others`` are the ids of the users that the recipe names by index. To replace a user, ``keeping`` is the body
        that it was made with: what is fixed stays.
        """
        body = written(recipe, wire.USER, self.name(), others)
        for path in self.fixed() if keeping else ():
            target = AttributePath.parse(path)
            if (value := target.read(dict(keeping or {}))) is not None:
                target.write(body, value)
        return body

    @staticmethod
    def told(recipe: Recipe, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of a recipe's body is to be read back: all but marks of primary elements, and the manager."""
        return told(recipe, body)

    def group_body(self, recipe: Recipe, others: Sequence[str] = ()) -> dict[str, Any]:
        """Return the body that creates the group of a recipe."""
        return written(recipe, wire.GROUP, self.name("group"), others)

    def group(self, members: Iterable[str] = ()) -> dict[str, Any]:
        """Return the body that creates one group with these users as members."""
        name = self.name("group")
        body: dict[str, Any] = {"schemas": [wire.GROUP], "displayName": name}
        needed = [rule for rule in self._cast.profile.groups.attributes if rule.required and not _is_given(rule)]
        if needed:
            who = face(self._random.getrandbits(32))
            for rule in needed:
                rule.target.write(body, value_of(rule, who, name))
        listed = [{"value": member} for member in members]
        return {**body, "members": listed} if listed else body

    def name(self, word: str = "") -> str:
        """Return a name that is unique in the run and carries its mark."""
        self._made += 1
        return "-".join(filter(None, (f"{self._cast.mark}{self._tag}", str(self._made), word)))

    def user_name(self, word: str = "") -> str:
        """Return a userName nobody has, in the form that the provider accepts."""
        name = self.name(word)
        return f"{name}@{DOMAIN}" if self._accepted.user_name == "email" else name

    def _body(self, who: Face, paths: Iterable[str], having: Mapping[str, Any]) -> dict[str, Any]:
        name = self.user_name(who.handle)
        body: dict[str, Any] = {"schemas": [wire.USER]}
        wanted = {**dict.fromkeys(paths), **having}
        for rule in self._cast.candidates():
            if rule.path in wanted and rule.path not in having:
                rule.target.write(body, value_of(rule, who, name))
        for path, value in having.items():
            AttributePath.parse(path).write(body, value)
        return body

    def value(self, path: str) -> Any:
        """Return a value for one attribute, as another person has it."""
        who = face(self._random.getrandbits(32))
        return value_of(self._rule(path), who, self.user_name(who.handle))

    def two_values(self, path: str) -> tuple[Any, Any]:
        """Return two values of one attribute that tell two users apart."""
        if self._rule(path).type == "boolean":
            return False, True
        one = self.value(path)
        for _ in range(20):
            if (other := self.value(path)) != one:
                return one, other
        raise Omitted(f"The profile allows one value of {path} only, so no filter can tell two users apart by it.")

    def nobodys(self, path: str) -> str:
        """Return a value that nobody has in an attribute by which users are matched."""
        name = self.user_name("nobody")
        return name if "username" in path.casefold() or "@" in name else f"{name}@{DOMAIN}"

    def _shape(self) -> Shape:
        rules = [rule for rule in self._cast.candidates() if rule.path in self._accepted.attributes]
        manager = self._cast.manager(rules)
        form = self._accepted.user_name
        return shape_of_users(rules, self._cast.required(), self.schemas, user_name=form, manager=manager)

    def _rule(self, path: str) -> AttributeRule:
        return next(rule for rule in self._cast.profile.users.attributes if rule.path == path)
