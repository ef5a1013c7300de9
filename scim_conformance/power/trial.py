"""Runs the suite against one faulty provider after another, each in a process forked from one that is warm."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

from scim_conformance.outcomes import Outcome
from scim_conformance.plugin.inside import NoResults, run_suite
from scim_conformance.profile import load
from scim_conformance.provider import build
from scim_conformance.provider.faults import all_faults, fault
from scim_conformance.requirements import catalogue
from scim_conformance.suite import all_checks

LONGEST_SECONDS = 300
"""How long one run of the suite may take before it is given up."""

DRAWS = 3
"""With so many seeds a fault is tried that only drawn examples show: each finds it nine times in ten at least."""


class TrialFailed(Exception):
    """The suite could not be run against a fault; that says nothing about either."""


@dataclass(frozen=True)
class Trial:
    """What one run of the suite said."""

    fault: str | None
    """The fault that was switched on; None for the right provider."""

    reds: dict[str, str] = field(default_factory=dict)
    """The checks that turned red or yellow, each with its worst outcome."""

    checks: tuple[str, ...] = ()
    """The checks that ran."""

    omitted: tuple[str, ...] = ()
    """The checks that had nothing to say."""

    effects: int = 0
    requests: int = 0
    seconds: float = 0.0
    problem: str | None = None


@dataclass(frozen=True)
class Order:
    """One run to do: a fault or none, on a profile, with these checks or all."""

    fault: str | None
    profile: str
    checks: frozenset[str] | None = None
    seed: int = 1

    def run(self, folder: Path) -> dict[str, Any]:
        """Run the suite in this process, and return what results.json holds."""
        arguments = ["--scim-profile", self.profile, "--scim-seed", str(self.seed), "--scim-timeout", "2"]
        if self.fault is not None:
            arguments += ["--scim-demo-fault", self.fault]
        on_socket = self.fault is not None and fault(self.fault).loopback
        return run_suite(arguments, folder, checks=self.checks, on_socket=on_socket)


def try_all(orders: Sequence[Order], *, jobs: int) -> Iterator[Trial]:
    """Do every run, several at once, and yield each as it ends."""
    if "fork" not in multiprocessing.get_all_start_methods():
        raise TrialFailed("scim-conformance power needs an operating system that forks: Linux or macOS.")
    warm({order.profile for order in orders})
    folder = tempfile.mkdtemp(prefix="scim-conformance-")
    try:
        # One process a run: what a faulty run leaves behind in memory is gone with it.
        with multiprocessing.get_context("fork").Pool(jobs, _ignore_interrupts, maxtasksperchild=1) as pool:
            yield from pool.imap_unordered(_Run(folder), orders)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def warm(profiles: set[str]) -> None:
    """Import and build once what every run needs, so that forks find it ready: half of a small run's time."""
    # A run loads it only where something is drawn.
    importlib.import_module("hypothesis")
    all_checks()
    catalogue()
    all_faults()
    for name in profiles:
        build(load(name, cwd=Path.cwd()), token="warm")
    with tempfile.TemporaryDirectory(prefix="scim-conformance-") as folder:
        Order(None, "generic", frozenset({"discovery.config-answers"})).run(Path(folder))


def _ignore_interrupts() -> None:
    # An interrupt is for the parent, which ends them all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True)
class _Run:
    folder: str

    def __call__(self, order: Order) -> Trial:
        begin = time.perf_counter()
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(LONGEST_SECONDS)
        try:
            trial = _seen_sooner_or_later(order, Path(self.folder, str(os.getpid())))
        except NoResults as error:
            return Trial(order.fault, problem=str(error))
        except _TooLong:
            return Trial(order.fault, problem=f"the suite did not end within {LONGEST_SECONDS} s")
        finally:
            signal.alarm(0)
        return replace(trial, seconds=time.perf_counter() - begin)


def _seen_sooner_or_later(order: Order, folder: Path) -> Trial:
    """Run the suite; over a fault that only drawn examples show, again with other examples while they miss it."""
    wanted = fault(order.fault) if order.fault else None
    seeds = DRAWS if wanted and wanted.generated else 1
    for seed in range(order.seed, order.seed + seeds):
        trial = _trial(order, replace(order, seed=seed).run(folder))
        if wanted and set(wanted.seen_by) & trial.reds.keys():
            break
    return trial


class _TooLong(BaseException):
    pass


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise _TooLong


RED = (Outcome.BROKEN, Outcome.FAILED, Outcome.BLOCKED, Outcome.WARNED)


def _trial(order: Order, document: dict[str, Any]) -> Trial:
    reds: dict[str, str] = {}
    for row in document["checks"]:
        id, outcome = row["id"], row["outcome"]
        if outcome in RED and (id not in reds or RED.index(outcome) < RED.index(Outcome(reds[id]))):
            reds[id] = str(outcome)
    effects = sum(each["effects"] for each in document["provider"]["faults"])
    ran = {row["id"] for row in document["checks"] if row["outcome"] != Outcome.OMITTED}
    omitted = {row["id"] for row in document["checks"]} - ran
    requests = document["run"]["requests"]
    return Trial(order.fault, reds, tuple(sorted(ran)), tuple(sorted(omitted)), effects, requests)


def processors() -> int:
    """Return how many runs this machine can do at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
