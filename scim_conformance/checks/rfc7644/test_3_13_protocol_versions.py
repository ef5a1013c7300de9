"""RFC 7644 section 3.13: versions of the protocol."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scim_conformance import check, expect, needs


@check("read.version-before-endpoint", verifies="RFC7644-3.13-01")
def test_a_version_stands_before_the_endpoint(look, standing_user, shows):
    """Where the location of a user has a version, it stands right before the endpoint."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    needs.assigned(reply, "meta", see="schema.meta-is-assigned")
    location = urljoin(reply.url, str(expect.part(reply, "meta.location")))
    steps = urlsplit(location).path.split("/")
    found = [at for at, step in enumerate(steps) if re.fullmatch(r"v\d+", step)]
    shows(found, "version in the location of a user")
    expect.that(
        steps[found[-1] + 1] in standing_user.endpoint.split("/"),
        "The version does not stand right before the endpoint",
        expected=f"…/{steps[found[-1]]}/{standing_user.endpoint}/…",
        actual=location,
    )


@check("errors.unknown-version", verifies="RFC7644-3.13-02")
def test_a_version_that_does_not_exist_is_declined(scim, look, standing_user, other_version):
    """A read of a user through a version of the protocol that does not exist is declined."""
    reply = scim.get(f"{other_version}/{standing_user.path}")

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.no_success(reply)
