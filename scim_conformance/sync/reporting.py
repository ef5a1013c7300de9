"""What a run came to, as a JSON document, and as text made of that document and of nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .cleaning import Cleaned
from .failing import Failures, as_dicts
from .running import CycleResult
from .verifying import Comparison

VERSION = 1
WIDTH = 80
SHOWN_FAILURES = 10

Document = dict[str, Any]


@dataclass
class Outcome:
    """All that a run came to."""

    about: Mapping[str, Any]
    """Which provider, profile and company it was about."""

    cycles: list[CycleResult] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)
    escrowed: int = 0
    comparison: Comparison | None = None
    cleaned: Cleaned | None = None
    left: int = 0
    """How much of what the run made may still be on the provider."""

    kept: bool = False
    problem: str = ""
    interrupted: bool = False
    peak_bytes: int = 0

    @property
    def quarantined(self) -> str:
        """Why Entra would have put the job in quarantine."""
        return next((each.quarantined for each in self.cycles if each.quarantined), "")

    @property
    def is_good(self) -> bool:
        """Whether nothing failed, nothing deviates and nothing was left behind."""
        compared = self.comparison
        deviates = compared is not None and (compared.deviating > 0 or compared.unread.total() > 0)
        failed = any(each.tally.failures or each.tally.strangers for each in self.cycles)
        left = self.left > 0 and not self.kept
        return not (self.problem or self.quarantined or deviates or failed or left)

    @property
    def code(self) -> int:
        """The exit code."""
        return 2 if self.interrupted else 0 if self.is_good else 1

    def as_dict(self) -> Document:
        """Return the document."""
        return {
            "version": VERSION,
            "run": dict(self.about),
            "good": self.is_good,
            "interrupted": self.interrupted,
            "problem": self.problem,
            "cycles": [_cycle(each) for each in self.cycles],
            "failures": {"groups": as_dicts(self.failures), "others": self.failures.others},
            "escrow": self.escrowed,
            "quarantine": self.quarantined,
            "comparison": _comparison(self.comparison),
            "cleanup": _cleanup(self),
            "peak_memory_mb": round(self.peak_bytes / 1e6, 1),
        }


def _cycle(result: CycleResult) -> Document:
    tally, times = result.tally, result.tally.times
    return {
        "number": result.number,
        "ended": result.ended,
        "seconds": round(result.seconds, 3),
        "cpu_seconds": round(result.cpu_seconds, 3),
        "objects": tally.objects,
        "actions": dict(sorted(tally.actions.items())),
        "failures": tally.failures,
        "requests": tally.sent,
        "by_kind": dict(tally.requests.most_common()),
        "by_status": dict(tally.statuses.most_common()),
        "requests_per_second": round(tally.sent / max(result.seconds, 1e-6), 1),
        "seconds_to_answer": {
            "p50": times.quantile(0.5),
            "p95": times.quantile(0.95),
            "p99": times.quantile(0.99),
            "longest": times.longest,
        },
        "asked_to_wait": {str(status): count for status, count in sorted(tally.waits.items())},
        "waited_seconds": round(tally.waited, 3),
        "not_sent_as_not_ours": tally.strangers,
        "quarantine": result.quarantined,
    }


def _comparison(found: Comparison | None) -> Document | None:
    if found is None:
        return None
    return {
        "users": found.users,
        "of_users": found.of_users,
        "groups": found.groups,
        "of_groups": found.of_groups,
        "deviating": found.deviating,
        "by_path": dict(found.by_path.most_common()),
        "examples": found.examples,
        "unread": dict(found.unread.most_common()),
    }


def _cleanup(outcome: Outcome) -> Document:
    cleaned = outcome.cleaned
    return {
        "kept": outcome.kept,
        "left": outcome.left,
        "deleted": cleaned.deleted if cleaned else 0,
        "deactivated": cleaned.staying if cleaned else 0,
        "reasons": dict(cleaned.left.most_common()) if cleaned else {},
        "examples": cleaned.examples if cleaned else [],
    }


def text(document: Mapping[str, Any]) -> str:
    """Return the report as a reader of a terminal wants it, 80 columns wide."""
    return "\n".join(_lines(document))


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    for cycle in document["cycles"]:
        yield from _cycle_lines(cycle)
        yield ""
    yield from _failure_lines(document["failures"])
    if document["escrow"]:
        yield from _wrapped(
            f"Escrow: {_n(document['escrow'], 'object')} would be tried again after 6, 12 and 24 hours."
        )
    if document["cycles"]:
        verdict = document["quarantine"] or "Entra would not have put the job in quarantine."
        yield from _wrapped(f"Quarantine: {verdict}")
    yield from _comparison_lines(document["comparison"])
    yield from _cleanup_lines(document["cleanup"])
    if document["problem"]:
        yield from _wrapped(document["problem"])
    yield f"Memory: {document['peak_memory_mb']:,.0f} MB at most."


def _cycle_lines(cycle: Mapping[str, Any]) -> Iterator[str]:
    kind = ", the initial one" if cycle["number"] == 1 else ""
    end = "" if cycle["ended"] else ", not to its end"
    yield f"Cycle {cycle['number']}{kind}: {_n(cycle['objects'], 'object')} in {cycle['seconds']:,.1f} s{end}"
    yield from _wrapped(", ".join(f"{count:,} {what}" for what, count in cycle["actions"].items()), 2)
    rate = f"{cycle['requests']:,} requests, {cycle['requests_per_second']:,.0f} a second: "
    yield from _wrapped(rate + ", ".join(f"{count:,} {kind}" for kind, count in cycle["by_kind"].items()), 2)
    yield from _wrapped("answers: " + ", ".join(f"{count:,} x {kind}" for kind, count in cycle["by_status"].items()), 2)
    times = cycle["seconds_to_answer"]
    if times["p50"] is not None:
        told = ", ".join(f"{name} {_ms(value)}" for name, value in times.items())
        yield f"  answered within: {told}"
    if cycle["asked_to_wait"]:
        waits = ", ".join(f"{count:,} x {status}" for status, count in cycle["asked_to_wait"].items())
        yield f"  asked to wait: {waits}, {cycle['waited_seconds']:,.1f} s in all"
    if cycle["not_sent_as_not_ours"]:
        yield from _wrapped(
            f"{_n(cycle['not_sent_as_not_ours'], 'request')} would have changed what this run has not made, and so "
            "was not sent: a search or a creation has answered with somebody else's account.",
            2,
        )


def _failure_lines(failures: Mapping[str, Any]) -> Iterator[str]:
    groups = failures["groups"]
    if not groups:
        return
    yield "What failed:"
    for group in groups[:SHOWN_FAILURES]:
        told = " ".join(str(group[name]) for name in ("action", "code", "status") if group[name])
        yield from _wrapped(f"{group['count']:,} x {told}: {group['message']}", 2)
        example = group["example"]
        yield from _wrapped(f"for example {example['kind']} {example['name']} in cycle {example['cycle']}:", 4)
        for step in example["steps"]:
            yield from _wrapped(step, 6)
        if example["curl"]:
            # Not wrapped: it is to be copied.
            yield f"      {example['curl']}"
            yield from _wrapped(f"answer: {example['answer']}", 6)
    rest = len(groups) - SHOWN_FAILURES
    if rest > 0 or failures["others"]:
        yield f"  and {max(0, rest):,} other kinds of failures; --json has them"
    yield ""


def _comparison_lines(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    groups = f" and {found['groups']:,} of {found['of_groups']:,} groups" if found["of_groups"] else ""
    verdict = f"{found['deviating']:,} deviate" if found["deviating"] else "all are as they must be"
    yield from _wrapped(f"Compared: {found['users']:,} of {found['of_users']:,} users{groups}; {verdict}.")
    for path, count in found["by_path"].items():
        yield f"  {count:,} x {path}"
    for example in found["examples"]:
        yield from _wrapped(example, 4)
    for why, count in found["unread"].items():
        yield f"  {count:,} could not be read: {why}"


def _cleanup_lines(cleanup: Mapping[str, Any]) -> Iterator[str]:
    if cleanup["kept"]:
        yield f"Kept: {cleanup['left']:,} users and groups are on the provider; --clean deletes them."
        return
    if cleanup["deleted"] or cleanup["left"]:
        stay = f", {cleanup['deactivated']:,} of them stay deactivated" if cleanup["deactivated"] else ""
        yield f"Deleted: {cleanup['deleted']:,} users and groups{stay}; left behind: {cleanup['left']:,}."
    for why, count in cleanup["reasons"].items():
        yield from _wrapped(f"{count:,} x {why}", 2)
    for example in cleanup["examples"]:
        yield from _wrapped(example, 4)


def _wrapped(line: str, indent: int = 0) -> list[str]:
    return textwrap.wrap(
        line, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_on_hyphens=False
    )


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
