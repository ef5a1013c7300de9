"""What a run would send, create and delete, counted in the results of the same run on the embedded provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from .text import Line, wrapped
from .words import Document

DELETES = {
    "removes": "DELETE removes a resource, says the profile.",
    "deactivates": "DELETE deactivates an account, says the profile: each user that is created stays, deactivated.",
    None: "The profile does not say whether DELETE removes an account or deactivates it.",
}
"""What a deletion leaves, by what the profile says of it."""

BEFORE = "first requests"
"""Where what was sent before the first check is counted."""

AFTER = "cleaning up"
"""Where what belongs to no check is counted."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class Sum:
    """What is sent and made in one area."""

    checks: int = 0
    requests: int = 0
    users: int = 0
    groups: int = 0
    deletions: int = 0


@dataclass
class Plan:
    """What a run sends, by area and by endpoint, and what lives at once."""

    areas: dict[str, Sum] = field(default_factory=dict)
    endpoints: dict[str, Counter[str]] = field(default_factory=dict)
    unsigned: int = 0
    """Requests that do not sign in, to see that they are refused."""

    most: int = 0
    """How many resources live at once at most."""

    @property
    def whole(self) -> Sum:
        """Everything together."""
        sums = self.areas.values()
        return Sum(*(sum(getattr(each, name) for each in sums) for name in Sum.__dataclass_fields__))


def plan_of(document: Document) -> Plan:
    """Count what a run has sent."""
    plan, base = Plan(), document["provider"]["url"]
    where = _areas(document)
    for check in document["checks"]:
        plan.areas.setdefault(check["area"], Sum()).checks += 1
    alive: set[tuple[str, str]] = set()
    for exchange in document["exchanges"]:
        found = plan.areas.setdefault(where.get(exchange["n"], AFTER), Sum())
        found.requests += 1
        route = _route(base, exchange["url"])
        plan.endpoints.setdefault(_named(route), Counter())[exchange["method"]] += 1
        plan.unsigned += not any(name.casefold() == "authorization" for name in exchange["request"]["headers"])
        for made in _created(exchange, route):
            found.groups += made[0] == "groups"
            found.users += made[0] != "groups"
            alive.add(made)
        for gone in _deleted(exchange, route):
            found.deletions += 1
            alive.discard(gone)
        plan.most = max(plan.most, len(alive))
    return plan


def plan_lines(document: Document, width: int, *, delete: str | None, rate: float | None) -> Iterator[Line]:
    """Yield the plan as lines: what is sent, what is made and what becomes of it."""
    plan = plan_of(document)
    whole, stay = plan.whole, document["run"]["accounts_that_stay"]
    yield from wrapped(
        f"{whole.checks} checks, some {whole.requests} requests, {whole.users} users and {whole.groups} groups.",
        width,
        "",
    )
    yield Line()
    yield from _table(plan)
    yield Line()
    yield from _by_endpoint(plan)
    yield Line()
    left = f" {stay} accounts would stay, deactivated." if stay else ""
    for text in (
        f"Every name begins with the run's own, such as {document['run']['id']}; at most {plan.most} of its resources "
        f"are there at once. Nothing else is changed or deleted.",
        f"{DELETES.get(delete, '')}{left}" if whole.users + whole.groups else "Nothing is created, so nothing deleted.",
        f"{plan.unsigned} requests do not sign in, to see that they are refused.",
        _duration(whole.requests, rate),
        "Counted in this process on the embedded provider, shaped by the profile. Another provider gets more requests "
        "where checks fail, and fewer where it has less.",
    ):
        yield from wrapped(text, width, "")


def _duration(requests: int, rate: float | None) -> str:
    if rate is None:
        return (
            "Neither the profile nor --scim-rate limits the requests a second: how long it takes is up to the provider."
        )
    seconds = requests / rate
    told = f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"
    return f"At {rate:g} requests a second, it takes {told} at least."


def _table(plan: Plan) -> Iterator[Line]:
    heads = ("checks", "requests", "users", "groups", "deleted")
    yield Line(f"{'area':<22}" + "".join(f"{head:>10}" for head in heads))
    last = {BEFORE: 1, AFTER: 2}
    rows = sorted(plan.areas.items(), key=lambda row: (last.get(row[0], 0), row[0]))
    for name, each in (*rows, ("together", plan.whole)):
        cells = (each.checks, each.requests, each.users, each.groups, each.deletions)
        yield Line(f"{name:<22}" + "".join(f"{cell or '':>10}" for cell in cells))


def _by_endpoint(plan: Plan) -> Iterator[Line]:
    others = sorted({method for sent in plan.endpoints.values() for method in sent} - set(METHODS))
    columns = [*METHODS, *(["other"] if others else [])]
    yield Line(f"{'endpoint':<30}" + "".join(f"{column:>8}" for column in columns))
    for name, sent in sorted(plan.endpoints.items()):
        other = sum(sent[method] for method in others)
        cells = [*(sent[method] for method in METHODS), *([other] if others else [])]
        yield Line(f"{name:<30}" + "".join(f"{cell or '':>8}" for cell in cells))


def _areas(document: Document) -> dict[int, str]:
    """Return to which area each exchange belongs, by its number; a watcher sends none of those that it names."""
    found: dict[int, str] = {}
    for check in document["checks"]:
        if check["requests"]:
            found |= dict.fromkeys(check["exchanges"], check["area"])
    first = min(found, default=len(document["exchanges"]) + 1)
    return {**dict.fromkeys(range(1, first), BEFORE), **found}


def _route(base: str, url: str) -> list[str]:
    path = urlsplit(url).path
    below = path.removeprefix(urlsplit(base).path) if path.startswith(urlsplit(base).path) else path
    return [unquote(segment) for segment in below.split("/") if segment]


ENDPOINTS = ("users", "groups", "me", "bulk", "schemas", "resourcetypes", "serviceproviderconfig")


def _named(route: list[str]) -> str:
    """Return an endpoint without any id; what no provider is expected to have stands together."""
    if not route:
        return "/"
    if route[-1] == ".search":
        return f"/{route[0]}/.search" if len(route) > 1 else "/.search"
    if route[0].casefold() not in ENDPOINTS:
        return "others"
    return f"/{route[0]}" + ("/{id}" if len(route) > 1 else "")


def _created(exchange: Mapping[str, Any], route: list[str]) -> Iterator[tuple[str, str]]:
    if exchange["method"] != "POST" or not route or route[-1] == ".search":
        return
    body = exchange["response"].get("body")
    if route[0].casefold() == "bulk":
        for each in _operations(body):
            if str(each.get("method")).upper() == "POST" and str(each.get("status"))[:1] == "2":
                yield _place(str(each.get("location")))
    elif exchange["status"] in (200, 201):
        id = body.get("id") if isinstance(body, dict) else None
        yield _kind(route[0]), str(id)


def _deleted(exchange: Mapping[str, Any], route: list[str]) -> Iterator[tuple[str, str]]:
    if exchange["method"] == "DELETE" and exchange["status"] == 204 and len(route) > 1:
        yield _kind(route[0]), route[1]
    if exchange["method"] == "POST" and route and route[0].casefold() == "bulk":
        for each in _operations(exchange["response"].get("body")):
            if str(each.get("method")).upper() == "DELETE" and str(each.get("status"))[:1] == "2":
                yield _place(str(each.get("location")))


def _operations(body: Any) -> list[Mapping[str, Any]]:
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _place(location: str) -> tuple[str, str]:
    *_, kind, id = ["", "", *location.rstrip("/").split("/")]
    return _kind(kind), id


def _kind(endpoint: str) -> str:
    return "groups" if endpoint.casefold() == "groups" else "users"
