"""One test in both forms of a PATCH: which one Microsoft's run takes depends on a setting of the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .record import Standing
from .trail import Outcome

_WORST: tuple[Standing, ...] = ("failed", "undecided", "passed")


def both(outcomes: Mapping[str, Outcome]) -> Outcome:
    """Return what the first form says, with the other one beside it; the documentation has room for both."""
    (usual, first), (other, second) = outcomes.items()
    documented = next(each for each in _WORST if each in (first.documented, second.documented))
    same = first.result == second.result
    why = (
        f"{first.why} It is the same in both forms of a PATCH."
        if same
        else f"In the {usual} form of a PATCH, which is that of a job without the setting PatchBodyFormat: {first.why} "
        f"In the {other} form: {second.why}"
    )
    detailed = {**first.detailed, "form": usual, other: {"result": second.result, **second.detailed}}
    return replace(first, documented=documented, why=why, detailed=detailed)
