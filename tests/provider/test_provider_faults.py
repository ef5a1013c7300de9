"""The faults of the embedded provider as a whole: each is declared well, and each does what it counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.plugin.collection import AREAS
from scim_conformance.power.neighbours import load_neighbours
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build
from scim_conformance.provider.faults import Fault, UnknownFault, all_faults, fault, inject, seen_by_check
from scim_conformance.provider.faults.fault import LEVELS, Behind, declared
from scim_conformance.provider.faults.fault import fault as declares
from scim_conformance.requirements import catalogue
from scim_conformance.spoken_of import STORED, spoken_of
from scim_conformance.suite import all_checks

DEFECTS = [each for each in all_faults().values() if each.is_defect]


@pytest.mark.parametrize("each", DEFECTS, ids=lambda each: each.id)
def test_a_fault_is_declared_well(each: Fault) -> None:
    assert each.area in AREAS
    assert each.level in LEVELS
    assert each.title.endswith(".")
    assert set(each.seen_by) <= set(all_checks()), "it names a check that is not there"
    areas = {all_checks()[id].area for id in each.seen_by}
    assert each.area in areas or each.absent, "no check of its own area speaks of it"
    assert bool(each.act) + bool(each.plant) + bool(each.absent) == 1


def test_every_check_is_named_by_a_fault() -> None:
    named = {id for each in DEFECTS for id in each.seen_by}
    # Nothing turns red what asks for something that a standard only allows.
    asked = {
        id for id, check in all_checks().items() if any(catalogue().get(row).level != "MAY" for row in check.verifies)
    }
    assert asked - named == set()


def test_what_a_run_names_beside_a_check_is_what_the_faults_say() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    assert stored == seen_by_check(), "a fault has changed: run python tools/index_faults.py"
    assert spoken_of("delete.then-404") == stored["delete.then-404"]
    assert spoken_of("somebody.elses") == []


def test_rows_of_neighbours_name_what_is_there() -> None:
    assert load_neighbours().mistakes(all_faults(), all_checks()) == []


def test_a_fault_that_is_not_there_is_told_with_its_neighbour() -> None:
    with pytest.raises(UnknownFault, match=r"There is no fault spc-405\. Did you mean spc-404\?"):
        fault("spc-405")


@pytest.fixture
def provider() -> Provider:
    return build(load("generic", cwd=Path.cwd()), token="t" * 32)


@pytest.fixture
def made() -> Iterator[Any]:
    before = dict(declared())
    yield declares
    declared().clear()
    declared().update(before)


def ask(provider: Provider, path: str) -> ScimResponse:
    application: Any = provider.wsgi
    headers = {"Authorization": f"Bearer {provider.token}"}
    response: ScimResponse = application.answer(ScimRequest("GET", "https://a.example/v2", path, headers=headers))
    return response


def test_a_fault_counts_the_answers_that_it_changes_and_no_others(provider: Provider) -> None:
    injected = inject(provider, fault("spc-404"))
    assert ask(provider, "/Users").status == 200
    assert injected.effects == 0
    assert ask(provider, "/ServiceProviderConfig").status == 404
    assert injected.effects == 1


def test_several_faults_are_on_at_once(provider: Provider, made: Any) -> None:
    @made("made-for-users", "MUST", area="read")
    def users_are_gone(request: ScimRequest, behind: Behind) -> ScimResponse:
        """There are no users."""
        answer = behind(request)
        return ScimResponse(answer.status, {}) if request.path == "/Users" else answer

    first, second = (inject(provider, each) for each in (fault("spc-404"), declared()["made-for-users"]))
    assert ask(provider, "/ServiceProviderConfig").status == 404
    assert ask(provider, "/Users").body == {}
    assert (first.effects, second.effects) == (1, 1)


def test_a_fault_that_falls_over_is_known(provider: Provider, made: Any) -> None:
    @made("made-to-fall", "MUST", area="read")
    def falls(request: ScimRequest, behind: Behind) -> ScimResponse:
        """It falls over."""
        raise KeyError(request.path)

    injected = inject(provider, declared()["made-to-fall"])
    with pytest.raises(KeyError):
        ask(provider, "/Users")
    assert injected.crash == "KeyError: '/Users' on GET /Users"


def test_two_faults_of_one_name_and_one_without_a_sentence_are_refused(made: Any) -> None:
    with pytest.raises(TypeError, match="needs a docstring"):
        made("made-silent", "MUST")(lambda request, behind: behind(request))

    def again(request: ScimRequest, behind: Behind) -> ScimResponse:
        """It answers."""
        return behind(request)

    all_faults()
    with pytest.raises(ValueError, match="The fault spc-404 is declared twice"):
        made("spc-404", "MUST")(again)


def test_a_fault_that_cannot_be_built_says_why(provider: Provider) -> None:
    missing = Fault("some-fault", "read", "MUST", "It is wrong.", absent="There is no TLS.")
    with pytest.raises(UnknownFault, match=r"can't be switched on: There is no TLS\."):
        inject(provider, missing)
