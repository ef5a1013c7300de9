"""Which exchange of a check its failure is about: the one whose answer the verifier was given."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

from scim_conformance.client import Reply
from scim_conformance.expect import ExpectationFailed

VERIFIERS = "scim_conformance.expect"
"""How the names of all modules begin that word a failure."""

FIRST_OF_ALL = ("reply", "after", "holder")
"""What a verifier calls the answer that it judges, where it is given others to compare with."""


def about(error: ExpectationFailed, exchanges: Sequence[dict[str, Any]]) -> int | None:
    """Return the place of the exchange that a failure is about among those of its check, if it can be told."""
    places = {exchange["n"]: place for place, exchange in enumerate(exchanges)}
    return next((places[n] for n in _numbers(error) if n in places), None)


def _numbers(error: ExpectationFailed) -> Iterator[int]:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get("__name__", "").startswith(VERIFIERS):
            yield from _given(frame)


def _given(frame: FrameType) -> Iterator[int]:
    """Yield the numbers of the answers that a verifier was called with, the one that it judges first."""
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for name in sorted(names, key=lambda name: name not in FIRST_OF_ALL):
        value = frame.f_locals.get(name)
        reply = value if isinstance(value, Reply) else getattr(value, "reply", None)
        if isinstance(reply, Reply):
            yield reply.n
