"""What the 25 results come to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from gallery_by_hand import stand

from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.run import run
from scim_conformance.entra.gallery.run import tests as all_tests
from scim_conformance.entra.gallery.verdict import (
    KNOWN_ISSUES,
    ONLY_IN_AZURE,
    SIGN_IN,
    final_results,
    masked,
    summary_of,
    validation_result,
    verdict,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def records(**results: str) -> list[Record]:
    """All 25 records: passed, save those named, whose standing by the documentation is that of their text."""
    made = [Record(test.name, test.category, test.simulated, "success", "passed") for test in all_tests()]
    for name, result in results.items():
        at = next(place for place, each in enumerate(made) if each.name == name)
        changed = replace(made[at], result=result)
        made[at] = replace(changed, documented=changed.standing)
    return made


FAILED, SKIPPED, WARNING = "FAILED - [P] x", "SKIPPED", "WARNING - [P] x"


@pytest.mark.parametrize(
    ("results", "microsoft", "documented"),
    [
        ({}, "Succeeded", "Succeeded"),
        ({"Delete_User_Test": WARNING}, "Succeeded", "Succeeded"),
        ({"SCIM_Group_Pagination_Test": WARNING}, "Succeeded", "Succeeded"),
        ({"Validate_Credentials_Test": FAILED}, "Succeeded", "Succeeded"),
        ({"Validate_Credentials_Test": SKIPPED}, "Succeeded", "Succeeded"),
        ({"Federated_Identity_Test": "Federated token exchange failed"}, "Succeeded", "Succeeded"),
        ({"Validate_Credentials_Test": SKIPPED, "Federated_Identity_Test": SKIPPED}, "Failed", "Failed"),
        ({"Validate_Credentials_Test": FAILED, "Federated_Identity_Test": SKIPPED}, "Failed", "Failed"),
        ({"User_Update_Manager_Test": "SKIPPED - x", "SCIM_Update_Manager_Test": SKIPPED}, "Succeeded", "Succeeded"),
        ({"Disable_User_Test": FAILED}, "Failed", "Failed"),
        ({"SCIM_Update_Manager_Test": FAILED}, "Failed", "Failed"),
        ({"Create_Group_Test": FAILED}, "Failed", "Failed"),
        # What is skipped never fails the workflow; by the page only the tests of managers and one of sign-in may be.
        ({"Create_Group_Test": SKIPPED}, "Succeeded", "Failed"),
    ],
)
def test_the_verdict_follows_the_rules(results: dict[str, str], microsoft: str, documented: str) -> None:
    found = verdict(records(**results))
    assert (found.microsoft, found.documented) == (microsoft, documented)


def test_what_is_undecided_leaves_the_documented_verdict_open() -> None:
    made = records()
    made[0] = replace(made[0], result=FAILED, documented="undecided")
    found = verdict(made)
    assert (found.microsoft, found.documented) == ("Failed", "Undecided")
    assert found.blocking == found.documented_blocking == ("Create_User_Test",)


def test_an_undecided_test_does_not_hide_a_failed_one() -> None:
    made = records(Disable_User_Test=FAILED)
    made[0] = replace(made[0], documented="undecided")
    assert verdict(made).documented == "Failed"


def test_the_verdict_names_what_blocks() -> None:
    found = verdict(
        records(Disable_User_Test=FAILED, Validate_Credentials_Test=FAILED, Federated_Identity_Test=SKIPPED)
    )
    assert found.blocking == ("Disable_User_Test", "Federated_Identity_Test", "Validate_Credentials_Test")
    assert (found.sign_in, found.optional) == ("FAILED", "PASSED")
    assert verdict(records(Restore_Group_Test=WARNING)).optional == "WARNING"


def test_no_results_are_no_success() -> None:
    assert verdict([]).microsoft == "Failed"
    assert verdict([]).documented == "Failed"


def test_final_results_have_the_shape_of_microsoft_s() -> None:
    made = records(Disable_User_Test=FAILED, Create_Group_Test=SKIPPED)
    made[2] = replace(made[2], error_details={"scimCheck": "x"}, why="It stayed active.")
    final = final_results(made)
    assert (final["overallResult"], len(final["testResults"])) == ("Failed", 25)
    by_name = {each["testName"]: each for each in final["testResults"]}
    assert by_name["Disable_User_Test"] == {
        "testName": "Disable_User_Test",
        "testCategory": "mandatory",
        "testResult": FAILED,
        "provisioningErrorDetails": {"scimCheck": "x"},
        "recommendationUrl": KNOWN_ISSUES,
        "runLink": "",
        "message": "It stayed active.",
    }
    assert by_name["Create_Group_Test"]["message"] == by_name["Create_Group_Test"]["recommendationUrl"] == ""


def test_the_result_file_counts_more_strictly_than_the_workflow() -> None:
    texts = [
        "success (SoftDeleteRestore)",
        "SKIPPED",
        "SKIPPED - no manager",
        WARNING,
        "Federated token exchange failed",
    ]
    counts = summary_of([{"testResult": text} for text in texts])
    assert counts == {"total": 5, "success": 1, "skipped": 1, "failed": 3}
    ended = START + timedelta(hours=1, minutes=2, seconds=3)
    warned = validation_result(records(Delete_User_Test=WARNING), started=START, ended=ended)
    assert (warned["validationResult"], warned["overallResultFromTests"]) == ("FAILED", "Succeeded")
    assert warned["duration"] == "1h 2m 3s"
    assert warned["timestamp"] == "2026-03-02T10:02:03.000Z"


def test_a_result_file_where_all_is_well_has_passed() -> None:
    found = validation_result(records(), started=START, ended=START, parameters={"scimClientId": "x"})
    assert (found["validationResult"], found["runStatus"]) == ("PASSED", "Succeeded")
    assert found["validationChecks"]["noFailedTests"] is True


def test_what_only_azure_can_tell_is_null() -> None:
    found = validation_result(records(), started=START, ended=START)
    assert [name for name in ONLY_IN_AZURE if found[name] is not None] == []
    assert found["validationChecks"]["noFailedActions"] is None
    assert found["parameters"] is None


def test_secrets_are_masked_by_their_names_at_any_depth() -> None:
    given = {
        "scimEndpoint": "https://api.example.com",
        "scimBearerToken": "t0k3n",
        "scimTokenEndpoint": "https://login.example.com",
        "defaultUserProperties": [{"givenName": "Ann", "passwordProfile": {"password": "pw"}, "password": "pw"}],
    }
    found = masked(given)
    assert found["scimEndpoint"] == "https://api.example.com"
    assert found["scimBearerToken"] == found["scimTokenEndpoint"] == "***"
    assert found["defaultUserProperties"] == [{"givenName": "Ann", "passwordProfile": "***", "password": "***"}]


def test_a_real_run_makes_a_file_that_is_json() -> None:
    ground, _ = stand("kpifire")
    signed = [Record(name, "mandatory", False, "success", "passed") for name in SIGN_IN]
    made = list(run(ground, {each.name: (lambda each=each: each) for each in signed}))
    found = validation_result(made, started=START, ended=START)
    assert json.loads(json.dumps(found)) == found
    assert verdict(made).microsoft == verdict(made).documented == "Succeeded"
    # The two texts of the skipped manager tests are no plain SKIPPED.
    assert found["testSummary"] == {"total": 25, "success": 23, "skipped": 0, "failed": 2}
