"""The embedded provider, which writes down what it is sent and what it answers.

It prints the URL on which it listens, and when it is ended, the name of the file with one exchange a line.
"""

from __future__ import annotations

import argparse
import json
import signal
import threading
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scim_conformance.profile import load
from scim_conformance.provider import build, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Recording:
    """A layer of WSGI that remembers each exchange; it costs the same whoever asks."""

    def __init__(self, behind: WSGIApplication) -> None:
        self.exchanges: list[dict[str, Any]] = []
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        if environ.get("CONTENT_TYPE"):
            headers["CONTENT-TYPE"] = environ["CONTENT_TYPE"]
        target = quote(environ["PATH_INFO"].encode("latin-1"))
        if environ.get("QUERY_STRING"):
            target += "?" + environ["QUERY_STRING"]
        seen: dict[str, Any] = {"method": environ["REQUEST_METHOD"], "target": target, "headers": headers}

        def starting(status: str, fields: list[tuple[str, str]], *rest: Any) -> Any:
            seen["status"] = int(status[:3])
            return start_response(status, fields, *rest)

        answer = b"".join(self._behind(environ, starting))
        seen |= {"body": body.decode("latin-1"), "answer": answer.decode("latin-1")}
        self.exchanges.append(seen)
        return [answer]


def main() -> None:
    """Serve until the process is ended, then write what was seen."""
    parser = argparse.ArgumentParser(description="The embedded provider, which writes down what it is asked.")
    parser.add_argument("--profile", default="generic")
    parser.add_argument("--token", required=True)
    parser.add_argument("--file", type=Path, required=True)
    given = parser.parse_args()
    provider = build(load(given.profile, cwd=Path.cwd()), token=given.token)
    recording = Recording(provider.wsgi)
    provider.wsgi = recording
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with serve(provider) as running:
        print(running.url, flush=True)
        ended.wait()
    given.file.write_text("\n".join(map(json.dumps, recording.exchanges)), encoding="utf-8")


if __name__ == "__main__":
    main()
