"""Whatever a provider answers, the log says what was wrong, and nothing falls over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_by_hand import Provider, company

from scim_conformance.entra.port import Answer
from scim_conformance.entra.service import failures

ODD = [None, [], "text", 7, True, {}, {"id": 7}, {"Resources": None}, {"Resources": "x"}, {"Resources": [None]}]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "Resources", "totalResults", "schemas", "userName", "roles", "emails", "active"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
CODES = {
    400: "InvalidOperation",
    401: "SystemForCrossDomainIdentityManagementInvalidCredentials",
    409: "EntryConflict",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "InternalServerError",
    None: "WebExceptionProtocolError",
}


@pytest.mark.parametrize(("status", "code"), CODES.items(), ids=str)
def test_a_creation_that_is_refused_is_named_as_in_the_portal(status: int | None, code: str) -> None:
    provider = Provider()
    provider.refuse("POST", "/Users", status, {"detail": "Not like this."})
    acme = company(provider)
    acme.hire("anna")

    (entry,) = acme.service.initial_cycle()

    assert (entry.action, entry.result, entry.code, entry.status) == ("Create", "failure", code, status)
    assert ("Not like this" in entry.steps[-1].reason) is (status is not None)
    assert len(acme.service.escrow) == 1


@pytest.mark.parametrize("body", ODD, ids=repr)
def test_a_search_without_a_list_is_a_failure(body: Any) -> None:
    provider = Provider()
    provider.refuse("GET", "/Users", 200, body)
    acme = company(provider)
    acme.hire("anna")

    (entry,) = acme.service.initial_cycle()

    assert (entry.result, entry.code) == ("failure", "SystemForCrossDomainIdentityManagementServiceIncompatible")
    assert provider.sent("POST") == []
    assert acme.service.test_connection()[0].result == "failure"


@pytest.mark.parametrize("body", ODD, ids=repr)
def test_a_creation_whose_answer_has_no_id_is_a_failure(body: Any) -> None:
    provider = Provider()
    provider.refuse("POST", "/Users", 201, body)
    acme = company(provider)
    acme.hire("anna")

    (entry,) = acme.service.initial_cycle()

    assert (entry.result, entry.code) == ("failure", "SystemForCrossDomainIdentityManagementServiceIncompatible")
    assert acme.service.links.get("user", "person-anna") is None


@pytest.mark.parametrize("body", [*ODD, {"id": "another"}], ids=repr)
def test_an_account_that_can_not_be_read_is_not_written(body: Any) -> None:
    provider = Provider()
    acme = company(provider)
    anna = acme.hire("anna")
    list(acme.service.initial_cycle())
    provider.refuse("GET", "/Users/", 200, body)
    acme.directory.change(anna, {"jobTitle": "Head"})

    (entry,) = acme.service.incremental_cycle()

    assert (entry.result, entry.code) == ("failure", "SystemForCrossDomainIdentityManagementServiceIncompatible")
    assert provider.sent("PATCH") == []


def test_an_update_that_is_refused_tells_what_it_was_about() -> None:
    provider = Provider()
    acme = company(provider)
    anna = acme.hire("anna")
    list(acme.service.initial_cycle())
    provider.refuse("PATCH", "/Users", 400, {"detail": "title is read-only"})
    acme.directory.change(anna, {"jobTitle": "Head"})

    (entry,) = acme.service.incremental_cycle()

    assert (entry.action, entry.result, entry.status) == ("Update", "failure", 400)
    assert [change.name for change in entry.changes] == ["title"]
    assert "title is read-only" in entry.steps[-1].reason
    assert [path for _, path, _ in acme_deviations(acme)] == ["title"]


def acme_deviations(acme: Any) -> list[tuple[str, str, Any]]:
    return [(name, wrong.path, wrong.actual) for name, wrong in acme.deviating()]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, None, "credentials"),
        (404, None, "Answer 200 and an empty list"),
        (200, {"totalResults": 3, "Resources": [{"id": "1"}]}, "Apply the filter"),
        (200, {"totalResults": "0", "Resources": []}, "totalResults"),
        (200, [], "no ListResponse"),
        (None, None, "no answer"),
    ],
)
def test_a_connection_that_fails_says_why(status: int | None, body: Any, told: str) -> None:
    provider = Provider()
    provider.refuse("GET", "/Groups", status, body)

    users, groups = company(provider).service.test_connection()

    assert (users.result, groups.result) == ("success", "failure")
    assert told in groups.reason


def test_a_port_that_raises_is_not_caught() -> None:
    def port(*_: Any, **__: Any) -> Any:
        raise ConnectionError("nobody there")

    acme = company(port)
    acme.hire("anna")

    with pytest.raises(ConnectionError, match="nobody there"):
        list(acme.service.initial_cycle())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(answers=st.lists(st.tuples(st.sampled_from([200, 201, 204, 400, 404, 409, 500, None]), JSON), min_size=1))
def test_no_answer_makes_the_service_fall_over(answers: list[tuple[int | None, Any]]) -> None:
    turns = iter(range(10**6))

    def port(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        status, body = answers[next(turns) % len(answers)]
        return Answer(status, body)

    acme = company(port)
    boss = acme.hire("boss")
    acme.found("sales", boss, acme.hire("anna", manager=boss))
    entries = [*acme.service.initial_cycle(), *acme.service.cycle()]
    acme.directory.change(boss, {"jobTitle": "Head"})
    acme.directory.unassign("person-anna")
    entries += [*acme.service.cycle(), acme.service.provision_on_demand(boss)]

    acme.deviating()
    assert entries
    assert all(entry.code and entry.steps[-1].reason for entry in failures(entries))
