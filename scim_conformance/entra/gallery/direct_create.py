"""Whether users and groups can be created (``SCIM_User_Create_Test``, ``SCIM_Group_Create_Test``)."""

from __future__ import annotations

from dataclasses import dataclass

from scim_conformance.entra.port import Answer

from .ground import Ground
from .record import Standing
from .trail import GROUPS, USERS, Outcome, Trail, body_of, complaint, http, id_of


@dataclass(frozen=True)
class _Kind:
    endpoint: str
    step: str
    word: str
    name: str


_USER = _Kind(USERS, "SCIM_Direct_Create_User", "user", "userName")
_GROUP = _Kind(GROUPS, "SCIM_Direct_Create_Group", "group", "displayName")

NO_GROUPS = (
    "The profile says that the application has no groups. The template asks for them all the same; whether they are "
    "needed, Microsoft's pages say differently: the requirements for user provisioning recommend them, the overview "
    "of the validation demands them."
)
"""What is to be said where a test of groups fails since there are none."""


def user(ground: Ground, trail: Trail) -> Outcome:
    """Create a user and look whether the answer tells of it."""
    name = ground.names.user("lascuser")
    answer = trail("POST", USERS, json=ground.user_body(name))
    trail.discard(USERS, answer)
    return _judged(ground, _USER, name, answer)


def group(ground: Ground, trail: Trail) -> Outcome:
    """Create a group and look whether the answer tells of it."""
    name = ground.names.group("LASCDirectGroup-")
    answer = trail("POST", GROUPS, json=ground.group_body(name))
    trail.discard(GROUPS, answer)
    return _judged(ground, _GROUP, name, answer)


def refused(ground: Ground, answer: Answer) -> tuple[Standing, str]:
    """Return what to think of a user that is not created, by the standard, and why."""
    if answer.status == 409:
        return "undecided", (
            "Refused with 409. The template gives all its users the same values save userName and externalId, and an "
            "application may want others to be unique, too."
        )
    odd = [why for path, value in ground.user_values.items() if (why := _oddity(ground, path, value))]
    if answer.status == 400 and odd:
        return "undecided", (
            f"Refused with 400, and the provider may have a right to that: {'; '.join(odd)}. Say with "
            "scimTargetUserValues which values the application takes."
        )
    return "failed", f"The creation was answered {http(answer)}."


def _oddity(ground: Ground, path: str, value: object) -> str:
    attribute = ground.attribute(path)
    return attribute.may_refuse(value) if attribute else ""


def _judged(ground: Ground, kind: _Kind, name: str, answer: Answer) -> Outcome:
    body = body_of(answer)
    echoed = body.get(kind.name) == name
    detailed = {"statusCode": http(answer), "id": id_of(answer), f"sent{kind.name}": name, "matches": echoed}
    if answer.status in (200, 201) and id_of(answer) and echoed:
        if answer.status == 201:
            return Outcome("success", "passed", f"The {kind.word} was created.", detailed=detailed)
        why = "Answered 200: the template takes that, and RFC 7644 section 3.3 wants 201."
        return Outcome("success", "failed", why, detailed=detailed)
    parts = ["" if id_of(answer) else f"No {kind.word} id returned. "]
    parts += ["" if echoed else f"Returned {kind.name} did not match sent {kind.name}. ", complaint(answer)]
    documented, why = _why(ground, kind, name, answer)
    return Outcome(
        f"FAILED - Action: {kind.step} - HTTP {http(answer)}. {''.join(parts)}".rstrip(),
        documented,
        why,
        f"SCIM POST /{kind.endpoint} HTTP {http(answer)}. Response: {answer.text[:800]}",
        detailed,
    )


def _why(ground: Ground, kind: _Kind, name: str, answer: Answer) -> tuple[Standing, str]:
    if not answer.ok:
        if kind is _GROUP:
            return "failed", f"Answered {http(answer)}. {'' if ground.has_groups else NO_GROUPS}".strip()
        return refused(ground, answer)
    if not id_of(answer):
        return "failed", (
            "The answer has no id. Microsoft's page on building an endpoint wants one in every resource; Entra "
            "remembers the account by it."
        )
    told = body_of(answer).get(kind.name)
    if isinstance(told, str) and told.casefold() == name.casefold():
        return "failed", (
            f"The {kind.name} came back in another case. Microsoft's page on building an endpoint wants values stored "
            "as they are sent."
        )
    if told is None and kind.name.casefold() in (key.casefold() for key in body_of(answer)):
        return (
            "passed",
            f"The answer spells the name of {kind.name} in another case, which RFC 7643 section 2.1 allows.",
        )
    if answer.status not in (200, 201):
        return "failed", f"Answered {http(answer)}, and RFC 7644 section 3.3 wants 201."
    return "failed", f"The answer does not tell the {kind.name} that was sent."
