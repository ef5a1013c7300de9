"""Copies of resources are whole, and apart from what they were copied from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scim_conformance.profile import load
from scim_conformance.provider import build


def test_a_copy_is_equal_and_shares_nothing_that_changes() -> None:
    provider = build(load("generic", cwd=Path.cwd()), token="t" * 32)
    provider.seed_strangers(1)
    kind = provider.storage.types["User"]
    [stored] = [each for each in provider.storage.resources if "user_name" in type(each).model_fields]
    first: Any = provider.storage.get(kind, str(stored.id))
    second: Any = provider.storage.get(kind, str(stored.id))

    assert first == second
    assert first.model_dump() == second.model_dump()
    assert first.meta is not second.meta

    first.groups[0].value = "changed"
    first.user_name = "changed"
    assert second.groups[0].value != "changed"
    assert second.model_fields_set == first.model_fields_set
    assert provider.storage.get(kind, str(stored.id)).model_dump() == second.model_dump()


def test_the_copy_is_ours_and_not_python_s(monkeypatch: Any) -> None:
    provider = build(load("generic", cwd=Path.cwd()), token="t" * 32)
    model: Any = provider.service.get_model(provider.storage.types["User"])
    assert model.__deepcopy__.__module__ == "scim_conformance.provider.copying"
