"""Letter case, where it counts and where it doesn't."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider import Provider

from .create import name_again
from .fault import Behind, fault, planted
from .tools import (
    ENTERPRISE,
    LIST,
    altered,
    error,
    is_for,
    is_group,
    is_user,
    operations,
    patched,
    place,
    rewritten,
    sent,
)

USER = "urn:ietf:params:scim:schemas:core:2.0:User"

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')

NAMES = frozenset(
    f"{USER} {ENTERPRISE} schemas id externalId meta userName name formatted familyName givenName middleName"
    " honorificPrefix honorificSuffix displayName nickName profileUrl title userType preferredLanguage locale timezone"
    " active password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates value display"
    " type primary $ref streetAddress locality region postalCode country employeeNumber costCenter organization"
    " division department manager members Operations op path".split()
)
"""The names that a provider knows which compares them letter by letter."""

FOLDED = frozenset(name.casefold() for name in NAMES)


def odd(name: str) -> bool:
    """Tell whether a name is known, and written in another letter case than the schema's."""
    return name not in NAMES and name.casefold() in FOLDED


def condition(request: ScimRequest) -> str:
    """Return the filter of a search by GET, values taken out; an empty text where there is none."""
    return QUOTED.sub('""', request.query.get("filter", "")) if request.method == "GET" else ""


@planted("create-duplicate-case-variant-accepted", "MUST", seen_by="case-sensitivity.user-name-in-use", wild=True)
def names_in_other_case_are_other_names(provider: Provider, effect: Callable[[], None]) -> None:
    """A POST with a userName in use in other letter case answers 201; the very same one is refused."""
    name_again(provider, effect, lambda user: unicodedata.normalize("NFKC", user.user_name))


@planted("create-duplicate-unicode-variant-accepted", "MUST", seen_by="case-sensitivity.user-name-in-other-form")
def names_in_other_form_are_other_names(provider: Provider, effect: Callable[[], None]) -> None:
    """A POST with a userName in use, its accents as letters of their own, answers 201."""
    name_again(provider, effect, lambda user: user.user_name.casefold())


@fault("read-id-case-insensitive", "MUST", seen_by="case-sensitivity.id-in-other-case")
def ids_are_read_in_any_case(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET of an id in other letter case answers with the user whose id it would be."""
    endpoint, id = place(request)
    if is_for(request, "GET", "Users", one=True) and id and id != id.lower():
        return behind(altered(request, path=f"/{endpoint}/{id.lower()}"))
    return behind(request)


@fault(
    "patch-path-case-sensitive",
    "MUST",
    seen_by=("case-sensitivity.path-in-patch", "case-sensitivity.value-path-in-patch"),
    wild=True,
)
def paths_in_other_case_are_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH whose path is written in other letter case than the schema's succeeds without effect."""
    if not is_for(request, "PATCH", "Users", one=True):
        return behind(request)
    all_of_them = operations(request)
    known = [each for each in all_of_them if not any(map(odd, _steps(each.get("path"))))]
    if len(known) == len(all_of_them):
        return behind(request)
    if known:
        return behind(patched(request, known))
    return behind(altered(request, method="GET"))


def _steps(path: Any) -> list[str]:
    urn = next((each for each in (USER, ENTERPRISE) if str(path).casefold().startswith(each.casefold())), "")
    rest = QUOTED.sub("", str(path or "")[len(urn) :])
    return [str(path or "")[: len(urn)], *re.findall(r"[\w$]+", rest)]


@fault("filter-username-case-sensitive", "MUST", seen_by="case-sensitivity.filter-value", wild=True)
def user_names_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by userName does not find who has it in other letter case."""
    return _exactly(request, behind, "userName", is_user)


@fault("filter-displayname-case-sensitive", "MUST", seen_by="case-sensitivity.filter-group-name", wild=True)
def group_names_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by displayName does not find the group that has it in other letter case."""
    return _exactly(request, behind, "displayName", is_group)


def _exactly(request: ScimRequest, behind: Behind, name: str, of: Callable[[dict[str, Any]], bool]) -> ScimResponse:
    answer = behind(request)
    asked = re.fullmatch(rf'\s*{name}\s+eq\s+"([^"\\]*)"\s*', request.query.get("filter", ""), re.I)
    if asked is None:
        return answer
    return _kept(answer, lambda each: not of(each) or each.get(name, asked[1]) == asked[1])


def _kept(answer: ScimResponse, fits: Callable[[dict[str, Any]], bool]) -> ScimResponse:
    """Return a list without the resources that don't fit."""

    def drop(body: dict[str, Any]) -> None:
        listed = body.get("Resources") or []
        body["Resources"] = [each for each in listed if fits(each)]
        for count in ("totalResults", "itemsPerPage"):
            body[count] = body.get(count, 0) - len(listed) + len(body["Resources"])

    body = answer.body if isinstance(answer.body, dict) else {}
    is_list = LIST in (body.get("schemas") or ())
    return rewritten(answer, drop) if is_list and not all(map(fits, body.get("Resources") or ())) else answer


@fault("filter-attrname-case-sensitive", "MUST", seen_by="case-sensitivity.filter-attribute", wild=True)
def attributes_of_filters_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter whose attribute is written in other letter case than the schema's answers 400."""
    words = re.findall(r"(?:^|[\s(\[])([\w$.]+)(?=\s+\w)", condition(request))
    if any(odd(step) for word in words for step in word.split(".")):
        return error(400, "invalidFilter")
    return behind(request)


@fault("filter-operator-case-sensitive", "MUST", seen_by="case-sensitivity.filter-operator", wild=True)
def operators_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter whose operator is not written in small letters answers 400."""
    operators = re.findall(r"\s(eq|ne|co|sw|ew|pr|gt|ge|lt|le)\b", condition(request), re.I)
    return error(400, "invalidFilter") if any(each != each.lower() for each in operators) else behind(request)


@fault("filter-co-case-sensitive", "MUST", seen_by="case-sensitivity.filter-part", wild=True)
def parts_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator co looks at letter case where the schema says that it does not count; eq does not."""
    answer = behind(request)
    asked = re.fullmatch(r'\s*([\w.]+)\s+co\s+"([^"\\]*)"(?:\s+and\s.*)?', request.query.get("filter", ""), re.I)
    if asked is None:
        return answer
    return _kept(answer, lambda each: asked[2] in (_text(each, asked[1]) or asked[2]))


def _text(resource: dict[str, Any], path: str) -> str:
    held: Any = resource
    for step in path.split("."):
        named = {name.casefold(): value for name, value in held.items()} if isinstance(held, dict) else {}
        held = named.get(step.casefold())
    return held if isinstance(held, str) else ""


@fault(
    "case-body-attributes",
    "MUST",
    seen_by=(
        "case-sensitivity.names-in-create",
        "case-sensitivity.sub-names-in-create",
        "case-sensitivity.names-in-replace",
    ),
    wild=True,
)
def names_in_bodies_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST or PUT of a user loses the attributes whose names are written in other letter case than the schema's."""
    if not is_for(request, "POST PUT", "Users"):
        return behind(request)
    body = _known(sent(request), lambda name: not odd(name))
    return behind(altered(request, body=body)) if body != sent(request) else behind(request)


@fault("case-urn", "MUST", seen_by=("case-sensitivity.sub-names-in-create", "case-sensitivity.extension-path-in-patch"))
def urns_are_compared_exactly(request: ScimRequest, behind: Behind) -> ScimResponse:
    """What stands under the URN of an extension is ignored where the URN is written in other letter case."""
    if is_for(request, "PATCH", "Users", one=True):
        kept = [each for each in operations(request) if not odd(_steps(each.get("path"))[0])]
        if len(kept) < len(operations(request)):
            return behind(patched(request, kept)) if kept else behind(altered(request, method="GET"))
    if is_for(request, "POST PUT", "Users"):
        body = _known(sent(request), lambda name: ":" not in name or not odd(name))
        return behind(altered(request, body=body)) if body != sent(request) else behind(request)
    return behind(request)


def _known(body: Any, known: Callable[[str], bool]) -> Any:
    if isinstance(body, list):
        return [_known(each, known) for each in body]
    if isinstance(body, dict):
        return {name: _known(value, known) for name, value in body.items() if known(name)}
    return body
