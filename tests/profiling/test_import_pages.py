"""Pages of Microsoft's kind, read into profiles; the pages are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from scim_conformance.profile import Profile, load
from scim_conformance.profiling.draft import Draft
from scim_conformance.profiling.reading import read_tutorial
from scim_conformance.profiling.writing import write_profile

PAGES = Path(__file__).parent / "pages"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
THISTLE = "urn:ietf:params:scim:schemas:extension:thistle:works:2.0:User"


def read(stem: str) -> Draft:
    return read_tutorial((PAGES / f"{stem}.md").read_text(encoding="utf-8"), stem=stem)


def loaded(draft: Draft, folder: Path) -> Profile:
    (folder / "made.yaml").write_text(write_profile(draft), encoding="utf-8")
    return load("made.yaml", cwd=folder)


@pytest.fixture
def odd() -> Draft:
    return read("thistle-works-provision-tutorial")


@pytest.fixture
def pictures() -> Draft:
    return read("osier-hr-provisioning-tutorial")


def test_a_plain_page_makes_a_whole_profile(tmp_path: Path) -> None:
    made = loaded(read("brindle-desk-provisioning-tutorial"), tmp_path)

    assert made.name == "Brindle Desk"
    assert [(rule.path, rule.type, rule.required, rule.filterable) for rule in made.users.attributes] == [
        ("userName", "string", True, True),
        ("active", "boolean", True, False),
        ("name.givenName", "string", True, False),
        ('roles[primary eq "True"].value', "string", True, False),
    ]
    assert made.users.matching == ("userName",)
    assert made.groups.supported is False
    assert made.auth.kind == "bearer"
    assert made.base_url is None
    assert made.sources["entra"].date == "2023-07-05"
    assert made.sources["entra"].url is not None
    assert made.sources["entra"].url.endswith("/saas-apps/brindle-desk-provisioning-tutorial")


def test_a_page_with_groups_and_short_rows_is_read_whole(tmp_path: Path) -> None:
    made = loaded(read("larch-board-provisioning-tutorial"), tmp_path)

    assert [rule.filterable for rule in made.users.attributes] == [True, False, False]
    assert all(rule.required is None for rule in made.users.attributes)
    assert [(rule.path, rule.type, rule.filterable) for rule in made.groups.attributes] == [
        ("displayName", "string", True),
        ("members", "reference", False),
    ]
    assert made.auth.kind == "bearer"
    assert "Authorize" in (made.about or "")


def test_a_page_with_pictures_only_says_so_and_lists_what_the_standard_asks_for(
    pictures: Draft, tmp_path: Path
) -> None:
    made = loaded(pictures, tmp_path)

    assert "as a picture only" in (made.about or "")
    assert [rule.path for rule in made.users.attributes] == ["userName"]
    said = made.source_of("users.attributes[userName].required")
    assert said is not None
    assert said.sure == "deduced"


def test_limits_are_kept_and_a_denial_of_groups_is_believed(pictures: Draft, tmp_path: Path) -> None:
    made = loaded(pictures, tmp_path)

    assert made.groups.supported is False
    assert "does not support groups provisioning" in (made.about or "")
    assert "A token is shown only once." in (made.about or "")


def test_a_placeholder_of_the_tenant_url_is_written_in_braces_and_an_example_is_none(pictures: Draft) -> None:
    assert pictures.base_url == "https://{Osier-HR-tenant}.osier.example.io/hr/scim/v2"
    assert pictures.base_url_note == "The page writes https://<Osier HR tenant>.osier.example.io/hr/scim/v2."
    assert not any("acme" in each for each in pictures.about)


ODD_USERS = [
    ("userName", "string", True, True),
    ("active", "boolean", False, False),
    ("externalId", "string", False, False),
    ('phoneNumbers[type eq "fax"].value', "string", False, False),
    ('emails[type eq "work"].value', "string", False, False),
    ('emails[type eq "home"].value', "string", False, False),
    ('roles[primary eq "True"].type', "string", False, False),
    (f'{THISTLE}:badges[kind eq "front door"].value', "string", False, False),
    (f'{THISTLE}:badges[kind eq "garage"].value', "string", False, False),
    (f"{ENTERPRISE}:costCenter", "string", False, False),
    ("name.givenName", "string", False, False),
    ("name.familyName", "string", False, False),
    (f"{THISTLE}:startDate", "dateTime", False, False),
    (f"{THISTLE}:tags", "string", False, False),
    (f"{ENTERPRISE}:manager", "string", False, False),
    ("title", "string", True, False),
]


def test_every_oddity_is_read_right(odd: Draft, tmp_path: Path) -> None:
    made = loaded(odd, tmp_path)

    found = [(rule.path, rule.type, rule.required, rule.filterable) for rule in made.users.attributes]
    assert found == ODD_USERS
    assert [(rule.path, rule.type) for rule in made.groups.attributes] == [
        ("displayName", "string"),
        ("externalId", "string"),
        ("members", "reference"),
    ]


@pytest.mark.parametrize(
    "path", [row[0] for row in ODD_USERS if row[0] not in ("userName", f"{ENTERPRISE}:manager", f"{THISTLE}:startDate")]
)
def test_every_mend_is_said_in_a_note_and_beside_the_profile(odd: Draft, path: str) -> None:
    row = next(row for row in odd.users.rows if row.path == path)

    assert row.notes
    assert any(path in remark and row.notes[0] in remark for remark in odd.remarks)


def test_what_cannot_be_read_is_said_and_left_out(odd: Draft) -> None:
    assert any("`what is this?` was left out" in remark for remark in odd.remarks)
    assert any("what is this?" in sentence for sentence in odd.about)


def test_other_tables_comments_and_fences_are_no_tables_of_attributes(odd: Draft) -> None:
    paths = [row.path for row in (*odd.users.rows, *odd.groups.rows)]

    assert not {"nickName", "locale", "true", "Norway"} & set(paths)
    assert sum("was not taken for a table of attributes" in remark for remark in odd.remarks) == 2


def test_tenant_urls_are_read_from_a_table_and_the_others_are_told(odd: Draft) -> None:
    assert odd.base_url == "https://no.thistle.example.io/scim/v2/"
    assert any("https://cl.thistle.example.io/scim/v2/" in sentence for sentence in odd.about)


def test_a_picture_is_known_in_either_way_of_showing_one() -> None:
    step = "1. Select **Synchronize Azure Active Directory Users to Fennel**.\n\n"
    shown = read_tutorial(f'{step}:::image type="content" source="media/fennel-tutorial/user-attributes.png":::')
    neither = read_tutorial(f'{step}:::image type="content" source="media/fennel-tutorial/save.png":::')

    assert "as a picture only" in (shown.incomplete or "")
    assert "no table of the attributes" in (neither.incomplete or "")


PAGE = """# Configure Fennel for automatic user provisioning

{text}

|Attribute|Type|
|---|---|
|userName|String|
"""


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Enter `https://api.fennel.io/scim` in **Tenant URL**.", "https://api.fennel.io/scim"),
        ("The **Tenant URL** is **https://api.fennel.io/scim**.", "https://api.fennel.io/scim"),
        ("The Tenant URL is https://api.fennel.io/scim/v2.", "https://api.fennel.io/scim/v2"),
        ('Enter "https://api.fennel.io/scim?aadOptscim062020" as Tenant URL', "https://api.fennel.io/scim?aadOptscim062020"),
        ("The Tenant URL is:\n\n  https://api.fennel.io/scim", "https://api.fennel.io/scim"),
        ("Tenant URL `https://*your-org*.fennel.io/scim`", "https://{your-org}.fennel.io/scim"),
        ("Tenant URL `https://{org}.fennel.io/scim`", "https://{org}.fennel.io/scim"),
        ("Tenant URL `https://fennel.io/scim/${org-slug}`", "https://fennel.io/scim/{org-slug}"),
        ("Tenant URL `https://&lt;org id&gt;.fennel.io/scim`", "https://{org-id}.fennel.io/scim"),
        ("Tenant URL: see [the help](https://help.fennel.io/scim/setup).", None),
        ("Tenant URL, then sign in to https://entra.microsoft.com/scim", None),
        ("Tenant URL `https://sas.fennel.example.com/scim`", None),
        ("Tenant URL `https://fennel.io/scim?token=abc`", None),
    ],
)  # fmt: skip
def test_a_tenant_url_is_found_however_it_is_printed(text: str, url: str | None) -> None:
    assert read_tutorial(PAGE.format(text=text)).base_url == url


def test_a_tenant_url_that_is_none_is_told_in_words() -> None:
    made = read_tutorial(PAGE.format(text="The Tenant URL is structured as `{{API Url}}/api/v2/scim/v2`."))

    assert made.base_url is None
    assert any("{{API Url}}/api/v2/scim/v2" in sentence for sentence in made.about)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Under **Admin Credentials**, input the **Secret Token**.", "bearer"),
        ("Under **Admin Credentials**, click **Authorize**.", "bearer"),
        ("Under **Admin Credentials**: only Basic Authentication is possible.", "basic"),
        ("Keep the token.\n\n## Limits\n\n* Fennel only supports basic authentication.", "basic"),
        ("Enter the **Secret Token**. Basic authentication does not work.", "bearer"),
        ("Enter the name in **Admin Username** and the secret in **Password**, then **Test Connection**.", "basic"),
        ("Input Tenant URL, Token Endpoint, Client Identifier and Client Secret.", None),
        ("Nothing is said of it.", None),
    ],
)
def test_the_way_of_signing_in_is_read_or_left_open(text: str, kind: str | None) -> None:
    assert (read_tutorial(PAGE.format(text=text)).auth or {}).get("kind") == kind


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Save it, as this will be the only time you can view it.", True),
        ("Save the **SCIM API Token** as this token will not be displayed again.", True),
        ("The token is in the settings.", False),
    ],
)
def test_a_token_that_is_shown_once_is_told(text: str, is_told: bool) -> None:
    assert ("The token is shown only once." in read_tutorial(PAGE.format(text=text)).about) is is_told


def test_groups_that_are_mapped_and_denied_are_left_open() -> None:
    text = "The API does not support group provisioning.\n\n1. Select **Synchronize Microsoft Entra groups to Fennel**."

    made = read_tutorial(PAGE.format(text=text))

    assert made.groups.supported is None
    assert any("left open" in remark for remark in made.remarks)


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("Fennel doesn't support provisioning groups.", None),
        ("Fennel does not currently support group provisioning.", None),
        ("Groups are not supported.", None),
        ("Fennel doesn't support provisioning of nested groups.", True),
        ("If you don't want to provision groups, leave this step out.", True),
        ("Fennel doesn't support group creation or deletion and only supports updating of groups.", True),
    ],
)
def test_only_what_is_said_of_all_groups_denies_them(text: str, supported: bool | None) -> None:
    step = "Select **Synchronize Microsoft Entra groups to Fennel**."

    assert read_tutorial(PAGE.format(text=f"{text}\n\n{step}")).groups.supported is supported


@pytest.mark.parametrize(
    ("date", "read"),
    [("10/29/2019", "2019-10-29"), ("2024-02-29", "2024-02-29"), ("29/10/2019", "2019-10-29"), ("soon", None)],
)
def test_the_date_of_a_page_is_read(date: str, read: str | None) -> None:
    made = read_tutorial(f"---\nms.date: {date}\n---\n{PAGE.format(text='')}")

    assert made.date == read
    assert any("date" in remark for remark in made.remarks) is (read is None)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tutorial: Configure Fennel for automatic user provisioning", "Fennel"),
        ("Configure Fennel (All Parts) for automatic user provisioning with Microsoft Entra ID", "Fennel (All Parts)"),
        ("Configure Fen & Nel's for automatic user and group provisioning", "Fen & Nel's"),
        ("Tutorial: User provisioning for Fennel - Microsoft Entra ID", "Fennel"),
    ],
)
def test_the_name_is_read_from_the_title(title: str, name: str) -> None:
    assert read_tutorial(f"# {title}\n").name == name


def test_two_tables_without_a_line_between_them_stay_two() -> None:
    text = (
        "# x\n|User Attribute|Type|\n|---|---|\n|`userName`|String|\n|Group Attribute|Type|\n|---|---|\n|`id`|String|\n"
    )

    made = read_tutorial(text)

    assert [row.path for row in made.users.rows] == ["userName"]
    assert [(row.path, row.mutability) for row in made.groups.rows] == [("id", "readOnly")]


def test_what_the_standard_has_as_objects_is_no_string() -> None:
    text = "|Attribute|Type|\n|---|---|\n|userName|String|\n|roles|String|\n"

    _, roles = read_tutorial(text).users.rows

    assert roles.type == "complex"
    assert roles.notes == ("The page calls its type String; RFC 7643 has objects there.",)


def test_members_are_not_required_as_entra_creates_groups_without_any() -> None:
    text = "|Attribute|Type|Required|\n|---|---|---|\n|displayName|String|&check;|\n|members|Reference|&check;|\n"

    name, members = read_tutorial(text).groups.rows

    assert (name.required, members.required) == (True, None)
    assert "without members" in members.notes[0]


def test_rows_that_differ_leave_open_what_they_say_differently() -> None:
    text = (
        "|Attribute|Type|Required|\n|---|---|---|\n|userName|String|&check;|\n|title|String|&check;|\n|title|String||\n"
    )

    row = read_tutorial(text).users.rows[1]

    assert row.required is None
    assert row.notes == ("The page lists it twice, once as required and once not.",)


def test_a_table_of_mappings_is_read_by_its_column_of_scim_attributes() -> None:
    text = "|Microsoft Entra attribute|Fennel attribute|\n|---|---|\n|userPrincipalName|userName|\n"
    text += '|mail|emails[type eq "work"].value|\n'

    assert [row.path for row in read_tutorial(text).users.rows] == ["userName", 'emails[type eq "work"].value']
