"""A value in a filter is a JSON string, whatever it holds."""

from __future__ import annotations

import pytest

from scim_conformance.wire import SchemaSet, quoted
from scim_conformance.wire.filters import matches


@pytest.mark.parametrize("id", ["a-1", 'a"b', "a\\b", "a\r\nb", "é\U0001f600", "a/b?c#d&e", ""])
def test_an_id_is_found_by_itself_and_by_nothing_else(id: str) -> None:
    asked = f"id eq {quoted(id)}"

    assert matches(asked, {"id": id}, SchemaSet.from_documents([])) is True
    assert matches(asked, {"id": f"{id}x"}, SchemaSet.from_documents([])) is False
