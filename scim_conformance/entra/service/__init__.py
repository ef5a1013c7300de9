"""The provisioning service as it is documented: cycles over a directory, with a log of every step."""

from __future__ import annotations

from .clock import Clock, SimulatedClock
from .expecting import Deviation, Expectation, deviations, expected_accounts, snapshot
from .job import Job, Link, Links, Memberships, Remembered, RememberedMembers
from .log import Change, Cycle, Entry, Step, failures
from .retries import Escrow, State
from .service import Service

__all__ = [
    "Change",
    "Clock",
    "Cycle",
    "Deviation",
    "Entry",
    "Escrow",
    "Expectation",
    "Job",
    "Link",
    "Links",
    "Memberships",
    "Remembered",
    "RememberedMembers",
    "Service",
    "SimulatedClock",
    "State",
    "Step",
    "deviations",
    "expected_accounts",
    "failures",
    "snapshot",
]
