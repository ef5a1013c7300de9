"""Where the schemas and profiles that belong to the package are found."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent


def find(kind: str, *, package: Path = PACKAGE) -> Path:
    """Return the folder of the bundled ``schemas`` or ``profiles``."""
    # A wheel carries them inside the package; a checkout, and an editable install of one, beside it.
    for folder in (package / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"The bundled {kind} are missing: neither {package / kind} nor {package.parent / kind} is there. "
        "Install scim-conformance again."
    )


@cache
def read_json(name: str) -> Any:
    """Return one of the bundled JSON documents, such as ``results.schema.json``."""
    return json.loads((find("schemas") / name).read_text(encoding="utf-8"))
