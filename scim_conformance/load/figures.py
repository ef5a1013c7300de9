"""What Locust has counted, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

QUANTILES: Mapping[str, float] = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


def kinds_of(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """Return for each kind of request how many there were, how many failed, and how long they took in seconds."""
    found = [
        {
            "kind": each.name,
            "method": each.method,
            "requests": each.num_requests,
            "failures": each.num_failures,
            "seconds": {
                **{name: each.get_response_time_percentile(share) / 1000 for name, share in QUANTILES.items()},
                "max": round(each.max_response_time / 1000, 6),
            },
        }
        for each in entries
    ]
    return sorted(found, key=lambda each: (-int(each["requests"]), str(each["kind"])))


def errors_of(errors: Iterable[Any]) -> list[dict[str, Any]]:
    """Return each error with its kind of request and how often it came, the most frequent first."""
    found = [{"kind": each.name, "error": str(each.error), "count": each.occurrences} for each in errors]
    return sorted(found, key=lambda each: (-int(each["count"]), str(each["kind"]), str(each["error"])))
