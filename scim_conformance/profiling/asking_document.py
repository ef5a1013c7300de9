"""The profile that the answers to the questions of ``profile new`` describe."""

from __future__ import annotations

from typing import Any

from scim_conformance.discovery import core_schemas
from scim_conformance.profile.paths import is_same_attribute
from scim_conformance.wire import ENTERPRISE, USER

from .asking_answers import Answers
from .infer_paths import declared

Document = dict[str, Any]

_SECRETS = {
    "basic": {"username": {"env": "SCIM_USERNAME"}, "password": {"env": "SCIM_PASSWORD"}},
    "client-credentials": {"client_id": {"env": "SCIM_CLIENT_ID"}, "client_secret": {"env": "SCIM_CLIENT_SECRET"}},
    "jwt-assertion": {"client_id": {"env": "SCIM_CLIENT_ID"}, "assertion": {"file": "assertion.jwt"}},
}
"""Where a run looks for the secrets of each kind, until the profile is edited."""


def document_of(answers: Answers, date: str) -> Document:
    """Return the document of a profile; what was not answered is not in it."""
    document: Document = {
        "name": answers.name,
        "sources": {"answers": {"title": f"Answers of whoever made this profile on {date}", "date": date}},
        "facts": {},
        "base_url": answers.base_url,
        "auth": _auth(answers),
        "users": _users(answers),
    }
    if answers.groups != "unknown":
        document["groups"] = {"supported": answers.groups == "yes", "source": "answers"}
    if answers.delete != "unknown":
        document["delete"] = answers.delete
    told = {"base_url": "base_url", "auth": "auth", "delete": "delete"}
    document["facts"] = {
        place: {"source": "answers"} for place, key in told.items() if key in answers.told and document.get(place)
    }
    if not (document["facts"] or document["users"] or "groups" in document):
        del document["sources"]
    return {key: value for key, value in document.items() if value}


def _auth(answers: Answers) -> Document:
    address = {"token_url": answers.token_url} if answers.token_url else {}
    return {"kind": answers.auth, **address, **_SECRETS.get(answers.auth, {})}


def _users(answers: Answers) -> Document:
    if not answers.attributes:
        return {}
    said: Document = {"supported": True, "source": "answers"}
    if answers.matching:
        said["matching"] = [{"attribute": path, "precedence": n} for n, path in enumerate(answers.matching, 1)]
    said["attributes"] = [_row(path, answers) for path in answers.attributes]
    return said


def _row(path: str, answers: Answers) -> Document:
    row: Document = {"path": path, "type": type_of(path)}
    if path in answers.required:
        row["required"] = True
    # Who matches by it finds by it, whether this was said or not.
    if path in answers.filterable or path in answers.matching:
        row["filterable"] = True
    return row


def type_of(path: str) -> str:
    """Return the type that RFC 7643 gives an attribute, and a string where it does not know it."""
    known = declared(core_schemas(), USER, [ENTERPRISE]).candidates
    return next((each.type for each in known if is_same_attribute(each.path, path)), "string")
