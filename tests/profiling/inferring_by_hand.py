"""An embedded provider, looked at in this process as the command looks at a live endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scim_conformance.client import Cleaned, Ledger, Recorder, Redactor, Scim, Secret, bearer, in_process
from scim_conformance.profile import Profile, load
from scim_conformance.profiling.as_yaml import yaml_of
from scim_conformance.profiling.infer_notes import Notes
from scim_conformance.profiling.probing_run import Tries, look
from scim_conformance.provider import Answer, Provider, build
from scim_conformance.provider.faults import fault, inject

TOKEN = "a-token-for-inferring-of-32-bytes"
URL = "http://provider.example/v2"
MARK = "scimprobe-1-"
STRANGERS = 3


@dataclass
class Looked:
    """What came of a look at a provider."""

    provider: Provider
    scim: Scim
    notes: Notes
    cleaned: Cleaned
    profile: Profile
    text: str

    @property
    def requests(self) -> int:
        return len(self.scim.recorder.exchanges)

    def row(self, path: str, section: str = "users") -> dict[str, Any]:
        rows = self.profile.document.get(section, {}).get("attributes", [])
        return next(row for row in rows if row["path"] == path)

    def names(self) -> set[str]:
        """The names of all users and groups that the provider holds."""
        return {
            str(body.get("userName") or body.get("displayName"))
            for kind in self.provider.storage.types.values()
            for body in (
                each.model_dump(by_alias=True) for each in self.provider.storage._resources.get(kind.name, {}).values()
            )
        }


def look_at(
    folder: Path,
    profile: str | Profile,
    *,
    faults: Sequence[str] = (),
    probe: bool = True,
    requests: int = 80,
    samples: Mapping[str, tuple[Any, ...]] | None = None,
    said: list[str] | None = None,
    layer: Callable[[Answer], Answer] | None = None,
) -> Looked:
    """Look at the provider of a profile, made wrong in some ways, with strangers in it."""
    known = load(profile, cwd=Path.cwd()) if isinstance(profile, str) else profile
    provider = build(known, token=TOKEN)
    provider.seed_strangers(STRANGERS)
    for each in faults:
        inject(provider, fault(each))
    if layer is not None:
        provider.wrap(layer)
    ledger = Ledger(folder, URL, MARK, "main", durable=False)
    scim = Scim(
        URL,
        bearer(Secret(TOKEN)),
        recorder=Recorder(),
        ledger=ledger,
        redactor=Redactor(),
        mark=MARK,
        transport=in_process(provider.wsgi),
        sleep=lambda seconds: None,
    )
    notes = Notes("Looked at", URL, "2026-11-21")
    tries = Tries(requests, samples or {}) if probe else None
    try:
        cleaned = look(scim, notes, tries, (said if said is not None else []).append)
    finally:
        scim.close()
        ledger.close()
    text = yaml_of(notes.document())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "looked.yaml"
    path.write_text(text, encoding="utf-8")
    return Looked(provider, scim, notes, cleaned, load(str(path), cwd=folder), text)


def facts_of(profile: Profile) -> Iterator[tuple[str, Any]]:
    """Yield all that a profile states, by its place; what is unknown is left out."""
    said = {
        "auth.kind": profile.auth.kind,
        "delete": profile.delete,
        "users.user_name": profile.users.user_name,
        **{f"limits.{key}": value for key, value in vars(profile.limits).items()},
        **{f"features.{key}": value for key, value in profile.features.items()},
    }
    for name, section in (("users", profile.users), ("groups", profile.groups)):
        said[f"{name}.supported"] = section.supported
        said[f"{name}.matching"] = list(section.matching) or None
        for rule in section.attributes:
            keys = ("type", "required", "filterable", "mutability", "patchable", "samples", "pattern")
            row = {key: getattr(rule, key) for key in keys}
            row["samples"] = list(rule.samples) or None
            said |= {f"{name}.attributes[{rule.path}].{key}": value for key, value in row.items()}
    yield from ((place, value) for place, value in said.items() if value is not None)
