"""The report in a browser. These tests need Playwright and Debian's Chromium, so they run only where they are named:
by `make browser`, or `pytest tests/browser`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile_provider import Told, told_of
from tests.suite_process import PYTEST, environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent

TOKEN = "the-token-of-the-browser-tests"

FAULTS = (
    "spc-404",
    "auth-no-challenge",
    "page-negative-count-500",
    "delete-group-stays-on-users",
    "read-malformed-id-401",
)

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""What keeps Chromium to the page that it is shown; who runs as root, as in a container, gets no sandbox."""


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these tests out unless they were named."""
    named = [(config.invocation_params.dir / str(each).partition("::")[0]).resolve() for each in config.args]
    return None if any(each.is_relative_to(HERE) for each in named) else True


@dataclass
class Opened:
    """A page in the browser, and whatever it did that a report has no reason to do."""

    page: Page
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def is_calm(self) -> None:
        """Hold that nothing ran, nothing failed and nobody was asked."""
        assert self.page.evaluate("typeof window.__pwned") == "undefined"
        assert (self.dialogs, self.errors) == ([], [])
        assert [url for url in self.asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "There is no Chromium on the PATH: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


Opener = Callable[..., Any]


@pytest.fixture
def opened(browser: Browser) -> Opener:
    """Opens a file: ``with opened(path, java_script_enabled=False) as it``."""

    @contextmanager
    def open_file(path: Path, **options: Any) -> Iterator[Opened]:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
        context.set_default_timeout(15_000)
        it = Opened(context.new_page())
        it.page.on("dialog", lambda dialog: (it.dialogs.append(dialog.message), dialog.dismiss()))
        it.page.on("pageerror", lambda error: it.errors.append(str(error)))
        it.page.on("console", lambda said: it.errors.append(said.text) if said.type == "error" else None)
        it.page.on("request", lambda request: it.asked.append(request.url))
        it.page.goto(path.as_uri())
        yield it
        context.close()

    return open_file


@dataclass
class Red:
    """A run on a provider that is wrong in five ways and is still being served."""

    folder: Path
    token: str

    @property
    def report(self) -> Path:
        return self.folder / "scim-report" / "report.html"

    @property
    def results(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "scim-report" / "results.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def red(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Red]:
    """Serves a provider that is wrong in five ways, and runs a part of the suite on it."""
    folder = tmp_path_factory.mktemp("red")
    env = environment(folder / "state", SCIM_TOKEN=TOKEN)
    wrong = [word for fault in FAULTS for word in ("--fault", fault)]
    serve = [sys.executable, "-m", "scim_conformance", "serve", "--profile", "generic", "--token", TOKEN, *wrong]
    with subprocess.Popen(serve, cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            url = re.search(r"http://127\.0\.0\.1:\d+\S*", served.stdout.readline())
            assert url is not None
            run = [*PYTEST, "--profile", "generic", "--url", url[0]]
            run += [
                "--scim-seed",
                "7",
                "-n",
                "2",
                "-q",
                "-k",
                "discovery or auth or pagination or delete or read.malformed",
            ]
            done = subprocess.run(run, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 1, done.stdout + done.stderr
            yield Red(folder, TOKEN)
        finally:
            served.terminate()
            served.wait(20)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A run on a provider that sends markup and escapes in every string."""
    some = "errors.known or read.malformed or create.reads-back or create.answers or discovery.item-reads"
    return told_of(tmp_path_factory.mktemp("hostile"), "-k", some)
