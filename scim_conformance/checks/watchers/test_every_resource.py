"""What holds of every user and group in every answer."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scim_conformance import expect, expect_schema, watcher, wire
from scim_conformance.seen import SeenResource, resources


@watcher("schema.every-resource-has-an-id", verifies="RFC7643-3.1-02", watches=resources)
def test_every_resource_has_an_id(resource: SeenResource) -> None:
    """Every resource carries an id that is a string and not empty, also where few attributes are asked for."""
    expect.text(resource.body, "id")


@watcher("schema.every-resource-names-its-schemas", verifies="RFC7643-3-01", watches=resources)
def test_every_resource_names_its_schemas(resource: SeenResource) -> None:
    """Every resource names its schemas in a list that is not empty."""
    named = resource.body.get("schemas")
    expect.that(
        (isinstance(named, list) and len(named) > 0) or (resource.partial and named is None),
        "A resource names no schemas",
        expected="a list of URNs",
        actual=named,
    )


@watcher("schema.every-schema-once", verifies="RFC7643-3-03", watches=resources)
def test_no_resource_names_a_schema_twice(resource: SeenResource) -> None:
    """No resource names a schema twice."""
    named = resource.body.get("schemas")
    names = [str(name).casefold() for name in named] if isinstance(named, list) else []
    expect.that(
        len(set(names)) == len(names), "A resource names a schema twice", expected=sorted(set(names)), actual=named
    )


@watcher("schema.every-date-is-a-date", verifies="RFC7643-2.3.5-01", watches=resources)
def test_every_date_of_meta_is_a_date(resource: SeenResource) -> None:
    """Every creation and modification date is an xsd:dateTime."""
    meta = resource.body.get("meta")
    for name in ("created", "lastModified"):
        value = meta.get(name) if isinstance(meta, dict) else None
        if value is not None:
            expect.date(value, f"meta.{name}")


@watcher("schema.every-new-resource-has-one-date", verifies="RFC7643-3.1-10", watches=resources)
def test_every_new_resource_has_one_date(resource: SeenResource) -> None:
    """In every answer to a creation the resource was modified last when it was created."""
    meta = resource.body.get("meta") if resource.exchange.status == 201 else None
    dates = [meta.get(name) for name in ("created", "lastModified")] if isinstance(meta, dict) else []
    # What is no date is the matter of another watcher.
    if len(dates) == 2 and all(isinstance(each, str) and "T" in each for each in dates):
        expect_schema.same_moment(*dates)


@watcher("schema.every-location-is-meta-location", verifies="RFC7644-3.3-03", watches=resources)
def test_every_location_is_the_meta_location(resource: SeenResource) -> None:
    """Wherever the answer to a creation has a Location, it is the meta.location of the new resource."""
    meta = resource.body.get("meta")
    location = meta.get("location") if isinstance(meta, dict) else None
    header, base = resource.exchange.header("Location"), f"{resource.exchange.base_url}/"
    comparable = resource.exchange.status == 201 and resource.alone and location is not None and header is not None
    expect.that(
        not comparable or urljoin(base, str(location)) == urljoin(base, str(header)),
        "meta.location is not the Location of its answer",
        expected=header,
        actual=location,
    )


@watcher("schema.every-location-has-its-scheme", verifies="RFC7643-3.1-16", watches=resources)
def test_every_location_has_the_scheme_of_the_provider(resource: SeenResource) -> None:
    """No meta.location at the host and port of the base URL has another scheme than the base URL."""
    meta = resource.body.get("meta")
    location = urlsplit(str(meta.get("location")) if isinstance(meta, dict) else "")
    base = urlsplit(resource.exchange.base_url)
    # Nothing keeps a provider from leading clients to its encrypted side.
    upgraded = (base.scheme, location.scheme) == ("http", "https") and base.port is None
    expect.that(
        location.netloc != base.netloc or upgraded or location.scheme == base.scheme,
        "meta.location has another scheme than the base URL",
        expected=base.scheme,
        actual=location.scheme,
    )


@watcher("read.every-content-location-is-meta-location", verifies="RFC7643-3.1-11", watches=resources)
def test_every_content_location_is_the_meta_location(resource: SeenResource) -> None:
    """Wherever an answer has a Content-Location, it is the meta.location of its resource."""
    meta = resource.body.get("meta")
    location = meta.get("location") if isinstance(meta, dict) else None
    header, base = resource.exchange.header("Content-Location"), f"{resource.exchange.base_url}/"
    comparable = resource.alone and location is not None and header is not None
    expect.that(
        not comparable or urljoin(base, str(location)) == urljoin(base, str(header)),
        "meta.location is not the Content-Location of its answer",
        expected=header,
        actual=location,
    )


@watcher("security.no-password-is-shown", verifies="RFC7643-4.1.1-04", watches=resources)
def test_no_resource_shows_a_password(resource: SeenResource) -> None:
    """No resource in any answer has a password."""
    shown = [name for name, value in resource.body.items() if name.casefold() == "password" and value is not None]
    expect.that(not shown, "A resource shows a password", expected="no password", actual="a password")


@watcher("schema.every-value-has-its-type", verifies="RFC7643-2.3-01", watches=resources)
def test_every_value_has_the_type_of_its_attribute(resource: SeenResource) -> None:
    """Every value has the JSON type that its attribute's definition says."""
    for definition in resource.exchange.schemas.attributes(_base(resource)):
        value = resource.body.get(definition.name)
        if value is not None and definition.name not in ("schemas", "meta", "id"):
            _has_type(definition, value)


def _has_type(definition: wire.AttributeDef, value: object) -> None:
    values = value if definition.multi_valued and isinstance(value, list) else [value]
    for each in values:
        expect.that(
            expect_schema.has_json_type(each, definition) and (not definition.multi_valued or isinstance(value, list)),
            f"{definition.name} has a value of another type than its schema says",
            expected=f"{definition.type}{', several' if definition.multi_valued else ''}",
            actual=value,
        )


def _base(resource: SeenResource) -> str:
    named = str(resource.body.get("schemas", "")).casefold()
    return wire.GROUP if wire.GROUP.casefold() in named else wire.USER
