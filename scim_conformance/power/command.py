"""What the command ``scim-conformance power`` does."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scim_conformance.provider.faults import Fault, UnknownFault, all_faults, fault
from scim_conformance.requirements import catalogue
from scim_conformance.suite import all_checks, watchers

from .keeping import NotKept, document, kept
from .matrix import Judged, Matrix, Sight, judge
from .neighbours import Neighbours, load_neighbours
from .text import line, markdown, summary
from .trial import Order, Trial, TrialFailed, processors, try_all


def run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Run the command, and return its exit code."""
    if given.jobs is not None and given.jobs < 1:
        parser.error(f"--jobs must be 1 or more, not {given.jobs}")
    try:
        earlier = kept(Path(given.again)) if given.again else {}
        chosen = _chosen(given)
        neighbours = load_neighbours()
        measured = _measure(chosen, given, earlier, neighbours)
    except (UnknownFault, TrialFailed, NotKept) as error:
        print(error.args[0], file=sys.stderr)
        return 4
    matrix, seconds = measured.matrix, measured.seconds
    if given.json:
        written = json.dumps(document(matrix, measured.trials, seconds=seconds), indent=1)
        Path(given.json).write_text(written + "\n", encoding="utf-8")
    if measured.is_interrupted:
        kept_in = f" What was run is kept: --again {given.json} does the rest." if given.json else ""
        print(f"\nInterrupted after {len(measured.trials)} faults: no matrix.{kept_in}", file=sys.stderr)
        return 2
    mistakes = neighbours.mistakes(all_faults(), all_checks())
    to_mend = [*mistakes, *matrix.to_mend()]
    print()
    print("\n".join(summary(matrix, seconds=seconds)))
    if to_mend:
        print("\nTo mend:")
        print("\n".join(f"  {each}" for each in to_mend))
    if given.markdown:
        Path(given.markdown).write_text(markdown(matrix, seconds=seconds), encoding="utf-8")
    return 1 if to_mend else 0


def _chosen(given: argparse.Namespace) -> list[Fault]:
    found = [fault(id) for id in given.only] or list(all_faults().values())
    if given.area:
        found = [each for each in found if each.area in given.area]
        if not found:
            areas = ", ".join(sorted({each.area for each in all_faults().values()}))
            raise UnknownFault(f"No fault is of the area {' or '.join(given.area)}. The areas are: {areas}.")
    if given.legal:
        found = [each for each in found if not each.is_defect]
    if given.sample and given.sample < len(found):
        found = random.Random(given.seed).sample(found, given.sample)
    return sorted(found, key=lambda each: (not each.is_defect, each.area, each.id))


@dataclass(frozen=True)
class _Measured:
    matrix: Matrix
    trials: Mapping[str, Trial]
    seconds: float
    is_interrupted: bool


def _measure(
    chosen: Sequence[Fault], given: argparse.Namespace, earlier: Mapping[str, Trial], neighbours: Neighbours
) -> _Measured:
    begin = time.perf_counter()
    profiles = sorted({each.profile for each in chosen})
    # The right provider comes first: a check that is red there says nothing about a fault.
    orders = [Order(None, profile, seed=given.seed) for profile in profiles if not given.quick]
    orders += [
        Order(each.id, each.profile, _checks_of(each) if given.quick else None, given.seed)
        for each in chosen
        if each.absent is None and each.id not in earlier
    ]
    trials = {each.id: earlier[each.id] for each in chosen if each.id in earlier}
    progress = _Progress(len(orders))
    judged = {each.id: Judged(each, Sight.ABSENT) for each in chosen if each.absent is not None}
    # Judged anew: what they name, and the rows of neighbours, may have changed.
    judged |= {id: judge(fault(id), trial, neighbours) for id, trial in trials.items()}
    base: dict[str, str] = {}
    checks: set[str] = set()
    is_interrupted = False
    try:
        for trial in try_all(orders, jobs=given.jobs or processors()):
            checks.update(trial.checks)
            if trial.fault is None:
                base.update(_unclean(trial))
                progress.tell(f"{'the right provider':<50} {len(trial.checks)} checks")
                continue
            trials[trial.fault] = trial
            found = judged[trial.fault] = judge(fault(trial.fault), trial, neighbours)
            progress.tell(line(found))
    except KeyboardInterrupt:
        is_interrupted = True
    ordered = tuple(judged[each.id] for each in chosen if each.id in judged)
    permissive = frozenset(id for id in checks if _is_permissive(id))
    if given.quick:
        # What leaves them without a word is mostly a fault of another area, against which they did not run.
        checks -= permissive
    taken_over = sum(each.id in earlier for each in chosen)
    matrix = Matrix(ordered, tuple(sorted(checks)), base, permissive, taken_over, _whole_areas(chosen))
    return _Measured(matrix, trials, time.perf_counter() - begin, is_interrupted)


def _whole_areas(chosen: Sequence[Fault]) -> frozenset[str] | None:
    if len(chosen) == len(all_faults()):
        return None
    left_out = {each.area for each in all_faults().values() if each not in chosen}
    return frozenset(each.area for each in chosen if each.is_defect) - left_out


def _is_permissive(id: str) -> bool:
    check = all_checks().get(id)
    return check is not None and all(catalogue().get(row).level == "MAY" for row in check.verifies)


def _unclean(trial: Trial) -> dict[str, str]:
    return {"the suite": trial.problem} if trial.problem else trial.reds


ASKING = frozenset({"create", "read", "replace", "filter", "pagination", "errors", "auth", "schema", "patch-user"})
"""The areas whose requests are all that watchers need in a quick matrix: of every method, and with every answer."""


def _checks_of(which: Fault) -> frozenset[str] | None:
    if not which.is_defect:
        return None
    # A watcher sees what others ask for, so it needs them.
    areas = {which.area, *(ASKING if not watchers().keys().isdisjoint(which.seen_by) else ())}
    return frozenset(id for id, check in all_checks().items() if check.area in areas) | set(which.seen_by)


class _Progress:
    """Says what is done, and on a terminal how long the rest will take."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._begin = time.perf_counter()
        self._is_terminal = sys.stderr.isatty()

    def tell(self, text: str) -> None:
        """Say that one more is done."""
        self._done += 1
        print(text, flush=True)
        if self._is_terminal:
            passed = time.perf_counter() - self._begin
            left = passed / self._done * (self._total - self._done)
            print(f"{self._done} of {self._total}, about {left:.0f} s to go", end="\r", file=sys.stderr, flush=True)
