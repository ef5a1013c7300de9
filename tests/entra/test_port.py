"""The paths of resources, whatever signs a provider puts into their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from service_by_hand import Company, Provider

from scim_conformance.entra.gallery.asking import Subject, ask
from scim_conformance.entra.port import Answer, resource_path

ODD = "uid=anna/ou=50%25 people"


@pytest.mark.parametrize("id", ["a1", ODD, "anna@example.com", "ä?b#c", ".."])
def test_an_id_is_one_segment_of_the_path_and_reads_back(id: str) -> None:
    endpoint, _, rest = resource_path("/Users", id).rpartition("/")

    assert endpoint == "/Users"
    assert not set(rest) & set("/?# ")
    assert unquote(rest) == id


def test_the_questions_of_the_checklist_go_to_the_user_and_the_group_that_were_made() -> None:
    asked: list[tuple[str, str]] = []

    def port(method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        asked.append((method, path))
        return Answer(404)

    list(ask(port, Subject("nobody@example.com", lambda: ODD, lambda: ODD)))

    written = {path for method, path in asked if method in ("PATCH", "DELETE")}
    assert written == {resource_path("Users", ODD), resource_path("Groups", ODD)}
    assert {path.count("/") for path in written} == {1}


def test_the_service_goes_on_with_an_account_whose_id_holds_a_slash(acme: Company, provider: Provider) -> None:
    acme.hire("anna", attributes={"jobTitle": "Lead"})
    provider.resources["Users"][ODD] = {"id": ODD, "userName": "anna@test.example"}

    tuple(acme.service.initial_cycle())

    assert [path for method, path, *_ in provider.requests if method == "PATCH"] == [resource_path("/Users", ODD)]
