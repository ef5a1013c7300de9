"""What an earlier run has found already: a run that is given it fails only on what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scim_conformance.comparing import NotResults, read_results
from scim_conformance.outcomes import Outcome
from scim_conformance.report.comparison import Key, key_of, known_failures, plain_text
from scim_conformance.report.words import name_of


@dataclass(frozen=True)
class Baseline:
    """The failures of an earlier run, each known again by its check, its row and its message."""

    name: str
    """The file, as it was given."""

    started: str
    slug: str
    """The profile of that run."""

    known: Mapping[Key, Mapping[str, str]]

    def waiver(self, id: str, on: str | None, outcome: Outcome, message: str, *, strict: bool) -> dict[str, Any] | None:
        """Return why what a check found is nothing new, in the shape of a waiver; None where it is new."""
        known = self.known.get((id, on))
        if known is None or not _is_nothing_new(known, outcome, plain_text(message), strict=strict):
            return None
        return {
            "message": known["message"],
            "reason": f"Known from the baseline {self.name}, the run of {self.started}",
            "ticket": None,
            "until": None,
            "baseline": self.name,
        }

    def notes(self, slug: str, checks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        """Say what the baseline has changed of this run, and what of it is mended."""
        found = {key_of(check): check for check in checks}
        forgiven = sum(bool(check["waiver"] and check["waiver"].get("baseline")) for check in found.values())
        if self.slug != slug:
            yield f"The baseline {self.name} is a run with the profile {self.slug}, and this one has {slug}."
        yield (
            f"{forgiven} findings are known from the baseline {self.name}, the run of {self.started}: "
            "they do not fail this run."
        )
        mended = [
            name_of(found[key])
            for key, known in sorted(self.known.items(), key=str)
            if known["outcome"] == Outcome.FAILED and key in found and found[key]["outcome"] == Outcome.PASSED
        ]
        if mended:
            more = f" and {len(mended) - 3} more" if len(mended) > 3 else ""
            yield f"Of the baseline is mended: {', '.join(mended[:3])}{more}. Make a new baseline, so that it stays so."


def _is_nothing_new(known: Mapping[str, str], outcome: Outcome, message: str, *, strict: bool) -> bool:
    """Tell whether an outcome is in the baseline; what only warns needs no forgiveness, unless it fails the run."""
    if outcome is Outcome.FAILED or (outcome is Outcome.WARNED and strict):
        return known["outcome"] == outcome and known["message"] == message
    # What kept it from being exercised is judged by itself.
    return outcome is Outcome.BLOCKED and known["outcome"] in (Outcome.FAILED, Outcome.BLOCKED)


def read_baseline(given: str | None, here: Path, problems: list[str]) -> Baseline | None:
    """Return the baseline that a run was given, or say what is wrong with it."""
    if given is None:
        return None
    try:
        document = read_results(here / given)
    except NotResults as problem:
        problems.append(f"--scim-baseline: {problem}")
        return None
    return Baseline(given, document["run"]["started"], document["profile"]["slug"], known_failures(document["checks"]))
