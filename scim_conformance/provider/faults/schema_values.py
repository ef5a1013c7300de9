"""Values are changed on their way into the provider or out of it, or are not what their attribute asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, planted
from .fault import fault as of_any_area
from .tools import (
    Json,
    altered,
    each_definition,
    each_resource,
    error,
    is_for,
    is_group,
    is_user,
    rewritten,
    sent,
    succeeded,
    with_query,
)

fault = partial(of_any_area, area="schema")


# Texts.


@fault("unicode-astral-dropped", "MUST", seen_by="schema.text-keeps-all-characters")
def text_ends_at_an_emoji(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A text is stored up to its first character beyond the basic plane, such as an emoji."""
    return behind(_with_texts(request, lambda text: re.split("[\U00010000-\U0010ffff]", text, maxsplit=1)[0]))


@fault("unicode-normalised-nfd", "ADVICE", area="entra", seen_by="entra.values-as-sent", profile="entra")
def text_is_taken_apart(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A letter with an accent is stored as two characters."""
    return behind(_with_texts(request, partial(unicodedata.normalize, "NFD")))


@fault(
    "long-string-truncated",
    "ADVICE",
    area="entra",
    seen_by=("entra.values-as-sent", "create.long-text"),
    profile="entra",
)
def long_text_is_cut(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of a long text, the first 64 characters are stored, and the answer is a success."""
    return behind(_with_texts(request, lambda text: text if ":" in text else text[:64]))


@fault("string-trimmed", "ADVICE", area="entra", seen_by="entra.values-as-sent", profile="entra")
def blanks_are_collapsed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Blanks around a text, and double ones in it, are lost."""
    return behind(_with_texts(request, lambda text: re.sub(" +", " ", text).strip(" ")))


@fault("empty-string-becomes-null", "ADVICE", seen_by="schema.empty-text-stays", wild=True)
def empty_text_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An empty text is stored as no value."""

    def drop(resource: Json) -> None:
        for holder in [resource, *(each for each in resource.values() if isinstance(each, dict))]:
            for name in [name for name, value in holder.items() if value == ""]:
                del holder[name]

    return each_resource(behind(request), drop)


@fault("null-request-rejected", "MUST", seen_by="schema.null-in-a-list-attribute", wild=True)
def null_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create in which any attribute is null is answered with 400."""
    body = sent(request) if is_for(request, "POST", "Users", one=False) else {}
    return error(400, "invalidValue") if isinstance(body, dict) and None in body.values() else behind(request)


# Passwords, certificates, references and numbers.


@fault("password-echoed", "MUST", seen_by="schema.password-never-returned")
def password_is_in_the_answer(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a create repeats the password that was sent."""
    answer = behind(request)
    body = sent(request) if is_for(request, "POST", "Users", one=False) else {}
    if isinstance(body, dict) and "password" in body and succeeded(answer):
        return rewritten(answer, lambda user: user.update(password=body["password"]))
    return answer


@fault(
    "password-hash-shown",
    "MUST",
    seen_by=("schema.password-key-never-returned", "schema.returned-never", "schema.write-only-never-returned"),
)
def password_hash_is_shown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users are read with the hash of their password."""
    answer = behind(request)
    if is_for(request, "GET", "Users", one=True):
        return each_resource(answer, lambda user: user.update(password="$2b$12$ckK1mPzJ0hVq"))
    return answer


@fault("certificate-as-text", "MUST", seen_by="schema.binary-is-base64")
def certificate_is_no_base64(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Certificates come back as text between BEGIN and END lines, and not as base64."""

    def armour(resource: Json) -> None:
        for each in resource.get("x509Certificates", ()):
            each["value"] = f"-----BEGIN CERTIFICATE-----\n{each.get('value')}\n-----END CERTIFICATE-----"

    return each_resource(behind(request), armour)


@fault("member-ref-leads-nowhere", "MUST", seen_by="schema.member-ref-leads-to-member")
def reference_of_a_member_leads_nowhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The $ref of a member leads to an address at which nothing is."""

    def mislead(resource: Json) -> None:
        for each in resource.get("members", ()) if is_group(resource) else ():
            if "$ref" in each:
                each["$ref"] = each["$ref"].replace("/Users/", "/Members/")

    return each_resource(behind(request), mislead)


@fault("reference-with-blanks", "MUST", seen_by="schema.references-are-uris")
def reference_is_no_uri(request: ScimRequest, behind: Behind) -> ScimResponse:
    """displayName is declared as a reference and holds names with blanks."""
    return each_definition(request, behind(request), "displayName", lambda each: each.update(type="reference"))


@fault("integers-with-fraction", "MUST", seen_by="schema.integers-have-no-fraction")
def integers_have_a_fraction(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The limits in the configuration are written as 100.0."""

    def divide(config: Json) -> None:
        for name in ("maxOperations", "maxPayloadSize"):
            config["bulk"][name] = float(config["bulk"][name])

    answer = behind(request)
    return (
        rewritten(answer, divide) if is_for(request, "GET", "ServiceProviderConfig") and succeeded(answer) else answer
    )


# Ids, primary values, messages, and what the schema says of returning.


@planted("id-holds-bulk-id", "MUST", area="schema", seen_by="schema.id-without-bulk-id")
def ids_hold_the_reserved_word(provider: Json, effect: Callable[[], None]) -> None:
    """The ids of new resources begin with the word bulkId."""
    made = provider.storage.generate_id

    def reserved(*of: Json) -> str:
        effect()
        return f"bulkId-{made(*of)}"

    provider.storage.generate_id = reserved


@fault("two-primary-values", "MUST", seen_by="schema.one-primary")
def two_values_are_primary(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create with two primary values stores both as primary."""
    return _both_primary(request, behind, "POST")


@fault("two-primary-values-after-put", "MUST", seen_by="schema.one-primary-after-replace")
def two_values_are_primary_after_a_put(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT with two primary values stores both as primary."""
    return _both_primary(request, behind, "PUT")


@fault("list-names-no-message", "MUST", seen_by="schema.messages-are-named")
def list_names_the_schema_of_users(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of users names the schema of users, and not that of lists."""
    answer = behind(request)
    if is_for(request, "GET", "Users", one=False) and succeeded(answer):
        return rewritten(answer, lambda body: body.update(schemas=["urn:ietf:params:scim:schemas:core:2.0:User"]))
    return answer


@fault("external-id-in-any-case", "MUST", seen_by="schema.case-exact-in-filters")
def external_id_is_found_in_any_case(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by externalId takes no notice of letter case."""
    answer = behind(request)
    found = re.fullmatch(r'externalId eq "([^"]*)"', request.query.get("filter", ""))
    if found is None or not is_for(request, "GET", "Users", one=False) or (answer.body or {}).get("totalResults"):
        return answer
    everybody = behind(with_query(request, filter="externalId pr", count="1000"))

    def narrow(body: Json) -> None:
        same = [each for each in body["Resources"] if each.get("externalId", "").casefold() == found[1].casefold()]
        body.update(Resources=same, totalResults=len(same), itemsPerPage=len(same))

    return rewritten(everybody, narrow) if (everybody.body or {}).get("Resources") else answer


def _with_texts(request: ScimRequest, change: Callable[[str], str]) -> ScimRequest:
    """Return a request with other texts; those that name something keep what they are."""

    def through(value: Json) -> Json:
        if isinstance(value, dict):
            return {key: each if key in ("schemas", "path", "op") else through(each) for key, each in value.items()}
        if isinstance(value, list):
            return [through(each) for each in value]
        return change(value) if isinstance(value, str) else value

    if request.method not in ("POST", "PUT", "PATCH") or request.path.endswith(".search") or not sent(request):
        return request
    body = sent(request)
    changed = through(body)
    return request if changed == body else altered(request, body=changed)


def _both_primary(request: ScimRequest, behind: Behind, method: str) -> ScimResponse:
    body = sent(request) if is_for(request, method, "Users") else {}
    doubled = {
        name
        for name, value in (body.items() if isinstance(body, dict) else ())
        if isinstance(value, list) and sum(isinstance(each, dict) and each.get("primary") is True for each in value) > 1
    }
    if not doubled:
        return each_resource(behind(request), partial(_mark, behind.memory))
    single = {
        name: [{**each, "primary": not number} for number, each in enumerate(value)] if name in doubled else value
        for name, value in body.items()
    }
    answer = behind(altered(request, body=single))
    if succeeded(answer) and answer.body:
        behind.memory[answer.body["id"]] = doubled
    return each_resource(answer, partial(_mark, behind.memory))


def _mark(doubled: dict[str, set[str]], resource: Json) -> None:
    for name in doubled.get(resource["id"], ()) if is_user(resource) else ():
        for each in resource.get(name, ()):
            each["primary"] = True
