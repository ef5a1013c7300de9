"""What to do where a test of the gallery validation fails: one sentence for each, whatever the test has seen."""

from __future__ import annotations

from collections.abc import Mapping

SIGN_IN = ("Validate_Credentials_Test", "Federated_Identity_Test")
"""One of these two must pass; the other may fail or be skipped."""

REMEDIES: Mapping[str, str] = {
    "Create_User_Test": "Create the user that the service posts, and let a filter on userName find it at once.",
    "Update_User_Test": "Store every mapped attribute that a PATCH changes, so that it reads back as it was sent.",
    "Disable_User_Test": "Keep a disabled user readable, with active as the boolean false, in answers to filters too.",
    "Delete_User_Test": "Answer 404 for a user once it has been deleted.",
    "User_Update_Manager_Test": "Let the manager be set, changed and removed, and show its id in the user.",
    "Restore_User_Test": "Let active be set back to true, and keep the id of the user.",
    "Create_Group_Test": "Create the group that the service posts, and let a filter on displayName find it at once.",
    "Update_Group_Test": "Let a PATCH rename the group, and let a filter find it by its new name.",
    "Delete_Group_Test": "Answer 404 for a group once it has been deleted.",
    "Group_Update_Add_Member_Test": "Let a PATCH add several members at once, and show them in the group.",
    "Group_Update_Remove_Member_Test": "Let a PATCH remove a member, in both of the forms in which Entra asks for it.",
    "Restore_Group_Test": "Let a group be created again after it was deleted.",
    "POD_User_Test": "Let one user be created on demand, and let a filter on userName find it at once.",
    "POD_Group_Test": "Let one group be created on demand, and let a filter on displayName find it at once.",
    "Schema_Discoverability_Test": (
        "Publish every mapped attribute at /Schemas, with canonicalValues for the types of e-mails, phone numbers and "
        "addresses; or take the attribute out of the mapping."
    ),
    "SCIM_Null_Update_Test": 'Let a PATCH clear an optional attribute with "" and with null.',
    "SCIM_User_Create_Test": "Answer POST /Users with 201, an id and the userName exactly as it was sent.",
    "SCIM_User_Update_Test": "Let one PATCH replace all writable attributes, and return the values as they were sent.",
    "SCIM_Group_Create_Test": "Answer POST /Groups with 201, an id and the displayName exactly as it was sent.",
    "SCIM_Group_Update_Test": "Let a PATCH replace the attributes of a group, and return them as they were sent.",
    "SCIM_User_Pagination_Test": "Page /Users by startIndex and count, and repeat the startIndex that was asked.",
    "SCIM_Group_Pagination_Test": "Page /Groups by startIndex and count, and repeat the startIndex that was asked.",
    "SCIM_Update_Manager_Test": 'Take the id of the manager as a plain text, and "" as its removal.',
    "Validate_Credentials_Test": (
        "Give tokens by OAuth client credentials that live between 60 minutes and 6 hours, and name the token endpoint "
        "in the profile under `auth`."
    ),
    "Federated_Identity_Test": (
        "Give tokens for Entra's own token as RFC 7523 has it, and state the federation in the profile under "
        "`gallery.federated`."
    ),
}


def remedy(name: str) -> str:
    """Say what to do where a test fails."""
    return REMEDIES.get(name, "Look at its exchanges in results.json.")
