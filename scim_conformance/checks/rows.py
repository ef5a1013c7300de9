"""Over what checks run more than once: each function names the rows that a profile gives."""

from __future__ import annotations

from collections.abc import Sequence

from scim_conformance.checks.texts import BROKEN, SIGNS, TEXTS
from scim_conformance.profile import AttributeRule, Profile
from scim_conformance.wire import ENTERPRISE, GROUP, USER


def kinds_of_resource(profile: Profile) -> Sequence[str]:
    """Users, and groups where the application has them."""
    return ["User", "Group"] if profile.groups.supported else ["User"]


def guarded_requests(profile: Profile) -> Sequence[str]:
    """The methods that must ask for credentials; none where the application asks for none."""
    return [] if profile.auth.kind == "none" else ["GET", "POST", "PUT", "PATCH", "DELETE"]


def read_and_written(_profile: Profile) -> Sequence[str]:
    """The methods that every provider has for a single resource; PATCH is not among them."""
    return ["GET", "PUT", "DELETE"]


def filterable_attributes(profile: Profile) -> Sequence[str]:
    """The user attributes that the application promises to filter by."""
    return [rule.path for rule in profile.users.attributes if rule.filterable]


def matching_attributes(profile: Profile) -> Sequence[str]:
    """The attributes by which Entra looks for an existing user."""
    return profile.users.matching


def claimed_features(profile: Profile) -> Sequence[str]:
    """The features that the application claims and that the configuration has a word for."""
    return sorted(name for name, claimed in profile.features.items() if claimed and name != "me")


def groups_claimed(profile: Profile) -> Sequence[str]:
    """The endpoint of groups, where the profile says that there are groups."""
    return ["Groups"] if profile.groups.supported else []


def groups_denied(profile: Profile) -> Sequence[str]:
    """The endpoint of groups, where the profile says that there are none."""
    return ["Groups"] if profile.groups.supported is False else []


def stated_deletion(profile: Profile) -> Sequence[str]:
    """What DELETE does, where the profile says it."""
    return [profile.delete] if profile.delete else []


def bearer_token(profile: Profile) -> Sequence[str]:
    """The scheme Bearer, where the application uses it."""
    return ["Bearer"] if profile.auth.scheme == "Bearer" else []


def user_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users that the application supports."""
    return [rule.path for rule in profile.users.attributes]


def discovery_endpoints(_profile: Profile) -> Sequence[str]:
    """The three endpoints at which a provider says what it is."""
    return ["ServiceProviderConfig", "ResourceTypes", "Schemas"]


def other_discovery_endpoints(_profile: Profile) -> Sequence[str]:
    """The endpoints of discovery beside that of schemas."""
    return ["ServiceProviderConfig", "ResourceTypes"]


def lists_of_discovery(_profile: Profile) -> Sequence[str]:
    """The endpoints of discovery that list something."""
    return ["ResourceTypes", "Schemas"]


def other_schemes(profile: Profile) -> Sequence[str]:
    """The way to sign in, where it is another one than bearer tokens."""
    return [profile.auth.kind] if profile.auth.scheme == "Basic" else []


def sign_in(profile: Profile) -> Sequence[str]:
    """The way to sign in; none where the application asks for no credentials."""
    return [] if profile.auth.kind == "none" else [profile.auth.kind]


def guarded_endpoints(profile: Profile) -> Sequence[str]:
    """What may be asked of more than one resource, and is asked without credentials."""
    groups = ["GET /Groups", "POST /Groups"] if profile.groups.supported else []
    asked = ["GET /Users", "POST /Users/.search", "POST /.search", "POST /Bulk", *groups]
    return [] if profile.auth.kind == "none" else asked


def labels(_profile: Profile) -> Sequence[str]:
    """The ways to label a body as SCIM."""
    return ["application/scim+json", "application/scim+json; charset=utf-8"]


def wide_accepts(_profile: Profile) -> Sequence[str]:
    """What a client may write into Accept so that JSON is among it."""
    return ["none", "*/*", "application/*", "text/html, application/scim+json;q=0.9"]


def replaced_and_deleted(_profile: Profile) -> Sequence[str]:
    """The changes that every provider has; PATCH is not among them."""
    return ["PUT", "DELETE"]


def bulk_limits(_profile: Profile) -> Sequence[str]:
    """The limits of a bulk request."""
    return ["maxOperations", "maxPayloadSize"]


def ways_to_be_primary(_profile: Profile) -> Sequence[str]:
    """The operations that make a value of a multi-valued attribute primary."""
    return ["add", "replace"]


def loose_merges(_profile: Profile) -> Sequence[str]:
    """The operations of which the standard does not say that they merge a complex value."""
    return ["add", "replace without path"]


def with_and_without_path(_profile: Profile) -> Sequence[str]:
    """The two forms of an operation that names one attribute."""
    return ["path", "no path"]


def never_removed(_profile: Profile) -> Sequence[str]:
    """A required and a read-only attribute of every user."""
    return ["userName", "id"]


def never_written(_profile: Profile) -> Sequence[str]:
    """Read-only attributes of every resource."""
    return ["id", "meta.created"]


def malformed_patches(_profile: Profile) -> Sequence[str]:
    """What can be wrong with the body of a PATCH."""
    return ["no Operations", "an empty list", "no op", "add without value"]


def unknown_paths(_profile: Profile) -> Sequence[str]:
    """Paths that are well-formed and name nothing."""
    return ["nosuchAttribute", "urn:example:params:nosuch:2.0:User:thing"]


def unreadable_paths(_profile: Profile) -> Sequence[str]:
    """Paths that are not well-formed."""
    return ['emails[type eq "work"', "name..givenName"]


def mistakes_in_patches(_profile: Profile) -> Sequence[str]:
    """Mistakes for which the standard has a scimType."""
    return ["unknown path", "unreadable path", "read-only attribute", "wrong type", "no Operations"]


def texts_to_find(_profile: Profile) -> Sequence[str]:
    """Texts with signs that mean something to somebody who reads filters."""
    return list(TEXTS)


def broken_filters(_profile: Profile) -> Sequence[str]:
    """What can be wrong with a filter."""
    return list(BROKEN)


def order_operators(_profile: Profile) -> Sequence[str]:
    """The operators that compare by order."""
    return ["gt", "ge", "lt", "le"]


def joining_and_leaving(_profile: Profile) -> Sequence[str]:
    """The operations by which somebody joins and leaves a group."""
    return ["add", "remove"]


def core_schemas(profile: Profile) -> Sequence[str]:
    """The schemas of the standard that the application's attributes come from."""
    used = {(rule.target.urn or USER).casefold() for rule in profile.users.attributes}
    known = [USER, *([GROUP] if profile.groups.supported else []), ENTERPRISE]
    return [urn for urn in known if urn == GROUP or urn.casefold() in used]


def whole_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users that the application supports, each with all that it holds."""
    targets = [rule.target for rule in profile.users.attributes]
    return list(dict.fromkeys(f"{each.urn}:{each.name}" if each.urn else each.name for each in targets))


def _own(profile: Profile) -> list[AttributeRule]:
    """The attributes of users that hold a value of their own; whose manager somebody is, other checks ask."""
    points_at_people = ("manager", "groups", "members")
    return [rule for rule in profile.users.attributes if rule.target.name.casefold() not in points_at_people]


def _settable(profile: Profile) -> list[AttributeRule]:
    return [rule for rule in _own(profile) if rule.mutability in (None, "readWrite")]


def text_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users that hold any text."""
    own = [rule for rule in _own(profile) if rule.type == "string" and rule.mutability != "readOnly"]
    return [rule.path for rule in own if not rule.samples and rule.pattern is None]


def own_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users that hold a value of their own."""
    return [rule.path for rule in _own(profile)]


def attributes_to_replace(profile: Profile) -> Sequence[str]:
    """The attributes of users that a PUT changes, by what the profile says."""
    return [rule.path for rule in _settable(profile)]


def attributes_to_patch(profile: Profile) -> Sequence[str]:
    """The attributes of users that a PATCH changes, by what the profile says."""
    return [rule.path for rule in _settable(profile) if rule.patchable is not False]


def attributes_to_patch_by_default(profile: Profile) -> Sequence[str]:
    """The same, where Entra is to change them as it does by default."""
    return attributes_to_patch(profile) if "entra" in profile.standards else []


def attributes_to_clear(profile: Profile) -> Sequence[str]:
    """The attributes that a PATCH takes away; of what a provider has a default for, or makes up, nothing shows."""
    rules = [rule for rule in _settable(profile) if not rule.required and rule.patchable is not False]
    made_up = ("username", "active", "name.formatted", "displayname")
    return [rule.path for rule in rules if rule.path.casefold() not in made_up and rule.type != "boolean"]


def fixed_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users that keep the value they were created with."""
    return [rule.path for rule in _own(profile) if rule.mutability in ("immutable", "createOnly")]


def creation_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users that only a creation may set, and that a user may lack."""
    return [rule.path for rule in _own(profile) if rule.mutability == "createOnly" and not rule.required]


def attributes_not_patched(profile: Profile) -> Sequence[str]:
    """The attributes of users that a PATCH leaves as they are, by what the profile says."""
    return [rule.path for rule in _own(profile) if rule.patchable is False]


def required_attributes(profile: Profile) -> Sequence[str]:
    """The attributes without which the application takes no user."""
    return [rule.path for rule in _own(profile) if rule.required]


def unfilterable_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of users of which the profile says that they can't be filtered by."""
    return [rule.path for rule in _own(profile) if rule.filterable is False]


def odd_values(profile: Profile) -> Sequence[str]:
    """Each filterable text with each sign that is easily lost on the way into a filter."""
    texts = [rule.path for rule in _own(profile) if rule.filterable and rule.path in text_attributes(profile)]
    return [f"{path} with {sign}" for path in texts for sign in SIGNS]


def text_filters(profile: Profile) -> Sequence[str]:
    """The filterable attributes of users that hold any text."""
    return [rule.path for rule in _own(profile) if rule.filterable and rule.path in text_attributes(profile)]


def group_attributes(profile: Profile) -> Sequence[str]:
    """The attributes of groups, where there are groups: their texts and their members."""
    rules = profile.groups.attributes if profile.groups.supported else ()
    own = [rule for rule in rules if rule.type == "string" or rule.path.casefold() == "members"]
    return [rule.path for rule in own if rule.mutability != "readOnly" and rule.target.selector is None]


def group_changes(profile: Profile) -> Sequence[str]:
    """The same, those that may be changed."""
    fixed = [rule.path for rule in profile.groups.attributes if rule.mutability in ("immutable", "createOnly")]
    return [path for path in group_attributes(profile) if path not in fixed]


def group_filters(profile: Profile) -> Sequence[str]:
    """The texts of groups that the application promises to filter by."""
    told = [rule.path for rule in profile.groups.attributes if rule.filterable and not rule.samples]
    return [path for path in group_attributes(profile) if path in told and path.casefold() != "members"]


def stated_url(profile: Profile) -> Sequence[str]:
    """The address that the profile states, if any."""
    return [profile.base_url] if profile.base_url else []
