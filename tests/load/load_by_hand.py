"""What the tests of the load share: a provider that loses updates, plans, and workers' accounts."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.load.planning import Plan
from scim_conformance.load.shift import Shift
from scim_conformance.provider import Provider
from scim_conformance.provider.faults.tools import altered, is_for, place, read_back, sent

TOKEN = "token-of-the-load-tests"

PLAN = Plan(
    url="http://127.0.0.1:1/v2",
    profile="Entra",
    dialect="default",
    users=50,
    rate=25.0,
    seconds=60.0,
    people=2_000,
    groups=2,
    seed=7,
    mark="scimconf-00000001-abcd-",
    timeout=10.0,
)


def small(url: str, **other: Any) -> Plan:
    """Return a plan that is over in seconds."""
    return replace(
        PLAN, url=url, **{"users": 8, "rate": 60.0, "seconds": 2.0, "people": 100, "mark": new_mark(), **other}
    )


def new_mark() -> str:
    """Return a mark that no other test has."""
    return f"scimconf-{time.time_ns() % 2**32:08x}-{threading.get_native_id() % 2**16:04x}-"


def lose_updates(provider: Provider, pause: float = 0.03) -> None:
    """Let a provider read a group, take its time, and write it back whole: what others wrote meanwhile is lost."""

    def layer(answer: Callable[[ScimRequest], ScimResponse]) -> Callable[[ScimRequest], ScimResponse]:
        def racing(request: ScimRequest) -> ScimResponse:
            if not is_for(request, "PATCH", "Groups", one=True):
                return answer(request)
            group = dict(answer(read_back(request, "Groups", str(place(request)[1]))).body)
            time.sleep(pause)
            members = {each["value"]: each for each in group.get("members") or ()}
            for operation in sent(request)["Operations"]:
                _apply(members, operation)
            return answer(altered(request, method="PUT", body={**group, "members": list(members.values())}))

        return racing

    provider.wrap(layer)


def _apply(members: dict[str, Any], operation: dict[str, Any]) -> None:
    ids = [each["value"] for each in operation.get("value") or ()] or re.findall(r'"([^"]+)"', operation["path"])
    for id in ids:
        if operation["op"].casefold() == "remove":
            members.pop(id, None)
        else:
            members[id] = {"value": id}


def drive(shift: Shift) -> dict[str, Any]:
    """Let the virtual users of a worker act in threads, as Locust lets them act in greenlets; return the account."""
    actors = [shift.actor() for _ in range(shift.plan.users)]

    def act(actor: Any) -> None:
        while not shift.is_over:
            shift.act(actor)

    shift.begin()
    threads = [threading.Thread(target=act, args=(actor,), daemon=True) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    shift.settle()
    return shift.account()


def account(**other: Any) -> dict[str, Any]:
    """Return what a worker tells after a load that went well."""
    read_back = {
        "users": 100,
        "memberships": 40,
        "unsure": 0,
        "unfinished": 0,
        "wrong": {},
        "deviating": {},
        "examples": [],
    }
    told = {
        "worker": "worker-0",
        "users": 50,
        "accepted": 300,
        "created": 100,
        "strangers": 0,
        "stopped": False,
        "sent": 1500,
        "well": 1500,
        "window_seconds": 58.0,
        "well_in_window": 1450,
        "rate": 25.0,
        "waiting": 3.0,
        "crowded": 0.0,
        "throttled": 0,
        "waited_seconds": 0.0,
        "late": 0.0,
        "statuses": {"200": 1000, "201": 500},
    }
    return {**told, "read_back": {**read_back, **other.pop("read_back", {})}, **other}
