"""One of Microsoft's pages on provisioning to an application, read into a draft of a profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from .draft import Draft, DraftSection
from .limits import limits_of
from .page import Page, plain, read_page
from .tables import attribute_tables, merged
from .tenant import tenant_of

PLACE = "https://learn.microsoft.com/entra/identity/saas-apps/"
"""Where Microsoft's pages of this kind are."""

_SITE_TITLE = re.compile(r"\s*(?:-\s*Microsoft Entra(?: ID)?\s*)?\|\s*Microsoft.*\Z|\A\s*tutorial:\s*", re.I)
_ADDRESS = re.compile(
    r"learn\.microsoft\.com/(?:[a-z]{2}-[a-z]{2}/)?entra/identity/saas-apps/([\w-]+-tutorial)\b", re.I
)
_CHANGED = re.compile(r"<!--\s*(?:Sitemap-)?Last-Modified:\s*([\dT:.Z-]+)\s*-->", re.I)
_STEM = re.compile(r"[\w-]*-provision(?:ing)?(?:-\w+)?-tutorial", re.I)
_NAMES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bconfigure (.+?) for automatic (?:user|group|account)?.*?provisioning\b",
        r"\bconfigure automatic (?:user )?provisioning (?:for|to|in) (.+?)"
        r"(?: (?:with|in|using|from) (?:Microsoft|Azure)\b.*|\Z)",
        r"\b(?:user )?provisioning (?:for|to|into) (.+?)(?: (?:with|in|using|from|[-|]) (?:Microsoft|Azure)\b.*|\Z)",
        r"\bintegrat\w+ of (.+?) with (?:Microsoft|Azure)\b",
        r"\b(?:Azure Active Directory|Azure AD|Microsoft Entra(?: ID)?) (?:SSO )?integration with (.+?)\Z",
    )
)
_DENIES_GROUPS = re.compile(
    r"(?:does(?: not|n.t)|do(?: not|n.t)|no longer) (?:currently )?(?:support|allow|have)\w*"
    r"[^.]{0,40}\bgroups?(?:.s)?\b[^.]{0,20}(?:provision|sync)"
    r"|(?:does(?: not|n.t)|do(?: not|n.t)) (?:currently )?support (?:provisioning|synchroni[sz]ing)(?: of)? groups\b"
    r"|\bgroups? (?:provisioning|synchroni[sz]ation|sync)[^.]{0,25}\b(?:not|isn.t|unsupported)\b"
    r"|\bno group provisioning\b|\bgroups are ?(?:not|n.t) (?:supported|provisioned)"
    r"|\bcan(?:not|.t| not) provision groups\b",
    re.I,
)
_SOME_GROUPS = re.compile(
    r"\b(?:nested|dynamic|security|distribution|mail.enabled|renam\w+|delet\w+|creat\w+|more than)\b", re.I
)
_MAPS_GROUPS = re.compile(
    r"(?:synchroni[sz]e|provision)\s+(?:microsoft entra(?: id)?|azure active directory|azure ad)\s+"
    r"(?:users\s*(?:&|and|/)\s*)?groups\b"
    r"|\bselect\s+\W*groups\b\W*(?:\.|\Z|\s+to\b|\s+under\b)|\breview the group attributes\b|\bprovision groups\b",
    re.I,
)
_MAPS_USERS = re.compile(
    r"(?:synchroni[sz]e|provision)\s+(?:microsoft entra(?: id)?|azure active directory|azure ad)\s+users\b"
    r"|\breview the user attributes\b|\bcreate users in\b|\bselect\s+\W*users\b\W*(?:\.|\Z)",
    re.I,
)
_PICTURE = re.compile(
    r"(?:!\[[^\]]*\]\(|\bsource=[\"'])([^)\s\"']*(?:attribute|mapping)[^)\s\"']*\.(?:png|jpe?g|gif|svg))", re.I
)
_ANY_PICTURE = re.compile(r"\s*(?:!\[[^\]]*\]\(|:::image\b.*?\bsource=[\"'])([^)\s\"']+)")
_REVIEWS = re.compile(r"\breview the user\b[^.]{0,20}\battributes\b", re.I)
_BASIC = re.compile(r"\bbasic auth|\badmin(?:istrator)? ?user ?name\b.{0,80}\bpassword", re.I)
_PASSWORD = re.compile(r"\badmin(?:istrator)? password\b", re.I)
_ONCE = re.compile(
    r"\bonly time you can view\b"
    r"|\b(?:token|key)\b[^.]{0,60}(?:\bnot|n.t|\bnever) be (?:displayed|shown|visible) again\b"
    r"|(?:\bnot|n.t|\bnever) show (?:it|them|you|the (?:token|key))\b[^.]{0,20}\bagain\b"
    r"|\b(?:token|key)\b[^.]{0,60}\b(?:displayed|shown|visible) (?:only )?once\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|no longer|cannot|without)\b|n.t\b", re.I)


def read_tutorial(text: str, *, stem: str = "") -> Draft:
    """Return the draft of a profile that a page makes; ``stem`` is the name of its file without .md."""
    page = read_page(text)
    name = _name(page)
    place = _page_stem(page, text, stem)
    draft = Draft(name or _from_stem(place or stem) or "Unknown application", _title(page, name))
    if name is None:
        draft.remark(
            [f"The page does not say the application's name where it usually stands; it was called {draft.name}."]
        )
    draft.url = PLACE + place.casefold() if place else None
    if draft.url is None:
        draft.remark(
            ["The name of the file is not that of a page of Microsoft's; add the address to sources.entra.url."]
        )
    draft.date = _date(page, text, draft)
    _read_attributes(page, draft)
    _read_groups(page, draft)
    _read_tenant(page, draft)
    _read_auth(page, draft)
    if any(_ONCE.search(plain(each)) for each in page.paragraphs()):
        draft.about.append("The token is shown only once.")
    limits = limits_of(page)
    if limits:
        draft.about.append(f"Limits that the page names: {' '.join(limits)}")
    return draft


def _name(page: Page) -> str | None:
    titles = [each.text for each in page.headings if each.level == 1][:1]
    titles += [page.front[key] for key in ("title", "description") if key in page.front]
    for pattern in _NAMES:
        for title in titles:
            title = _SITE_TITLE.sub("", plain(title))
            if found := pattern.search(title):
                return found[1].strip(" *_`'\"") or None
    return None


def _title(page: Page, name: str | None) -> str:
    title = next((each.text for each in page.headings if each.level == 1), page.front.get("title", ""))
    title = _SITE_TITLE.sub("", plain(title))
    usual = f"Configure {name or 'an application'} for automatic user provisioning"
    return f"Microsoft: {title or usual}"


def _page_stem(page: Page, text: str, stem: str) -> str | None:
    if _STEM.fullmatch(stem):
        return stem
    # A page as the site gives it out says where it stands, in its front matter or in a comment before its title.
    said = _ADDRESS.search(page.front.get("canonicalUrl", "") or f"\n{text}".partition("\n# ")[0])
    if said and _STEM.fullmatch(said[1]):
        return said[1]
    # A page that was saved under another name still knows the folder of its own pictures.
    folders = re.findall(r"media/([\w-]+-tutorial)/", "\n".join(page.lines))
    named = [each for each in dict.fromkeys(folders) if _STEM.fullmatch(each)]
    return named[0] if len(named) == 1 else None


def _from_stem(stem: str) -> str | None:
    bare = re.sub(r"-provision.*", "", stem)
    return bare.replace("-", " ").title() or None


def _date(page: Page, text: str, draft: Draft) -> str | None:
    changed = _CHANGED.search(f"\n{text}".partition("\n# ")[0])
    said = page.front.get("ms.date", "") or (changed[1] if changed else "")
    found = re.fullmatch(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})", said.partition("T")[0].strip())
    if not found:
        if said:
            draft.remark([f"The date of the page, {said}, can't be read."])
        return None
    one, two, three = map(int, found.groups())
    # Microsoft writes month/day/year; where the first can be no month, it is the day.
    for year, month, day in ((one, two, three), (three, one, two), (three, two, one)):
        try:
            if year > 1900:
                return date(year, month, day).isoformat()
        except ValueError:
            continue
    draft.remark([f"The date of the page, {said}, can't be read."])
    return None


def _read_attributes(page: Page, draft: Draft) -> None:
    tables, others = attribute_tables(page)
    for kind, section in (("users", draft.users), ("groups", draft.groups)):
        section.rows, says = merged(tables, kind)  # type: ignore[arg-type]
        draft.remark(says)
    draft.remark(others)
    lost = [
        each.partition("`")[2].partition("`")[0]
        for each in draft.remarks
        if "was left out, as it can't be read" in each
    ]
    if lost:
        draft.about.append(f"Attributes of the page that can't be read were left out: {', '.join(lost)}.")
    if "<table" in "\n".join(page.lines).casefold():
        draft.remark(["The page has a table in HTML, which is not read; add what it says by hand."])
        draft.about.append("The page has a table in HTML that was not read.")
    if not draft.users.rows:
        _say_no_users(page, draft)
    elif not any(row.path.casefold().endswith("username") for row in draft.users.rows):
        draft.incomplete = "The table of users has no userName, so it may be incomplete."


def _say_no_users(page: Page, draft: Draft) -> None:
    pictures = [each for each in _pictures(page) if "group" not in each.casefold()]
    draft.incomplete = (
        "The page shows the attributes of users as a picture only; none but userName is here, as RFC 7643 asks for it."
        if pictures
        else "The page has no table of the attributes of users; none but userName is here, as RFC 7643 asks for it."
    )
    draft.remark([draft.incomplete])


def _pictures(page: Page) -> Iterator[str]:
    """Yield the pictures of attributes: by what they are called, or by the step that they stand below."""
    yield from _PICTURE.findall("\n".join(page.lines))
    paragraphs = list(page.paragraphs())
    for step, below in pairwise(paragraphs):
        if _REVIEWS.search(plain(step)) and (found := _ANY_PICTURE.match(below)):
            yield found[1]


def _read_groups(page: Page, draft: Draft) -> None:
    text = [plain(each) for each in page.paragraphs()]
    draft.users.supported = True if draft.users.rows or any(map(_MAPS_USERS.search, text)) else None
    if draft.users.supported is None:
        draft.remark(["The page does not say whether users are provisioned."])
    denies = any(_denies_groups(each) for each in text)
    maps = bool(draft.groups.rows) or any(map(_MAPS_GROUPS.search, text))
    if denies and maps:
        draft.groups.why = "The page maps groups, and says that they are not provisioned."
        draft.about.append(draft.groups.why)
        draft.remark([draft.groups.why + " Whether there are groups was left open."])
    elif denies:
        draft.groups = DraftSection(supported=False, why="The page says that groups are not provisioned.")
    elif maps:
        draft.groups.supported = True
        if not draft.groups.rows:
            draft.about.append("The page maps groups and has no table of their attributes.")
            draft.remark(["The page maps groups and has no table of their attributes."])
    elif draft.users.supported:
        draft.groups = DraftSection(supported=False, why="The page maps no groups.")


def _denies_groups(text: str) -> bool:
    # What is said of some groups only, nested ones say, is said of no others.
    sentences = re.split(r"(?<=[.!])\s+", text)
    return any(_DENIES_GROUPS.search(each) and not _SOME_GROUPS.search(each) for each in sentences)


def _read_tenant(page: Page, draft: Draft) -> None:
    tenant = tenant_of(page)
    draft.base_url, draft.base_url_note = tenant.url, tenant.note
    draft.about += tenant.more
    if tenant.url is None and not tenant.more:
        draft.about.append("The page prints no tenant URL.")


def _read_auth(page: Page, draft: Draft) -> None:
    steps = [
        plain(each)
        for each in page.paragraphs()
        if re.search(
            r"admin credentials|secret token|test connection|client (secret|identifier|id)\b|authori[sz]e|bearer token",
            each,
            re.I,
        )
    ]
    text = " ".join(steps)
    asks_token = re.search(
        r"\b(secret|bearer|api|scim|access|permanent|authentication)[ -]+token\b|\btoken\b", text, re.I
    )
    if re.search(r"client credentials|token endpoint", text, re.I) and re.search(r"client secret", text, re.I):
        draft.about.append(
            "Entra signs in with client credentials: a token endpoint, a client id and a client secret, which the "
            "vendor gives. Add them under auth with the kind client-credentials, or give a run a token."
        )
    elif _asks_password(page, or_token=asks_token is not None):
        draft.auth = {"kind": "basic"}
    elif re.search(
        r"(?:click|select|press|choose)\s+(?:on\s+)?(?:the\s+)?authori[sz]e\b|\bauthori[sz]ation endpoint\b", text, re.I
    ):
        draft.auth = {"kind": "bearer"}
        draft.about.append(
            "Entra signs in with OAuth, by the button Authorize; a run needs a token that was got in such a way."
        )
    elif asks_token:
        draft.auth = {"kind": "bearer"}
    else:
        draft.remark(["The page does not say how Entra signs in; auth was left out."])


def _asks_password(page: Page, *, or_token: bool) -> bool:
    """Tell whether Entra signs in with a password; one of the administrator alone says so where no token is asked."""
    text = [plain(each) for each in page.paragraphs()]
    if any(_BASIC.search(each) and not _NOT.search(each) for each in text):
        return True
    return not or_token and any(map(_PASSWORD.search, text))
