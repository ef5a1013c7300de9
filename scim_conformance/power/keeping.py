"""Keeps the runs of a matrix in its JSON, so that a later one need only do those anew that were not good."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from .matrix import GOOD, Matrix
from .trial import Trial

VERSION = 1
"""Of the format of the JSON."""


class NotKept(Exception):
    """The file holds no matrix."""


def document(matrix: Matrix, trials: Mapping[str, Trial], *, seconds: float) -> dict[str, Any]:
    """Return a matrix as JSON, with what each run said."""
    return {
        "version": VERSION,
        "seconds": round(seconds, 1),
        "counts": {str(sight): count for sight, count in matrix.counts.items()},
        "checks": list(matrix.checks),
        "never_red": list(matrix.never_red),
        "base": dict(matrix.base),
        "faults": [
            {
                "id": each.fault.id,
                "area": each.fault.area,
                "level": each.fault.level,
                "title": each.fault.title,
                "sight": str(each.sight),
                "red": list(each.red),
                "should_be_red": list(each.missed),
                "stray": list(each.stray),
                "broken": list(each.broken),
                "why": each.why or each.fault.absent or each.fault.legal,
                "run": _run(trials[each.fault.id], matrix.permissive, each.fault.seen_by)
                if each.fault.id in trials
                else None,
            }
            for each in matrix.judged
        ],
    }


def _run(trial: Trial, permissive: Collection[str], named: Collection[str]) -> dict[str, Any]:
    return {
        "reds": trial.reds,
        # Of the others it only matters whether those that should turn red were asked, and what was merely allowed.
        "asked": sorted(set(named) & set(trial.checks)),
        "omitted": sorted(set(permissive) & set(trial.omitted)),
        "effects": trial.effects,
        "requests": trial.requests,
        "seconds": round(trial.seconds, 2),
    }


def kept(path: Path) -> dict[str, Trial]:
    """Return the runs of a matrix in a file that need not be done again, by their faults."""
    try:
        faults = json.loads(path.read_text(encoding="utf-8"))["faults"]
        return {each["id"]: _trial(each["id"], each["run"]) for each in faults if _was_good(each)}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise NotKept(f"{path} holds no matrix that power --json has written: {error}") from None


def _was_good(each: Mapping[str, Any]) -> bool:
    wrong = each["should_be_red"] or each["stray"] or each["broken"]
    return each["run"] is not None and each["sight"] in GOOD and not wrong


def _trial(fault: str, run: Mapping[str, Any]) -> Trial:
    return Trial(
        fault,
        run["reds"],
        tuple(sorted({*run["asked"], *run["reds"]})),
        tuple(run["omitted"]),
        run["effects"],
        run["requests"],
        run["seconds"],
    )
