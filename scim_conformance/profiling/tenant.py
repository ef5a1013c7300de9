"""The tenant URL of a page: where it is printed, with which placeholders, and whether it can be one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .page import Page, plain

_TENANT = re.compile(r"tenant\s+url|scim\s+(base\s+)?(url|endpoint)|base\s+url|(directory|provisioning)\s+url", re.I)
_URL = re.compile(
    r"https?://(?:\$?\{+[^{}\n]{1,60}\}+|<[^<>\n]{1,60}>|\[[^\[\]\n]{1,60}\]|\*[\w.-][\w .-]{0,40}\*(?!\*)"
    r"|[^\s<>\"'`*,;()\[\]{}\u201c\u201d|])+"
)
_NO_SCHEME = re.compile(r"(?<![\w/}>])(?:\{+[^{}\n]{1,40}\}+|<[^<>\n]{1,40}>)(?:/[\w{}<>.-]+)+(?<![.])")
_PLACEHOLDER = re.compile(r"\$?\{+\s*([^{}]+?)\s*\}+|<\s*([^<>]+?)\s*>|\[\s*([^\[\]]+?)\s*\]|\*([^*]+)\*")
_ELSEWHERE = re.compile(
    r"(^|\.)(microsoft\.com|microsoftonline\.com|azure\.com|office\.com|aka\.ms|windows\.net|(?:docs|help|gist)\.github\.com|ietf\.org)$|^(?:www\.)?github\.com$",
    re.I,
)
_EXAMPLE = re.compile(
    r"\b(for example|an example|e\.g\.|such as|similar to|looks? (?:something )?like)[^.]{0,240}\Z", re.I
)
_SIGNING_IN = re.compile(r"/(?:oauth2?|token|authori[sz]e)(?:/|\Z)", re.I)
_RESERVED = re.compile(r"(^|\.)(example\.(com|org|net)|example|invalid|test)$", re.I)


@dataclass
class Tenant:
    """What a page prints of the tenant URL."""

    url: str | None = None
    note: str | None = None
    more: list[str] = field(default_factory=list)
    """Sentences on other addresses that the page prints."""


def tenant_of(page: Page) -> Tenant:
    """Return the tenant URL as far as it is printed."""
    printed = list(dict.fromkeys(_printed(page)))
    usable = [url for url in printed if _is_usable(url)]
    found = Tenant()
    if usable:
        # One that has to be filled in holds for everybody; one without may be somebody's.
        first = next((url for url in usable if _PLACEHOLDER.search(url)), usable[0])
        found.url = filled(first)
        if found.url != first:
            found.note = f"The page writes {first}."
        printed.remove(first)
    for other in printed:
        found.more.append(
            f"The page prints the address {other} too."
            if found.url
            else f"The tenant URL has the form {other}; put yours under base_url."
        )
    return found


def filled(url: str) -> str:
    """Return a URL with its placeholders written in braces."""
    return _PLACEHOLDER.sub(
        lambda found: "{" + re.sub(r"\W+", "-", next(filter(None, found.groups()))).strip("-") + "}", url
    )


def _is_usable(url: str) -> bool:
    try:
        parts = urlsplit(filled(url))
        host = re.sub(r"\{[^{}]*\}", "x", parts.netloc)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or "@" in host or "=" in parts.query:
        return False
    return not _RESERVED.search(host.partition(":")[0])


def _printed(page: Page) -> Iterator[str]:
    for table in page.tables:
        column = next((i for i, cell in enumerate(table.header.cells) if _TENANT.search(cell)), None)
        for row in table.rows if column is not None else ():
            yield from _urls(row.cells[column] if column is not None and column < len(row.cells) else "")
    paragraphs = list(page.paragraphs())
    for i, text in enumerate(paragraphs):
        if _TENANT.search(text):
            found = list(_urls(text))
            # An address may stand on a line of its own below the words that announce it.
            if not found and i + 1 < len(paragraphs) and re.match(r"\W*https?://", html.unescape(paragraphs[i + 1])):
                found = list(_urls(paragraphs[i + 1]))
            yield from found


def _urls(text: str) -> Iterator[str]:
    text = html.unescape(re.sub(r"\]\([^()]*\)", "]", text)).replace("\t", "")
    text = re.sub(r"\*\*", "`", text)
    # Braces and stars are placeholders only within an address.
    for found in _URL.finditer(text):
        url = _without_marks(found.group())
        if _is_of_application(url) and not _EXAMPLE.search(text[: found.start()]):
            yield url
    if not _URL.search(text):
        for found in _NO_SCHEME.finditer(text):
            if "scim" in found.group().casefold():
                yield found.group()


def _without_marks(url: str) -> str:
    url = plain(url) if "`" in url else url
    while url[-1:] in ".:!?\\" or (url.endswith("*") and url.count("*") % 2):
        url = url[:-1]
    return url


def _is_of_application(url: str) -> bool:
    try:
        parts = urlsplit(filled(url))
        host = (parts.netloc.rpartition("@")[2]).partition(":")[0]
    except ValueError:
        return False
    # A bare host is where somebody signs in, not where SCIM is; so is the place of tokens.
    if _SIGNING_IN.search(parts.path) and "scim" not in parts.path.casefold():
        return False
    return not _ELSEWHERE.search(host) and ("scim" in url.casefold() or len(parts.path.strip("/")) > 0)
