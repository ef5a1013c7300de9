"""Whether lists come in pages (``SCIM_User_Pagination_Test``, ``SCIM_Group_Pagination_Test``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.port import Answer

from .direct_create import NO_GROUPS
from .ground import Ground
from .record import Standing
from .trail import GROUPS, USERS, Outcome, Trail, body_of, http, id_of, listed, number

NEEDED, COUNT, MOST = 11, 5, 10
"""How many resources there must be, how many a page is asked to have, and how many pages are read."""


@dataclass(frozen=True)
class _Page:
    status: int
    total: int
    size: int
    start: int
    asked: int
    """The place that the request has asked for."""

    expected: int
    """The place that the template expects: that of full pages."""

    @property
    def is_good(self) -> bool:
        return self.status == 200 and self.start == self.expected

    def as_dict(self) -> dict[str, Any]:
        return {
            "statusCode": self.status,
            "totalResults": self.total,
            "resourcesCount": self.size,
            "startIndex": self.start,
            "expectedStartIndex": self.expected,
        }


def users(ground: Ground, trail: Trail) -> Outcome:
    """Read the users in pages of five."""
    bodies = [
        ground.user_body(ground.names.user("paguser"), displayName=ground.names.group("PagUser "))
        for _ in range(NEEDED)
    ]
    return _play(ground, trail, USERS, "User", bodies)


def groups(ground: Ground, trail: Trail) -> Outcome:
    """Read the groups in pages of five."""
    return _play(
        ground, trail, GROUPS, "Group", [ground.group_body(ground.names.group("PagGroup ")) for _ in range(NEEDED)]
    )


def _play(ground: Ground, trail: Trail, endpoint: str, word: str, bodies: list[dict[str, Any]]) -> Outcome:
    before = trail("GET", endpoint, params={"startIndex": 1, "count": COUNT})
    total = number(body_of(before).get("totalResults")) if before.ok else 0
    created = [trail("POST", endpoint, json=body) for body in bodies[: max(0, NEEDED - total)]]
    pages = _walk(trail, endpoint)
    for each in created:
        trail.discard(endpoint, each)
    made = sum(bool(id_of(each)) for each in created)
    bad = [page for page in pages if not page.is_good]
    detailed = {
        "initialTotalResults": total,
        f"{endpoint.lower()}Created": made,
        "pagesTraversed": len(pages),
        "pageResults": [page.as_dict() for page in pages],
        "failedPages": [page.as_dict() for page in bad],
        "missingNextLinkCount": len(bad),
    }
    if len(pages) >= 2 and not bad:
        return Outcome("success", "passed", f"{len(pages)} pages began where they should.", detailed=detailed)
    if len(pages) < 2 and made < len(created):
        what = f"SCIM_{word}_Pagination_Create_{word} - setup failed. Created={made}"
    else:
        what = f"Filter_{word}_Pagination_Failed_Pages - Pages={len(pages)} failedPages={len(bad)}"
    documented, why = _why(ground, endpoint, pages, created)
    return Outcome(f"FAILED - Action: {what}", documented, why, f"FAILED - Action: {what}", detailed)


def _walk(trail: Trail, endpoint: str) -> list[_Page]:
    pages: list[_Page] = []
    asked = 1
    while len(pages) < MOST:
        answer = trail("GET", endpoint, params={"startIndex": asked, "count": COUNT})
        page = _page(answer, asked, len(pages))
        pages.append(page)
        asked = number(body_of(answer).get("startIndex"), 1) + page.size
        if not page.size or asked > page.total:
            break
    return pages


def _page(answer: Answer, asked: int, k: int) -> _Page:
    body = body_of(answer)
    total, start = number(body.get("totalResults")), number(body.get("startIndex"))
    return _Page(http(answer), total, len(listed(answer)), start, asked, COUNT * k + 1)


def _why(ground: Ground, endpoint: str, pages: list[_Page], created: list[Answer]) -> tuple[Standing, str]:
    if endpoint == GROUPS and not ground.has_groups:
        return "skipped", (
            f"{NO_GROUPS} The overview of the validation says that this test is skipped then, and the workflow runs it."
        )
    refused = next((each for each in created if not id_of(each)), None)
    if len(pages) < 2 and refused is not None and refused.status == 409:
        return "undecided", (
            "There were too few resources for two pages, as creations were refused with 409: the template gives "
            "them the same values save their names, and an application may want some of them to be unique."
        )
    if any(page.status != 200 for page in pages):
        status = next(page.status for page in pages if page.status != 200)
        return "failed", (
            f"A page was answered {status}. Microsoft's page on building an endpoint asks for lists that come in pages."
        )
    if any(page.size > COUNT for page in pages):
        return (
            "failed",
            f"A page has more than the {COUNT} resources asked for, which RFC 7644 section 3.4.2.4 forbids.",
        )
    if any(page.start != page.asked for page in pages):
        return "failed", (
            "A page does not say in startIndex where it begins: RFC 7644 section 3.4.2 wants it in every list that "
            "is a part of the result."
        )
    if len(pages) >= 2:
        return "passed", (
            f"The pages have fewer than {COUNT} resources, as RFC 7644 section 3.4.2.4 allows, and each begins where "
            "the one before has ended; the template reckons with full pages."
        )
    return "failed", "There was only one page, though there should have been more resources than fit in it."
