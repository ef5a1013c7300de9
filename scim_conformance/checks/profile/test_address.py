"""What the profile says of the address of the endpoint."""

from __future__ import annotations

from scim_conformance import check, expect
from scim_conformance.checks.definitions import below, has_form
from scim_conformance.checks.rows import stated_url


@check("profile.tenant-url-has-its-form", verifies="PROFILE-URL-01", each={"form": stated_url})
def test_the_tenant_url_has_the_form_of_the_profile(scim, newborn, stated_form, form):
    """The address of the run has the form that the profile states, and new users are located below it."""
    expect.that(
        has_form(scim.base_url, stated_form(form)),
        "The address of the run has another form than the profile states",
        expected=form,
        actual=scim.base_url,
    )
    location = (newborn("User").body.get("meta") or {}).get("location")
    expect.that(
        location is None or below(scim.base_url, location).startswith(f"{scim.base_url.rstrip('/')}/"),
        "A new user is located elsewhere than below the address of the run",
        expected=scim.base_url,
        actual=location,
    )
