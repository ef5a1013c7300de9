"""The embedded provider on a tenant with any number of strangers, of whom only one is held in memory.

That one stands for all: wherever an answer lists it, the others are listed beside it, alike but for id and userName. So
filters, sorting and projections are the provider's own, and a hundred thousand cost no more than the page that shows
them. It prints the URL on which it listens.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.profile import load
from scim_conformance.provider import Answer, Provider, build, serve

PAGE = 100
MOST = 1000
"""How many resources a page holds where nothing is asked, and at most."""

DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")

_NUMBERED = re.compile(r"stranger-\d+@")


class Crowd:
    """A layer around the provider that lists as many strangers as wanted."""

    def __init__(self, provider: Provider, strangers: int) -> None:
        provider.seed_strangers(1)
        self._one = next(str(each.id) for each in provider.storage.resources if hasattr(each, "user_name"))
        self._count = strangers

    def __call__(self, behind: Answer) -> Answer:
        """Return how a request is answered on the crowded tenant."""

        def answer(request: ScimRequest) -> ScimResponse:
            if request.path.strip("/").partition("/")[0] in DISCOVERY:
                return behind(request)
            number = re.search(rf"{self._one}-(\d+)", request.path)
            if number:
                alone = behind(replace(request, path=request.path.replace(number[0], self._one)))
                return _with(alone, _numbered(alone.body, self._one, int(number[1])))
            wanted, unpaged = _unpaged(request)
            reply = behind(unpaged)
            body = reply.body
            if reply.status != 200 or not isinstance(body, dict) or "totalResults" not in body:
                return behind(request) if unpaged is not request else reply
            return _with(reply, self._page(body, *wanted))

        return answer

    def _page(self, body: dict[str, Any], start: int, count: int) -> dict[str, Any]:
        held: list[Any] = body.get("Resources", [])
        place = next((at for at, each in enumerate(held) if each.get("id") == self._one), len(held))
        many = self._count if place < len(held) else 0
        total = len(held) - bool(place < len(held)) + many
        shown = [
            held[at] if at < place else _numbered(held[place], self._one, at - place) if at < place + many
            else held[at - many + bool(place < len(held))]
            for at in range(min(start - 1, total), min(start - 1 + count, total))
        ]  # fmt: skip
        page = {**body, "totalResults": total, "startIndex": start, "itemsPerPage": len(shown), "Resources": shown}
        return page if shown else {name: value for name, value in page.items() if name != "Resources"}


def _unpaged(request: ScimRequest) -> tuple[tuple[int, int], ScimRequest]:
    """Return which page is asked for, and the request for all there is."""
    asked: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.path.endswith("/.search") and isinstance(request.body, dict):
        asked = dict(request.body)
    elif request.method != "GET":
        return (1, PAGE), request
    try:
        page = max(1, int(asked.pop("startIndex", 1))), min(MOST, max(0, int(asked.pop("count", PAGE))))
    except (TypeError, ValueError):
        return (1, PAGE), request
    asked["count"] = MOST if request.method == "POST" else str(MOST)
    part = "body" if request.method == "POST" else "query"
    return page, replace(request, **{part: asked})


def _numbered(stranger: Any, id: str, number: int) -> Any:
    text = json.dumps(stranger).replace(id, f"{id}-{number}")
    return json.loads(_NUMBERED.sub(f"stranger-{number:06}@", text))


def _with(reply: ScimResponse, body: Any) -> ScimResponse:
    reply.body = body
    return reply


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="The embedded provider on a tenant with many strangers.")
    parser.add_argument("--profile", default="generic")
    parser.add_argument("--strangers", type=int, default=1000, metavar="N")
    parser.add_argument("--token", required=True)
    given = parser.parse_args()
    provider = build(load(given.profile, cwd=Path.cwd()), token=given.token)
    if given.strangers:
        provider.wrap(Crowd(provider, given.strangers))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with serve(provider) as running:
        print(running.url, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
