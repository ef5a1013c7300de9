"""The embedded provider at the end of a long line: each answer comes some time later than it would.

It prints the URL on which it listens, and when it is ended, when the first and the last request came.
"""

from __future__ import annotations

import argparse
import json
import signal
import threading
import time
from pathlib import Path
from typing import Any

from scim_conformance.profile import load
from scim_conformance.provider import build, serve


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="The embedded provider at the end of a long line.")
    parser.add_argument("--profile", default="generic")
    parser.add_argument("--latency", type=float, default=0.05, metavar="S")
    parser.add_argument("--token", required=True)
    given = parser.parse_args()
    provider = build(load(given.profile, cwd=Path.cwd()), token=given.token)
    came: list[float] = []

    def late(behind: Any) -> Any:
        def answer(request: Any) -> Any:
            came.append(time.monotonic())
            # Each connection has a thread of its own: one that waits holds up no other.
            time.sleep(given.latency)
            return behind(request)

        return answer

    provider.wrap(late)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with serve(provider) as running:
        print(running.url, flush=True)
        ended.wait()
    print(json.dumps({"requests": len(came), "first": min(came, default=0.0), "last": max(came, default=0.0)}))


if __name__ == "__main__":
    main()
