"""Further layouts that pages of Microsoft's kind have, each on a page that is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from scim_conformance.profile import load
from scim_conformance.profiling.draft import Draft, DraftSection
from scim_conformance.profiling.reading import read_tutorial
from scim_conformance.profiling.writing import write_profile

PAGES = Path(__file__).parent / "pages"
ALDER = "urn:ietf:params:scim:schemas:extension:alder:2.0:User"


def read(stem: str) -> Draft:
    return read_tutorial((PAGES / f"{stem}.md").read_text(encoding="utf-8"), stem=stem)


def rows(section: DraftSection) -> list[tuple[str, str, bool | None, bool | None]]:
    return [(row.path, row.type, row.required, row.filterable) for row in section.rows]


@pytest.fixture
def site() -> Draft:
    """A page as the site itself gives it out as Markdown, saved under another name."""
    return read("alder-suite")


@pytest.fixture
def otherwise() -> Draft:
    """A page whose title, attributes and types are called otherwise than elsewhere."""
    return read("bracken-apps-provisioning-tutorial")


@pytest.fixture
def pictures() -> Draft:
    """A page whose pictures are called by numbers, and which maps users and groups in one step."""
    return read("cress-provisioning-tutorial")


@pytest.mark.parametrize("stem", ["alder-suite", "bracken-apps-provisioning-tutorial", "cress-provisioning-tutorial"])
def test_each_page_makes_a_valid_profile(stem: str, tmp_path: Path) -> None:
    (tmp_path / "made.yaml").write_text(write_profile(read(stem)), encoding="utf-8")

    made = load("made.yaml", cwd=tmp_path)

    assert made.groups.supported is True
    assert made.auth.kind == "bearer"


def test_a_page_of_the_site_says_where_it_stands_and_when_it_was_changed(site: Draft) -> None:
    assert site.name == "Alder Suite"
    assert site.title == "Microsoft: Configure Alder Suite for automatic user provisioning with Microsoft Entra ID"
    assert site.url == "https://learn.microsoft.com/entra/identity/saas-apps/alder-suite-provisioning-tutorial"
    assert site.date == "2026-02-11"


@pytest.mark.parametrize("said", ["canonicalUrl: {}", "canonicalUrl: '{}'"])
def test_the_address_is_also_read_from_the_front_matter(said: str) -> None:
    address = "https://learn.microsoft.com/en-us/entra/identity/saas-apps/fennel-provisioning-tutorial"

    made = read_tutorial(f"---\n{said.format(address)}\n---\n\n# Configure Fennel for automatic user provisioning\n")

    assert made.url is not None
    assert made.url.endswith("/saas-apps/fennel-provisioning-tutorial")


def test_a_page_that_only_links_to_another_one_is_not_that_one() -> None:
    link = "https://learn.microsoft.com/en-us/entra/identity/saas-apps/other-provisioning-tutorial"

    assert read_tutorial(f"# Configure Fennel for automatic user provisioning\n\n[See]({link})\n").url is None


def test_tables_that_are_glued_to_the_steps_around_them_are_read(site: Draft) -> None:
    assert rows(site.users) == [
        ("userName", "string", True, True),
        ("active", "boolean", True, False),
        ('emails[type eq "work"].value', "string", False, False),
        ('phoneNumbers[type eq "mobile"].value', "string", False, False),
        (f"{ALDER}:alder_role", "string", False, False),
    ]
    assert rows(site.groups) == [("displayName", "string", None, True), ("members", "reference", None, False)]


def test_backslashes_of_markdown_and_a_letter_too_much_are_mended_and_said(site: Draft) -> None:
    told = {row.path: " ".join(row.notes) for row in site.users.rows}

    assert "the backslashes are not part of the path" in told['emails[type eq "work"].value']
    assert "the attribute is phoneNumbers" in told['phoneNumbers[type eq "mobile"].value']


def test_the_tenant_url_is_read_in_bold_and_a_token_that_is_shown_once_is_told(site: Draft) -> None:
    assert site.base_url == "https://app.alder.example.io/api/scim/account/{your_account_ID}"
    assert "The token is shown only once." in site.about


def test_limits_are_read_as_text_and_as_lists_and_each_is_told_once(site: Draft) -> None:
    (limits,) = [each for each in site.about if each.startswith("Limits")]

    assert limits.count("The tokens of Alder Suite end after six months.") == 1
    assert limits.count("isn't supported") == 1


def test_a_title_that_says_into_names_the_application(otherwise: Draft) -> None:
    assert otherwise.name == "Bracken Apps"
    assert otherwise.date == "2026-04-16"
    assert not any("application's name" in each for each in otherwise.remarks)


def test_a_column_of_types_is_known_by_what_stands_in_it(otherwise: Draft) -> None:
    assert rows(otherwise.users) == [
        ("userName", "string", None, None),
        ("primaryEmail", "string", None, None),
        ('relations[type eq "manager"].value', "string", None, None),
        ('addresses[type eq "work"].country', "string", None, None),
        ("suspended", "boolean", None, None),
    ]
    assert any("there is no dot before a bracket" in each for each in otherwise.users.rows[2].notes)
    assert "Attributes of the page that can't be read were left out: Whatever you like." in otherwise.about


def test_who_has_members_is_a_group_whatever_else_it_has(otherwise: Draft) -> None:
    assert [row.path for row in otherwise.groups.rows] == ["email", "members", "name"]
    assert otherwise.groups.rows[1].type == "reference"


def test_an_authorization_endpoint_means_a_token_by_oauth(otherwise: Draft) -> None:
    assert otherwise.auth == {"kind": "bearer"}
    assert any("OAuth" in each for each in otherwise.about)


def test_an_address_that_a_long_sentence_gives_as_an_example_is_none(otherwise: Draft) -> None:
    assert otherwise.base_url == "https://pe.bracken.example.io/scim/v2/"
    assert not any("acme" in each for each in otherwise.about)


def test_what_a_callout_says_is_told_without_its_mark(otherwise: Draft) -> None:
    told = " ".join(otherwise.about)

    assert "A custom application isn't supported." in told
    assert "[!NOTE]" not in told


def test_a_picture_below_the_step_of_the_attributes_is_one_of_them(pictures: Draft) -> None:
    assert pictures.name == "Cress"
    assert pictures.incomplete is not None
    assert "as a picture only" in pictures.incomplete


def test_a_picture_of_something_else_is_none_of_attributes() -> None:
    text = "# Configure Fennel for automatic user provisioning\n\n1. Select **Save**.\n\n   ![x](media/112.png)\n"

    made = read_tutorial(text)

    assert made.incomplete is not None
    assert "has no table" in made.incomplete


def test_users_and_groups_in_one_step_are_both_mapped(pictures: Draft) -> None:
    assert pictures.users.supported is True
    assert pictures.groups.supported is True
    assert pictures.base_url == "https://people.cress.example.io/api/scim/v2"


def test_of_troubleshooting_only_lists_are_taken_for_limits(pictures: Draft) -> None:
    (limits,) = [each for each in pictures.about if each.startswith("Limits")]

    assert "A name has at most 21 characters: also with its capitals." in limits
    assert "certain addresses" not in limits


def test_a_list_of_limits_is_told_with_the_words_that_lead_to_it() -> None:
    text = (
        "# Configure Fennel for automatic user provisioning\n\n## Connector limitations\n\n### Lists\n"
        "Fennel doesn't support these lists:\n\n* emails\n* phone numbers.\n\nNames are never reused.\n\n"
        "* Nothing may be longer than 20 characters.\n* Two things are refused\n   * tabs\n   * new lines\n\n"
        "## Change log\n\n* Nothing yet.\n"
    )

    (limits,) = [each for each in read_tutorial(text).about if each.startswith("Limits")]

    assert limits == (
        "Limits that the page names: Fennel doesn't support these lists: emails; phone numbers. Names are never "
        "reused. Nothing may be longer than 20 characters. Two things are refused: tabs; new lines."
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1. In **Admin User Name**, type an account.\n\n1. In **Admin Password**, type its password.\n", "basic"),
        ("1. In **Admin Password**, type it.\n\n1. Paste the token into the **Secret Token** field.\n", "bearer"),
    ],
)
def test_a_password_of_the_administrator_is_no_token(text: str, kind: str) -> None:
    made = read_tutorial(f"# Configure Fennel for automatic user provisioning\n\n{text}\n## Admin Credentials\n")

    assert made.auth == {"kind": kind}


@pytest.mark.parametrize(
    ("host", "is_one"),
    [("api.github.com", True), ("github.com", False), ("docs.github.com", False), ("learn.microsoft.com", False)],
)
def test_where_code_is_kept_may_be_an_application_and_its_handbook_is_none(host: str, is_one: bool) -> None:
    text = f"1. The **Tenant URL** is `https://{host}/scim/v2/organizations/<Organization_name>`.\n"

    made = read_tutorial(f"# Configure Fennel for automatic user provisioning\n\n{text}")

    assert (made.base_url is not None) is is_one


def test_the_place_of_tokens_is_not_where_people_are() -> None:
    text = (
        "1. Input `https://<id>.fennel.example.io/scim` in **Tenant URL**. Input the **Token Endpoint**, which may "
        "look something like this `https://<id>.fennel.example.io/oauth2/token`, and the **Client Secret**.\n"
    )

    made = read_tutorial(f"# Configure Fennel for automatic user provisioning\n\n{text}")

    assert made.base_url == "https://{id}.fennel.example.io/scim"
    assert not any("oauth2" in each for each in made.about)
