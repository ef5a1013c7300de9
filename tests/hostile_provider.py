"""A provider that works and means harm: in every string that it answers stands what a reader might obey."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scim_conformance.profile import load
from scim_conformance.provider import Running, build, serve
from tests.suite_process import PYTEST, environment

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "the-token-of-the-tests-of-hostile-answers"

MARK = "pwned"
"""Stands in each piece of the poison, so that a test can tell whether anything of it ran or got lost."""

MARKUP = (
    "<script>window.__pwned=1</script><img src=x onerror='window.__pwned=1'>\"'><svg/onload=window.__pwned=1>"
    '</pre></code></style></textarea></title><a href="javascript:window.__pwned=1">pwned</a>'
)
MARKDOWN = "](javascript:pwned) ![pwned](http://127.0.0.1:9/pwned) `pwned` ``` | pwned | **pwned** ~~~ $$pwned$$"
COMMANDS = "\n::error title=pwned::pwned%0A::add-mask::pwned\r\n##[error]pwned\n::stop-commands::pwned\n"
ESCAPES = "\x1b[2J\x1b]0;pwned\x07\x9b31mpwned\x08\x0c\x00\x7f\u202epwned\u2066\u2028pwned\ufeff\ufffe"
XML = "]]>pwned<!--pwned--><?pwned?>&pwned;&#0;"
TEMPLATES = "{{pwned}}${pwned}%(pwned)s%s\\npwned\\"

POISON = "".join((MARKUP, MARKDOWN, COMMANDS, ESCAPES, XML, TEMPLATES))

IN_HEADERS = '"><script>window.__pwned=1</script>%0A::error::pwned `pwned` | \x9bpwned'
"""What a header can carry."""

NO_TEXT = b"<html><script>window.__pwned=1</script>pwned \xff\xfe\xc3(\x00 ]]> </html>"
"""A page in no encoding, where JSON is expected."""

LARGE = "pwned<script>window.__pwned=1</script>" * 40_000


FOLLOWED = ("id", "endpoint", "schema")
"""What the suite has to follow to get anywhere."""

ID = re.compile(r"[0-9a-f]{32}")


def poisoned(value: Any, name: str = "") -> Any:
    """Return JSON with poison behind every string and in a new name of every object, but for ids and endpoints."""
    if isinstance(value, dict):
        kept = {key: poisoned(item, key) for key, item in value.items()}
        # Half of a surrogate pair is what JSON can hold and no file in UTF-8 can.
        return {**kept, f"x-{MARKUP}{ESCAPES}\ud800": "\udfffpwned"}
    if isinstance(value, list):
        return [*(poisoned(item, name) for item in value), *([POISON] if name == "schemas" else [])]
    if not isinstance(value, str) or name in (*FOLLOWED, "schemas") or ID.fullmatch(value):
        return value
    return value + POISON


class Hostile:
    """Puts the poison into what a provider answers."""

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer a request as the right provider does, and worse."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        answer: Callable[..., Any] = lambda status, headers, exc=None: started.append((status, headers))  # noqa: E731
        body = b"".join(self._behind(environ, answer))
        status, headers = started[0]
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        poison = NO_TEXT if status.startswith("404") else self._poison(str(environ.get("PATH_INFO", "")), body)
        if not status.startswith(("204", "304")):
            kept.append(("Content-Length", str(len(poison))))
        start_response(status, [*kept, ("X-Pwned", IN_HEADERS)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [poison]

    def _poison(self, path: str, body: bytes) -> bytes:
        if not body:
            return body
        value = poisoned(json.loads(body))
        if path.endswith("/ResourceTypes/User"):
            value["description"] = LARGE
        return json.dumps(value).encode()


@contextmanager
def hostile_provider() -> Iterator[Running]:
    """Serve a hostile provider on loopback."""
    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    provider.wsgi = Hostile(provider.wsgi)
    with serve(provider) as running:
        yield running


@dataclass
class Told:
    """A run on a hostile provider that has ended, the folder in which it wrote, and what it printed."""

    folder: Path
    output: str

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()

    @property
    def results(self) -> dict[str, Any]:
        return dict(json.loads(self.text("scim-report/results.json")))


def told_of(folder: Path, *selection: str) -> Told:
    """Run the suite on a hostile provider as a job of GitHub's would, and have it write all that it can write."""
    job = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md", "COLUMNS": "80"}
    with hostile_provider() as running:
        command = [*PYTEST, "--profile", "generic", "-v", "-n", "2"]
        command += ["--url", running.url, "--token", TOKEN, "--scim-seed", "7", "--junit-xml", "junit.xml"]
        command += ["--scim-har", "run.har", "--scim-markdown", "run.md", "--scim-examples", "2", *selection]
        env = environment(folder / "state", **job)
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=500, check=False)
    output = (done.stdout + done.stderr).decode()
    assert done.returncode == 1, output
    return Told(folder, output)
