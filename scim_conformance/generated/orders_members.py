"""Changes of groups and of their members in any order, and who must be in the groups at the end.

A recipe is ``{"groups": [[0, 1], [2]], "steps": [{"do": "delete", "user": 0}, …]}``: users and groups are numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .weights import in_any_order, weighted

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Step = dict[str, Any]
Recipe = dict[str, Any]
Member = tuple[int, int]
"""A user, and how often it has been created before under its name."""

USERS = 3
MOST_GROUPS = 2

FULL = ([0, 1], [0, 1, 2], [1, 2])
SOME: tuple[list[int], ...] = ([0, 1, 2], [0], [1], [2], [0, 1], [0, 2], [1, 2], [])
"""Who is in a group at first, and who comes."""


@dataclass(frozen=True)
class Ground:
    """What may become of groups at one provider."""

    patches: bool
    """Whether there are PATCH requests."""

    deletes: bool
    """Whether a deletion makes a name free."""


@dataclass(frozen=True)
class Group:
    """Who is in a group."""

    members: frozenset[Member] = frozenset()
    gone: frozenset[Member] = frozenset()
    """Who was in it and was deleted since: no sentence of the standard says that they have to leave."""


@dataclass(frozen=True)
class State:
    """The users and groups of an example."""

    users: tuple[Member | None, ...]
    """None for a user who is deleted at the moment."""

    times: tuple[int, ...]
    """How often each user has been created."""

    groups: tuple[Group | None, ...]
    """None for a group that was deleted."""

    def member(self, user: int, group: int) -> bool:
        """Tell whether a user is there and in a group."""
        found = self.groups[group]
        return found is not None and self.users[user] in found.members


def recipes(ground: Ground) -> SearchStrategy[Recipe]:
    """Return the strategy of stories of three users and up to two groups."""
    from hypothesis import strategies as st

    user = st.integers(0, USERS - 1)
    some = st.sampled_from(SOME)
    groups = weighted((3, st.tuples(st.sampled_from(FULL))), (1, st.tuples(st.sampled_from(FULL), some))).map(list)

    def step(do: str, **parts: SearchStrategy[Any]) -> SearchStrategy[Step]:
        return st.fixed_dictionaries({"do": st.just(do), **parts})

    group = st.sampled_from((0, 0, 0, 1))
    last = [(1, step("disband", group=st.just(1))), (2, step("put", group=group, members=some))]
    steps = [weighted(*last)]
    if ground.deletes:
        steps += [step("again", user=user), weighted((1, step("delete", user=user)), (1, step("again", user=user)))]
    if ground.patches:
        part = step("patch", group=group, add=some, remove=st.sampled_from(([], [0], [1], [2])))
        steps += [part, part]
    return st.fixed_dictionaries({"groups": groups, "steps": in_any_order(*steps)})


def begun(recipe: Recipe) -> State:
    """Return who is where when a story begins."""
    groups = tuple(Group(frozenset((user, 0) for user in members)) for members in recipe["groups"])
    return State(tuple((user, 0) for user in range(USERS)), (1,) * USERS, groups)


def without_doubts(state: State, step: Step) -> Step | None:
    """Return a step as far as nothing of it is open, None where nothing is left of it.

    Whether somebody can be taken out of a group who isn't in it, or put into it twice, is a matter of other checks.
    """
    if "group" in step and (step["group"] >= len(state.groups) or state.groups[step["group"]] is None):
        return None
    if step["do"] == "delete" and state.users[step["user"]] is None:
        return None
    if step["do"] == "put":
        return {**step, "members": [user for user in step["members"] if state.users[user] is not None]}
    if step["do"] == "patch":
        place = step["group"]
        add = [user for user in step["add"] if state.users[user] is not None and not state.member(user, place)]
        remove = [user for user in step["remove"] if state.member(user, place)]
        return {**step, "add": add, "remove": remove} if add or remove else None
    return step


def after(state: State, step: Step) -> State:
    """Return who is where after a step that was accepted."""
    return _AFTER[step["do"]](state, step)


def _deleted(state: State, step: Step) -> State:
    user = step["user"]
    gone = state.users[user]
    groups = tuple(
        group and Group(group.members - {gone}, group.gone | {gone}) if group and gone in group.members else group
        for group in state.groups
    )
    return replace(state, users=_with(state.users, user, None), groups=groups)


def _again(state: State, step: Step) -> State:
    user, left = step["user"], _deleted(state, step)
    times = left.times[user]
    return replace(left, users=_with(left.users, user, (user, times)), times=_with(left.times, user, times + 1))


def _patched(state: State, step: Step) -> State:
    group = state.groups[step["group"]] or Group()
    come, leave = _members(state, step["add"]), _members(state, step["remove"])
    return _with_group(state, step, replace(group, members=(group.members | come) - leave))


def _put(state: State, step: Step) -> State:
    group = state.groups[step["group"]] or Group()
    return _with_group(state, step, replace(group, members=_members(state, step["members"])))


def _with_group(state: State, step: Step, group: Group | None) -> State:
    return replace(state, groups=_with(state.groups, step["group"], group))


def _members(state: State, users: list[int]) -> frozenset[Member]:
    return frozenset(member for user in users if (member := state.users[user]) is not None)


def _with(items: tuple[Any, ...], place: int, item: Any) -> tuple[Any, ...]:
    return (*items[:place], item, *items[place + 1 :])


_AFTER: Mapping[str, Callable[[State, Step], State]] = {
    "delete": _deleted,
    "again": _again,
    "patch": _patched,
    "put": _put,
    "disband": lambda state, step: _with_group(state, step, None),
}


def deviations(state: State, held: Mapping[int, frozenset[Member]]) -> list[int]:
    """Return the groups in which somebody lacks who must be there, or is who must not."""
    return [
        place
        for place, group in enumerate(state.groups)
        if group is not None and not group.members <= held[place] <= group.members | group.gone
    ]


def alone(recipe: Recipe) -> list[Recipe]:
    """Return recipes with one step of another one each: what goes wrong there is no matter of order."""
    found = [{"groups": recipe["groups"], "steps": []}]
    for step in recipe["steps"]:
        if step["do"] == "again":
            # The two things that it does, each where the other has no part in it.
            found.append({"groups": recipe["groups"], "steps": [{"do": "delete", "user": step["user"]}]})
            found.append({"groups": [[]], "steps": [step]})
        else:
            found.append({"groups": recipe["groups"], "steps": [step]})
    return found
