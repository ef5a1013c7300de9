"""What the provider has accepted of one virtual user, and so must hold; and what nobody can know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field


@dataclass
class Reckoning:
    """The accepted changes of one virtual user, by the ids of its directory."""

    created: set[str] = field(default_factory=set)
    """Users whose creation was accepted."""

    unsure: set[str] = field(default_factory=set)
    """Users of whom a change was sent that was not accepted: whether it was done, or will be, nobody knows."""

    loose: set[str] = field(default_factory=set)
    """Users who were disabled: no standard says whether they stay members of their groups."""

    changes: int = 0
    """How many changes were accepted, creations and memberships among them."""

    _joined: dict[str, set[str]] = field(default_factory=dict)
    _left: dict[str, set[str]] = field(default_factory=dict)
    _unsure_members: set[tuple[str, str]] = field(default_factory=set)

    def try_user(self, user: str) -> bool:
        """Note that something about a user is about to be sent; return whether all about the user was sure so far."""
        was_sure = user not in self.unsure
        self.unsure.add(user)
        return was_sure

    def accept_user(self, user: str, *, was_sure: bool) -> None:
        """Note that it was accepted; what was unsure before stays so, since it may be carried out late."""
        if was_sure:
            self.unsure.discard(user)
        self.created.add(user)
        self.changes += 1

    def try_members(self, group: str, users: Iterable[str]) -> None:
        """Note that a change of members is about to be sent."""
        self._unsure_members.update((group, user) for user in users)

    def accept_members(self, group: str, users: Collection[str], *, joining: bool) -> None:
        """Note that users have joined a group, or have left it."""
        self._unsure_members.difference_update((group, user) for user in users)
        now, before = (self._joined, self._left) if joining else (self._left, self._joined)
        now.setdefault(group, set()).update(users)
        before.setdefault(group, set()).difference_update(users)
        self.changes += 1

    def is_unsure_member(self, group: str, user: str) -> bool:
        """Tell whether nobody knows if this user is a member."""
        return (group, user) in self._unsure_members

    def must_be_in(self, group: str) -> set[str]:
        """Return who must be a member."""
        return self._sure(group, self._joined)

    def must_not_be_in(self, group: str) -> set[str]:
        """Return who must not be a member any more."""
        return self._sure(group, self._left)

    def _sure(self, group: str, known: dict[str, set[str]]) -> set[str]:
        found = known.get(group, set()) - self.loose
        return {user for user in found if (group, user) not in self._unsure_members}
