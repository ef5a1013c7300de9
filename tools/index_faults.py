"""Write down of which faults each check speaks, as the faults say it; to be run where a fault has changed.

    python tools/index_faults.py

Every run names them beside its checks, and would else have to load the embedded provider for it.
"""

from __future__ import annotations

import json

from scim_conformance.provider.faults import seen_by_check
from scim_conformance.spoken_of import STORED


def main() -> None:
    """Write the file, with a check a line."""
    rows = [f"{json.dumps(check)}: {json.dumps(faults)}" for check, faults in sorted(seen_by_check().items())]
    STORED.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
