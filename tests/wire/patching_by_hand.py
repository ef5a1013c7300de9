"""What a PATCH makes of a user or a group, by hand: each row is a reading of the section that it names."""

from __future__ import annotations

from typing import Any

from scim_conformance.wire import ENTERPRISE, USER

WORK = {"type": "work", "value": "w@example.com"}
HOME = {"type": "home", "value": "h@example.com"}
OTHER = {"type": "other", "value": "o@example.com"}
FIRST = {**WORK, "primary": True}
STREET = {"type": "work", "streetAddress": "1 A St", "locality": "Rome"}
IDA, BO, CY = ({"value": id} for id in ("ida", "bo", "cy"))

Json = dict[str, Any]


def add(path: str | None, value: Any) -> Json:
    return {"op": "add", "value": value} if path is None else {"op": "add", "path": path, "value": value}


def replace(path: str | None, value: Any) -> Json:
    return {**add(path, value), "op": "replace"}


def remove(path: str) -> Json:
    return {"op": "remove", "path": path}


ONE_RESULT = [
    # section, what is held, the operations, what is held afterwards
    ("3.5.2.1 a target without value gets it", {}, [add("title", "Lead")], {"title": "Lead"}),
    ("3.5.2.1 a single value is replaced", {"title": "Aide"}, [add("title", "Lead")], {"title": "Lead"}),
    ("3.5.2.1 without path each attribute is added", {}, [add(None, {"title": "Lead", "locale": "it"})],
     {"title": "Lead", "locale": "it"}),
    ("3.5.2.1 a value is added to several", {"emails": [WORK]}, [add("emails", [HOME])], {"emails": [WORK, HOME]}),
    ("3.5.2.1 an object may be the value", {"emails": [WORK]}, [add("emails", HOME)], {"emails": [WORK, HOME]}),
    ("3.5.2.1 without path values are added, too", {"emails": [WORK]}, [add(None, {"emails": [HOME]})],
     {"emails": [WORK, HOME]}),
    ("3.5.2.1 a value that is there changes nothing", {"emails": [WORK]}, [add("emails", [WORK])], {"emails": [WORK]}),
    ("3.5.2.1 so does one in other letter case", {"emails": [WORK]},
     [add("emails", [{"type": "WORK", "value": "w@EXAMPLE.com"}])], {"emails": [WORK]}),
    ("3.5.2.1 another type is another value", {"emails": [WORK]}, [add("emails", [{**WORK, "type": "home"}])],
     {"emails": [WORK, {**WORK, "type": "home"}]}),
    ("3.5.2.1 a sub-attribute is added beside its siblings", {"name": {"givenName": "Ada"}},
     [add("name.familyName", "Lovelace")], {"name": {"givenName": "Ada", "familyName": "Lovelace"}}),
    ("3.5.2.1 a sub-attribute makes what holds it", {}, [add("name.familyName", "Lovelace")],
     {"name": {"familyName": "Lovelace"}}),
    ("3.5.2.1 a value path adds to the value that matches", {"addresses": [STREET]},
     [add('addresses[type eq "work"].region', "Lazio")], {"addresses": [{**STREET, "region": "Lazio"}]}),
    ("3.5.2 setting primary takes the mark off the others", {"emails": [FIRST]},
     [add("emails", [{**HOME, "primary": True}])],
     {"emails": [{**WORK, "primary": False}, {**HOME, "primary": True}]}),
    ("3.5.2 a value path moves the mark, too", {"emails": [FIRST, HOME]},
     [replace('emails[type eq "home"].primary', True)],
     {"emails": [{**WORK, "primary": False}, {**HOME, "primary": True}]}),
    ("3.5.2 the mark that stays takes nothing off", {"emails": [FIRST, HOME]},
     [replace('emails[type eq "work"].primary', True)], {"emails": [FIRST, HOME]}),
    ("3.5.2.2 a single value is removed", {"title": "Aide", "locale": "it"}, [remove("title")], {"locale": "it"}),
    ("3.5.2.2 all values are removed", {"emails": [WORK, HOME]}, [remove("emails")], {}),
    ("3.5.2.2 the values that match are removed", {"emails": [WORK, HOME]}, [remove('emails[type eq "work"]')],
     {"emails": [HOME]}),
    ("3.5.2.2 its example: and, ew", {"emails": [WORK, HOME]},
     [remove('emails[type eq "work" and value ew "example.com"]')], {"emails": [HOME]}),
    ("3.5.2.2 no value remains: unassigned", {"emails": [WORK]}, [remove('emails[value eq "w@example.com"]')], {}),
    ("3.5.2.2 the middle of three goes", {"emails": [WORK, HOME, OTHER]}, [remove('emails[type eq "home"]')],
     {"emails": [WORK, OTHER]}),
    ("3.5.2.2 a sub-attribute is removed", {"name": {"givenName": "Ada", "familyName": "L"}},
     [remove("name.givenName")], {"name": {"familyName": "L"}}),
    ("3.5.2.2 with its last part a complex value is unassigned", {"name": {"givenName": "Ada"}},
     [remove("name.givenName")], {}),
    ("3.5.2.2 a complex value goes as a whole", {"name": {"givenName": "Ada", "familyName": "L"}}, [remove("name")],
     {}),
    ("3.5.2.2 a part of the value that matches is removed", {"addresses": [STREET]},
     [remove('addresses[type eq "work"].locality')], {"addresses": [{"type": "work", "streetAddress": "1 A St"}]}),
    ("3.5.2.3 a single value is replaced", {"title": "Aide"}, [replace("title", "Lead")], {"title": "Lead"}),
    ("3.5.2.3 what is not there is added", {}, [replace("title", "Lead")], {"title": "Lead"}),
    ("3.5.2.3 all values are replaced", {"emails": [WORK, HOME]}, [replace("emails", [OTHER])], {"emails": [OTHER]}),
    ("3.5.2.3 without path all values are replaced, too", {"emails": [WORK]}, [replace(None, {"emails": [OTHER]})],
     {"emails": [OTHER]}),
    ("3.5.2.3 parts that are not given stay", {"name": {"givenName": "Ada", "familyName": "L"}},
     [replace("name", {"givenName": "Eve"})], {"name": {"givenName": "Eve", "familyName": "L"}}),
    ("3.5.2.3 a part of every value that matches", {"emails": [WORK, HOME, {**WORK, "value": "v@example.com"}]},
     [replace('emails[type eq "work"].display', "W")],
     {"emails": [{**WORK, "display": "W"}, HOME, {"type": "work", "value": "v@example.com", "display": "W"}]}),
    ("3.10 names are in any case", {"title": "Aide", "emails": [WORK]},
     [replace("TITLE", "Lead"), remove('EMAILS[TYPE eq "WORK"]')], {"title": "Lead"}),
    ("3.10 the core schema's URN may stand in front", {}, [replace(f"{USER}:title", "Lead")], {"title": "Lead"}),
    ("3.10 an extension's attribute is named in full", {ENTERPRISE: {"division": "D"}},
     [replace(f"{ENTERPRISE}:department", "Ops")], {ENTERPRISE: {"division": "D", "department": "Ops"}}),
    ("3.5.2.2 an extension's attribute goes", {ENTERPRISE: {"division": "D", "department": "Ops"}},
     [remove(f"{ENTERPRISE}:department")], {ENTERPRISE: {"division": "D"}}),
    ("3.5.2.1 without path below the extension's URN", {ENTERPRISE: {"division": "D"}},
     [add(None, {ENTERPRISE: {"department": "Ops"}})], {ENTERPRISE: {"division": "D", "department": "Ops"}}),
    ("3.5.2 each on the result of the one before", {},
     [add("emails", [WORK]), replace('emails[type eq "work"].value', "x@example.com"), add("emails", [HOME])],
     {"emails": [{"type": "work", "value": "x@example.com"}, HOME]}),
    ("3.5.2 the later has the last word", {"title": "Aide"}, [remove("title"), add("title", "Lead")],
     {"title": "Lead"}),
    ("3.5.2 a removal after an addition", {}, [add("title", "Lead"), remove("title")], {}),
]  # fmt: skip

SEVERAL = [
    # section, what is held, the operations, all that it may be afterwards, whether it may be refused
    ("3.5.2.1 an add to a complex value: replaced or merged", {"name": {"givenName": "A", "familyName": "L"}},
     [add("name", {"givenName": "E"})], [{"name": {"givenName": "E", "familyName": "L"}}, {"name": {"givenName": "E"}}],
     False),
    ("3.5.2.3 a replace without path of a complex value", {"name": {"givenName": "A", "familyName": "L"}},
     [replace(None, {"name": {"givenName": "E"}})],
     [{"name": {"givenName": "E", "familyName": "L"}}, {"name": {"givenName": "E"}}], False),
    ("3.5.2.3 a record is replaced, or its parts are", {"addresses": [STREET]},
     [replace('addresses[type eq "work"]', {"type": "work", "region": "Lazio"})],
     [{"addresses": [{"type": "work", "region": "Lazio"}]}, {"addresses": [{**STREET, "region": "Lazio"}]}], False),
    ("3.5.2.3 no match: noTarget, or the value is made as Entra wants", {"emails": [HOME]},
     [replace('emails[type eq "work"].value', "x@example.com")],
     [{"emails": [HOME, {"type": "work", "value": "x@example.com"}]}], True),
    ("3.5.2.1 no match of an add: made, or refused", {}, [add('emails[type eq "work"].value', "x@example.com")],
     [{"emails": [{"type": "work", "value": "x@example.com"}]}], True),
    ("3.5.2.2 no match of a remove: nothing, or refused", {"emails": [HOME]}, [remove('emails[type eq "work"]')],
     [{"emails": [HOME]}], True),
    ("3.5.2.2 removal of what isn't there", {}, [remove("title")], [{}], True),
    ("3.5.2.2 with its value an element may go", {"emails": [WORK, HOME]}, [remove('emails[type eq "work"].value')],
     [{"emails": [{"type": "work"}, HOME]}, {"emails": [HOME]}], False),
    ("7643 2.5 null unassigns, or is refused", {"title": "Aide"}, [replace("title", None)], [{}], True),
    ("7643 2.5 so does an empty list", {"emails": [WORK]}, [replace("emails", [])], [{}], True),
]  # fmt: skip

REFUSED = [
    ("3.5.2.2 remove without path", {"op": "remove"}, "noTarget"),
    ("3.5.2.2 remove of what is required", remove("userName"), "mutability"),
    ("3.5.2 what is read-only", replace("id", "forged"), "mutability"),
    ("3.5.2 a part of what is read-only", replace("meta.created", "2001-01-01T00:00:00Z"), "mutability"),
    ("3.5.2 no such attribute", replace("nosuchAttribute", "x"), "invalidPath"),
    ("3.5.2 no such sub-attribute", replace("name.nosuchPart", "x"), "invalidPath"),
    ("3.5.2 no such schema", replace("urn:acme:2.0:User:badge", "x"), "invalidPath"),
    ("3.4.2.2 no path by its grammar", replace('emails[type eq "work"', "x"), "invalidPath"),
    ("3.5.2 an object is no text", replace("title", {"odd": 1}), "invalidValue"),
    ("3.5.2 a text is no boolean", replace("active", "perhaps"), "invalidValue"),
    ("3.5.2 a number is no list", replace("emails", 5), "invalidValue"),
    ("3.5.2.1 a text is no set of sub-attributes", add("name", "Ada"), "invalidValue"),
    ("3.5.2.1 nor is it a set of attributes", add(None, "Ada"), "invalidValue"),
    ("3.5.2.1 an add has a value", {"op": "add", "path": "title"}, "invalidSyntax"),
    ("3.5.2 no such operation", {"op": "move", "path": "title", "value": "x"}, "invalidSyntax"),
    ("3.5.2 an operation without op", {"path": "title", "value": "x"}, "invalidSyntax"),
    ("3.5.2 an operation is an object", "remove", "invalidSyntax"),
]  # fmt: skip

OPEN = [
    ("no section speaks of values by a path without filter", {"emails": [WORK, HOME]}, replace("emails.value", "x")),
    ("7643 2.1 has names in any case, of op no section speaks", {}, {"op": "Replace", "path": "title", "value": "x"}),
    ("Entra names the members to remove in a value", {"emails": [WORK]}, {**remove("emails"), "value": [WORK]}),
    ("a bare name may mean an extension's attribute", {}, replace("department", "Ops")),
    ("an extension as path", {}, replace(ENTERPRISE, {"department": "Ops"})),
    ("two values at once want to be primary", {}, add("emails", [FIRST, {**HOME, "primary": True}])),
    ("an unknown attribute without path may be passed over", {}, replace(None, {"nosuchAttribute": "x"})),
    ("a read-only attribute without path, too", {}, replace(None, {"id": "forged"})),
    ("a text that may be meant as a boolean", {}, replace("active", "False")),
    ("a number that may be meant as a text", {}, replace("title", 5)),
    ("a manager as a bare id", {}, replace(f"{ENTERPRISE}:manager", "id")),
    ("a value and a type that are there, with another mark", {"emails": [WORK]}, add("emails", [FIRST])),
    (
        "of two values that become alike but for the mark one may go",
        {"emails": [FIRST, {**WORK, "value": "v@example.com"}]},
        replace('emails[type eq "work"].value', "x@example.com"),
    ),
    ("primary that isn't given: false, or nothing", {"emails": [WORK]}, remove("emails[primary eq false]")),
    ("keys with a dot or a filter, as Entra sends them", {}, replace(None, {"name.givenName": "Ada"})),
]  # fmt: skip

MEMBERS: list[tuple[str, list[Json], list[Any], list[Json]]] = [
    ("3.5.2.1 a member joins", [IDA], [add("members", [BO])], [IDA, BO]),
    ("3.5.2.1 a member that is there stays once", [{**IDA, "display": "Ida"}], [add("members", [IDA, BO])], [IDA, BO]),
    ("3.5.2.2 a member leaves", [IDA, BO, CY], [remove('members[value eq "bo"]')], [IDA, CY]),
    ("3.5.2.2 two leave", [IDA, BO, CY], [remove('members[value eq "ida" or value eq "cy"]')], [BO]),
    ("3.5.2.3 other members", [IDA, BO], [replace("members", [CY])], [CY]),
    ("3.5.2.2 its example: all leave, two join", [CY], [remove("members"), add("members", [IDA, BO])], [IDA, BO]),
]  # fmt: skip
