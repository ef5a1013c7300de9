"""The ways in which the embedded provider can be wrong, one file an area; and the oddities that are legal.

``inject(provider, fault("spc-404"))`` switches one on.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from .fault import Fault, Injected, declared

if TYPE_CHECKING:
    from scim_conformance.provider import Provider

__all__ = ["Fault", "Injected", "UnknownFault", "all_faults", "fault", "inject", "seen_by_check"]

_NO_AREA = ("fault", "tools")


class UnknownFault(LookupError):
    """There is no fault of that name."""


@cache
def all_faults() -> dict[str, Fault]:
    """Return every fault and every legal oddity by its id, in the order of their areas."""
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NO_AREA:
            importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(declared().items(), key=lambda item: (item[1].area, item[0])))


def seen_by_check() -> dict[str, list[str]]:
    """Return the ids of the faults that turn each check red."""
    found: dict[str, list[str]] = {}
    for each in all_faults().values():
        for check in each.seen_by:
            found.setdefault(check, []).append(each.id)
    return found


def fault(id: str) -> Fault:
    """Return a fault by its id, or raise :class:`UnknownFault`, which names the nearest."""
    found = all_faults().get(id)
    if found is None:
        near = difflib.get_close_matches(id, all_faults(), 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownFault(f"There is no fault {id}.{hint} scim-conformance list --faults shows them.")
    return found


def inject(provider: Provider, which: Fault) -> Injected:
    """Switch a fault on in a provider; several may be on at once."""
    if which.absent is not None:
        raise UnknownFault(f"The fault {which.id} can't be switched on: {which.absent}")
    if which.strangers:
        provider.seed_strangers(which.strangers)
    injected = Injected(which, provider)
    provider.faults.append(injected)
    return injected
