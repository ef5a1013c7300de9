"""Which object of the directory an account belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from scim_conformance.entra.directory.model import Kind

from .job import Links


@dataclass
class Owners:
    """The links read backwards; they are read only once an object matches an account that it is not linked with."""

    links: Links
    _known: dict[Kind, dict[str, str]] = field(default_factory=dict)

    def of(self, kind: Kind, target_id: str) -> str | None:
        """Return the object that an account belongs to; None where it belongs to nobody yet."""
        if kind not in self._known:
            self._known[kind] = {link.target_id: object_id for object_id, link in self.links.all(kind)}
        return self._known[kind].get(target_id)

    def note(self, kind: Kind, target_id: str, object_id: str | None) -> None:
        """Take in that an account belongs to an object now, or to none."""
        if kind not in self._known:
            return
        if object_id is None:
            self._known[kind].pop(target_id, None)
        else:
            self._known[kind][target_id] = object_id

    def forget(self) -> None:
        """Begin anew, so that nothing is held between two cycles."""
        self._known.clear()
