"""The certificate, its page and its words in the terminal are made of results.json, and say what is in it."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import fields
from typing import Any

import jsonschema
import pytest
from test_report import EVIL, Balanced

from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.verdict import verdict
from scim_conformance.files import read_json
from scim_conformance.report.certificate import certificate, digest
from scim_conformance.report.certificate_page import page, section
from scim_conformance.report.certificate_text import gallery_summary, progress
from scim_conformance.report.page import panel
from scim_conformance.report.remedies import REMEDIES, SIGN_IN

OPTIONAL = ("Delete_User_Test", "Delete_Group_Test", "Restore_Group_Test", "SCIM_Group_Pagination_Test")


def made(name: str, standing: str = "passed", documented: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one test as results.json has it."""
    results = {"passed": "success", "skipped": "SKIPPED", "failed": f"FAILED - [Update Phase] Failed Action: {name}"}
    return {
        "name": name, "category": "optional" if name in OPTIONAL else "mandatory", "simulated": "SCIM" not in name,
        "result": results[standing], "standing": standing, "documented": documented or standing, "why": "",
        "error_details": "", "detailed": {}, "exchanges": [], "seconds": 0.0, **more,
    }  # fmt: skip


def item(id: str, standing: str, *, required: bool = True, says: str = "It was looked at.") -> dict[str, Any]:
    """Return one item of the checklist as results.json has it."""
    return {
        "id": id, "title": "Soft or hard delete", "required": required, "how": "asked", "standing": standing,
        "says": says, "blocks": required and standing in ("not-met", "missing"), "mend": "State it in the profile.",
        "note": "", "checks": [], "exchanges": [], "page": {"title": "A page", "url": "https://learn.microsoft.com/x"},
    }  # fmt: skip


@pytest.fixture
def document() -> dict[str, Any]:
    """A run in which all is well."""
    return {
        "suite": {"name": "scim-conformance", "version": "1.0"},
        "run": {
            "id": "scimconf-1-", "started": "2026-11-20T12:00:00+00:00", "seconds": 1.5, "requests": 9, "seed": 7,
            "left_out": 0,
        },
        "provider": {"url": "https://api.example.com/scim", "demo": False, "faults": [], "dialect": None},
        "profile": {"name": "App", "slug": "app", "sha256": "0" * 64},
        "verdicts": {"rfc": "conformant", "entra": "conformant", "okta": "not-asked", "profile": "conformant"},
        "checks": [],
        "gallery": {
            "standing": "complete", "why": "", "started": "2026-11-20T12:01:00+00:00", "seconds": 1.0, "requests": 9,
            "verdicts": {"by_rule": "Succeeded", "by_documentation": "Succeeded"},
            "tests": [made(name) for name in REMEDIES], "checklist": [item("2.1.6", "met")], "measured": {},
            "validation_result": {},
        },
    }  # fmt: skip


def with_test(document: dict[str, Any], name: str, standing: str, **more: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    tests = changed["gallery"]["tests"]
    tests[:] = [made(name, standing, **more) if test["name"] == name else test for test in tests]
    return changed


def blocking(document: dict[str, Any]) -> list[str]:
    return [block["what"] for block in certificate(document)["blocks"]]


def test_a_good_run_is_ready_and_nothing_blocks(document: dict[str, Any]) -> None:
    made = certificate(document)

    assert made["standing"] == "ready"
    assert (made["blocks"], made["because"], made["reservations"]) == ([], [], [])
    assert len(made["by_rule"]["mandatory"]) == 21
    assert len(made["by_rule"]["optional"]) == 4
    jsonschema.Draft202012Validator(read_json("certificate.schema.json")).validate(made)


def test_the_digest_is_that_of_the_canonical_form(document: dict[str, Any]) -> None:
    written = json.loads(json.dumps(document, indent=3))
    canonical = json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert digest(document) == hashlib.sha256(canonical.encode()).hexdigest()
    assert digest({**document, "leftovers": [1]}) != digest(document)


@pytest.mark.parametrize("name", [name for name in REMEDIES if name not in (*OPTIONAL, *SIGN_IN)])
def test_a_mandatory_test_that_fails_blocks_with_what_to_do(document: dict[str, Any], name: str) -> None:
    changed = with_test(document, name, "failed", why="It was not there.")
    (block,) = certificate(changed)["blocks"]
    assert block == {"kind": "test", "what": name, "says": "It was not there.", "do": REMEDIES[name]}
    assert certificate(changed)["standing"] == "blocked"


@pytest.mark.parametrize("name", OPTIONAL)
def test_an_optional_test_that_fails_is_told_and_blocks_nothing(document: dict[str, Any], name: str) -> None:
    made = certificate(with_test(document, name, "failed"))

    assert made["blocks"] == []
    assert made["reservations"] == [f"{name} is optional and warns: FAILED - [Update Phase] Failed Action: {name}"]


def test_one_way_to_sign_in_is_enough_and_none_blocks_once(document: dict[str, Any]) -> None:
    one = with_test(document, "Federated_Identity_Test", "skipped")
    none = with_test(one, "Validate_Credentials_Test", "failed")

    failing = certificate(with_test(document, "Federated_Identity_Test", "failed", documented="skipped"))
    assert (failing["blocks"], len(failing["reservations"])) == ([], 1)
    assert blocking(one) == []
    assert blocking(none) == ["Validate_Credentials_Test or Federated_Identity_Test"]


@pytest.mark.parametrize("standing", ["failed", "skipped"])
@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_what_blocks_among_the_tests_is_what_fails_microsoft_s_run(
    document: dict[str, Any], name: str, standing: str
) -> None:
    for signing_in in ("passed", "skipped"):
        changed = with_test(document, "Validate_Credentials_Test", signing_in)
        changed = with_test(with_test(changed, "Federated_Identity_Test", "skipped"), name, standing)
        names = {each.name: each for each in fields(Record)}
        records = [Record(**{key: test[key] for key in names}) for test in changed["gallery"]["tests"]]

        found = verdict(records)
        blocked = [word for what in blocking(changed) if "_Test" in what for word in what.split(" or ")]
        assert sorted(blocked) == sorted(found.blocking)
        assert (found.microsoft == "Failed") == bool(blocked)


def test_what_is_right_by_the_documentation_still_blocks_by_the_rule(document: dict[str, Any]) -> None:
    (block,) = certificate(with_test(document, "SCIM_Null_Update_Test", "failed", documented="passed"))["blocks"]

    assert "By the documentation this is right" in block["do"]


@pytest.mark.parametrize("standing", ["passed", "skipped"])
def test_what_the_rule_lets_pass_and_the_documentation_does_not_is_told(
    document: dict[str, Any], standing: str
) -> None:
    changed = with_test(document, "Update_User_Test", standing, documented="failed", why="Case is ignored.")
    made = certificate(changed)

    assert made["blocks"] == []
    assert made["reservations"] == [
        f"Update_User_Test: {standing} in Microsoft's run, failed by the documentation. Case is ignored."
    ]


@pytest.mark.parametrize(
    ("standing", "required", "blocks", "told"),
    [
        ("met", True, 0, 0),
        ("stated", True, 0, 0),
        ("not-applicable", True, 0, 1),
        ("not-applicable", False, 0, 0),
        ("not-met", True, 1, 0),
        ("missing", True, 1, 0),
        ("undecided", True, 0, 1),
        ("not-met", False, 0, 0),
        ("missing", False, 0, 0),
    ],
)
def test_what_the_checklist_requires_blocks_where_it_is_open(
    document: dict[str, Any], standing: str, required: bool, blocks: int, told: int
) -> None:
    document["gallery"]["checklist"] = [item("2.3.3", standing, required=required)]
    made = certificate(document)

    assert (len(made["blocks"]), len(made["reservations"])) == (blocks, told)
    assert [block["do"] for block in made["blocks"]] == ["State it in the profile."] * blocks


@pytest.mark.parametrize(
    ("change", "standing", "words"),
    [
        ({"run": {"left_out": 3}}, "partial", "3 checks were left out"),
        ({"provider": {"demo": True}}, "demo", "The embedded provider was tested"),
        ({"gallery": {"standing": "stopped", "why": "It was stopped."}}, "partial", "It was stopped."),
        ({"gallery": {"standing": "not-run", "why": "Nobody answers.", "tests": []}}, "not-run", "Nobody answers."),
    ],
)
def test_a_run_that_certifies_nothing_says_so(
    document: dict[str, Any], change: dict[str, dict[str, Any]], standing: str, words: str
) -> None:
    for key, values in change.items():
        document[key] |= values
    made = certificate(document)

    assert made["standing"] == standing
    assert made["says"] == "This is no certificate of App."
    assert words in made["because"][0]
    assert words in Balanced(page(document)).text
    assert words in " ".join(line.text.strip() for line in gallery_summary(document, 80))


def test_where_nothing_is_decided_other_values_are_advised(document: dict[str, Any]) -> None:
    (block,) = certificate(with_test(document, "SCIM_Null_Update_Test", "failed", documented="undecided"))["blocks"]

    assert block["do"].startswith(REMEDIES["SCIM_Null_Update_Test"])
    assert "`gallery.values`" in block["do"]


def test_what_differs_for_one_reason_is_told_once(document: dict[str, Any]) -> None:
    names = ("Create_Group_Test", "Update_Group_Test")
    for name in names:
        document = with_test(document, name, "skipped", documented="failed", why="There are no groups.")

    assert certificate(document)["reservations"] == [
        "Create_Group_Test, Update_Group_Test: skipped in Microsoft's run, failed by the documentation. "
        "There are no groups."
    ]


def test_the_suite_s_own_verdicts_are_told(document: dict[str, Any]) -> None:
    document["verdicts"]["rfc"] = "not-conformant"

    assert certificate(document)["reservations"] == ["The suite's own verdict on RFC 7643/7644 is: not conformant."]


def test_the_stricter_result_file_is_told(document: dict[str, Any]) -> None:
    document["gallery"]["validation_result"] = {"validationResult": "FAILED"}

    (told,) = certificate(document)["reservations"]
    assert told.startswith("The result file of Microsoft's run is stricter")


def test_the_page_shows_each_test_and_item_and_what_a_server_sends_stays_text(document: dict[str, Any]) -> None:
    document["gallery"]["checklist"].append(item("2.3.1", "missing", says=f"Nothing is stated {EVIL}."))
    document["profile"]["name"] = f"App {EVIL}"
    changed = with_test(document, "Create_User_Test", "failed", why=f"It answered {EVIL}.")
    shown = Balanced(page(changed))

    assert shown.open == []
    assert "script" not in shown.tags
    assert shown.text.count(EVIL) >= 4
    for name in REMEDIES:
        assert name in shown.text
    for words in ("2.3.1", "Nothing is stated", "What blocks the submission", "not issued by Microsoft", "simulated"):
        assert words in shown.text, words
    assert digest(changed) in shown.text


def test_the_report_links_to_the_gallery_validation_it_holds(document: dict[str, Any]) -> None:
    document |= {"requirements": [], "exchanges": [], "coverage": {}, "leftovers": []}
    document["run"] |= {"examples": 10, "interrupted": False, "accounts_that_stay": 0, "waits": [], "notes": []}
    document["provider"] |= {
        "unreachable": None,
        "discovered": {"config": {}, "problems": {}},
        "accepted": {"refused": [], "user_name": "plain"},
    }

    assert "href='#gallery'" in panel(document)
    assert "id='gallery'" in section(document)
    del document["gallery"]
    assert "gallery" not in panel(document)


def test_the_report_shows_what_was_sent_in_a_test_that_fails_and_the_certificate_does_not(
    document: dict[str, Any],
) -> None:
    sent = {
        "n": 4, "method": "GET", "url": f"https://api.example.com/scim/Users/{EVIL}", "seconds": 0.1, "status": 500,
        "request": {"headers": {}, "body": None}, "response": {"headers": {}, "body": EVIL}, "curl": "curl",
    }  # fmt: skip
    changed = with_test(document, "Create_User_Test", "failed", exchanges=[4]) | {"exchanges": [sent]}

    shown = Balanced(section(changed))
    assert shown.text.count(EVIL) == 2
    assert shown.open == []
    assert EVIL not in Balanced(page(changed)).text


@pytest.mark.parametrize("width", [60, 80])
def test_the_terminal_keeps_to_its_width_and_says_what_to_do(document: dict[str, Any], width: int) -> None:
    document["gallery"]["checklist"].append(item("2.3.3", "missing", says="The profile states nothing."))
    changed = with_test(document, "Create_User_Test", "failed", why="The user was not found. " * 5)
    lines = [line.text for line in gallery_summary(changed, width)]

    assert [line for line in lines if len(line) > width] == []
    text = " ".join(" ".join(lines).split())
    for words in ("2 things block", "24 passed, 1 failed", "1 met, 1 missing", REMEDIES["Create_User_Test"]):
        assert words in text


@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_a_line_of_progress_fits_into_80_columns(name: str) -> None:
    failed = made(name, "failed", result="FAILED - [Create Phase] Provisioning: success | SCIM: " + "not found " * 9)

    assert len(progress(failed, 80).text) == 80
    assert progress(made(name), 80).text.split() == [name, "success"]
    assert progress({**failed, "documented": "passed"}, 80).tone == "yellow"
    assert progress(failed, 80).tone == ("yellow" if name in OPTIONAL else "red")
