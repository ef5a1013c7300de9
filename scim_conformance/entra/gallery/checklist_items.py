"""The items of the gallery's checklist.

The numbers are those of Microsoft's checklist of May 2026; where its page of requirements, which is younger, says
something else, the item's note tells.
"""

from __future__ import annotations

from .checklist import Item, Page

CHECKLIST = Page(
    "Microsoft Entra ID App Gallery: AI-Powered Validation Checklist (May 2026)",
    "https://github.com/AzureAD/SCIMReferenceCode/blob/master/Entra-AppGallery-AI-Validation-Checklist.md",
)
REQUIREMENTS = Page(
    "User provisioning requirements for Microsoft Entra App Gallery (2026-08-26)",
    "https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/app-gallery-user-provisioning-requirements",
)
SCIM = Page(
    "Develop and plan provisioning for a SCIM endpoint in Microsoft Entra ID",
    "https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups",
)
_OLDER_METHODS = (
    "Offer OAuth 2.0 client credentials or workload identity federation, and let new customers use nothing else."
)
_NO_TOKEN = (
    "This run has fetched no token by client credentials: name client-credentials as auth.kind of the profile, with "
    "the token endpoint."
)
_TLS = "Change the TLS settings of the server, or of what stands in front of it."

ITEMS: tuple[Item, ...] = (
    Item(
        "2.1.1",
        "There is a SCIM 2.0 endpoint of users: they can be created, read, found, changed and deleted.",
        required=True,
        how="seen in the suite",
        page=CHECKLIST,
        mend="Mend what the checks show.",
        checks=(
            "entra.create-user",
            "entra.read-by-id",
            "entra.matching-finds",
            "entra.replace-one",
            "entra.deleted-is-not-found",
        ),
    ),
    Item(
        "2.1.2",
        "There is a SCIM 2.0 endpoint of groups.",
        required=False,
        how="seen in the suite",
        page=CHECKLIST,
        mend="Build /Groups, with PATCH of its members.",
        findings=("groups",),
        checks=("entra.create-group", "entra.group-is-found", "entra.rename-group", "entra.add-member"),
        note=(
            "Both lists call groups recommended, while the overview of the validation calls them mandatory and has its "
            "group tests fail without a Group schema: plan to have them."
        ),
    ),
    Item(
        "2.1.3",
        "The endpoint answers at least 25 requests a second for each tenant.",
        required=True,
        how="measured",
        page=REQUIREMENTS,
        mend="Raise the limit of requests for each tenant to 25 a second or more, and the capacity behind it.",
        findings=("rate",),
    ),
    Item(
        "2.1.4",
        "Microsoft's SCIM Validator has been run on the endpoint, and all of its tests passed.",
        required=True,
        how="stated",
        page=CHECKLIST,
        mend="Run it at https://scimvalidator.microsoft.com, and state the day as gallery.validator_run.",
        note=(
            "The younger page of requirements does not name this tool: it wants the result of the validation with the "
            "25 tests. Have both."
        ),
    ),
    Item(
        "2.1.5",
        "Provisioning has been tested from a real tenant, by an application that is not from the gallery.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Set up provisioning in a tenant of yours, and state the day as gallery.non_gallery_test.",
    ),
    Item(
        "2.1.6",
        "Users can be deleted softly, by active, or for good.",
        required=True,
        how="asked",
        page=REQUIREMENTS,
        mend="Let a PATCH switch active off, and let DELETE remove the user.",
        findings=("delete",),
        note=(
            "One of the two is enough by both lists, but the mandatory Disable_User_Test of the validation asks for "
            "the soft one: plan to have it."
        ),
    ),
    Item(
        "2.1.7",
        "A query for a user who does not exist is answered with 200 and no results.",
        required=True,
        how="asked",
        page=REQUIREMENTS,
        mend="Answer with 200, totalResults 0 and an empty list, never with 400 or 404.",
        findings=("nobody",),
        checks=("entra.nobody-is-an-empty-list",),
    ),
    Item(
        "2.1.8",
        "Schemas can be discovered: three endpoints answer, and /Schemas declares what is mapped.",
        required=True,
        how="asked",
        page=CHECKLIST,
        mend=(
            "Serve the three documents. Declare each mapped attribute in /Schemas, and the kinds of values, such as "
            "work, as canonicalValues of type."
        ),
        findings=("discovery",),
        checks=("entra.schemas-are-listed",),
        note="The page of requirements only says schema discovery; the checklist names the three endpoints.",
    ),
    Item(
        "2.1.9",
        "One PATCH changes several members of a group.",
        required=False,
        how="asked",
        page=REQUIREMENTS,
        mend="Take all values of an add at members, not only the first.",
        findings=("members",),
        checks=("entra.add-members-at-once",),
        note="The page on troubles with the validation names it as the remedy where changes of groups fail.",
    ),
    Item(
        "2.1.10",
        "Bulk requests are supported.",
        required=False,
        how="asked",
        page=REQUIREMENTS,
        mend="Support /Bulk and say so in /ServiceProviderConfig.",
        findings=("bulk",),
        note="Entra does not send bulk requests today, says the page about SCIM endpoints; it means to.",
    ),
    Item(
        "2.2.1",
        "Entra signs in with OAuth 2.0 client credentials.",
        required=True,
        how="measured",
        page=REQUIREMENTS,
        mend=_OLDER_METHODS,
        findings=("client-credentials",),
        unseen=_NO_TOKEN,
        note=(
            "The checklist accepts nothing else; the younger page of requirements accepts workload identity "
            "federation as well."
        ),
    ),
    Item(
        "2.2.2",
        "Nobody signs in with a password, a long-lived token or the authorization code grant.",
        required=True,
        how="measured",
        page=REQUIREMENTS,
        mend=_OLDER_METHODS,
        findings=("sign-in-kind",),
    ),
    Item(
        "2.2.3",
        "Customers are given a client id, a client secret, the token endpoint and the SCIM endpoint.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Show all four where a customer's administrator sets provisioning up, and state it as gallery.handed_out.",
    ),
    Item(
        "2.2.4",
        "A client secret expires after one to three years, and then gets no token.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Let secrets expire within that time, and refuse tokens for those that are wrong or have expired.",
        findings=("wrong-secret-refused",),
    ),
    Item(
        "2.2.5",
        "Customers can change to a new client secret without an interruption.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Let several secrets work at once, or let customers make a new client id with a new secret.",
        findings=("tokens-side-by-side",),
    ),
    Item(
        "2.2.6",
        "An access token is valid for 60 minutes to 6 hours.",
        required=True,
        how="measured",
        page=REQUIREMENTS,
        mend="Set the life of access tokens to 60 minutes at least and 6 hours at most, and say it in expires_in.",
        findings=("token-life",),
        unseen=_NO_TOKEN,
    ),
    Item(
        "2.2.7",
        "Signing in has been tested from a real tenant, by an application that is not from the gallery.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Test the connection from a tenant of yours, and state the day as gallery.sign_in_test.",
        note="The checklist also takes a run of the SCIM Validator for it.",
    ),
    Item(
        "2.3.1",
        "There are contacts of engineering and of support.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="State both as gallery.contacts.",
    ),
    Item(
        "2.3.2",
        "The endpoint is documented in public.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Publish the documentation, and state its address as gallery.documentation.",
    ),
    Item(
        "2.3.3",
        "At least 100 mutual customers use it, by applications that are not from the gallery.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="Win customers for the application that is not from the gallery, and state how many as gallery.customers.",
    ),
    Item(
        "2.3.4",
        "At least five tenants of customers take part in the preview.",
        required=True,
        how="stated",
        page=CHECKLIST,
        mend="Ask customers for the ids of their tenants, and state them, or how many, as gallery.tenants.",
        note="The younger page of requirements does not ask for it.",
    ),
    Item(
        "2.3.5",
        "The demands of each cloud are met in which the application is to be listed.",
        required=True,
        how="stated",
        page=REQUIREMENTS,
        mend="State the clouds as gallery.clouds and, for others than the public one, how as gallery.compliance.",
    ),
    Item(
        "federation",
        "Entra can sign in by workload identity federation, without a secret.",
        required=False,
        how="measured",
        page=REQUIREMENTS,
        mend="Take the assertions of Entra at your token endpoint, as RFC 7523 describes it.",
        findings=("federation",),
        unseen="This run has not signed in by federation: gallery.federated of the profile says how.",
        note="The checklist of May 2026 knows only client credentials.",
    ),
    Item(
        "tls-version",
        "The endpoint is reached by TLS 1.2.",
        required=True,
        how="measured",
        page=SCIM,
        mend=_TLS,
        findings=("tls-version",),
        note=(
            "The page accepts TLS 1.2 alone; an earlier edition of it accepted TLS 1.3 too. So TLS 1.2 must be there, "
            "and TLS 1.3 beside it is not held against anybody."
        ),
    ),
    Item(
        "tls-older",
        "Versions of TLS before 1.2 are refused.",
        required=True,
        how="measured",
        page=SCIM,
        mend=_TLS,
        findings=("tls-older",),
    ),
    Item(
        "tls-suites",
        "The endpoint takes a cipher suite of those that the page names.",
        required=True,
        how="measured",
        page=SCIM,
        mend=_TLS,
        findings=("tls-suites",),
        note=(
            "The page wants all eight of them, in its order; with a certificate of one kind no more than four can be "
            "there. One that both sides know is what a connection needs, and what is asked for here."
        ),
    ),
    Item(
        "tls-key",
        "The key of the certificate has at least 2048 bits (RSA) or 256 bits (ECC).",
        required=True,
        how="measured",
        page=SCIM,
        mend="Have the certificate issued again for a longer key.",
        findings=("tls-key",),
    ),
)
"""All items, in Microsoft's order; those that its checklist has no number for at the end."""
