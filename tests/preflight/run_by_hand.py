"""A run before its first check, on an embedded provider that answers in an odd way wherever a test says so."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scim_conformance.client import Secret, in_process
from scim_conformance.plugin.access import Access
from scim_conformance.plugin.run import Run
from scim_conformance.plugin.settings import Settings
from scim_conformance.profile import load
from scim_conformance.provider import LeapingClock, build

TOKEN = "first-requests-token-0123456789abcdef"
BASE = "http://provider.example/v2"

Answer = tuple[int, Mapping[str, str], str]
Odd = Callable[[str, str], Answer | None]
"""Takes the method and the path, and returns an answer, or None where the provider itself is to answer."""


SILENCE: Answer = (0, {}, "")
"""Stands for no answer at all."""


def html(status: int, body: str = "<p>Hello</p>", **headers: str) -> Answer:
    """Return a page for people."""
    return status, {"Content-Type": "text/html", **headers}, f"<!DOCTYPE html><html><body>{body}</body></html>"


def error(status: int, detail: str = "No.", **headers: str) -> Answer:
    """Return an error in SCIM's form."""
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status), "detail": detail}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "application/scim+json", **named}, json.dumps(body)


def settings_of(folder: Path, profile: str, token: str | None = TOKEN, **more: Any) -> Settings:
    """Return settings as the command line would give them, for what asks before the first check."""
    secret = Secret(token) if token else None
    wanted: dict[str, Any] = {field.name: None for field in dataclasses.fields(Settings)}
    wanted |= {"profile": load(profile, more.pop("set", ()), cwd=folder), "timeout": 2.0, "seed": 7}
    wanted |= {"access": Access(None, None, secret), "demo": True, "faults": (), "waivers": (), "ledger_dir": folder}
    wanted |= {"keep": False, "read_only": False, "run": "scimconf-6b000000-abcd-"}
    return Settings(**wanted | more)


@contextmanager
def prepared(
    folder: Path, odd: Odd | None = None, *, url: str = BASE, **more: Any
) -> Iterator[tuple[Run, Counter[str]]]:
    """Yield a run after its first requests, and how often it sent which method."""
    settings = settings_of(folder, more.pop("profile", "generic"), **more)
    clock = LeapingClock()
    provider = build(settings.profile, token=TOKEN, clock=clock)
    sent: Counter[str] = Counter()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        sent[method] += 1
        answer = odd(method, path) if odd else None
        if answer is None:
            return provider.wsgi(environ, start_response)
        status, headers, body = answer
        if (status, headers, body) == SILENCE:
            raise TimeoutError
        start_response(f"{status} Odd", [*headers.items()])
        return [body.encode()]

    run = Run(settings)
    run.sleep = clock.leap
    run.open(url, in_process(application))
    try:
        run.prepare()
        yield run, sent
    finally:
        run.close()
