"""Resources that were there before the run: what a run that only reads has to look at.

Nothing is kept of them but their id: exchanges hide what they hold, and what a check says of them goes without values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scim_conformance import wire
from scim_conformance.client import Resource
from scim_conformance.client.reply import id_in
from scim_conformance.client.strangers import is_plain_id
from scim_conformance.outcomes import Omitted

if TYPE_CHECKING:
    from .run import Run


def anybody(run: Run, endpoint: str) -> Resource:
    """Return the first resource that an endpoint lists, or leave the check out where there is none to look at."""
    run.met_anybody = True
    found: Resource | None = run.commons.take(("anybody", endpoint), lambda: _first(run, endpoint))
    if found is None:
        raise Omitted(
            f"The provider lists nothing at /{endpoint} to look at, and a run that only reads creates nothing."
        )
    return found


def _first(run: Run, endpoint: str) -> Resource | None:
    listed = run.scim.search(endpoint, count="1").json
    for item in (listed if isinstance(listed, list) else wire.list_items(listed)) or []:
        found = id_in(item)
        # An id that names a person would stand in every address.
        if found is not None and is_plain_id(item, _as_sent(item)):
            return Resource(endpoint, found, item)
    return None


def _as_sent(item: dict[str, Any]) -> Any:
    return next(value for name, value in item.items() if name.casefold() == "id")
