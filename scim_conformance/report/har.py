"""All exchanges of a run as an HTTP archive, which browsers and proxies open, made of results.json.

HAR 1.2: http://www.softwareishard.com/blog/har-12-spec/. Whatever the record does not hold stands there as the format
says that it is unknown: -1 for a size, an empty text for a phrase.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .words import Document, name_of

Json = dict[str, Any]

ABOUT = (
    "Secrets are taken out, as they are of results.json. JSON is written anew: its spaces may have been others. "
    "Only the whole time of an exchange was measured; it stands under wait."
)

SPOKEN = "HTTP/1.1"
"""What the client speaks; which version answered is not recorded."""


def archive(document: Document) -> Json:
    """Return the exchanges of a run as HAR 1.2, in the order in which they were sent."""
    rests: dict[int, list[str]] = {}
    for check in document["checks"]:
        for n in check["exchanges"]:
            rests.setdefault(n, []).append(name_of(check))
    begun = document["run"]["started"]
    found = sorted(document["exchanges"], key=lambda exchange: (exchange.get("started", begun), exchange["n"]))
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": document["suite"]["name"], "version": document["suite"]["version"]},
            "entries": [_entry(exchange, begun, rests.get(exchange["n"], [])) for exchange in found],
            "comment": ABOUT,
        }
    }


def archived(document: Document) -> str:
    """Return the archive as the text of its file: JSON in ASCII, so that nothing in it is obeyed by a terminal."""
    return json.dumps(archive(document), indent=1) + "\n"


def _entry(exchange: Mapping[str, Any], begun: str, checks: list[str]) -> Json:
    milliseconds = round(exchange["seconds"] * 1000, 3)
    problem = exchange["response"].get("problem")
    says = [f"Exchange {exchange['n']} of results.json", *checks]
    return {
        "startedDateTime": exchange.get("started", begun),
        "time": milliseconds,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": ", ".join(says) + (f". No usable answer: {problem}" if problem else ""),
    }


def _request(exchange: Mapping[str, Any]) -> Json:
    message, url = exchange["request"], exchange["url"]
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    request: Json = {
        "method": exchange["method"],
        "url": url,
        "httpVersion": SPOKEN,
        "cookies": [],
        "headers": _headers(message),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": -1,
        "bodySize": -1,
    }
    if message.get("body") is not None:
        request["postData"] = {"mimeType": _header(message, "Content-Type"), "text": _text(message["body"])}
    return request


def _response(exchange: Mapping[str, Any]) -> Json:
    message = exchange["response"]
    text = _text(message["body"]) if message.get("body") is not None else ""
    return {
        "status": exchange["status"] or 0,
        "statusText": "",
        "httpVersion": "unknown",
        "cookies": [],
        "headers": _headers(message),
        "content": {
            "size": len(text.encode(errors="backslashreplace")),
            "mimeType": _header(message, "Content-Type"),
            "text": text,
        },
        "redirectURL": _header(message, "Location"),
        "headersSize": -1,
        "bodySize": -1,
    }


def _headers(message: Mapping[str, Any]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in message["headers"].items()]


def _header(message: Mapping[str, Any], wanted: str) -> str:
    return next((value for name, value in message["headers"].items() if name.lower() == wanted.lower()), "")


def _text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
