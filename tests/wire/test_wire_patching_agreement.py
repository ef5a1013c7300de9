"""Our reading of PATCH beside that of scim2-models, on what the standard leaves one answer for."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from patching_by_hand import MEMBERS, ONE_RESULT, REFUSED, SEVERAL, Json
from pydantic import ValidationError
from scim2_models import Context, EnterpriseUser, Group, PatchOp, Resource, SCIMException, User

from scim_conformance.files import read_json
from scim_conformance.wire import ENTERPRISE, GROUP, PATCH_OP, USER, SchemaSet, differences
from scim_conformance.wire.patching import patched

CORE = SchemaSet.from_documents(read_json("scim/core-schemas.json"))
Person = User[EnterpriseUser]

MEMBERS_OF_BOTH: list[tuple[str, list[Json], list[Any], list[Json]]] = [
    row
    for row in MEMBERS
    # scim2-models takes a member for another one where only its display is not given. The example in section 3.5.2.1
    # says "if the user was already a member of this group, no changes should be made", so the id decides.
    if row[0] != "3.5.2.1 a member that is there stays once"
]


def by_them(model: type[Resource[Any]], resource: Json, operations: list[Any]) -> Json | None:
    """What scim2-models makes of it, None where it refuses."""
    held = model.model_validate(copy.deepcopy(resource))
    body = {"schemas": [PATCH_OP], "Operations": copy.deepcopy(operations)}
    try:
        PatchOp[model].model_validate(body, scim_ctx=Context.RESOURCE_PATCH_REQUEST).patch(held)  # type: ignore[valid-type]
    except (SCIMException, ValidationError):
        return None
    return dict(held.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


def agree(model: type[Resource[Any]], base: str, resource: Json, operations: list[Any]) -> bool:
    theirs = by_them(model, resource, operations)
    ours = patched(resource, operations, CORE, base)
    if theirs is None:
        return ours.is_open or ours.refusal is not None
    return any(not differences(each, theirs, CORE, subset=False) for each in ours.results)


@pytest.mark.parametrize(("held", "operations"), [row[1:3] for row in (*ONE_RESULT, *SEVERAL)],
                         ids=[row[0] for row in (*ONE_RESULT, *SEVERAL)])  # fmt: skip
def test_both_make_the_same_of_a_user(held: Json, operations: list[Any]) -> None:
    schemas = [USER, ENTERPRISE] if ENTERPRISE in held else [USER]

    assert agree(Person, USER, {"schemas": schemas, "userName": "ada", **held}, operations)


@pytest.mark.parametrize(
    ("held", "operations"), [row[1:3] for row in MEMBERS_OF_BOTH], ids=[row[0] for row in MEMBERS_OF_BOTH]
)
def test_both_make_the_same_of_a_group(held: list[Json], operations: list[Any]) -> None:
    assert agree(Group, GROUP, {"schemas": [GROUP], "displayName": "Crew", "members": held}, operations)


@pytest.mark.parametrize("operation", [row[1] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_both_refuse_what_is_wrong(operation: Any) -> None:
    assert by_them(Person, {"schemas": [USER], "userName": "ada"}, [operation]) is None
