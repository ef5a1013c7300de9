"""What is found out by trying, against providers that are wrong in known ways, and what a try may cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from inferring_by_hand import MARK, look_at
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.client import Scim
from scim_conformance.profile import Profile, load
from scim_conformance.profiling.asking_document import type_of
from scim_conformance.provider import Answer
from scim_conformance.provider.faults.tools import error, is_for, new_user, operations


def application(tmp_path: Path, text: str) -> Profile:
    path = tmp_path / "application.yaml"
    path.write_text(f"name: Application\n{text}", encoding="utf-8")
    return load(str(path), cwd=tmp_path)


def with_rows(tmp_path: Path, *rows: str, more: str = "") -> Profile:
    listed = "".join(f"    - {{{row}}}\n" for row in ("path: userName, type: string, required: true", *rows))
    return application(tmp_path, f"users:\n  supported: true\n{more}  attributes:\n{listed}")


def test_a_filter_that_is_ignored_is_no_filter(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "kpifire", faults=["filter-ignored"])

    row = looked.row("userName")
    assert row["filterable"] is False
    assert "also finds those who have another value" in row["note"]
    assert looked.profile.users.matching == ()
    assert looked.profile.groups.matching == ()
    assert "provisioning can't work" in looked.profile.about


def test_where_names_find_nobody_users_are_matched_by_what_finds_them(tmp_path: Path) -> None:
    def knows_no_names(behind: Answer) -> Answer:
        def answer(request: ScimRequest) -> ScimResponse:
            asks = "userName" in request.query.get("filter", "")
            return error(400, "invalidFilter") if asks else behind(request)

        return answer

    looked = look_at(tmp_path, "iprova", layer=knows_no_names)

    assert looked.row("userName")["filterable"] is False
    assert looked.profile.users.matching == ("externalId",)
    source = looked.profile.source_of("users.matching")
    assert source is not None
    assert source.key == "tried"


def test_an_account_that_is_switched_off_by_delete_is_seen(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "kpifire", faults=["delete-becomes-inactive"])

    assert looked.profile.delete == "deactivates"
    assert looked.cleaned.staying > 0
    assert looked.cleaned.leftovers == []


def test_a_delete_after_which_the_user_is_still_there_means_nothing_known(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "kpifire", faults=["delete-then-get-200"])

    assert looked.profile.delete is None
    assert "DELETE was answered 204, and then a GET was answered 200" in looked.profile.about
    assert looked.cleaned.leftovers
    assert looked.requests <= 80


def test_without_patch_put_is_what_changes(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "kpifire", faults=["patch-405"])

    row = looked.row("name.givenName")
    assert "PATCH was answered 405" in looked.profile.about
    assert row["mutability"] == "readWrite"
    assert row.get("patchable") is not True


def test_a_patch_that_is_refused_only_as_a_whole_is_tried_in_parts(tmp_path: Path) -> None:
    looked = look_at(
        tmp_path,
        "kpifire",
        layer=lambda behind: lambda request: error(501) if len(operations(request)) > 1 else behind(request),
    )

    assert looked.row("name.givenName")["patchable"] is True
    assert looked.profile.features["patch"] is True


def test_an_attribute_that_no_schema_asks_for_and_every_creation_needs_is_required(tmp_path: Path) -> None:
    def needs_a_title(behind: Answer) -> Answer:
        def answer(request: ScimRequest) -> ScimResponse:
            lacks = is_for(request, "POST", "Users") and "title" not in new_user(request)
            return error(400, "invalidValue", "A title is missing") if lacks else behind(request)

        return answer

    rows = with_rows(tmp_path, "path: title, type: string", "path: nickName, type: string")
    looked = look_at(tmp_path / "looked", rows, layer=needs_a_title)

    assert looked.row("title")["required"] is True
    assert looked.row("nickName")["required"] is False


def test_an_attribute_that_is_refused_is_left_out_of_the_others_trial(tmp_path: Path) -> None:
    def refuses_nick_names(behind: Answer) -> Answer:
        def answer(request: ScimRequest) -> ScimResponse:
            has = is_for(request, "POST", "Users") and "nickName" in new_user(request)
            return error(400, "invalidValue", "No") if has else behind(request)

        return answer

    rows = with_rows(tmp_path, "path: title, type: string", "path: nickName, type: string")
    looked = look_at(tmp_path / "looked", rows, layer=refuses_nick_names)

    assert looked.row("title")["patchable"] is True
    source = looked.profile.source_of("users.attributes[nickName].required")
    assert source is not None
    assert source.key == "schemas"
    assert "was refused: it may take certain values only" in looked.row("nickName")["note"]


def test_a_second_user_of_one_name_is_told(tmp_path: Path) -> None:
    right = look_at(tmp_path / "right", "kpifire").row("userName")["note"]
    wrong = look_at(tmp_path / "wrong", "kpifire", faults=["create-duplicate-username-accepted"]).row("userName")

    assert right == "A second user with the same value is refused with 409."
    assert wrong["note"] == ("A second user with the same value was accepted, though /Schemas says that it is unique.")


def test_a_page_that_is_shorter_than_what_was_asked_for_is_measured(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "iprova", faults=["ok-page-of-10"])

    assert looked.profile.limits.page_size == 10
    source = looked.profile.source_of("limits.page_size")
    assert source is not None
    assert source.key == "tried"


def test_an_attribute_that_is_taken_and_lost_is_not_supported(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "promapp", faults=["profile-attribute-dropped"])

    row = looked.row("timezone")
    assert row["supported"] is False
    assert "was not there as it had been sent" in row["note"]
    assert "timezone" not in {rule.path for rule in looked.profile.users.attributes}


def test_names_that_must_be_addresses_are_seen(tmp_path: Path) -> None:
    mail = with_rows(tmp_path, "path: title, type: string", more="  user_name: email\n")

    assert look_at(tmp_path / "mail", mail).profile.users.user_name == "email"
    assert look_at(tmp_path / "any", "kpifire").profile.users.user_name == "any"


@pytest.mark.parametrize("mutability", ["immutable", "createOnly"])
def test_what_stays_is_told_from_what_only_a_creation_sets(tmp_path: Path, mutability: str) -> None:
    frozen = with_rows(tmp_path, f"path: title, type: string, mutability: {mutability}", "path: nickName, type: string")

    looked = look_at(tmp_path / "looked", frozen)

    assert looked.row("title")["mutability"] == mutability
    assert looked.row("nickName")["mutability"] == "readWrite"


def test_what_patch_leaves_and_put_changes_is_not_patchable(tmp_path: Path) -> None:
    fixed = with_rows(tmp_path, "path: title, type: string, patchable: false", "path: nickName, type: string")

    looked = look_at(tmp_path / "looked", fixed)

    title = looked.row("title")
    assert (title["mutability"], title["patchable"]) == ("readWrite", False)
    assert looked.row("nickName")["patchable"] is True


def test_an_attribute_of_a_vendor_s_extension_is_tried_like_any_other(tmp_path: Path) -> None:
    path = "urn:ietf:params:scim:schemas:extension:acme:2.0:User:level"
    looked = look_at(tmp_path / "looked", with_rows(tmp_path, f"path: '{path}', type: integer"))

    row = looked.row(path)
    assert (row["type"], row["filterable"], row["patchable"]) == ("integer", True, True)


def test_a_value_that_somebody_names_is_used(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "rhombus", samples={'roles[primary eq "true"].value': ("Viewer",)})
    sent = [str(each.request) for each in looked.scim.recorder.exchanges if each.method == "POST"]

    assert any("Viewer" in body for body in sent)


def test_a_manager_is_tried_as_entra_sends_it(tmp_path: Path) -> None:
    row = look_at(tmp_path, "entra").row("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager")

    assert row["type"] == "reference"
    assert row["patchable"] is True


def test_a_small_budget_leaves_questions_open_and_says_which(tmp_path: Path) -> None:
    looked = look_at(tmp_path, "generic", requests=25)

    assert looked.requests <= 25
    assert "Left open, as more than 25 requests would be needed" in looked.profile.about
    assert looked.cleaned.leftovers == []
    assert not any(name.startswith(MARK) for name in looked.names())


def test_progress_names_the_question_and_the_budget(tmp_path: Path) -> None:
    said: list[str] = []
    look_at(tmp_path, "rhombus", said=said)

    assert said[0] == "reading what the endpoint says of itself"
    assert any(line.endswith("of at most 80 requests: what DELETE does") for line in said)


def test_an_interruption_removes_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    patch = Scim.patch

    def interrupted(scim: Scim, *arguments: Any, **options: Any) -> Any:
        if not kept:
            kept.append((scim, list(scim.ledger.open)))
            raise KeyboardInterrupt
        return patch(scim, *arguments, **options)

    monkeypatch.setattr(Scim, "patch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        look_at(tmp_path, "kpifire")

    scim, were_there = kept[0]
    assert were_there
    assert scim.ledger.open == []


@pytest.mark.parametrize(
    "wrong",
    [
        "create-duplicate-500",
        "delete-200-with-body",
        "entra-unknown-id-400",
        "read-single-wrapped-in-list",
        "read-unknown-200-empty-list",
        "spc-lies-filter-supported",
        "patch-not-there",
        "err-http-200",
        "resourcetypes-empty",
        "schemas-bare-array",
        "entra-schemas-null",
        "ct-scim-json-body-ignored",
    ],
)
def test_whatever_is_wrong_a_valid_profile_comes_of_it_within_the_budget(wrong: str, tmp_path: Path) -> None:
    looked = look_at(tmp_path, "generic", faults=[wrong])

    assert looked.requests <= 82
    assert looked.profile.users.attributes


def test_types_of_the_default_mapping_are_those_of_the_rfc() -> None:
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    asked = ("active", "userName", f"{enterprise}:manager", "urn:example:1:User:level", "profileUrl")

    assert [type_of(path) for path in asked] == ["boolean", "string", "reference", "string", "reference"]
