"""Values as they stand in filters and paths."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """Return a text as a value of a filter: a JSON string, so that an id may hold quotes and line breaks.

    https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2
    """
    return json.dumps(text, ensure_ascii=False)
