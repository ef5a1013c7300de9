"""A SCIM server that is as small and as fast as it can be: it lets a client show how fast it is.

It keeps users and groups in memory, believes what it is sent, and knows what Entra's provisioning service asks for and
nothing else. Start it as a process of its own; it prints the URL on which it listens.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

PAGE = 100
"""How many resources one answer lists at most."""

_CLAUSE = re.compile(r'([\w:.$-]+(?:\[[^\]]*\])?(?:\.\w+)?) eq "((?:[^"\\]|\\.)*)"')
_STEP = re.compile(r'(?P<name>\w+)(?:\[(?P<by>\w+) eq "?(?P<value>[^"\]]*)"?\])?(?:\.(?P<sub>\w+))?$', re.ASCII)
_SEARCHED = {"Users": ("username", "externalid"), "Groups": ("displayname", "externalid")}

Resource = dict[str, Any]
Found = tuple[int, Any]


class Provider:
    """All users and groups, and an index of the names by which they are searched for."""

    def __init__(self) -> None:
        self.resources: dict[str, dict[str, Resource]] = {"Users": {}, "Groups": {}}
        self._index: dict[tuple[str, str, str], str] = {}
        self._number = 0

    def handle(self, method: str, target: str, body: bytes) -> Found:
        """Answer one request."""
        parts = urlsplit(target)
        _, endpoint, *rest = parts.path.removeprefix("/scim").split("/")
        if endpoint not in self.resources:
            return 404, _error(404, "no such endpoint")
        if method == "POST":
            return self._create(endpoint, json.loads(body))
        if not rest:
            query = dict(parse_qsl(parts.query))
            return 200, self._search(endpoint, query.get("filter", ""))
        resource = self.resources[endpoint].get(unquote(rest[0]))
        if resource is None:
            return 404, _error(404, "no such resource")
        if method == "PATCH":
            self._forget(endpoint, resource)
            for operation in json.loads(body)["Operations"]:
                apply(resource, operation)
            self._remember(endpoint, resource)
            return 204, None
        if method == "DELETE":
            self._forget(endpoint, resource)
            del self.resources[endpoint][resource["id"]]
            return 204, None
        return 200, _shown(endpoint, resource, parts.query, self.resources["Users"])

    def _create(self, endpoint: str, body: Resource) -> Found:
        names = _SEARCHED[endpoint]
        if (endpoint, names[0], _text(body, names[0])) in self._index:
            return 409, _error(409, f"{names[0]} is taken")
        self._number += 1
        resource = {**body, "id": f"r{self._number}"}
        self.resources[endpoint][resource["id"]] = resource
        self._remember(endpoint, resource)
        return 201, resource

    def _search(self, endpoint: str, condition: str) -> Resource:
        clauses = _CLAUSE.findall(condition)
        found = [] if condition else list(self.resources[endpoint].values())
        if clauses:
            (name, value), *others = clauses
            known = self.resources[endpoint]
            id = value if name == "id" else self._index.get((endpoint, name.casefold(), value.casefold()))
            if id in known and all(_manager(known[id]) == each for _, each in others):
                found = [known[id]]
        shown = [_shown(endpoint, each, "excludedAttributes=members", {}) for each in found]
        return {"schemas": [LIST], "totalResults": len(shown), "startIndex": 1, "Resources": shown[:PAGE]}

    def _remember(self, endpoint: str, resource: Resource) -> None:
        id: str = resource["id"]
        self._index |= dict.fromkeys(self._keys(endpoint, resource), id)

    def _forget(self, endpoint: str, resource: Resource) -> None:
        for key in self._keys(endpoint, resource):
            self._index.pop(key, None)

    @staticmethod
    def _keys(endpoint: str, resource: Resource) -> Iterator[tuple[str, str, str]]:
        for name in _SEARCHED[endpoint]:
            if text := _text(resource, name):
                yield endpoint, name, text


def apply(resource: Resource, operation: Resource) -> None:
    """Do what an operation of a PATCH asks for, in either dialect."""
    op, path, value = operation["op"].lower(), operation.get("path"), operation.get("value")
    if path is None:
        for name, each in dict(value or {}).items():
            apply(resource, {"op": op, "path": name, "value": each})
        return
    holder = resource
    if path.startswith("urn:"):
        urn, _, path = path.rpartition(":")
        holder = resource.setdefault(urn, {})
    step = _STEP.match(path)
    if step is None:
        raise ValueError(f"{path} is not understood")
    name = step["name"]
    if name == "members":
        _members(resource, op, step["value"], value)
    elif step["by"]:
        _element(holder, step, value)
    elif step["sub"]:
        holder.setdefault(name, {})[step["sub"]] = value
    elif name == "active":
        holder[name] = str(value).casefold() == "true"
    elif name == "manager":
        holder[name] = {"value": value["value"] if isinstance(value, dict) else value} if value else None
    elif op == "remove":
        holder.pop(name, None)
    else:
        holder[name] = value


def _members(group: Resource, op: str, picked: str | None, value: Any) -> None:
    known = group.setdefault("members", {})
    if isinstance(known, list):
        known = group["members"] = {each["value"]: None for each in known}
    ids = [picked] if picked else [each["value"] for each in value or ()]
    for id in ids:
        if op == "remove":
            known.pop(id, None)
        else:
            known[id] = None


def _element(holder: Resource, step: re.Match[str], value: Any) -> None:
    by: Any = {"true": True, "false": False}.get(step["value"].casefold(), step["value"])
    listed = holder.setdefault(step["name"], [])
    for each in listed:
        if each.get(step["by"]) == by:
            each[step["sub"]] = value
            return
    listed.append({step["by"]: by, step["sub"]: value})


def _shown(endpoint: str, resource: Resource, query: str, users: Mapping[str, Resource]) -> Resource:
    if endpoint != "Groups":
        return resource
    if "excludedAttributes=members" in query:
        return {name: value for name, value in resource.items() if name != "members"}
    return {**resource, "members": [{"value": id} for id in resource.get("members") or () if id in users]}


def _manager(user: Resource) -> str | None:
    manager = user.get(ENTERPRISE, {}).get("manager") or user.get("manager")
    return manager.get("value") if isinstance(manager, dict) else manager


def _text(resource: Resource, name: str) -> str:
    return next((str(value).casefold() for key, value in resource.items() if key.casefold() == name), "")


def _error(status: int, detail: str) -> Resource:
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status), "detail": detail}


class Connection(asyncio.Protocol):
    """One connection; a request is answered as soon as the last byte of it is there."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer all requests that are whole."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].decode("latin-1")
            begin = end + 4
            length = re.search(r"(?im)^content-length: *(\d+)", head)
            last = begin + (int(length[1]) if length else 0)
            if len(self._data) < last:
                return
            body, self._data = self._data[begin:last], self._data[last:]
            method, target, _ = head.split("\r\n", 1)[0].split(" ")
            self._answer(*self._provider.handle(method, target, body))

    def _answer(self, status: int, body: Any) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        kind = "Content-Type: application/scim+json\r\n" if content else ""
        head = f"HTTP/1.1 {status} -\r\n{kind}" + (f"Content-Length: {len(content)}\r\n" if status != 204 else "")
        self._transport.write(head.encode() + b"\r\n" + content)  # type: ignore[attr-defined]


async def _serve(port: int) -> None:
    provider = Provider()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(provider), "127.0.0.1", port)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/scim", flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="A small and fast SCIM server, for measuring clients.")
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
