"""RFC 7643 section 5: what stands in the configuration."""

from __future__ import annotations

from scim_conformance import check, expect, needs


@check(
    "discovery.config-is-complete",
    verifies=("RFC7643-5-01", "RFC7643-5-02", "RFC7643-5-03", "RFC7643-5-04"),
)
def test_the_configuration_has_what_is_required(scim):
    """The configuration has every attribute that is required of it, with the right type."""
    reply = scim.get("ServiceProviderConfig")

    needs.status(reply, 200, see="discovery.config-answers")
    expect.document(reply, "service-provider-config")
