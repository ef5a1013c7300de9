"""RFC 7644 section 3.11: the alias of whoever asks. Nothing but GET is sent there: the account is somebody's."""

from __future__ import annotations

from scim_conformance import check, expect


@check("me.absent-is-501", verifies="RFC7644-3.11-01")
def test_an_absent_me_is_not_implemented(scim):
    """A GET of /Me is answered with the account, a redirect to it or 403; or with 501 where there is no /Me."""
    reply = scim.get("Me")

    expect.status(reply, 200, 308, 501, 403)


@check("me.location-is-permanent", verifies="RFC7644-3.11-02")
def test_the_location_of_me_is_that_of_the_account(scim, me):
    """The answer at /Me has in its Location the address at which the account itself is read."""
    location = expect.header(me, "Location")

    expect.that(
        location.rstrip("/").rpartition("/")[2].casefold() != "me",
        "The Location of /Me is the alias itself",
        expected="the address of a resource",
        actual=location,
    )
    reply = scim.get(location)
    expect.success(reply)
    expect.equal(expect.part(reply, "id"), (me.json or {}).get("id", reply.json["id"]), "The id at the Location")
