"""Which comparisons a provider takes nowhere: what is asked with one of them is left out.

RFC 7644 lets a provider decline an attribute together with an operator (table 9, invalidFilter). The words and, or
and not, brackets, other letter case and full names are no such thing, and neither is userName eq.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scim_conformance.client import Reply
from scim_conformance.outcomes import Omitted
from scim_conformance.wire.combinations import Combination, combinations

from .run import Run

ALWAYS = 'userName eq "x"'
"""What every provider takes that has filters at all."""


@dataclass
class Declining:
    """Asks for each comparison once, and only where a filter with it was declined."""

    run: Run
    found: dict[str, bool] = field(default_factory=dict)

    def leave_out(self, reply: Reply, text: str) -> None:
        """Leave the check out where a filter is declined for a comparison that the provider takes nowhere."""
        if is_declined(reply):
            self.leave_out_lone(text)

    def leave_out_lone(self, text: str) -> None:
        """Leave the check out where the provider declines one of the comparisons in a filter."""
        for each in combinations(text, self.run.discovered.schema_set):
            if each.plain != ALWAYS and self._declines(each):
                raise Omitted(
                    f"The provider declines the filter {each.plain} with 400 and invalidFilter, as table 9 of RFC 7644 "
                    f"allows; what the profile {self.run.profile.slug} calls filterable is the matter of "
                    "profile.filterable-finds."
                )

    def _declines(self, asked: Combination) -> bool:
        if asked.plain not in self.found:
            is_taken_oddly = any(self._search(odd).ok for odd in asked.odd)
            self.found[asked.plain] = not is_taken_oddly and is_declined(self._search(asked.plain))
        return self.found[asked.plain]

    def _search(self, text: str) -> Reply:
        return self.run.scim.search(self.run.users, filter=text, count="1")


def is_declined(reply: Reply) -> bool:
    """Tell whether a filter was declined as one that can't be evaluated."""
    said = reply.json.get("scimType") if isinstance(reply.json, dict) else None
    return reply.status == 400 and said == "invalidFilter"
