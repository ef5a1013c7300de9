"""What the command ``scim-conformance entra-sync`` does."""

from __future__ import annotations

import json
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .keeping import State, StateError, state_path
from .planning import Plan, plan, resumed
from .reporting import Outcome, text
from .session import Session
from .settings import Settings, Unusable, read


def run(given: Namespace) -> int:
    """Run the command, and return its exit code."""
    try:
        settings = read(given, Path.cwd())
        path = state_path(settings.url, settings.state)
        if (given.clean or given.resume) and not path.exists():
            return _nothing_there(given)
        with _interruptible() as stopped:
            if given.clean or given.fresh:
                code = _clean(settings, State(path), stopped, is_asked=given.clean)
                if given.clean or code:
                    return code
            return _run(settings, State(path), stopped)
    except (Unusable, StateError) as error:
        print(error, file=sys.stderr)
        return 4


def _nothing_there(given: Namespace) -> int:
    if given.clean:
        print("Nothing of an earlier run is left at this provider, as far as this machine knows.")
        return 0
    print(
        "There is no interrupted run at this provider to go on with. Leave --resume out to begin one.", file=sys.stderr
    )
    return 4


def _run(settings: Settings, state: State, stopped: threading.Event) -> int:
    with closing(state):
        chosen = _planned(settings, state)
        with closing(Session(settings, chosen, state, stopped)) as session:
            print(_heading(settings, chosen, state), flush=True)
            if problem := session.probe():
                print(session.redacted(problem), file=sys.stderr)
                if not chosen.is_resumed:
                    state.remove()
                return 1
            outcome = session.go()
            _report(settings, session, outcome)
        if not outcome.left and not outcome.interrupted and not outcome.problem:
            state.remove()
    return outcome.code


def _planned(settings: Settings, state: State) -> Plan:
    try:
        return plan(settings, state)
    except Unusable:
        if not state.settings():
            state.remove()
        raise


def _clean(settings: Settings, state: State, stopped: threading.Event, *, is_asked: bool) -> int:
    with closing(state):
        noted = state.settings()
        if not noted:
            state.remove()
            if is_asked:
                print("Nothing of an earlier run is left at this provider, as far as this machine knows.")
            return 0
        if noted["url"] != settings.url:
            raise Unusable(f"The state {state.path} is of a run at {noted['url']}: give its --url to clean up there.")
        with closing(Session(settings, resumed(noted), state, stopped)) as session:
            session.clean()
            outcome = session.outcome
            outcome.interrupted = stopped.is_set()
            print(session.redacted("\n".join(_cleanup_told(outcome))))
        if not outcome.left:
            state.remove()
    return outcome.code


def _cleanup_told(outcome: Outcome) -> list[str]:
    document = outcome.as_dict()
    lines = text({**document, "peak_memory_mb": 0}).splitlines()[:-1]
    return lines or ["Nothing of the earlier run was left."]


def _heading(settings: Settings, chosen: Plan, state: State) -> str:
    groups = f" and {chosen.groups:,} groups" if chosen.groups else ""
    lines = [
        f"Provisions {chosen.users:,} users{groups} in {chosen.cycles} cycles into {settings.url}",
        f"as the application {settings.profile.name}, dialect {settings.dialect.name}, {chosen.workers} workers, "
        f"seed {chosen.seed}; all names begin with {chosen.mark}",
    ]
    if chosen.is_resumed:
        lines.append(f"Goes on with the run that was interrupted: {_position(chosen, state)}.")
    return "\n".join(lines)


def _position(chosen: Plan, state: State) -> str:
    for cycle in range(chosen.cycles):
        positions = [state.position(worker, cycle) for worker in range(chosen.workers)]
        if any(position is not None for position in positions):
            done = [sum(each) for each in zip(*(position or () for position in positions if position), strict=False)]
            named = zip(done, ("users", "groups", "managers", "memberships"), strict=False)
            told = ", ".join(f"{count:,} {what}" for count, what in named if count)
            return f"cycle {cycle + 1} of {chosen.cycles}, done in it: {told or 'nothing yet'}"
    return "all cycles are done, comparison and cleanup are left"


def _report(settings: Settings, session: Session, outcome: Outcome) -> None:
    document = outcome.as_dict()
    print()
    print(session.redacted(text(document)))
    if outcome.left and not outcome.kept:
        again = "The same command goes on where this run was; " if outcome.interrupted or outcome.problem else ""
        print(
            f"{again}{'w' if again else 'W'}ith --clean it deletes the {outcome.left:,} users and groups that are left."
        )
    if settings.json is not None:
        written = json.dumps(document, indent=1, ensure_ascii=False)
        settings.json.write_text(session.redacted(written) + "\n", encoding="utf-8")


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Let the first Ctrl-C stop the run where it can go on later; the second ends the process at once."""
    stopped = threading.Event()
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, _frame: object) -> None:
        stopped.set()
        signal.signal(number, before[signal.Signals(number)])
        print("\nStopping after what has been begun …", file=sys.stderr, flush=True)

    for name in before:
        signal.signal(name, stop)
    try:
        yield stopped
    except KeyboardInterrupt:
        # Nothing is lost: each creation stood in the state before it was sent.
        raise SystemExit(2) from None
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
