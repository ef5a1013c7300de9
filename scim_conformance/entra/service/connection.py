"""The Test Connection of a job: the provider is asked for somebody who does not exist.

https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from scim_conformance.entra.directory.model import Kind
from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.port import Answer, Port
from scim_conformance.entra.queries import GROUP_PROJECTION, matching

from .answers import told
from .job import Job
from .log import Step
from .track import ENDPOINTS


@dataclass(frozen=True)
class Probe:
    """One question for somebody who does not exist: how it went, and the status of the answer."""

    step: Step
    status: int | None


def probes(job: Job, port: Port, rng: Random) -> Iterator[Probe]:
    """Ask for users, and for groups where they are mapped; each is a success or the reason why not."""
    mapped: tuple[tuple[Kind, AttributeMapping | None], ...] = (("user", job.users), ("group", job.groups))
    for kind, mapping in mapped:
        if mapping is not None and mapping.matching:
            yield _probe(kind, mapping.matching[0].path, port, str(UUID(int=rng.getrandbits(128), version=4)))


def _probe(kind: Kind, path: str, port: Port, guid: str) -> Probe:
    projection = dict(GROUP_PROJECTION) if kind == "group" else {}
    answer = port("GET", ENDPOINTS[kind], params={**projection, "filter": matching(path, guid)})
    if reason := _objection(answer):
        reason = f"The {kind}s were searched by {path} for a value that nobody has, but {reason}"
        return Probe(Step("match", "failure", reason, (answer.n,)), answer.status)
    return Probe(Step("match", "success", f"The {kind}s can be searched by {path}.", (answer.n,)), answer.status)


def _objection(answer: Answer) -> str:
    if answer.status in (401, 403):
        return f"{told(answer)}: the credentials are refused."
    if answer.status != 200:
        return f"{told(answer)}. Answer 200 and an empty list."
    body = answer.json
    resources = body.get("Resources") if isinstance(body, dict) else None
    total = body.get("totalResults") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(resources, (list, type(None))):
        return "the answer is no ListResponse. Answer one with totalResults 0 and no resources."
    if resources or (total if isinstance(total, int) else 0) > 0:
        return "somebody was found. Apply the filter."
    if not isinstance(total, int) or isinstance(total, bool):
        return "the answer has no totalResults that is a number. Answer a ListResponse with totalResults 0."
    return ""
