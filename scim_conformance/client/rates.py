"""What the numbers of a measurement say of how many requests a second a provider answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TOLERANCE = 0.02
"""Which part of the demanded answers may be missing: clocks, schedulers and limits by the second are not exact."""

GRACE = 0.25
"""How many seconds after the end an answer may come and still count; one pause of this machine decides nothing."""

_THROTTLED = (429, 503)


@dataclass(frozen=True)
class Plan:
    """How it is measured."""

    needed: float = 25.0
    """What Microsoft asks for, in answers a second."""

    pace: float = 26.0
    """How many requests a second begin: a little more, so that single bad answers decide nothing."""

    seconds: float = 10.0
    at_once: int = 50
    """How many requests may wait for their answer: enough for answers that take two seconds each."""

    def within(self, limit: float | None) -> Plan:
        """Return the plan at a pace that keeps to a limit of requests a second."""
        pace = self.pace if limit is None else min(self.pace, limit)
        return Plan(self.needed, pace, self.seconds, self.at_once)

    @property
    def requests(self) -> int:
        """How many requests it takes."""
        return round(self.pace * self.seconds)

    @property
    def enough(self) -> float:
        """How many good answers show that the provider is fast enough."""
        return self.needed * self.seconds * (1 - TOLERANCE)

    @property
    def spare(self) -> float:
        """How many answers may be bad before it can't hold any more."""
        return self.requests - self.enough


@dataclass(frozen=True)
class Sample:
    """One request of a measurement, in seconds of the same clock."""

    begin: float
    end: float
    status: int | None
    well: bool
    """Whether it was answered with 200 and a JSON object."""

    retry_after: float | None = None


@dataclass(frozen=True)
class Rate:
    """What was measured; None in ``holds`` where that decides nothing."""

    holds: bool | None
    says: str
    needed: float
    sent: int = 0
    well: int = 0
    seconds: float = 0.0
    rate: float = 0.0
    """How many good answers a second have come while requests were sent."""

    latency: Mapping[str, float] = field(default_factory=dict)
    """The seconds in which the fastest half, 90, 95, 99 % and all of the answers came: p50, p90, p95, p99, max."""

    statuses: Mapping[str, int] = field(default_factory=dict)
    """How often each status came; ``none`` where there was no answer."""

    retry_after: tuple[float, ...] = ()
    """The pauses that the provider has asked for, each once."""

    exchanges: tuple[int, ...] = ()
    name: str = "rate"

    def as_dict(self) -> dict[str, Any]:
        """Return the measurement as it stands in results.json."""
        return {
            "holds": self.holds,
            "says": self.says,
            "needed": self.needed,
            "sent": self.sent,
            "well": self.well,
            "seconds": self.seconds,
            "rate": self.rate,
            "latency": dict(self.latency),
            "statuses": dict(self.statuses),
            "retry_after": list(self.retry_after),
            "exchanges": list(self.exchanges),
        }


def judged(samples: Sequence[Sample], plan: Plan, exchanges: tuple[int, ...] = (), *, crowded: bool = False) -> Rate:
    """Return what the numbers say; ``crowded`` tells that requests had to wait because so many were unanswered."""
    begin = min(sample.begin for sample in samples)
    answered = sorted(sample.end - sample.begin for sample in samples if sample.status is not None)
    # What each answer takes in any case is no sign of a slow provider.
    until = begin + plan.seconds + (answered[0] if answered else 0.0) + GRACE
    in_time = sum(sample.well and sample.end <= until for sample in samples)
    statuses = Counter(str(sample.status or "none") for sample in samples)
    holds, why = _verdict(samples, plan, in_time, crowded)
    lasted = _lasted(samples, plan)
    rate = round(in_time / lasted, 1)
    well = sum(sample.well for sample in samples)
    return Rate(
        holds,
        f"{well} of {len(samples)} requests were answered well, {rate:g} a second over {lasted:g} s{why}",
        plan.needed,
        sent=len(samples),
        well=well,
        seconds=round(max(sample.end for sample in samples) - begin, 3),
        rate=rate,
        latency=_latency(answered),
        statuses=dict(sorted(statuses.items())),
        retry_after=tuple(sorted({sample.retry_after for sample in samples if sample.retry_after is not None})),
        exchanges=exchanges,
    )


def _lasted(samples: Sequence[Sample], plan: Plan) -> float:
    """Return for how many seconds requests were sent; it ends early where too many answers were bad."""
    if sum(not sample.well for sample in samples) <= plan.spare:
        return plan.seconds
    begins = [sample.begin for sample in samples]
    return round(min(plan.seconds, max(begins) - min(begins) + 1 / plan.pace), 1)


def _verdict(samples: Sequence[Sample], plan: Plan, in_time: int, crowded: bool) -> tuple[bool | None, str]:
    refused = [sample for sample in samples if _is_refusal(sample)]
    throttled = sum(sample.status in _THROTTLED for sample in samples)
    if in_time >= plan.enough:
        return True, f" (429 or 503: {throttled})." if throttled else "."
    if len(refused) > plan.spare:
        return (
            None,
            f". The question is answered with {refused[0].status} and no list, so nothing is known of the rate.",
        )
    if throttled:
        advice = any(sample.retry_after is not None for sample in samples)
        return False, f". {throttled} were put off with 429 or 503, {'with' if advice else 'without'} a Retry-After."
    if len(samples) < plan.enough and not crowded and sum(not sample.well for sample in samples) <= plan.spare:
        return None, f", but this machine could send no more than {len(samples)} in time."
    silent = sum(sample.status is None for sample in samples)
    return False, f". {silent} got no answer." if silent else "."


def _is_refusal(sample: Sample) -> bool:
    return sample.status is not None and not sample.well and sample.status < 500 and sample.status not in _THROTTLED


def _latency(sorted_seconds: list[float]) -> dict[str, float]:
    if not sorted_seconds:
        return {}
    last = len(sorted_seconds) - 1
    parts = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(sorted_seconds[round(part * last)], 4) for name, part in parts.items()}
