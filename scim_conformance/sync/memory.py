"""How much memory this process has taken."""

from __future__ import annotations

import sys


def peak_bytes() -> int:
    """Return the most memory that the process ever had; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kilobytes, macOS in bytes.
    return used if sys.platform == "darwin" else used * 1024
