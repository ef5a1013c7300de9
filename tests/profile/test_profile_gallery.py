"""What a profile states for the Entra gallery."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scim_conformance.profile import Federated, Gallery, SecretRef, load

SECRET = "q7Hd93kfLs02MvbWxRt5YpZa8NcEuJg1"
TENANT = "2f7c4a10-9a4e-4a53-8a25-6d5d1b4b4c0e"
FEDERATED = f"{{tenant_id: {TENANT}, application_id: app, application_secret: {{env: SECRET}}, token_endpoint: URL}}"


def test_a_profile_that_states_nothing_has_empty_statements(load_text) -> None:
    assert load_text("name: A\n").gallery == Gallery()
    assert load("rhombus", cwd=Path("/")).gallery.customers is None


def test_statements_are_read(load_text) -> None:
    gallery = load_text(
        "name: A\ngallery:\n"
        "  contacts: {engineering: scim@contoso.example, support: 'https://contoso.example/help'}\n"
        "  documentation: https://contoso.example/docs\n"
        "  customers: 120\n"
        "  client_secret_life_years: 1.5\n"
        "  expired_secret_refused: true\n"
        "  rotation: several-secrets\n"
        "  handed_out: [client-id, client-secret]\n"
        "  clouds: [public, china]\n"
        "  compliance: Reviewed\n"
        "  non_gallery_test: 2026-10-02\n"
        "  test_user_domain: contoso.onmicrosoft.com\n"
        "  values: [{title: Tester}, {title: Lead, active: false}]\n"
    ).gallery

    assert (gallery.engineering, gallery.support) == ("scim@contoso.example", "https://contoso.example/help")
    assert gallery.documentation == "https://contoso.example/docs"
    assert (gallery.customers, gallery.client_secret_life_years) == (120, 1.5)
    assert (gallery.expired_secret_refused, gallery.rotation) == (True, "several-secrets")
    assert gallery.handed_out == ("client-id", "client-secret")
    assert (gallery.clouds, gallery.compliance) == (("public", "china"), "Reviewed")
    assert (gallery.non_gallery_test, gallery.sign_in_test) == (date(2026, 10, 2), None)
    assert gallery.test_user_domain == "contoso.onmicrosoft.com"
    assert gallery.values == ({"title": "Tester"}, {"title": "Lead", "active": False})


@pytest.mark.parametrize(("said", "count"), [("5", 5), (f"[{TENANT}]", 1), ("[]", 0), ("unknown", None)])
def test_tenants_are_counted(load_text, said: str, count: int | None) -> None:
    assert load_text(f"name: A\ngallery: {{tenants: {said}}}\n").gallery.tenants == count


def test_the_word_unknown_takes_statements_back(load_text) -> None:
    profile = load_text(
        "name: A\ngallery: {contacts: {engineering: unknown}, documentation: unknown, customers: unknown,\n"
        "  client_secret_life_years: unknown, expired_secret_refused: unknown, rotation: unknown,\n"
        "  non_gallery_test: unknown}\n"
    )

    assert profile.gallery == Gallery()


def test_the_secret_of_federation_is_named_and_not_held(load_text) -> None:
    text = f"name: A\ngallery: {{federated: {FEDERATED.replace('URL', 'https://login.contoso.example')}}}\n"
    gallery = load_text(text).gallery

    assert gallery.federated == Federated(
        tenant_id=TENANT,
        application_id="app",
        application_secret=SecretRef(env="SECRET"),
        token_endpoint="https://login.contoso.example",
    )


@pytest.mark.parametrize(
    ("said", "path", "what"),
    [
        ("{custmers: 4}", "gallery.custmers", "no key `custmers`"),
        ("{customers: many}", "gallery.customers", "`many`"),
        ("{tenants: [contoso.com]}", "gallery.tenants[#1]", "`contoso.com`"),
        ("{tenants: -1}", "gallery.tenants", "`-1`"),
        ("{contacts: {support: us}}", "gallery.contacts.support", "`us`"),
        ("{documentation: the wiki}", "gallery.documentation", "`the wiki`"),
        ("{rotation: yearly}", "gallery.rotation", "`yearly`"),
        ("{handed_out: [client-id, password]}", "gallery.handed_out[#2]", "`password`"),
        ("{clouds: []}", "gallery.clouds", "nothing in it"),
        ("{validator_run: soon}", "gallery.validator_run", "`soon`"),
        ("{validator_run: 2026-02-30}", "gallery.validator_run", "no day of the calendar"),
        ("{test_user_domain: '@contoso.com'}", "gallery.test_user_domain", "does not fit"),
        ("{values: [{title: A}]}", "gallery.values", "does not fit"),
        ("{values: [{title: A}, {'emails[type': a@b.example}]}", "gallery.values[#2]", "is not an attribute path"),
        ("{values: [{title: A}, {title: [B]}]}", "gallery.values[#2].title", "a list"),
        ("{federated: {tenant_id: a}}", "gallery.federated", "`application_id` is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place(problems_of, said: str, path: str, what: str) -> None:
    found = problems_of(f"name: A\ngallery: {said}\n")

    assert any(problem.path.startswith(path) and what in problem.what for problem in found), found
    assert all(problem.line == 2 for problem in found)


@pytest.mark.parametrize(
    "federated",
    [
        FEDERATED.replace("{env: SECRET}", SECRET),
        FEDERATED.replace("{env: SECRET}", f"{{env: {SECRET}}}"),
        FEDERATED.replace("application_secret: {env: SECRET}", f"secret_key_of_ours: {SECRET}"),
        FEDERATED.replace("{env: SECRET}", f"[{SECRET}]"),
    ],
)
def test_a_secret_that_is_written_down_is_refused_and_not_repeated(problems_of, federated: str) -> None:
    text = federated.replace("URL", "https://login.contoso.example")
    told = "\n".join(map(str, problems_of(f"name: A\ngallery: {{federated: {text}}}\n")))

    assert "gallery.federated" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://login.contoso.example", True),
        ("http://127.0.0.1:8080/token", True),
        ("http://localhost/token", True),
        ("http://login.contoso.example", False),
        ("http://127.0.0.1.contoso.example", False),
        ("http://[broken", False),
    ],
)
def test_a_token_endpoint_without_tls_is_taken_on_this_machine_only(load_text, problems_of, address, taken) -> None:
    text = f"name: A\ngallery: {{federated: {FEDERATED.replace('URL', repr(address))}}}\n"

    if taken:
        assert load_text(text).gallery.federated.token_endpoint == address
    else:
        (problem,) = problems_of(text)
        assert problem.path == "gallery.federated.token_endpoint"
        assert "without TLS" in problem.what
