"""The gallery's checklist: what is asked of the provider, what the profile states, and what each item comes to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from scim_conformance.entra.gallery.asking import Subject, ask, mapped, signed_in_by
from scim_conformance.entra.gallery.checklist import Item, ItemResult, Page, blocking, judge
from scim_conformance.entra.gallery.checklist_items import ITEMS
from scim_conformance.entra.gallery.record import Record
from scim_conformance.entra.gallery.sign_in_findings import finding_of
from scim_conformance.entra.gallery.statements import statement_of
from scim_conformance.entra.port import Answer, Port
from scim_conformance.outcomes import Finding
from scim_conformance.profile import Gallery, load
from scim_conformance.provider import build
from scim_conformance.suite import all_checks
from scim_conformance.wire import GROUP, USER

TOKEN = "correct-horse-battery-staple-0123"
PAGE = Page("A page", "https://learn.microsoft.com/x")
WHOLE = Gallery(
    engineering="scim@contoso.example",
    support="https://contoso.example/support",
    documentation="https://contoso.example/docs",
    customers=120,
    tenants=5,
    client_secret_life_years=2,
    expired_secret_refused=True,
    rotation="several-secrets",
    handed_out=("client-id", "client-secret", "token-endpoint", "scim-endpoint"),
    clouds=("public",),
    non_gallery_test=date(2026, 10, 2),
    sign_in_test=date(2026, 10, 3),
    validator_run=date(2026, 10, 4),
)


def item(**facts: Any) -> Item:
    given = {"id": "9.9.9", "title": "It works.", "required": True, "how": "asked", "page": PAGE, "mend": "Mend it."}
    return Item(**{**given, **facts})


def judged(one: Item, *found: Finding, gallery: Gallery | None = None, **outcomes: list[str]) -> ItemResult:
    named = {name.replace("__", ".").replace("_", "-"): said for name, said in outcomes.items()}
    (result,) = judge([one], found, gallery or Gallery(), named)
    return result


# The items themselves


def test_every_item_of_microsoft_s_list_is_there_in_its_order() -> None:
    numbers = [each.id for each in ITEMS if each.id[0].isdigit()]

    assert numbers == [
        *(f"2.1.{n}" for n in range(1, 11)),
        *(f"2.2.{n}" for n in range(1, 8)),
        *(f"2.3.{n}" for n in range(1, 6)),
    ]
    assert len({each.id for each in ITEMS}) == len(ITEMS)
    recommended = {each.id for each in ITEMS if not each.required}
    assert recommended == {"2.1.2", "2.1.9", "2.1.10", "federation"}


def test_every_item_is_decided_by_something_and_says_what_to_do() -> None:
    for each in ITEMS:
        assert each.findings or each.checks or statement_of(each.id, Gallery()), each.id
        assert (each.how == "stated") == (statement_of(each.id, Gallery()) is not None), each.id
        assert each.mend.endswith("."), each.id
        assert each.title.endswith("."), each.id
        assert each.page.url.startswith(("https://learn.microsoft.com/", "https://github.com/AzureAD/"))


def test_the_checks_that_items_name_are_there() -> None:
    named = {check for each in ITEMS for check in each.checks}

    assert named
    assert named <= set(all_checks())


# What an item comes to


@pytest.mark.parametrize(("holds", "standing"), [(True, "met"), (False, "not-met"), (None, "undecided")])
def test_what_was_seen_decides(holds: bool | None, standing: str) -> None:
    result = judged(item(findings=("rate",)), Finding("rate", holds, "Seen.", (3, 0, 3, 5)))

    assert (result.standing, result.says, result.exchanges) == (standing, "Seen.", (3, 5))


def test_what_nobody_has_looked_at_is_undecided() -> None:
    result = judged(item(findings=("rate",)), Finding("other", True, "Seen."))

    assert (result.standing, result.says) == ("undecided", "Nobody has looked.")


def test_without_a_token_it_is_said_how_the_run_gets_one() -> None:
    results = {result.id: result.says for result in judge(ITEMS, (), Gallery(), {})}

    assert "name client-credentials as auth.kind" in results["2.2.1"]
    assert results["2.2.6"] == results["2.2.1"]
    assert "gallery.federated" in results["federation"]


def test_what_does_not_concern_the_provider_is_not_applicable() -> None:
    result = judged(item(findings=("tls",)), Finding("tls", None, "On this machine.", applies=False))

    assert (result.standing, result.says, result.blocks) == ("not-applicable", "On this machine.", False)


@pytest.mark.parametrize(
    ("outcomes", "standing"),
    [
        ({"a__b": ["passed", "passed"], "c__d": ["passed"]}, "met"),
        ({"a__b": ["passed", "failed"], "c__d": ["passed"]}, "not-met"),
        ({"a__b": ["passed"], "c__d": ["warned"]}, "not-met"),
        ({"a__b": ["passed"], "c__d": ["waived"]}, "not-met"),
        ({"a__b": ["passed"], "c__d": ["blocked"]}, "undecided"),
        ({"a__b": ["passed"], "c__d": ["omitted"]}, "undecided"),
        ({"a__b": ["passed"]}, "undecided"),
        ({}, "undecided"),
    ],
)
def test_what_the_suite_says_of_it_is_folded_in(outcomes: dict[str, list[str]], standing: str) -> None:
    assert judged(item(checks=("a.b", "c.d")), **outcomes).standing == standing


def test_a_check_that_fails_outweighs_what_was_seen_and_a_silent_one_does_not() -> None:
    asked = item(findings=("nobody",), checks=("a.b",))
    seen = Finding("nobody", True, "The answer is 200.")

    assert judged(asked, seen, a__b=["failed"]).standing == "not-met"
    assert judged(asked, seen, a__b=["failed"]).says == "The answer is 200. The check a.b did not pass."
    assert judged(asked, seen, a__b=["blocked"]).standing == "met"
    assert judged(asked, seen).says == "The answer is 200."


def test_only_what_is_required_blocks_a_submission() -> None:
    seen = Finding("rate", False, "Slow.")
    results = [judged(item(required=required, findings=("rate",)), seen) for required in (True, False)]

    assert [result.required for result in blocking(results)] == [True]


def test_a_result_can_be_written_down() -> None:
    result = judged(item(note="The pages differ."), Finding("rate", True, "Fast."))
    written = json.loads(json.dumps(result.as_dict()))

    assert written["id"] == result.id == "9.9.9"
    assert written["title"] == result.title
    assert (written["standing"], written["blocks"]) == ("undecided", False)
    assert written["page"] == {"title": PAGE.title, "url": PAGE.url}


# What the profile states


def stated(gallery: Gallery) -> dict[str, ItemResult]:
    return {result.id: result for result in judge(ITEMS, (), gallery, {}) if result.item.how == "stated"}


def test_without_statements_they_are_missing_and_block() -> None:
    results = stated(Gallery())

    assert len(results) == 11
    assert {result.standing for result in results.values()} == {"missing"}
    assert all(result.blocks and "gallery." in result.says for result in results.values())


def test_with_all_statements_each_is_shown_as_stated_with_what() -> None:
    results = stated(WHOLE)

    assert {result.standing for result in results.values()} == {"stated"}
    assert "2026-10-04" in results["2.1.4"].says
    assert results["2.3.1"].says == "Engineering: scim@contoso.example. Support: https://contoso.example/support."
    assert "https://contoso.example/docs" in results["2.3.2"].says
    assert results["2.3.3"].says == "120 mutual customers; 100 are asked for."
    assert not any(result.blocks for result in results.values())


@pytest.mark.parametrize(
    ("number", "change", "standing", "says"),
    [
        ("2.3.3", {"customers": 99}, "not-met", "99 mutual customers"),
        ("2.3.3", {"customers": 100}, "stated", "100 mutual customers"),
        ("2.3.4", {"tenants": 4}, "not-met", "4 tenants"),
        ("2.2.4", {"client_secret_life_years": 0.5}, "not-met", "after 0.5 years; it must be 1 to 3"),
        ("2.2.4", {"client_secret_life_years": 1}, "stated", "after 1 year, and"),
        ("2.2.4", {"client_secret_life_years": 3}, "stated", "after 3 years"),
        ("2.2.4", {"client_secret_life_years": 3.5}, "not-met", "3.5 years"),
        ("2.2.4", {"expired_secret_refused": None}, "missing", "gallery.expired_secret_refused"),
        ("2.2.4", {"expired_secret_refused": False}, "not-met", "an expired one gets a token"),
        ("2.2.5", {"rotation": "none"}, "not-met", "can't be rotated"),
        ("2.2.5", {"rotation": "new-credentials"}, "stated", "new client id"),
        ("2.2.3", {"handed_out": ("client-id", "scim-endpoint")}, "not-met", "client-secret, token-endpoint"),
        ("2.3.1", {"support": None}, "missing", "gallery.contacts.support"),
        ("2.3.5", {"clouds": ("public", "china")}, "missing", "china"),
        ("2.3.5", {"clouds": ("china",), "compliance": "Reviewed."}, "stated", "For china: Reviewed."),
    ],
)
def test_a_statement_is_held_against_what_is_asked_for(
    number: str, change: dict[str, Any], standing: str, says: str
) -> None:
    result = stated(Gallery(**{**vars(WHOLE), **change}))[number]

    assert result.standing == standing
    assert says in result.says


def test_what_was_seen_outweighs_what_is_stated() -> None:
    seen = Finding("wrong-secret-refused", False, "A wrong secret got a token.")
    result = next(each for each in judge(ITEMS, [seen], WHOLE, {}) if each.id == "2.2.4")

    assert result.standing == "not-met"
    assert result.says.endswith("A wrong secret got a token.")


# What is asked of the provider


class Asked:
    """A port to an application of this process, which counts what it carries."""

    def __init__(self, http: httpx.Client) -> None:
        self.sent: list[tuple[str, str]] = []
        self._http = http

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        self.sent.append((method, path.partition("/")[0]))
        reply = self._http.request(method, f"/{path}", params=params, json=json)
        try:
            body = reply.json()
        except ValueError:
            body = None
        return Answer(reply.status_code, body, {}, len(self.sent))


@contextmanager
def provider(name: str) -> Iterator[tuple[Asked, Subject]]:
    """The embedded provider of a bundled profile, and what is asked of it."""
    profile = load(name, cwd=Path("/"))
    http = httpx.Client(
        transport=httpx.WSGITransport(app=build(profile, token=TOKEN).wsgi),
        base_url="http://provider.test/v2",
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"},
    )
    numbers = count(1)

    def user() -> str | None:
        name = f"u{next(numbers)}@example.com"
        reply = http.post("/Users", json={"schemas": [USER], "userName": name, "displayName": name, "active": True})
        return reply.json()["id"] if reply.status_code == 201 else None

    def group() -> str | None:
        reply = http.post("/Groups", json={"schemas": [GROUP], "displayName": f"g{next(numbers)}"})
        return reply.json()["id"] if reply.status_code == 201 else None

    with http:
        yield (
            Asked(http),
            Subject(
                nobody="nobody@example.com",
                make_user=user,
                make_group=group if profile.groups.supported else None,
                matched_by=profile.users.matching[0] if profile.users.matching else "userName",
                mapped_users=mapped(profile.users),
                mapped_groups=mapped(profile.groups) if profile.groups.supported else (),
            ),
        )


def findings(port: Port, subject: Subject) -> dict[str, Finding]:
    return {each.name: each for each in ask(port, subject)}


@pytest.mark.parametrize("name", ["generic", "entra"])
def test_a_right_provider_is_right_in_every_question(name: str) -> None:
    with provider(name) as (port, subject):
        seen = findings(port, subject)

    assert {name: each.holds for name, each in seen.items() if name != "bulk"} == {
        "nobody": True,
        "discovery": True,
        "delete": True,
        "members": True,
    }
    assert seen["delete"].says == "A user can be deleted by active and for good."
    assert len(port.sent) <= 20
    assert all(n > 0 for each in seen.values() for n in each.exchanges)


def test_an_application_without_groups_is_asked_for_none() -> None:
    with provider("generic") as (port, subject):
        seen = findings(port, Subject(nobody="x", make_user=subject.make_user))

    assert (seen["groups"].holds, seen["members"].applies) == (False, False)
    assert "Groups" not in {endpoint for _, endpoint in port.sent}


def test_a_user_who_can_not_be_made_leaves_the_questions_open() -> None:
    with provider("generic") as (port, _):
        seen = findings(port, Subject(nobody="x", make_user=lambda: None, make_group=lambda: None))

    assert (seen["delete"].holds, seen["members"].holds) == (None, None)


class Wrong:
    """A port to a provider that is right, save where a test has it answer something else."""

    def __init__(self, port: Port, answers: dict[tuple[str, str], Answer]) -> None:
        self._port, self._answers = port, answers

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        told = self._answers.get((method, path.partition("/")[0]))
        return told or self._port(method, path, params=params, json=json)


OFF = Answer(200, {"id": "1", "active": False})
EVERYBODY = Answer(200, {"totalResults": 1, "Resources": [{"id": "1"}]})


@pytest.mark.parametrize(
    ("at", "answer", "name", "says"),
    [
        (("GET", "Users"), Answer(404), "nobody", "404 and no list"),
        (("GET", "Users"), Answer(400), "nobody", "400"),
        (("GET", "Users"), EVERYBODY, "nobody", "totalResults 1"),
        (("GET", "Users"), Answer(200, {"Resources": []}), "nobody", "totalResults None"),
        (("GET", "Users"), Answer(None), "nobody", "Nobody answered"),
        (("GET", "Schemas"), Answer(200, {"Resources": []}), "discovery", "/Schemas"),
        (("GET", "ResourceTypes"), Answer(404), "discovery", "/ResourceTypes is answered with 404"),
        (("GET", "ServiceProviderConfig"), Answer(None), "discovery", "answered with nothing"),
        (("PATCH", "Groups"), Answer(400), "members", "answered with 400, and then the group has 0"),
    ],
)
def test_a_wrong_answer_is_told(at: tuple[str, str], answer: Answer, name: str, says: str) -> None:
    with provider("generic") as (port, subject):
        seen = findings(Wrong(port, {at: answer}), subject)

    assert seen[name].holds is False
    assert says in seen[name].says


@pytest.mark.parametrize(
    ("answers", "holds", "says"),
    [
        ({("PATCH", "Users"): Answer(400)}, True, "A user can be deleted for good."),
        ({("DELETE", "Users"): Answer(405)}, True, "A user can be deleted by active."),
        (
            {("PATCH", "Users"): Answer(400), ("DELETE", "Users"): Answer(204), ("GET", "Users"): OFF},
            True,
            "A user can be deleted by a DELETE that switches active off.",
        ),
        ({("PATCH", "Users"): Answer(204), ("DELETE", "Users"): Answer(204)}, False, "active stays as it is"),
    ],
)
def test_one_way_to_delete_is_enough(answers: Any, holds: bool, says: str) -> None:
    with provider("generic") as (port, subject):
        seen = findings(Wrong(port, answers), subject)

    assert seen["delete"].holds is holds
    assert says in seen["delete"].says


def schema(**type_facts: Any) -> Answer:
    subs = [{"name": "value", "type": "string"}, {"name": "type", "type": "string", **type_facts}]
    emails = {"name": "emails", "type": "complex", "multiValued": True, "subAttributes": subs}
    users = {"id": USER, "name": "User", "attributes": [{"name": "userName", "type": "string"}, emails]}
    return Answer(200, {"totalResults": 1, "Resources": [users]})


@pytest.mark.parametrize(
    ("mapped_users", "served", "missing"),
    [
        (('emails[type eq "work"].value', "userName"), schema(canonicalValues=["Work", "home"]), ""),
        (('emails[type eq "work"].value',), schema(), 'emails[type eq "work"].value'),
        (('emails[type eq "work"].value',), schema(canonicalValues=["home"]), 'emails[type eq "work"].value'),
        (('emails[primary eq "True"].value',), schema(), ""),
        (("externalId",), schema(), ""),
        (("title", "name.givenName"), schema(), "title, name.givenName"),
    ],
)
def test_what_is_mapped_must_be_declared_with_its_kinds(
    mapped_users: tuple[str, ...], served: Answer, missing: str
) -> None:
    with provider("generic") as (port, subject):
        asked = Subject(nobody="x", make_user=subject.make_user, mapped_users=mapped_users)
        seen = findings(Wrong(port, {("GET", "Schemas"): served}), asked)["discovery"]

    assert seen.holds is not bool(missing)
    assert (f"/Schemas does not declare {missing}." == seen.says) is bool(missing)


@pytest.mark.parametrize(
    ("config", "holds"),
    [
        ({"bulk": {"supported": True}}, True),
        ({"bulk": {"supported": False}}, False),
        ({"bulk": {}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_bulk_is_as_the_configuration_says(config: Any, holds: bool | None) -> None:
    with provider("generic") as (port, subject):
        answers = {("GET", "ServiceProviderConfig"): Answer(200, config)}
        seen = findings(Wrong(port, answers), subject)

    assert seen["bulk"].holds is holds


@pytest.mark.parametrize(
    ("kind", "holds"),
    [("bearer", None), ("basic", False), ("none", False), ("client-credentials", True), ("jwt-assertion", True)],
)
def test_how_the_run_signs_in_is_held_against_what_the_gallery_takes(kind: str, holds: bool | None) -> None:
    results = {each.id: each for each in judge(ITEMS, list(signed_in_by(kind)), Gallery(), {})}
    result = results["2.2.2"]

    assert results["2.2.1"].standing == ("met" if kind == "client-credentials" else "undecided")
    assert results["federation"].standing == ("met" if kind == "jwt-assertion" else "undecided")

    assert result.standing == {True: "met", False: "not-met", None: "undecided"}[holds]


@pytest.mark.parametrize(
    ("documented", "standing"),
    [("passed", "met"), ("failed", "not-met"), ("skipped", "undecided"), ("undecided", "undecided")],
)
@pytest.mark.parametrize(
    ("test", "number"), [("Validate_Credentials_Test", "2.2.1"), ("Federated_Identity_Test", "federation")]
)
def test_the_tests_of_signing_in_decide_the_items_of_signing_in(
    test: str, number: str, documented: Any, standing: str
) -> None:
    records = [
        Record(test, "mandatory", False, "success", documented, why="Seen.", exchanges=(7,)),
    ]
    result = next(each for each in judge(ITEMS, list(map(finding_of, records)), Gallery(), {}) if each.id == number)

    assert (result.standing, result.says, result.exchanges) == (standing, "Seen.", (7,))


def test_every_item_is_explained_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "gallery.md").read_text(encoding="utf-8")

    for each in ITEMS:
        kind = "required" if each.required else "recommended"
        (row,) = [line for line in page.splitlines() if line.startswith(f"| {each.id} |")]
        assert f"| {kind} |" in row
        assert f"| {each.how}" in row
