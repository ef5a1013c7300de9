"""The default mapping: which attribute of the directory flows into which of the application.

Microsoft, "Develop and plan provisioning for a SCIM endpoint in Microsoft Entra ID",
https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups. The page has
no rows for city, state, country and preferredLanguage: they come from the sample values of the validation for the
gallery, https://github.com/AzureAD/SCIMReferenceCode. It writes ``.Value`` and ``.Formatted`` with a capital.
"""

from __future__ import annotations

from collections.abc import Mapping

from scim_conformance.wire import ENTERPRISE, AttributePath
from scim_conformance.wire.urns import is_core

SOFT_DELETED = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
"""What active comes from: an account is active where its user is not soft-deleted."""

SINGLE_ROLE = "SingleAppRoleAssignment([appRoleAssignments])"
ALL_ROLES = "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"

USERS: Mapping[str, str] = {
    "userName": "[userPrincipalName]",
    "externalId": "[mailNickname]",
    "active": SOFT_DELETED,
    "displayName": "[displayName]",
    "title": "[jobTitle]",
    "preferredLanguage": "[preferredLanguage]",
    "name.givenName": "[givenName]",
    "name.familyName": "[surname]",
    'emails[type eq "work"].value': "[mail]",
    'emails[type eq "other"].Value': "[proxyAddresses]",
    'phoneNumbers[type eq "work"].value': "[telephoneNumber]",
    'phoneNumbers[type eq "mobile"].value': "[mobile]",
    'phoneNumbers[type eq "fax"].value': "[facsimileTelephoneNumber]",
    'addresses[type eq "work"].streetAddress': "[streetAddress]",
    'addresses[type eq "work"].locality': "[city]",
    'addresses[type eq "work"].region': "[state]",
    'addresses[type eq "work"].postalCode': "[postalCode]",
    'addresses[type eq "work"].country': "[country]",
    'addresses[type eq "other"].Formatted': "[physicalDeliveryOfficeName]",
    f"{ENTERPRISE}:employeeNumber": "[employeeId]",
    f"{ENTERPRISE}:department": "[department]",
    f"{ENTERPRISE}:manager": "[manager]",
}

GROUPS: Mapping[str, str] = {
    "displayName": "[displayName]",
    "externalId": "[objectId]",
    "members": "[members]",
}

LIKELY: Mapping[str, str] = {
    "name.formatted": 'Join(" ", [givenName], [surname])',
    "nickName": "[givenName]",
    "userType": "[userType]",
    "locale": "[preferredLanguage]",
    "timezone": 'Switch([country], "Europe/Amsterdam", "US", "America/Los_Angeles", "JP", "Asia/Tokyo")',
    "profileUrl": 'Append("https://example.com/people/", [mailNickname])',
    "emails.value": "[mail]",
    'emails[type eq "home"].value': "[otherMails]",
    "phoneNumbers.value": "[telephoneNumber]",
    "addresses.formatted": 'Join(", ", [streetAddress], [city])',
    "addresses.streetAddress": "[streetAddress]",
    "addresses.locality": "[city]",
    "addresses.region": "[state]",
    "addresses.postalCode": "[postalCode]",
    "addresses.country": "[country]",
}
"""What an administrator would choose for attributes that the default mapping leaves out; no page says so.

A row without a selector is for every element: ``emails.value`` for ``emails[primary eq true].value``, too.
"""

Key = tuple[str, str, str, str]


def key(path: AttributePath, *, bare: bool = False) -> Key:
    """Return what tells a path from others however it is spelled; ``bare`` leaves its selector out.

    Names, URNs and the words of a selector are compared without case. The core schemas' own URNs count as none.
    """
    urn = (path.urn or "").casefold()
    selector = "" if bare or not path.selector else repr([(n.casefold(), str(v).casefold()) for n, v in path.selector])
    return ("" if is_core(urn) else urn, path.name.casefold(), selector, (path.sub or "").casefold())


def by_key(table: Mapping[str, str]) -> Mapping[Key, str]:
    """Return a table by the keys of its targets."""
    return {key(AttributePath.parse(target)): source for target, source in table.items()}
