"""The verifiers: each compares what a standard asks with what the provider did.

Only this module words what was expected and what was there. A message holds no generated value, since a
waiver must match it tomorrow; such values stand in ``expected`` and ``actual``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urljoin

from . import needs, wire
from .files import read_json
from .wire import values

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from .client import Reply, Resource


class ExpectationFailed(AssertionError):
    """What a requirement asks for does not hold."""

    def __init__(self, message: str, expected: Any, actual: Any) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.actual = actual


def that(holds: bool, message: str, *, expected: Any, actual: Any) -> None:
    """Expect a condition, and say in the message's words that it does not hold."""
    if not holds:
        fail(message, expected=expected, actual=actual)


def fail(message: str, *, expected: Any, actual: Any) -> NoReturn:
    """Say that what was expected does not hold."""
    raise ExpectationFailed(message, expected, actual)


def status(reply: Reply, *allowed: int) -> None:
    """Expect the answer to carry one of the allowed HTTP statuses."""
    wanted = " or ".join(map(str, allowed))
    if reply.status is None:
        fail(f"{needs.asked(reply)} got no answer, expected {wanted}", expected=wanted, actual=reply.problem)
    if reply.status not in allowed:
        fail(
            f"{needs.asked(reply)} answered {reply.status}, expected {wanted}",
            expected=wanted,
            actual=_answer(reply),
        )


def no_success(reply: Reply) -> None:
    """Expect the request not to be accepted, with whichever status it is declined."""
    answered = "got no answer" if reply.status is None else f"answered {reply.status}"
    that(
        reply.status is not None and reply.status >= 300,
        f"{needs.asked(reply)} {answered}, expected no success",
        expected="no success",
        actual=_answer(reply),
    )


def success(reply: Reply) -> None:
    """Expect the request to be accepted, with whichever 2xx status."""
    if reply.status is None or not 200 <= reply.status < 300:
        answered = "got no answer" if reply.status is None else f"answered {reply.status}"
        fail(f"{needs.asked(reply)} {answered}, expected success", expected="2xx", actual=_answer(reply))


def refused(reply: Reply) -> None:
    """Expect the request to be refused with a 4xx status, whichever it is."""
    if reply.status is None or not 400 <= reply.status < 500:
        answered = "got no answer" if reply.status is None else f"answered {reply.status}"
        # 501 says of itself that there is no such thing, and the other statuses of its class that something broke.
        broke = reply.status is not None and reply.status >= 500 and reply.status != 501
        wanted = "the provider broke down where it should refuse" if broke else "expected a refusal"
        fail(f"{needs.asked(reply)} {answered}, {wanted}", expected="4xx", actual=_answer(reply))


def no_server_error(reply: Reply) -> None:
    """Expect an answer that is no error of the server."""
    answered = "got no answer" if reply.status is None else f"answered {reply.status}"
    that(
        reply.status is not None and reply.status < 500,
        f"{needs.asked(reply)} {answered}, expected no error of the server",
        expected="below 500",
        actual=reply.status,
    )


def document(reply: Reply, schema: str) -> dict[str, Any]:
    """Expect a JSON object that is valid against a bundled message schema, and return it."""
    body = json_object(reply)
    valid(body, schema, f"The body of {needs.asked(reply)}")
    return body


def valid(value: Any, schema: str, what: str) -> None:
    """Expect a part of an answer to be valid against a bundled message schema."""
    findings = _findings(value, schema)
    that(
        not findings,
        f"{what} is not valid: see {_places(findings)}",
        expected=f"valid against {schema}.schema.json",
        actual=findings,
    )


def names_schema(reply: Reply, urn: str) -> None:
    """Expect the body to name a schema in its ``schemas``."""
    named = json_object(reply).get("schemas")
    names = [str(name).casefold() for name in named] if isinstance(named, list) else []
    that(
        urn.casefold() in names,
        f"The body of {needs.asked(reply)} doesn't name its schema",
        expected=[urn],
        actual=named,
    )


def text(holder: Mapping[str, Any], name: str) -> str:
    """Expect a member to be a text that is not empty, and return it."""
    value = holder.get(name)
    if not isinstance(value, str) or not value:
        fail(f"{name} is missing or no text", expected=f"{name}: a text", actual=value)
    return value


def date(value: Any, what: str) -> None:
    """Expect a value to be a date with its time in the form of xsd:dateTime."""
    form = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
    right = isinstance(value, str) and form.fullmatch(value) is not None
    that(right, f"{what} is no dateTime", expected="such as 2026-01-31T12:00:00Z", actual=value)


def instant(value: Any, what: str) -> datetime:
    """Expect a value to be a date with its time, and return the moment that it names."""
    date(value, what)
    read = values.instant(value)
    if not isinstance(read, datetime):
        fail(f"{what} is no dateTime", expected="such as 2026-01-31T12:00:00Z", actual=value)
    return read


def not_status(reply: Reply, unwanted: int) -> None:
    """Expect the answer not to carry one HTTP status, whichever else."""
    that(
        reply.status is not None and reply.status != unwanted,
        f"{needs.asked(reply)} answered {reply.status or 'nothing'}",
        expected=f"not {unwanted}",
        actual=_answer(reply),
    )


def json_object(reply: Reply) -> dict[str, Any]:
    """Expect a JSON object in the answer, and return it."""
    if not isinstance(reply.json, dict):
        fail(
            f"{needs.asked(reply)} answered with no JSON object",
            expected="a JSON object",
            actual=reply.problem or _short(reply.shown) or "an empty body",
        )
    return reply.json


def items(reply: Reply) -> list[dict[str, Any]]:
    """Expect a list with status 200, and return its resources; a watcher says where a list has another form."""
    status(reply, 200)
    listed = needs.listed(reply, see="pagination.every-list-is-valid")
    odd = [item for item in listed if not isinstance(item, dict)]
    that(not odd, f"The list of {needs.asked(reply)} holds something that is no resource", expected=[], actual=odd)
    return listed


def error(reply: Reply, *statuses: int, scim_type: str) -> None:
    """Expect a refusal with one of the statuses and a scimType; the rest of its body is another check's matter."""
    status(reply, *statuses)
    found = reply.json.get("scimType") if isinstance(reply.json, dict) else None
    that(
        found == scim_type,
        f"The error of {needs.asked(reply)} lacks scimType {scim_type}",
        expected=scim_type,
        actual=found if found is not None else "no scimType",
    )


def header(reply: Reply, name: str) -> str:
    """Expect the answer to carry a header, and return its value."""
    value = reply.headers.get(name)
    if not value:
        fail(
            f"The answer to {needs.asked(reply)} has no {name} header",
            expected=f"{name}: …",
            actual="no such header",
        )
    return str(value)


def equal(actual: Any, expected: Any, what: str) -> None:
    """Expect two values to be the same; ``what`` names the thing that has them."""
    that(actual == expected, f"{what} differs", expected=expected, actual=actual)


def same_address(reply: Reply, actual: Any, expected: str, what: str) -> None:
    """Expect two addresses to be the same; HTTP allows either to be relative to the one that was asked."""
    that(
        isinstance(actual, str) and urljoin(reply.url, actual) == urljoin(reply.url, expected),
        f"{what} differs",
        expected=expected,
        actual=actual,
    )


def differs(actual: Any, unwanted: Any, what: str) -> None:
    """Expect a value to be another than the one that it must not be."""
    that(actual != unwanted, f"{what} is the one that was sent", expected=f"not {unwanted}", actual=actual)


def part(holder: Reply | Resource, path: str) -> Any:
    """Expect an attribute to be assigned, and return its value."""
    value = wire.AttributePath.parse(path).read(_resource(holder))
    that(value is not None, f"{path} is missing", expected=f"{path}: …", actual="unassigned")
    return value


def deleted(reply: Reply, means: str) -> None:
    """Expect a resource to be gone, or where DELETE means that to be inactive."""
    if means == "deactivates" and reply.status == 200:
        attribute(reply, "active", equals=False)
        return
    status(reply, 404)


def attribute(holder: Reply | Resource, path: str, *, equals: Any, schemas: wire.SchemaSet | None = None) -> None:
    """Expect an attribute of a resource to have a value; ``None`` expects it to be unassigned."""
    found = wire.AttributePath.parse(path).read(_resource(holder))
    definition = schemas.find(path) if schemas else None
    if equals is None:
        that(found is None, f"{path} is still assigned", expected="unassigned", actual=found)
    elif not wire.same_value(equals, found, definition):
        how = "is unassigned" if found is None else "has another value"
        fail(f"{path} {how}", expected=equals, actual=found)


def holds(reply: Reply, sent: Mapping[str, Any], schemas: wire.SchemaSet) -> None:
    """Expect a resource to hold everything that was sent; the provider may have added to it."""
    success(reply)
    needs.single(reply)
    found = wire.differences(dict(sent), json_object(reply), schemas, subset=True)
    _no_differences(found, f"{needs.asked(reply)} does not hold what was sent")


def unchanged(before: Reply, after: Reply, schemas: wire.SchemaSet, *, save: Iterable[str] = ()) -> None:
    """Expect a resource to be as it was, save the attributes that a request was meant to change."""
    needs.success(before, see=READABLE)
    success(after)
    needs.single(after)
    left, right = _copy(json_object(before)), _copy(json_object(after))
    for path in ("meta", *save):
        target = wire.AttributePath.parse(path)
        target.remove(left)
        target.remove(right)
    _no_differences(wire.differences(left, right, schemas, subset=False), "What was not asked to change has changed")


READABLE = needs.READABLE
"""The check that says it where a resource can't be read in the first place."""

DERIVED: Mapping[str, tuple[str, ...]] = {
    "name.givenName": ("name.formatted", "displayName"),
    "name.familyName": ("name.formatted", "displayName"),
}
"""What a provider may compose from another attribute, and so may change with it."""


def changed(before: Reply, after: Reply, schemas: wire.SchemaSet, *, path: str, to: Any) -> None:
    """Expect one attribute to have its new value, ``None`` for unassigned, and the rest to be as it was."""
    needs.success(before, see=READABLE)
    attribute(after, path, equals=to, schemas=schemas)
    unchanged(before, after, schemas, save=(path, *DERIVED.get(path, ())))


def finds(reply: Reply, *ids: str) -> None:
    """Expect a search to return exactly these resources, each once."""
    if not ids:
        needs.not_status(reply, 404, see="filter.nobody-is-success")
    found = [str(item.get("id")) for item in items(reply)]
    missing = [name for name in ids if name not in found]
    others = [name for name in found if name not in ids]
    if missing:
        fail("The search does not find the resource that matches", expected=list(ids), actual=found)
    if others:
        fail("The search returns resources that do not match", expected=list(ids), actual=found)
    that(len(found) == len(ids), "The search returns a resource twice", expected=list(ids), actual=found)


def tells_apart(reply: Reply, *, match: Resource, other: Resource) -> None:
    """Expect a search to return one of our resources and not the other, whoever else it returns."""
    found = [str(item.get("id")) for item in items(reply)]
    if match.id not in found:
        fail("The search does not find the resource that matches", expected=[match.id], actual=found)
    that(
        other.id not in found,
        "The search returns resources that do not match",
        expected=[match.id],
        actual=[id for id in found if id in (match.id, other.id)],
    )


def finds_nobody(reply: Reply) -> None:
    """Expect a search to be empty; that it is a success then is another check's matter."""
    needs.not_status(reply, 404, see="filter.nobody-is-success")
    found = items(reply)
    that(
        not found,
        "The search finds what should match nobody",
        expected=[],
        actual=[i.get("id") for i in found],
    )
    total = json_object(reply).get("totalResults")
    # That it is there and a number is asked elsewhere.
    that(total in (0, "0", None), "totalResults is not 0 though nothing matches", expected=0, actual=total)


def _no_differences(found: Sequence[wire.Difference], what: str) -> None:
    if found:
        paths = ", ".join(sorted({difference.path for difference in found}))
        fail(
            f"{what}: {paths}",
            expected={difference.path: difference.expected for difference in found},
            actual={difference.path: difference.actual for difference in found},
        )


def _resource(holder: Reply | Resource) -> dict[str, Any]:
    body = getattr(holder, "body", None)
    if isinstance(body, dict):
        return body
    success(holder)  # type: ignore[arg-type]
    needs.single(holder)  # type: ignore[arg-type]
    return json_object(holder)  # type: ignore[arg-type]


def _answer(reply: Reply) -> str:
    if reply.status is None:
        return str(reply.problem)
    detail = reply.json.get("detail") if isinstance(reply.json, dict) else None
    return f"{reply.status} {_short(detail or reply.shown)}".strip()


def _short(text: Any, limit: int = 300) -> str:
    whole = str(text or "")
    return whole if len(whole) <= limit else whole[:limit] + "…"


def _findings(value: Any, schema: str) -> list[str]:
    errors = _validator(schema).iter_errors(value)
    return sorted(f"{_place(error)}: {_short(error.message)}" for error in errors)


def _places(findings: Iterable[str]) -> str:
    return ", ".join(sorted({finding.partition(": ")[0] for finding in findings}))


def _place(error: ValidationError) -> str:
    """Name a place in a document; positions in lists are left out, for they change from run to run."""
    steps = [str(part) for part in error.absolute_path if not isinstance(part, int)]
    if error.validator == "required":
        # The validator blames the object; what is missing is the member.
        steps.append(str(error.message).split("'")[1])
    return ".".join(steps) or "the document"


def _copy(resource: Mapping[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(resource))
    return copied


@cache
def _validator(schema: str) -> Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(read_json(f"scim/{schema}.schema.json"))
