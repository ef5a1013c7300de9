"""The crowd at work: created once in each process, and asked every question about searching."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scim_conformance import needs, wire
from scim_conformance.client import Reply, Resource
from scim_conformance.expect_query import Asked
from scim_conformance.outcomes import Blocked, Omitted
from scim_conformance.people import crowd as crowds
from scim_conformance.wire import AttributePath
from scim_conformance.wire.filters import Truth, matches

from .declining import Declining
from .judging import absent
from .run import Run

FINDS = "filter.user-name-finds"
"""The check that says it where not even a userName is found."""

AT_ONCE = 100
"""How many resources a question asks for on one page."""

PAGES = 5
"""How many pages of an answer are read at most: among strangers nobody reads to the end."""


@dataclass(frozen=True)
class Control:
    """A question that others build on, and the check that is about it."""

    template: str
    finds: str | None
    see: str
    alone: bool = False


CONTROLS: Mapping[str, Control] = {
    "and": Control("userName eq {ada} and userName eq {ben}", "", "filter.and-narrows", alone=True),
    "or": Control("userName eq {ada} or userName eq {fay}", "ada fay", "filter.or-widens", alone=True),
    "not": Control("not (userName eq {ada})", "ben cleo dora egon fay gus hal", "filter.not-finds-others"),
    "co": Control('{text} co "kilo"', "ada ben cleo dora", "filter.co-anywhere"),
    "sw": Control('{text} sw "{a}kilo"', "ada ben", "filter.sw-at-the-start"),
    "ew": Control('{text} ew "kilo{z}"', "ada cleo", "filter.ew-at-the-end"),
    "brackets": Control("(userName eq {ada})", "ada", "filter.brackets-around-all", alone=True),
    "urn": Control(f"{wire.USER}:userName eq {{ada}}", "ada", "filter.core-attribute-by-urn", alone=True),
    "extension": Control("{extended} eq {unit}", "ada", "filter.extension-attribute-by-urn"),
    "since": Control('meta.created gt "2011-05-13T04:42:34Z"', None, "filter.created-since"),
    "dotted": Control("{dotted} eq {family}", "ada", "filter.sub-attribute"),
}


@dataclass
class Crowd:
    """Asks questions of the crowd: each is narrowed to the crowd where the provider can do that."""

    run: Run
    design: crowds.Design
    resources: dict[str, Resource] = field(default_factory=dict)
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    """Those whom the provider never lists, which is a finding of its own."""

    narrows: bool = False
    """Whether ``sw`` on the userName lists the crowd and nobody else."""

    guarded: bool = False
    """Whether a question can be joined with that by ``and``."""

    _proven: dict[str, bool] = field(default_factory=dict)

    sorts: bool | None = None
    """Whether sortBy makes a difference; None where nobody has asked yet."""

    searches_by_post: bool | None = None
    """Whether a search by POST finds a userName; None where nobody has asked yet."""

    control: Reply | None = None
    """What a search for one userName answered; None where the provider has no filters."""

    declining: Declining = field(init=False)
    """Which comparisons the provider takes nowhere, as it may."""

    def __post_init__(self) -> None:
        self.declining = Declining(self.run)

    @property
    def ids(self) -> list[str]:
        """The ids of those who can be found."""
        return [resource.id for name, resource in self.resources.items() if name not in self.hidden]

    def has(self, *parts: str) -> None:
        """Leave the check out where the crowd has no attribute for a part."""
        self.design.needs(*parts)

    def path(self, part: str) -> str:
        """Return the path of the attribute that plays a part."""
        self.has(part)
        return self.design.parts[part]

    def value(self, name: str, part: str) -> Any:
        """Return what somebody of the crowd has, as the provider answers it."""
        self.design.filled(f"{{{name}}}")
        return AttributePath.parse(part).read(self.stored[name])

    def filled(self, template: str, *, alone: bool = False) -> str:
        """Return the filter of a question, narrowed to the crowd; ``alone`` where it names the crowd by itself."""
        question = self.design.filled(template)
        if alone or not self.guarded:
            return question
        return f"{question} and userName sw {self.design.parts['mark']}"

    def narrow(self) -> dict[str, str]:
        """Return the parameters that list the crowd, and everybody where the provider can't narrow a search."""
        return {"filter": self.design.filled("userName sw {mark}")} if self.narrows else {}

    def need_finding(self) -> None:
        """Block the check where a search doesn't even find a userName."""
        ada = self.resources.get(crowds.NAMES[0])
        if ada and self.control is not None and not self.guarded:
            needs.found(self.control, ada, see=FINDS)
            if self._names([self.control]) != ["ada"]:
                raise Blocked("A search for one userName finds others too, so no filter tells anything", cause=FINDS)

    def need(self, *controls: str) -> None:
        """Block the check where a question that it builds on is not answered rightly, which is asked once."""
        for name in controls:
            if not self._is_proven(name):
                control = CONTROLS[name]
                raise Blocked(f"The filter {control.template} is not answered rightly", cause=control.see)

    def proves(self, *controls: str) -> set[str]:
        """Return those of the questions that can be asked here and are answered rightly."""
        right = set()
        for name in controls:
            try:
                right |= {name} if self._is_proven(name) else set()
            except Omitted:
                continue
        return right

    def _is_proven(self, name: str) -> bool:
        if name not in self._proven:
            control = CONTROLS[name]
            self._proven[name] = self.ask(control.template, finds=control.finds, alone=control.alone).is_right
        return self._proven[name]

    def need_narrowing(self) -> None:
        """Leave the check out where the provider has no filters, block it where they don't tell the crowd apart."""
        if reason := absent(self.run, "filter"):
            raise Omitted(f"Among others the crowd can't be told apart: {reason}")
        if not self.narrows:
            self.declining.leave_out_lone('userName sw "x"')
            raise Blocked("The crowd can't be told from others by the start of its names", cause=CONTROLS["sw"].see)

    def need_index(self) -> None:
        """Leave the check out where the provider says that its pages are followed by cursors only."""
        if self.paging("index") is False:
            raise Omitted(
                f"The provider advertises pages by cursor only (ServiceProviderConfig), and the profile "
                f"{self.design.slug} doesn't claim others."
            )

    def paging(self, method: str) -> bool | None:
        """Tell whether the provider advertises pages by ``index`` or by ``cursor``; None where it doesn't say."""
        says = (self.run.discovered.config or {}).get("pagination")
        found = says.get(method) if isinstance(says, dict) else None
        return found if isinstance(found, bool) else None

    def need_rows(self, least: int) -> None:
        """Leave the check out where the profile's limit allows no crowd of that size."""
        if len(self.resources) < least:
            raise Omitted(f"The profile {self.design.slug} allows {len(self.resources)} resources, {least} are needed.")

    def page(self, **params: Any) -> Reply:
        """Search for a page of the crowd, or of everybody where a search can't be narrowed."""
        if "startIndex" in params:
            self.need_index()
        reply = self.search(**self.narrow(), **params)
        if not self.narrows:
            not_too_many(reply, self.design.slug)
        return reply

    def pages(self, **params: Any) -> list[Reply]:
        """Read as many pages of the crowd as it takes, and some of everybody where a search can't be narrowed."""
        replies = self.answers(self.search, {**self.narrow(), "count": str(AT_ONCE), **params})
        if not self.narrows:
            not_too_many(replies[0], self.design.slug)
        return replies

    def just(self, name: str, **params: Any) -> Reply:
        """Search for one of the crowd; blocked where that one is not found."""
        reply = self.search(filter=self.design.filled(f"userName eq {{{name}}}"), **params)
        needs.success(reply, see=FINDS)
        return reply

    def search(self, **params: Any) -> Reply:
        """Search the endpoint of the crowd; a filter finds the same each time, since nobody of the crowd changes."""
        if "filter" not in params:
            return self.run.scim.search(self.run.users, **params)
        key = ("search", *sorted(params.items()))
        return self.run.commons.take(key, lambda: self.run.scim.search(self.run.users, **params))

    def ask(
        self,
        template: str,
        *,
        finds: str | None = None,
        alone: bool = False,
        send: Callable[..., Reply] | None = None,
        **params: Any,
    ) -> Asked:
        """Ask a question; ``finds`` names those who match, by hand, and the reference evaluation agrees with it."""
        text = self.filled(template, alone=alone)
        truth = self._judged(text, finds)
        replies = self.answers(send or self.search, {"filter": text, "count": str(AT_ONCE), **params})
        self.declining.leave_out(replies[0], text)
        hidden = self.hidden if "{flag}" not in template else frozenset[str]()
        return told(text, replies, self.resources, truth, hidden)

    def _judged(self, text: str, finds: str | None) -> dict[str, Truth]:
        schemas = self.run.discovered.schema_set
        truth = {name: matches(text, stored, schemas) for name, stored in self.stored.items()}
        if finds is not None:
            by_hand = {name for name in finds.split() if name in self.stored}
            sent = {name: matches(text, body, schemas) for name, body in self.design.bodies.items()}
            told = {name for name, match in sent.items() if match}
            unsure = {name for name, match in sent.items() if match is None}
            if by_hand - unsure != told - unsure:
                raise RuntimeError(f"The reference evaluation of {text} finds {sorted(told)}, not {sorted(by_hand)}.")
        return truth

    def answers(self, send: Callable[..., Reply], params: dict[str, Any]) -> list[Reply]:
        """Send a search, and read on where it has more than one page, as far as it is worth while."""
        replies = [send(**params)]
        seen = held = len(wire.list_items(replies[0].json) or [])
        while held and seen < _total(replies[0]) and len(replies) < PAGES:
            replies.append(send(**params, startIndex=str(seen + 1)))
            held = len(wire.list_items(replies[-1].json) or [])
            seen += held
        return replies

    def follow(self, size: int) -> list[Reply]:
        """Read the crowd in pages of a size, each named by the cursor on the one before."""
        self.need_narrowing()
        pages = [self.search(**self.narrow(), count=str(size), cursor="")]
        while len(pages) <= len(self.ids):
            body = pages[-1].json
            cursor = body.get("nextCursor") if isinstance(body, dict) else None
            if not isinstance(cursor, str) or not cursor:
                break
            pages.append(self.search(**self.narrow(), count=str(size), cursor=cursor))
        return pages

    def walk(self, size: int, **params: Any) -> list[Reply]:
        """Read the crowd in pages of a size, and no more pages than it can have."""
        self.need_narrowing()
        self.need_index()
        pages: list[Reply] = []
        seen = 0
        while seen < len(self.ids) and len(pages) <= len(self.ids):
            pages.append(self.search(**self.narrow(), **params, count=str(size), startIndex=str(seen + 1)))
            held = len(wire.list_items(pages[-1].json) or [])
            seen += held
            if not held:
                break
        return pages

    def listed(self, replies: Sequence[Reply]) -> list[dict[str, Any]]:
        """Return those of the crowd whom answers list, in their order and as a GET of each has told them."""
        names = {resource.id: name for name, resource in self.resources.items()}
        found = [str(item.get("id")) for reply in replies for item in wire.list_items(reply.json) or []]
        return [self.stored[names[id]] for id in found if id in names]

    def settle(self) -> None:
        """Create the crowd, and find out whether a search can be narrowed to it."""
        scim = self.run.scim
        for name, body in self.design.bodies.items():
            made = needs.resource(scim.create(self.run.users, body), see="create.answers-201")
            self.resources[name] = self.run.share(made)
            reply = scim.read(made)
            needs.body(reply, see="read.answers-with-resource")
            self.stored[name] = reply.json
        if absent(self.run, "filter") is None and len(self.resources) > 1:
            self.control = self.search(filter=self.design.filled("userName eq {ada}"), count="10")
            self.narrows = self._tells_apart()
            self.guarded = self.narrows and self._joins()

    def _tells_apart(self) -> bool:
        """Tell whether the start of their names lists the crowd; the inactive may be hidden, which others judge."""
        replies = self.answers(self.search, {"filter": self.design.filled("userName sw {mark}"), "count": "100"})
        found = self._names(replies)
        inactive = {name for name, body in self.stored.items() if body.get("active") is False}
        missing = set(self.resources) - set(found)
        if not replies[0].ok or not missing <= inactive or "somebody else" in found:
            return False
        self.hidden = frozenset(missing)
        return True

    def _joins(self) -> bool:
        """Tell whether both conditions that are joined by ``and`` count."""
        both = self.search(filter=self.design.filled("userName eq {ada} and userName sw {mark}"), count="10")
        neither = self.search(filter=self.design.filled('userName eq {ada} and userName sw "nobody-"'))
        return self._names([both]) == ["ada"] and not self._names([neither])

    def _names(self, replies: Sequence[Reply]) -> list[str]:
        names = {resource.id: name for name, resource in self.resources.items()}
        found = [str(item.get("id")) for reply in replies for item in wire.list_items(reply.json) or []]
        return [names.get(id, "somebody else") for id in found]


def not_too_many(reply: Reply, slug: str) -> None:
    said = reply.json.get("scimType") if isinstance(reply.json, dict) else None
    if reply.status == 400 and said == "tooMany":
        raise Omitted(f"The provider declines a list of everybody as tooMany, and the profile {slug} claims no other.")


def told(
    text: str,
    replies: Sequence[Reply],
    resources: Mapping[str, Resource],
    truth: Mapping[str, Truth],
    hidden: frozenset[str],
) -> Asked:
    """Return what the pages of an answer say of these people, and what is true of each of them."""
    found = [str(item.get("id")) for reply in replies for item in wire.list_items(reply.json) or []]
    names = {resource.id: name for name, resource in resources.items()}
    return Asked(
        text,
        replies[0],
        tuple(names[id] for id in found if id in names),
        frozenset(name for name, match in truth.items() if match) - hidden,
        frozenset(name for name, match in truth.items() if match is None) | hidden,
        len(found) >= _total(replies[0]),
    )


def _total(reply: Reply) -> int:
    total = reply.json.get("totalResults") if isinstance(reply.json, dict) else None
    # A total written as text is a finding of its own, and a total all the same.
    return int(total) if isinstance(total, int) or (isinstance(total, str) and total.isdigit()) else 0
