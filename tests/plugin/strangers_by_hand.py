"""Providers full of strangers who come to harm where a client believes all answers; and the proof that none did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

import scim_conformance.provider
from scim_conformance.plugin.inside import run_suite
from scim_conformance.provider import Answer, Provider, build

STRANGERS = 8
READING = ("GET", "HEAD", "OPTIONS")

Layer = Callable[["Population", Answer], Answer]
"""Makes of the right provider one that lies."""


@dataclass
class Population:
    """The strangers of a provider as they were, and the requests that would have changed one."""

    users: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    created: int = 0
    provider: Provider | None = None

    def settle(self, provider: Provider) -> None:
        provider.seed_strangers(STRANGERS)
        self.provider = provider
        self.before = self.now()
        kinds = {str(each.id): type(each).__name__ for each in provider.storage.resources}
        self.users = [id for id, kind in kinds.items() if not kind.startswith("Group")]
        self.groups = [id for id, kind in kinds.items() if kind.startswith("Group")]

    def now(self) -> dict[str, str]:
        assert self.provider is not None
        return {str(each.id): each.model_dump_json() for each in self.provider.storage.resources}

    @property
    def touched(self) -> list[str]:
        now = self.now()
        return [id for id, was in self.before.items() if now.get(id) != was]

    @property
    def left(self) -> list[str]:
        return sorted(self.now().keys() - self.before.keys())

    def watch(self, answer: Answer) -> Answer:
        def noted(request: ScimRequest) -> ScimResponse:
            if request.method not in READING and not request.path.endswith("/.search"):
                text = request.path + request.body.decode(errors="replace")
                self.named += [
                    f"{request.method} {request.path} names {id}: {text}" for id in self.before if id in text
                ]
                self.created += request.method == "POST"
            return answer(request)

        return noted


def _endpoint(request: ScimRequest) -> str:
    return request.path.strip("/").partition("/")[0]


def _id(request: ScimRequest) -> str:
    return request.path.strip("/").partition("/")[2]


def _is_creation(request: ScimRequest) -> bool:
    return request.method == "POST" and _endpoint(request) in ("Users", "Groups") and not _id(request)


def _stranger(who: Population, request: ScimRequest, number: int) -> str:
    ids = who.groups if _endpoint(request) == "Groups" else who.users
    return ids[number % len(ids)]


def ignoring_filters(who: Population, behind: Answer) -> Answer:
    """Every search finds everybody."""

    def answer(request: ScimRequest) -> ScimResponse:
        body = request.body
        if request.path.endswith(".search"):
            asked = json.loads(body or b"{}")
            body = json.dumps({name: value for name, value in asked.items() if name != "filter"}).encode()
        query = {name: value for name, value in request.query.items() if name != "filter"}
        return behind(replace(request, query=query, body=body))

    return answer


def telling_ids_of_strangers(who: Population, behind: Answer) -> Answer:
    """Every second creation is done, and answered with what was made, save that its id and address are a stranger's."""
    number = count()

    def answer(request: ScimRequest) -> ScimResponse:
        told = behind(request)
        if not _is_creation(request) or int(told.status) != 201 or next(number) % 2:
            return told
        id = _stranger(who, request, next(number))
        place = f"https://provider.example/v2/{_endpoint(request)}/{id}"
        body = {**told.body, "id": id, "meta": {**told.body.get("meta", {}), "location": place}}
        return replace(told, body=body, headers={**dict(told.headers), "Location": place})

    return answer


def telling_addresses_of_strangers(who: Population, behind: Answer) -> Answer:
    """Every creation is answered without a body, with the address of a stranger."""
    number = count()

    def answer(request: ScimRequest) -> ScimResponse:
        told = behind(request)
        if not _is_creation(request) or int(told.status) != 201:
            return told
        place = f"https://provider.example/v2/{_endpoint(request)}/{_stranger(who, request, next(number))}"
        return replace(told, body=None, headers={**dict(told.headers), "Location": place})

    return answer


def answering_with_strangers(who: Population, behind: Answer) -> Answer:
    """Creates nobody, and answers each creation with a stranger as a whole."""
    number = count()

    def answer(request: ScimRequest) -> ScimResponse:
        if not _is_creation(request):
            return behind(request)
        path = f"/{_endpoint(request)}/{_stranger(who, request, next(number))}"
        return replace(behind(replace(request, method="GET", path=path, query={}, body=b"")), status=HTTPStatus.CREATED)

    return answer


def redirecting_to_strangers(who: Population, behind: Answer) -> Answer:
    """Every request for one resource is answered with a redirect to a stranger."""
    number = count()

    def answer(request: ScimRequest) -> ScimResponse:
        if not _id(request) or _endpoint(request) not in ("Users", "Groups") or _id(request) in who.before:
            return behind(request)
        place = f"https://provider.example/v2/{_endpoint(request)}/{_stranger(who, request, next(number))}"
        return ScimResponse(HTTPStatus.TEMPORARY_REDIRECT, None, {"Location": place})

    return answer


def telling_strangers_in_bulk(who: Population, behind: Answer) -> Answer:
    """What a bulk request creates is told with the addresses of strangers."""
    number = count()

    def answer(request: ScimRequest) -> ScimResponse:
        told = behind(request)
        if _endpoint(request) != "Bulk" or not isinstance(told.body, dict):
            return told
        operations = [dict(each) for each in told.body.get("Operations", [])]
        for each in operations:
            if str(each.get("method")) == "POST" and "location" in each:
                kind = "Groups" if "/Groups/" in str(each["location"]) else "Users"
                ids = who.groups if kind == "Groups" else who.users
                each["location"] = f"https://provider.example/v2/{kind}/{ids[next(number) % len(ids)]}"
                each.pop("response", None)
        return replace(told, body={**told.body, "Operations": operations})

    return answer


def listing_strangers_as_members(who: Population, behind: Answer) -> Answer:
    """Every group is shown with strangers as its only members, every user with one as manager."""

    def shown(resource: Any) -> Any:
        if not isinstance(resource, dict) or resource.get("id") in who.before:
            return resource
        if "userName" in resource:
            extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            return {**resource, extension: {**resource.get(extension, {}), "manager": {"value": who.users[0]}}}
        return (
            {**resource, "members": [{"value": id} for id in who.users[:3]]} if "displayName" in resource else resource
        )

    def answer(request: ScimRequest) -> ScimResponse:
        told = behind(request)
        if _endpoint(request) not in ("Users", "Groups") or not isinstance(told.body, dict):
            return told
        body = shown(told.body)
        if isinstance(body.get("Resources"), list):
            body = {**body, "Resources": [shown(each) for each in body["Resources"]]}
        return replace(told, body=body)

    return answer


def listing_our_names_with_ids_of_strangers(who: Population, behind: Answer) -> Answer:
    """Every search lists what it finds with the ids of strangers, and every creation is answered with 500."""
    number = count()

    def answer(request: ScimRequest) -> ScimResponse:
        told = behind(request)
        if _is_creation(request) and int(told.status) == 201 and next(number) % 2:
            return ScimResponse(HTTPStatus.INTERNAL_SERVER_ERROR, None, {})
        found = told.body.get("Resources") if isinstance(told.body, dict) else None
        if _endpoint(request) not in ("Users", "Groups") or not isinstance(found, list):
            return told
        listed = [{**each, "id": _stranger(who, request, place)} for place, each in enumerate(found)]
        return replace(told, body={**told.body, "Resources": listed})

    return answer


LIES: dict[str, Layer] = {
    each.__name__: each
    for each in (
        ignoring_filters,
        telling_ids_of_strangers,
        telling_addresses_of_strangers,
        answering_with_strangers,
        redirecting_to_strangers,
        telling_strangers_in_bulk,
        listing_strangers_as_members,
        listing_our_names_with_ids_of_strangers,
    )
}


@contextmanager
def lying(patch: pytest.MonkeyPatch, lie: Layer) -> Iterator[Population]:
    """Have the demo be a provider that lies."""
    population = Population()

    def build_lying(*given: Any, **more: Any) -> Provider:
        provider = build(*given, **more)
        population.settle(provider)
        provider.wrap(lambda behind: population.watch(lie(population, behind)))
        return provider

    with patch.context() as patched:
        patched.setattr(scim_conformance.provider, "build", build_lying)
        yield population


def run_over(patch: pytest.MonkeyPatch, lie: str, folder: Path, *arguments: str) -> tuple[dict[str, Any], Population]:
    """Run the suite over a provider that lies; return the results and what became of the strangers."""
    with lying(patch, LIES[lie]) as population:
        given = ["--scim-profile", "entra", "--scim-seed", "7", "--scim-examples", "5", *arguments]
        return run_suite(given, folder), population
