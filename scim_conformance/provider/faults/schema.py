"""Resources do not have the form of resources: schemas, extensions, meta and the types of their values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import (
    ENTERPRISE,
    Json,
    altered,
    each_resource,
    error,
    is_for,
    is_group,
    is_user,
    rewritten,
    sent,
    succeeded,
    with_headers,
)

VENDOR = "urn:example:params:scim:schemas:extension:vendor:2.0:User"
"""An extension that no resource type names."""

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


# The schemas that a resource names, and its extensions.


@fault(
    "resource-schemas-missing",
    "MUST",
    seen_by=(
        "schema.user-is-valid",
        "schema.group-is-valid",
        "schema.base-schema-is-named",
        "schema.every-resource-names-its-schemas",
    ),
)
def resources_name_no_schemas(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users and groups do not say which schemas they follow."""
    return each_resource(behind(request), lambda resource: resource.pop("schemas", None))


@fault("resource-schemas-duplicates", "MUST", seen_by="schema.every-schema-once")
def resources_name_a_schema_twice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users and groups name their core schema twice."""
    return each_resource(
        behind(request), lambda resource: resource.update(schemas=[resource["schemas"][0], *resource["schemas"]])
    )


@fault("resource-unadvertised-extension", "MUST", seen_by="schema.only-declared-schemas", wild=True)
def users_have_an_unknown_extension(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users have an extension of the vendor's that no resource type names."""

    def extend(resource: Json) -> None:
        if is_user(resource):
            resource["schemas"] = [*resource["schemas"], VENDOR]
            resource[VENDOR] = {"tier": "gold"}

    return each_resource(behind(request), extend)


@fault("schemas-stored-as-sent", "MUST", seen_by="schema.no-duplicate-schemas")
def schemas_are_stored_as_sent(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user names its schemas as the client wrote them, be it twice."""
    kept = behind.memory
    answer = behind(request)
    named = _named(request)
    if isinstance(named, list) and succeeded(answer) and answer.body and "id" in answer.body:
        kept[answer.body["id"]] = named

    def as_sent(resource: Json) -> None:
        if resource["id"] in kept and len(set(kept[resource["id"]])) < len(kept[resource["id"]]):
            resource["schemas"] = kept[resource["id"]]

    return each_resource(answer, as_sent)


@fault("schemas-order-matters", "MUST", seen_by="schema.order-of-schemas")
def first_schema_counts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create is refused unless the core schema stands first in schemas."""
    named = _named(request)
    if isinstance(named, list) and CORE in named and named[0] != CORE:
        return error(400, "invalidValue")
    return behind(request)


@fault("extension-attrs-flattened", "MUST", seen_by="schema.extension-in-own-object", wild=True)
def extension_stands_beside_the_core(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Enterprise attributes come back beside userName."""
    return each_resource(behind(request), lambda resource: resource.update(resource.pop(ENTERPRISE, {})))


@fault("extension-key-alias", "MUST", seen_by="schema.extension-in-own-object")
def extension_has_an_alias(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The enterprise extension is shown, and may be sent, under the key EnterpriseUser."""
    body = sent(request)
    if is_for(request, "POST PUT", "Users") and isinstance(body, dict) and "EnterpriseUser" in body:
        request = altered(request, body={ENTERPRISE: body.pop("EnterpriseUser"), **body})

    def rename(resource: Json) -> None:
        if ENTERPRISE in resource:
            resource["EnterpriseUser"] = resource.pop(ENTERPRISE)

    return each_resource(behind(request), rename)


# What every resource has.


@fault("meta-absent", "MUST", seen_by="schema.meta-is-assigned", wild=True)
def meta_is_in_the_answer_to_a_create_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Reads and lists show no meta, which only the answer to a create has."""
    answer = behind(request)
    return each_resource(answer, lambda resource: resource.pop("meta", None)) if request.method == "GET" else answer


@fault("meta-absent-on-groups", "MUST", seen_by="schema.group-has-common-attributes")
def groups_have_no_meta(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Groups have no meta, though users do."""

    def drop(resource: Json) -> None:
        if is_group(resource):
            resource.pop("meta", None)

    return each_resource(behind(request), drop)


@fault("meta-names-the-endpoint", "MUST", seen_by="schema.meta-names-the-type")
def meta_names_the_endpoint(request: ScimRequest, behind: Behind) -> ScimResponse:
    """meta.resourceType is the name of the endpoint, Users, and not that of the type."""
    return _meta(behind(request), lambda meta: meta.update(resourceType=f"{meta.get('resourceType')}s"))


@fault("meta-location-http-scheme", "MUST", seen_by="schema.every-location-has-its-scheme")
def location_has_another_scheme(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Locations have another scheme than the address at which the provider is asked, as behind a bad proxy."""
    secure = request.base_url.startswith("https://")

    def turned(location: str) -> str:
        return f"{'http' if secure else 'https'}://{location.partition('://')[2]}"

    def turn(meta: Json) -> None:
        if "location" in meta:
            meta["location"] = turned(meta["location"])

    answer = _meta(behind(request), turn)
    headers = {name: answer.headers.get(name.replace("_", "-")) for name in ("Location", "Content_Location")}
    return with_headers(answer, **{name: turned(value) for name, value in headers.items() if value})


@fault("location-header-differs-from-meta", "MUST", seen_by="schema.every-location-is-meta-location", wild=True)
def header_lacks_part_of_the_location(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The Location of a create lacks the path of the base URL, which meta.location has."""
    answer = behind(request)
    location = answer.headers.get("Location")
    if int(answer.status) != 201 or location is None:
        return answer
    return with_headers(answer, Location=location.replace("/v2/", "/"))


@fault("meta-lastmodified-ne-created-on-create", "MUST", seen_by="schema.every-new-resource-has-one-date")
def new_resource_was_modified_later(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The two dates of a resource that was never modified are a second apart."""

    def delay(meta: Json) -> None:
        if "created" in meta and meta.get("created") == meta.get("lastModified"):
            later = datetime.fromisoformat(meta["created"]) + timedelta(seconds=1)
            meta["lastModified"] = later.isoformat().replace("+00:00", "Z")

    return _meta(behind(request), delay)


@fault("meta-datetime-epoch", "MUST", seen_by=("schema.dates-are-date-times", "schema.every-date-is-a-date"))
def dates_are_numbers(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The dates in meta are seconds since 1970."""

    def count(meta: Json) -> None:
        for name in ("created", "lastModified"):
            if name in meta:
                meta[name] = int(datetime.fromisoformat(meta[name]).timestamp())

    return _meta(behind(request), count)


@fault("meta-version-weak-in-small-letter", "MUST", seen_by="schema.weak-version-mark")
def weak_version_is_marked_in_small_letters(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A weak version begins with w/ instead of W/, in meta.version."""

    def shrink(meta: Json) -> None:
        if "version" in meta:
            meta["version"] = meta["version"].replace("W/", "w/")

    return _meta(behind(request), shrink)


@fault("id-missing-in-lists", "MUST", seen_by="schema.every-resource-has-an-id")
def lists_have_no_ids(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The users of a list have no id where the list is narrowed to some attributes."""
    answer = behind(request)
    if is_for(request, "GET", "Users", one=False) and "attributes" in request.query and succeeded(answer):
        return rewritten(answer, lambda body: [each.pop("id") for each in body.get("Resources", ())] and body)
    return answer


# The form of values.


@fault("emails-as-strings", "MUST", seen_by="schema.value-has-declared-type", wild=True)
def emails_are_strings(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The e-mail addresses of a user come back as a list of texts."""

    def flatten(resource: Json) -> None:
        if "emails" in resource:
            resource["emails"] = [each.get("value") for each in resource["emails"]]

    return each_resource(behind(request), flatten)


@fault("multivalued-as-object", "MUST", seen_by=("schema.value-has-declared-type", "schema.every-value-has-its-type"))
def one_value_is_no_list(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A multi-valued attribute with one value comes back as that value, and not as a list."""

    def unwrap(resource: Json) -> None:
        for name in ("addresses", "emails", "phoneNumbers"):
            if len(resource.get(name, ())) == 1:
                resource[name] = resource[name][0]

    return each_resource(behind(request), unwrap)


@fault("empty-complex-as-nested-array", "MUST", seen_by="schema.every-value-has-its-type", wild=True)
def no_address_is_a_list_in_a_list(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user without address comes back with a list that holds an empty list."""

    def nest(resource: Json) -> None:
        if is_user(resource):
            resource.setdefault("addresses", [[]])

    return each_resource(behind(request), nest)


@fault("active-returned-as-string", "MUST", seen_by="schema.value-has-declared-type")
def active_is_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Whether a user is active comes back as the text "True" or "False"."""

    def write_out(resource: Json) -> None:
        if "active" in resource:
            resource["active"] = str(resource["active"])

    return each_resource(behind(request), write_out)


@fault("active-never-returned", "ENTRA", area="entra", seen_by="entra.active-is-shown", profile="entra")
def active_is_never_shown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Whether a user is active can be written and never be read."""
    return each_resource(behind(request), lambda resource: resource.pop("active", None))


@fault(
    "manager-returned-as-string",
    "MUST",
    seen_by=("schema.value-has-declared-type", "create.manager-is-stored"),
    wild=True,
)
def manager_is_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The manager of a user comes back as a bare id."""

    def collapse(resource: Json) -> None:
        enterprise = resource.get(ENTERPRISE, {})
        if "manager" in enterprise:
            enterprise["manager"] = enterprise["manager"].get("value")

    return each_resource(behind(request), collapse)


# It is the checks of creating that say it: RFC 7643 has no sentence on what is never stored.
@fault("manager-dropped", "MUST", area="create", seen_by="create.manager-is-stored")
def manager_is_never_shown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A manager is accepted and never shown, though the rest of the extension is."""
    return each_resource(behind(request), lambda resource: resource.get(ENTERPRISE, {}).pop("manager", None))


def _named(request: ScimRequest) -> Json:
    """Return the schemas that the body of a creation of a user names."""
    body = sent(request) if is_for(request, "POST", "Users", one=False) else None
    return body.get("schemas") if isinstance(body, dict) else None


def _meta(answer: ScimResponse, change: Callable[[Json], None]) -> ScimResponse:
    def through(resource: Json) -> None:
        if isinstance(resource.get("meta"), dict):
            change(resource["meta"])

    return each_resource(answer, through)
