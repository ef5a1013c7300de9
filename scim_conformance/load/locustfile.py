"""The load as Locust runs it: its users, its statistics, its web page, its workers on as many machines as it takes.

``scim-conformance load`` starts Locust with this file, in a process of its own, because Locust replaces sockets,
threads and locks as soon as it is imported.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
import gevent.event
from locust import User, events, runners, task
from locust.env import Environment
from locust.exception import StopUser
from locust.runners import STATE_MISSING, LocalRunner, MasterRunner, WorkerRunner

from scim_conformance.load.asking import ASK, Asked, write
from scim_conformance.load.directing import Director
from scim_conformance.load.figures import errors_of, kinds_of
from scim_conformance.load.planning import Plan
from scim_conformance.load.shift import Shift
from scim_conformance.people.employees import employee

SETTLED, READ, ACCOUNT = "scim-settled", "scim-read", "scim-account"
POLL = 0.1

# In seconds: a worker on a machine that is busy with other work is not lost after three.
runners.HEARTBEAT_LIVENESS = 20


class Stage:
    """What this process has of the load."""

    def __init__(self) -> None:
        self.asked = Asked.from_text(os.environ[ASK])
        self.aim = self.asked.aim()
        self.shift: Shift | None = None
        self.may_read = gevent.event.Event()
        self.director: Director | None = None


stage = Stage()
# The first one takes long, and a worker that has met its master must keep answering it.
employee(0, 0, "scimconf-")


class VirtualUser(User):
    """Lets one virtual user act until the load is over."""

    def on_start(self) -> None:
        """Give this user people of its own."""
        self.actor = stage.shift.actor() if stage.shift and not stage.shift.is_over else None

    @task
    def act(self) -> None:
        """Do one thing."""
        if self.actor is None or stage.shift is None or stage.shift.is_over:
            raise StopUser
        stage.shift.act(self.actor)


@events.init_command_line_parser.add_listener
def add_options(parser: ArgumentParser) -> None:
    """Let the plan be handed from the master to its workers, as all options of a locustfile are."""
    parser.add_argument("--scim-plan", default="", include_in_web_ui=False)
    parser.add_argument("--scim-workers", type=int, default=1, include_in_web_ui=False)


@events.init.add_listener
def prepare(environment: Environment, **_: Any) -> None:
    """Listen to the other side."""
    runner = environment.runner
    if isinstance(runner, MasterRunner | LocalRunner):
        runner.register_message(SETTLED, _settled)
        runner.register_message(ACCOUNT, _accounted)
    if isinstance(runner, WorkerRunner | LocalRunner):
        runner.register_message(READ, lambda environment, msg: stage.may_read.set())


@events.test_start.add_listener
def begin(environment: Environment, **_: Any) -> None:
    """Begin the load, once: who begins it again on the web page finds it over."""
    runner, options = environment.runner, environment.parsed_options
    plan = Plan.from_text(options.scim_plan)
    if isinstance(runner, MasterRunner | LocalRunner) and stage.director is None:
        stage.director = Director(plan)
        stage.director.begin(_alive(runner))
        options.scim_workers = max(1, len(_alive(runner)))
        gevent.spawn(_direct, environment, stage.director)
    if isinstance(runner, WorkerRunner | LocalRunner) and stage.shift is None:
        number = max(0, runner.worker_index)
        stage.shift = _shift(plan, number, options.scim_workers, environment)
        stage.shift.begin()
        gevent.spawn(_work, runner, stage.shift)


@events.test_stop.add_listener
def stop(environment: Environment, **_: Any) -> None:
    """End the load before its time, where somebody stops it on the web page."""
    if stage.shift is not None and not stage.shift.is_over:
        stage.shift.stop()


@events.quitting.add_listener
def close(environment: Environment, **_: Any) -> None:
    """Let the ledger go."""
    if stage.shift is not None:
        stage.shift.close()


def _shift(plan: Plan, number: int, workers: int, environment: Environment) -> Shift:
    aim = stage.aim
    if plan.url != aim.url:
        raise SystemExit(f"The master loads {plan.url}, and this worker was started for {aim.url}: nothing is sent.")
    if not stage.asked.is_master:
        # So that whoever started this worker knows what to delete, however it ends.
        write(stage.asked, {"mark": plan.mark})
    return Shift(
        plan,
        aim.profile,
        aim.access.credentials(aim.profile),
        Path(stage.asked.ledgers),
        name=f"worker-{number}",
        number=number,
        workers=workers,
        tell=_teller(environment),
    )


def _teller(environment: Environment) -> Callable[[str, str, float | None, str], None]:
    fire = environment.events.request.fire

    def tell(method: str, kind: str, seconds: float | None, error: str) -> None:
        fire(
            request_type=method,
            name=kind,
            response_time=None if seconds is None else seconds * 1000,
            response_length=0,
            exception=error or None,
            context={},
        )

    return tell


def _work(runner: Any, shift: Shift) -> None:
    shift.settle()
    runner.send_message(SETTLED, {})
    stage.may_read.wait()
    account = shift.account()
    if isinstance(runner, WorkerRunner):
        # Otherwise the last ones come up to three seconds later, when the master has written all down.
        runner._send_stats()
    runner.send_message(ACCOUNT, account)


def _settled(environment: Environment, msg: Any, **_: Any) -> None:
    if stage.director is not None:
        stage.director.settled.add(msg.node_id)


def _accounted(environment: Environment, msg: Any, **_: Any) -> None:
    if stage.director is not None:
        stage.director.accounts[msg.node_id] = msg.data


def _direct(environment: Environment, director: Director) -> None:
    runner = environment.runner
    while True:
        gevent.sleep(POLL)
        alive = _alive(runner)
        if director.may_read(alive):
            runner.send_message(READ, {})
        if director.is_done(alive):
            break
    _write(environment, director)
    runner.quit()
    if environment.web_ui:
        environment.web_ui.stop()


def _alive(runner: Any) -> list[str]:
    if isinstance(runner, MasterRunner):
        return [client.id for client in runner.clients.values() if client.state != STATE_MISSING]
    return ["local"]


def _write(environment: Environment, director: Director) -> None:
    stats = environment.stats
    told = {
        "accounts": list(director.accounts.values()),
        "lost": director.lost,
        "kinds": kinds_of(stats.entries.values()),
        "errors": errors_of(stats.errors.values()),
    }
    write(stage.asked, told)
