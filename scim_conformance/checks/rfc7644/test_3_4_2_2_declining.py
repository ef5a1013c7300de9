"""RFC 7644 section 3.4.2.2: what a provider doesn't evaluate, it declines."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query
from scim_conformance.checks.rows import broken_filters, order_operators
from scim_conformance.checks.texts import BROKEN


@check("filter.broken-text-refused", verifies="RFC7644-3.4.2.2-08", each={"what": broken_filters})
def test_a_broken_filter_is_refused(crowd, what):
    """A text that is broken as a filter is refused, or finds nobody, and is not answered as another filter."""
    reply = crowd.search(filter=BROKEN[what], count="1")

    expect_query.nobody_or_declined(reply)


@check("filter.order-of-booleans-declined", verifies="RFC7644-3.4.2.2-09", each={"operator": order_operators})
def test_booleans_have_no_order(crowd, operator):
    """An order comparison of a boolean is declined with 400 and invalidFilter."""
    reply = crowd.search(filter=crowd.filled(f"{{flag}} {operator} true"))

    expect_query.invalid_filter(reply)


@check("filter.unknown-operator-in-a-group-declined", verifies="RFC7644-3.4.2.2-07")
def test_an_unknown_operator_is_declined_wherever_it_stands(crowd):
    """A filter whose second condition has an operator that does not exist is refused."""
    reply = crowd.search(filter=crowd.design.filled('userName eq {ada} or userName regex "a.*"'))

    expect.refused(reply)


@check("filter.unknown-attribute-finds-nobody", verifies="RFC7644-3.4.2.2-01")
def test_an_attribute_that_does_not_exist_finds_nobody(crowd):
    """A comparison of an attribute that does not exist is declined, or finds nobody."""
    reply = crowd.search(filter='scimconfNoSuchAttribute eq "a"', count="1")

    expect_query.nobody_or_declined(reply)


@check("filter.unknown-attribute-joined-by-and", verifies="RFC7644-3.4.2.2-05")
def test_an_attribute_that_does_not_exist_is_not_dropped(crowd):
    """A condition on an attribute that does not exist, joined by and, is not left out."""
    crowd.need("and")

    reply = crowd.search(filter=crowd.design.filled('userName eq {ada} and scimconfNoSuchAttribute eq "a"'))

    if reply.ok:
        expect.finds_nobody(reply)


@check("filter.broken-text-in-square-brackets-refused", verifies="RFC7644-3.4.2.2-18")
def test_square_brackets_without_a_filter_are_refused(crowd):
    """A filter whose square brackets hold no condition is refused."""
    reply = crowd.search(filter=crowd.design.filled("{typed}[type eq]"), count="1")

    expect.no_success(reply)


@check("filter.order-of-binaries-declined", verifies="RFC7644-3.4.2.2-09")
def test_binary_values_have_no_order(crowd, declaring, shows):
    """An order comparison of a certificate that is declared binary is declined with 400 and invalidFilter."""
    (certificates,) = declaring(name="x509Certificates")
    value = certificates.sub("value")
    shows(value if value and value.type == "binary" else None, "certificates of a binary type")

    replies = [crowd.search(filter=f'x509Certificates.value {operator} "YQ=="') for operator in ("gt", "le")]

    for reply in replies:
        expect_query.invalid_filter(reply)
