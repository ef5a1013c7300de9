"""Judges what the suite said of each fault: whether a check saw it, and where. Without input or output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scim_conformance.outcomes import Outcome

from .neighbours import Neighbours

if TYPE_CHECKING:
    from scim_conformance.provider.faults import Fault

    from .trial import Trial


class Sight(StrEnum):
    """What the suite makes of one fault."""

    SEEN = "seen"
    ELSEWHERE = "elsewhere"
    UNSEEN = "unseen"
    NO_EFFECT = "no effect"
    SILENT = "silent"
    ALARM = "alarm"
    ABSENT = "absent"
    UNKNOWN = "unknown"


MEANS = {
    Sight.SEEN: "a check of the fault's own area turned red",
    Sight.ELSEWHERE: "only checks of other areas turned red",
    Sight.UNSEEN: "the fault took effect, and no check turned red",
    Sight.NO_EFFECT: "the fault never took effect",
    Sight.SILENT: "a legal oddity that raised nothing",
    Sight.ALARM: "a legal oddity that raised something: a false alarm",
    Sight.ABSENT: "cannot be built into this provider",
    Sight.UNKNOWN: "the suite could not be run",
}
"""What each sight says."""

GOOD = frozenset({Sight.SEEN, Sight.SILENT, Sight.ABSENT})

FAINT = frozenset({"SHOULD", "ADVICE"})
"""The levels at which a warning is all that a fault can raise."""


@dataclass(frozen=True)
class Judged:
    """One fault, and what the suite made of it."""

    fault: Fault
    sight: Sight
    red: tuple[str, ...] = ()
    """The checks that turned red or yellow, those that the fault names first."""

    missed: tuple[str, ...] = ()
    """The checks that should have turned red and did not."""

    stray: tuple[str, ...] = ()
    """The checks of other areas that turned red although no row of neighbours lets them."""

    broken: tuple[str, ...] = ()
    """The checks that fell over, which is a bug of the suite."""

    omitted: tuple[str, ...] = ()
    """The checks that had nothing to say."""

    blocked: int = 0
    effects: int = 0
    requests: int = 0
    seconds: float = 0.0
    why: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be mended."""
        return self.sight in GOOD and not (self.missed or self.stray or self.broken)


def judge(fault: Fault, trial: Trial, neighbours: Neighbours) -> Judged:
    """Return what a run of the suite says of the fault that was on."""
    reds = trial.reds
    speaking = [id for id, outcome in reds.items() if outcome in (Outcome.FAILED, Outcome.WARNED)]
    broken = tuple(sorted(id for id, outcome in reds.items() if outcome == Outcome.BROKEN))
    found = Judged(
        fault,
        Sight.UNKNOWN,
        broken=broken,
        omitted=trial.omitted,
        blocked=sum(outcome == Outcome.BLOCKED for outcome in reds.values()),
        effects=trial.effects,
        requests=trial.requests,
        seconds=trial.seconds,
        why=trial.problem,
    )
    red = tuple(sorted(speaking, key=lambda id: (id not in fault.seen_by, _area(id) != fault.area, id)))
    if trial.problem:
        return found
    if not fault.is_defect:
        alarms = tuple(sorted(id for id, outcome in reds.items() if outcome != Outcome.WARNED))
        return replace(found, sight=Sight.ALARM if alarms else Sight.SILENT, red=alarms or red, broken=())
    strays = tuple(id for id in red if not _may(fault, id, neighbours))
    missed = tuple(id for id in fault.seen_by if id in trial.checks and not _loud(fault, reds.get(id)))
    return replace(found, sight=_sight(fault, trial, speaking), red=red, missed=missed, stray=strays)


def _sight(fault: Fault, trial: Trial, speaking: Iterable[str]) -> Sight:
    if not trial.effects:
        return Sight.NO_EFFECT
    loud = {_area(id) for id in speaking if _loud(fault, trial.reds[id])}
    if fault.area in loud:
        return Sight.SEEN
    return Sight.ELSEWHERE if loud else Sight.UNSEEN


def _loud(fault: Fault, outcome: str | None) -> bool:
    """Tell whether an outcome is as loud as the fault deserves: a warning is too little for a MUST."""
    return outcome == Outcome.FAILED or (outcome == Outcome.WARNED and fault.level in FAINT)


def _may(fault: Fault, id: str, neighbours: Neighbours) -> bool:
    return _area(id) == fault.area or id in fault.seen_by or neighbours.allow(fault.id, id)


def _area(id: str) -> str:
    return id.partition(".")[0]


@dataclass(frozen=True)
class Matrix:
    """All that was judged, with the checks that ran."""

    judged: tuple[Judged, ...]
    checks: tuple[str, ...]
    """The checks that ran on the right provider."""

    base: Mapping[str, str]
    """The checks that were not green on the right provider."""

    @property
    def counts(self) -> Counter[Sight]:
        """How many faults there are of each sight."""
        return Counter(each.sight for each in self.judged)

    permissive: frozenset[str] = frozenset()
    """The checks of what a standard only allows: nothing turns them red, a defect only leaves them without a word."""

    taken_over: int = 0
    """How many of the runs an earlier matrix has done."""

    areas: frozenset[str] | None = None
    """The areas whose faults were all tried; None for all areas."""

    @property
    def never_red(self) -> tuple[str, ...]:
        """The checks of the areas that were tried as a whole that no fault turned red."""
        turned = {id for each in self.judged if each.fault.is_defect for id in (*each.red, *self._silenced(each))}
        asked = [id for id in self.checks if self.areas is None or _area(id) in self.areas]
        return tuple(id for id in asked if id not in turned)

    def _silenced(self, judged: Judged) -> frozenset[str]:
        return self.permissive.intersection(judged.omitted)

    def to_mend(self) -> list[str]:
        """Return every reason why the gates don't hold."""
        found = [f"the right provider: {id} is {outcome}" for id, outcome in sorted(self.base.items())]
        for each in self.judged:
            where = f"{each.fault.id}: "
            if each.sight not in GOOD:
                found.append(where + (each.why or MEANS[each.sight]))
            found += [f"{where}{id} should turn red" for id in each.missed]
            found += [f"{where}{id} turns red, and no row of neighbours says why" for id in each.stray]
            found += [f"{where}{id} is broken" for id in each.broken]
        return found + [f"{id}: no fault turns it red" for id in self.never_red]
