"""The first requests of a run, before its first check: they find out what the checks go by, or why there are none.

Where all is well they are what every run needs anyway: the three documents of discovery, and one user created, read
and deleted. Whether a request without a token is refused is the matter of a check.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scim_conformance import wire
from scim_conformance.client import Reply, SignInError, Unreachable
from scim_conformance.discovery import ask, discovered_from
from scim_conformance.preflight import First, Stop, bases, decide, is_alive, kind_of, kind_of_failure, lapsed, stop
from scim_conformance.preflight.answers import ALIVE, is_sign_in, speaks_scim
from scim_conformance.preflight.moving import move
from scim_conformance.settling import Trial, probe, settle

if TYPE_CHECKING:
    from .run import Run

LONGEST_WORDS = 200
"""How much of what the provider says of a refusal is repeated."""

MISPLACED = frozenset({"missing", "page", "foreign", "moved", "sign-in", "moved-sign-in"})
"""What is in the way where the base path may be wrong, so that others are tried."""

THERE = frozenset({ALIVE, "token", "rights", "limited", "away"})
"""What a provider may answer at its own address."""


def first_requests(run: Run) -> Stop | None:
    """Find out what the provider says of itself and whom it accepts, or return why there is nothing to test."""
    try:
        first = _first(run)
        kind = decide(first)
        if kind is None:
            run.hints += _hints(first)
            return None
        found = _stop(run, kind, first)
    except Unreachable as error:
        run.unreachable = run.redactor.text(str(error))
        found = stop(kind_of_failure(error.why), host=error.host, why=error.why)
    except SignInError as error:
        found = stop("no-token", why=str(error))
    return replace(found, says=run.redactor.text(found.says), todo=run.redactor.text(found.todo))


def _first(run: Run) -> First:
    replies = ask(run.scim)
    run.know(discovered_from(run.scim, replies))
    first = First(replies)
    if run.settings.read_only:
        return replace(first, listing=_listing(run))
    if not first.discovery_is_alive:
        first = replace(first, listing=_listing(run))
        if first.is_hopeless:
            return first
    trial = Trial(run.scim, run.cast, run.users, run.clean)
    if first.listing is not None and not is_alive(first.listing):
        creation = probe(trial)
        if not is_alive(creation):
            return replace(first, creation=creation)
    run.accepted = settle(trial)
    creation = next((reply for reply in trial.replies if is_alive(reply)), trial.replies[-1])
    if first.listing is None and not is_alive(creation):
        first = replace(first, listing=_listing(run))
    return replace(first, creation=creation)


def _listing(run: Run) -> Reply:
    return run.scim.search(run.users, count="1")


def _hints(first: First) -> list[str]:
    if first.creation is not None and kind_of(first.creation) == "rights":
        return [
            "The token may read and not write: POST answered 403. With --scim-read-only the checks that write are left "
            "out."
        ]
    return []


def _stop(run: Run, kind: str, first: First) -> Stop:
    about = next(reply for reply in first.replies if kind_of(reply) == kind)
    numbers = tuple(sorted(reply.n for reply in first.replies))
    seen: dict[str, Any] = {
        "url": run.url,
        "host": urlsplit(run.url).netloc,
        "asked": f"{about.method} {about.route}",
        "status": about.status,
        "words": _words(about),
        "why": about.problem,
        "server": _server(about),
    }
    kind, more = _closer(run, kind, about)
    if kind in MISPLACED:
        kind, more = _elsewhere(run, first) or (kind, more)
    return stop(kind, numbers, **seen, **more)


def _closer(run: Run, kind: str, about: Reply) -> tuple[str, dict[str, Any]]:
    """Return the kind as closely as it can be told, and what else is to be said."""
    match kind:
        case "token":
            return _of_signing_in(run)
        case "moved":
            moved = move(run.url, about.route, about.headers.get("Location"))
            return moved.kind, {"location": moved.location, "found": moved.base}
        case "page" if "https port" in about.text.casefold() and run.url.startswith("http://"):
            return "https", {"found": run.url.replace("http://", "https://", 1)}
        case "page" if is_sign_in(about):
            return "sign-in", {}
        case "silent" if kind_of_failure(about.problem or "") == "certificate-wanted":
            return "certificate-wanted", {}
    return kind, {}


def _of_signing_in(run: Run) -> tuple[str, dict[str, Any]]:
    access, auth = run.settings.access, run.profile.auth
    token = access.token
    ended = lapsed(token.reveal(), datetime.now(UTC)) if token else None
    if ended is not None:
        return "token-ended", {"ended": f"{ended:%Y-%m-%d %H:%M} UTC"}
    if access.issued is not None:
        return "token-issued", {}
    return {"none": "token-missing", "basic": "token-password"}.get(auth.kind, "token"), {}


def _elsewhere(run: Run, first: First) -> tuple[str, dict[str, Any]] | None:
    """Look for the provider at other addresses of its host: a GET each, until one answers as only SCIM does."""
    if first.discovery_is_alive:
        return None
    for base in bases(run.url):
        reply = run.scim.get(f"{base}/Users", params={"count": "1"})
        if speaks_scim(reply) and kind_of(reply) in THERE:
            return "elsewhere", {"found": base}
    behind = run.scim.get(f"{run.users}/", params={"count": "1"})
    return ("slash", {}) if speaks_scim(behind) and behind.ok else None


def _words(reply: Reply) -> str:
    """Return what the provider says of its refusal, in brackets."""
    told = [
        text
        for challenge in wire.challenges(reply.headers.get("WWW-Authenticate", ""))
        for name in ("error", "error_description")
        for text in challenge.named(name)
    ]
    detail = reply.kept.get("detail") if isinstance(reply.kept, dict) else None
    told += [detail] if isinstance(detail, str) and detail and not told else []
    words = ": ".join(dict.fromkeys(told))
    return f" ({words[:LONGEST_WORDS]})" if words else ""


def _server(reply: Reply) -> str:
    name = reply.headers.get("Server", "").strip()
    return f" (it says that it is {name[:60]})" if name else ""
