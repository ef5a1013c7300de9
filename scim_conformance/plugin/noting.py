"""What a run says of the pauses that the provider has asked for and that were not made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scim_conformance.client import Headers
from scim_conformance.client.pacing import LONGEST_WAIT, retry_after


def asked_too_much(exchanges: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Say where the provider asked for pauses that are longer than the run makes."""
    busy = [Headers(each["response"]["headers"].items()) for each in exchanges if each["status"] in (429, 503)]
    asked = [seconds for headers in busy if (seconds := retry_after(headers.get("Retry-After"))) is not None]
    long = [seconds for seconds in asked if seconds > LONGEST_WAIT]
    if long:
        yield (
            f"{len(long)} answers with 429 or 503 asked to wait longer than {LONGEST_WAIT:g} s, up to {max(long):,.0f} "
            "s: the run did not wait for them, and took them as they were."
        )
