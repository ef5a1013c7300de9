"""Runs the cycles: one provisioning service a worker, each over its part of the directory, all in step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from scim_conformance.client import Unreachable
from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.service import Job, Link, Service
from scim_conformance.entra.service import State as JobState
from scim_conformance.entra.service.clock import SimulatedClock
from scim_conformance.entra.service.log import Entry

from .failing import Failures
from .guarding import Guard
from .keeping import State, StateError
from .lives import Part
from .measuring import Tally, total
from .progress import Progress
from .slicing import Position, Slice, Stopped
from .streaming import Stream
from .threads import together

SAVED_EVERY = 50
"""After how many objects a worker notes how far it has come; what is done twice after a crash does no harm."""


@dataclass(frozen=True)
class CycleResult:
    """What one cycle came to."""

    number: int
    """1 is the initial cycle."""

    tally: Tally
    seconds: float
    quarantined: str = ""
    """Why Entra would have put the job in quarantine; empty where it would not."""

    ended: bool = True
    """Whether the cycle came to its end."""

    cpu_seconds: float = 0.0
    """How long the processor was busy with our side of it."""


class _OwnLinks:
    """The links of all workers, as one of them sees them."""

    def __init__(self, state: State) -> None:
        self.get = state.get
        self.put = state.put
        self.drop = state.drop

    def all(self, kind: Kind) -> Iterator[tuple[str, Link]]:
        """Yield nothing: the service looks here for accounts of the gone, and before the first cycle nobody is gone."""
        return iter(())


@dataclass
class Run:
    """All cycles of a run, as far as they have not been done yet."""

    stream: Stream
    job: Job
    state: State
    guards: Sequence[Guard]
    cycles: int
    log: Callable[[Entry], None] = lambda entry: None
    failures: Failures = field(default_factory=Failures)
    stopped: threading.Event = field(default_factory=threading.Event)
    """Set by whoever interrupts the run."""

    problem: str = ""
    """Why the run could not go on; empty where it could, or was interrupted."""

    services: list[Service] = field(default_factory=list)
    _slices: list[Slice] = field(default_factory=list)
    _halt: bool = False
    _judge: JobState = field(default_factory=JobState)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def must_stop(self) -> bool:
        """Whether no further object is to be begun."""
        return self._halt or self.stopped.is_set()

    def go(self) -> Iterator[CycleResult]:
        """Do cycle after cycle, and yield what each came to; the state tells where to begin."""
        self._slices = [
            Slice(self.stream, Part(worker, len(self.guards)), stop=lambda: self.must_stop)
            for worker in range(len(self.guards))
        ]
        self.services = [self._service(guard, own) for guard, own in zip(self.guards, self._slices, strict=True)]
        for cycle in range(self.cycles):
            positions = [self.state.position(worker, cycle) for worker in range(len(self.guards))]
            if all(position is None for position in positions):
                continue
            result = self._cycle(cycle, positions)
            yield result
            if not result.ended or result.quarantined:
                return

    @property
    def unresolved(self) -> frozenset[tuple[str, str]]:
        """References that were passed over, as their other end is out of scope."""
        return frozenset().union(*(service.unresolved for service in self.services))

    @property
    def escrowed(self) -> int:
        """How many objects wait to be tried again."""
        return sum(len(service.escrow) for service in self.services)

    def _service(self, guard: Guard, own: Slice) -> Service:
        # The clock stands still: a run has no six hours after which Entra would try again what failed.
        return Service(
            own,
            self.job,
            guard,
            clock=SimulatedClock(),
            links=_OwnLinks(self.state),
            memberships=self.state.memberships,
        )

    def _cycle(self, cycle: int, positions: Sequence[Position | None]) -> CycleResult:
        self.stream.cycle = cycle
        self._judge.begin()
        for guard in self.guards:
            guard.tally = Tally()
        begin, cpu = time.monotonic(), time.process_time()
        going = [(worker, position) for worker, position in enumerate(positions) if position is not None]
        meeting = threading.Barrier(len(going))
        what = "initial cycle" if cycle == 0 else f"cycle {cycle + 1}"
        with Progress(what, self._amount(cycle, going), self._look, then="managers and members"):
            together(partial(self._work, cycle, worker, position, meeting) for worker, position in going)
        clock = self.services[0].clock.now()
        self._judge.settle(clock)
        tally = total(guard.tally for guard in self.guards)
        ended = not self.problem and not self.must_stop
        seconds, cpu_seconds = time.monotonic() - begin, time.process_time() - cpu
        return CycleResult(cycle + 1, tally, seconds, self._judge.quarantined, ended, cpu_seconds)

    def _work(self, cycle: int, worker: int, position: Position, meeting: threading.Barrier) -> None:
        guard, service, source = self.guards[worker], self.services[worker], self._slices[worker]
        advance = _Saving(self.state, worker, cycle)
        source.begin(position, advance=advance, meet=meeting.wait)
        # Also where an earlier process has done the cycles before.
        service.cycles, service.watermark = cycle, cycle - 1 if cycle else None
        try:
            for entry in service.cycle():
                self._take(entry, guard)
            # Who is refused by the provider's door stops knocking; so must the other workers.
            self._halt = self._halt or service.state.is_faulty
            advance.save(source.position, done=not self.must_stop)
        except (Stopped, threading.BrokenBarrierError):
            advance.save(source.position)
        except (Unreachable, StateError) as error:
            self._end(str(error))
        except BaseException:
            self._halt = True
            raise
        finally:
            # Whoever still waits for this worker would wait for ever.
            if self.must_stop:
                meeting.abort()

    def _end(self, problem: str) -> None:
        with self._lock:
            self.problem = self.problem or problem
            self._halt = True

    def _take(self, entry: Entry, guard: Guard) -> None:
        tally = guard.tally
        tally.actions[_label(entry)] += 1
        tally.objects += not entry.is_reference
        with self._lock:
            self._judge.note(entry, self.services[0].clock.now())
            self.log(entry)
        if entry.result == "failure":
            tally.failures += 1
            self.failures.add(entry, guard)

    def _amount(self, cycle: int, going: Sequence[tuple[int, Position]]) -> int:
        """Return how many objects the cycle still has, about; members and managers come on top."""
        if cycle == 0:
            whole = self.stream.population.users_at(0) + self.stream.population.groups_at(0)
        else:
            changed = sum(1 for _ in self.stream.population.changed_users(cycle))
            whole = changed + sum(1 for _ in self.stream.population.changed_groups(cycle))
        return max(1, whole - sum(position.users + position.groups for _, position in going))

    def _look(self) -> tuple[int, int, int]:
        tallies = [guard.tally for guard in self.guards]
        return (
            sum(tally.objects for tally in tallies),
            sum(tally.failures for tally in tallies),
            sum(sum(tuple(tally.requests.values())) for tally in tallies),
        )


def _label(entry: Entry) -> str:
    if entry.result == "failure":
        return "failed"
    if entry.is_reference:
        return f"{'managers' if entry.kind == 'user' else 'memberships'} written"
    told = {"None": "left as they are", "Create": "created", "Delete": "deleted", "Update": "updated"}
    told |= {"Disable": "disabled", "Restore": "restored"}
    return f"{entry.kind}s {told[entry.action if entry.result == 'success' else 'None']}"


class _Saving:
    """Notes how far a worker has come, not with each object."""

    def __init__(self, state: State, worker: int, cycle: int) -> None:
        self._state = state
        self._worker = worker
        self._cycle = cycle
        self._unsaved = 0

    def __call__(self, position: Position) -> None:
        self._unsaved += 1
        if self._unsaved >= SAVED_EVERY:
            self.save(position)

    def save(self, position: Position, *, done: bool = False) -> None:
        """Note it now."""
        self._state.advance(self._worker, self._cycle, position, done=done)
        self._unsaved = 0
