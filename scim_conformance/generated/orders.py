"""Changes of one account in any order, and what must be there at the end.

A recipe is ``{"begin": given, "steps": [{"do": "patch", "given": given}, …]}``. What is given is a number for an
attribute or a name, of which each example has a few, true or false for ``active``, and null for what is removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .weights import in_any_order, weighted

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Given = dict[str, Any]
Step = dict[str, Any]
Recipe = dict[str, Any]

State = Mapping[str, tuple[Any, ...]]
"""For each attribute the values that it may have; None stands for any value that nobody has given it."""

VALUES = 3
"""So many values there are for each attribute, and so many names for the account."""


@dataclass(frozen=True)
class Ground:
    """What may become of an account at one provider."""

    attributes: tuple[str, ...]
    """The attributes that are set and removed, under names that say nothing of the provider: ``one`` and ``other``."""

    switches: bool
    """Whether accounts are deactivated and activated."""

    renames: bool
    """Whether accounts are renamed."""

    patches: bool
    """Whether there are PATCH requests."""

    deletes: bool
    """Whether a deletion makes a name free."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all may become of an account."""
        return not (self.attributes or self.switches or self.renames)


def recipes(ground: Ground) -> SearchStrategy[Recipe]:
    """Return the strategy of lives of one account."""
    from hypothesis import strategies as st

    values = st.integers(0, VALUES - 1)
    switch = {"active": st.sampled_from((False, False, True, False))} if ground.switches else {}
    attributes = dict.fromkeys(ground.attributes, values)
    rename = {"name": values} if ground.renames else {}
    removable = dict.fromkeys(ground.attributes, weighted((12, st.none()), (1, values)))

    def step(do: str, given: SearchStrategy[Given]) -> SearchStrategy[Step]:
        return st.fixed_dictionaries({"do": st.just(do), "given": given})

    whole = weighted((8, st.just({})), (1, st.fixed_dictionaries({}, optional={**attributes, **switch, **rename})))
    put, again = step("put", whole), step("again", st.fixed_dictionaries(switch, optional=attributes))
    steps = [weighted((8, put), (1, again)) if ground.deletes else put]
    if ground.patches:
        parts = {**rename, **removable, **switch}
        # One thing at a time, as what sets everything sets right what went wrong before.
        singles = {name: step("patch", st.fixed_dictionaries({name: given})) for name, given in parts.items()}
        steps += [*singles.values(), *([singles["name"]] if ground.renames else [])]
    # What a creation says of active is never left out: what it would become then is open.
    begin = st.fixed_dictionaries({**switch, **attributes})
    return st.fixed_dictionaries({"begin": begin, "steps": in_any_order(*steps)})


def begun(ground: Ground, given: Given) -> State:
    """Return what an account holds that was just created."""
    attributes = {name: (given.get(name),) for name in ground.attributes}
    return {"name": (0,), **_switched(ground, given), **attributes}


def after(ground: Ground, state: State, step: Step) -> State:
    """Return what an account holds after a step that was accepted."""
    given = step["given"]
    if step["do"] == "again":
        return {**begun(ground, given), "name": state["name"]}
    changed = {**state, **{name: (value,) for name, value in given.items()}}
    if step["do"] == "put":
        # RFC 7644 section 3.5.1 lets a provider clear what a PUT leaves out, and keep it.
        for name in ground.attributes:
            if name not in given:
                changed[name] = tuple(dict.fromkeys((*state[name], None)))
    return changed


def operations(state: State, given: Given) -> dict[str, Any]:
    """Return what a PATCH has to set, by attribute; what is certainly unassigned is not removed once more."""
    return {name: value for name, value in given.items() if value is not None or None not in state[name]}


def kept(state: State) -> Given:
    """Return what a PUT says that leaves things as they are; of other attributes it need not speak."""
    return {name: state[name][0] for name in ("name", "active") if name in state}


def deviations(state: State, held: Mapping[str, Any]) -> list[str]:
    """Return the attributes that hold what they must not; ``held`` has a number where a value is one of the recipe."""
    return [name for name, allowed in state.items() if held.get(name) not in allowed]


def alone(recipe: Recipe) -> list[Recipe]:
    """Return recipes with one step of another one each: what goes wrong there is no matter of order."""
    # That an account begins switched off is the first of two things, too.
    begin = {name: value if name != "active" else True for name, value in recipe["begin"].items()}
    return [{"begin": begin, "steps": steps} for steps in ([], *([step] for step in recipe["steps"]))]


def _switched(ground: Ground, given: Given) -> dict[str, tuple[Any, ...]]:
    return {"active": (given["active"],)} if ground.switches else {}
