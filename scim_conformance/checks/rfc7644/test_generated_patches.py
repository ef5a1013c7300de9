"""RFC 7644 section 3.5.2: sequences of operations that hypothesis makes up."""

from __future__ import annotations

from scim_conformance import check, expect_patch, needs


@check("patch-user.any-sequence-holds", verifies=("RFC7644-3.5.2-05", "RFC7644-3.5.2-10"), needs="patch")
def test_any_sequence_of_operations_makes_what_it_says(examples, operations_on_users, changed_user, schemas):
    """Whatever operations a PATCH is made of, the user holds afterwards what they say, and else what it held."""

    @examples(recipe=operations_on_users)
    def holds(recipe):
        changed_user.legal(recipe, lambda tried: expect_patch.one_of_the_results(tried, schemas))

    needs.that(changed_user.carried_out > 0, "Every sequence of operations is refused", see="patch-user.replace-scalar")


@check("patch-user.illegal-operation-changes-nothing", verifies="RFC7644-3.5.2-03", needs="patch")
def test_one_wrong_operation_undoes_all(examples, spoiled_operations, changed_user, patch_works, schemas):
    """Wherever a wrong operation stands among right ones, the PATCH is refused and the user is as it was."""

    @examples(recipe=spoiled_operations)
    def holds(recipe):
        changed_user.spoiled(recipe, lambda tried: expect_patch.untouched(tried, schemas))

    needs.that(
        changed_user.carried_out > 0, "No wrong operation is refused", see="patch-user.failing-operation-refused"
    )


@check("patch-group.any-sequence-holds", verifies=("RFC7644-3.5.2-05", "RFC7644-3.5.2-10"), needs=("groups", "patch"))
def test_any_sequence_of_operations_leaves_the_members_that_it_says(
    examples, operations_on_groups, changed_group, schemas
):
    """However members come and go within a PATCH, the group has afterwards those that the operations say."""

    @examples(recipe=operations_on_groups)
    def holds(recipe):
        changed_group.legal(recipe, lambda tried: expect_patch.one_of_the_results(tried, schemas))

    needs.that(changed_group.carried_out > 0, "Every sequence of operations is refused", see="patch-group.rename")
