"""The life of a run in pytest: configured, prepared once by the controller, closed at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.client import default_ledger_directory, in_process

from . import collection, fixtures, judging, lean, reading, results, watching
from .quiet import Quiet
from .run import RUN, Run, run_of
from .settings import is_inspecting, read_settings


def configure(config: pytest.Config) -> None:
    """Set up the run that the command line asks for."""
    settings = read_settings(config)
    # A run leaves its reports where it is called, and nothing else.
    _keep_out(default_ledger_directory("").parent / "hypothesis")
    # From here on the token lives in a Secret only: what pytest or another plugin prints of its options holds none.
    config.option.scim_token = None
    # What pytest's short summary repeats stands in ours, which comes last.
    if getattr(config.option, "reportchars", "") == "fE":
        config.option.reportchars = "N"
    part = getattr(config, "workerinput", {})
    run = config.stash[RUN] = Run(settings, part.get("workerid", "main"), part.get("workercount", 1))
    collection.register_markers(config)
    for module in (Quiet(config, run), collection, *fixtures.modules(), judging, watching, reading, lean, Life(config)):
        config.pluginmanager.register(module)
    if run.worker == "main":
        # Imported here because a worker needs nothing of it, and there may be many workers.
        from .controlling import configure_controller

        configure_controller(config, run)


def _keep_out(folder: Path) -> None:
    """Have hypothesis keep its files elsewhere, without loading it where nothing is drawn."""
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder)
    if "hypothesis" in sys.modules:
        from hypothesis.configuration import set_hypothesis_home_dir

        set_hypothesis_home_dir(folder)


IN_PROCESS = pytest.StashKey[bool]()
"""Set where the embedded provider is to be asked in this process, without a socket."""


class Life:
    """Opens the run when the session starts and closes it when it ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.demo: Any = None
        self._session: pytest.Session | None = None
        self._finished = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Prepare the run, before xdist starts its workers and before collection."""
        run = run_of(session.config)
        self._session = session
        # Whoever runs the suite within a process of its own looks after its signals.
        if not self.config.stash.get(results.UNWRITTEN, False):
            run.stopping.listen()
        handed = getattr(session.config, "workerinput", {}).get("scim")
        if handed:
            run.take_over(handed)
        elif not is_inspecting(session.config):
            if run.settings.demo:
                self._open_demo(run)
            else:
                run.open(str(run.settings.access.url))
            run.prepare()

    def _open_demo(self, run: Run) -> None:
        from scim_conformance.provider import LeapingClock, build, serve
        from scim_conformance.provider.faults import fault, inject

        token = run.settings.access.token
        assert token is not None
        inside = self.config.stash.get(IN_PROCESS, False)
        clock = LeapingClock()
        provider = build(run.settings.profile, token=token.reveal(), clock=clock if inside else None)
        run.injected = [inject(provider, fault(id)) for id in run.settings.faults]
        if inside:
            run.sleep = clock.leap
            run.open(f"{provider.scheme}://provider.example/v2", in_process(provider.wsgi))
        else:
            self.demo = serve(provider)
            run.open(str(self.demo.url))

    @pytest.hookimpl(optionalhook=True, trylast=True)
    def pytest_xdist_setupnodes(self, specs: list[Any]) -> None:
        """Start no worker where there is nothing to test."""
        if run_of(self.config).stop:
            specs.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool | None:
        """Collect nothing where there is nothing to test."""
        return True if run_of(session.config).stop else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run nothing where there is nothing to test."""
        return True if run_of(session.config).stop else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self) -> None:
        """Begin no check after a signal, also where the place in which it came has swallowed it."""
        if run_of(self.config).stopping.times:
            raise KeyboardInterrupt

    def pytest_runtest_logfinish(self) -> None:
        """End the run where nothing more can be written down, or nobody can be reached any more."""
        run = run_of(self.config)
        if run.ended and self._session is not None:
            self._session.shouldfail = run.ended

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Count what -k, -m or --lf leave out; under xdist each worker selects for itself."""
        run_of(self.config).left_out += len(items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the prepared run to a worker of xdist."""
        node.workerinput["scim"] = run_of(node.config).for_workers()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Delete what is left; a worker tells the controller, who writes the results."""
        config = session.config
        run = run_of(config)
        if not run.is_open:
            return
        if run.worker == "main":
            config.stash[results.RESULTS].finish(session)
        else:
            run.clean_finally()
            config.workeroutput["scim"] = run.closing()  # type: ignore[attr-defined]
        self._finished = True
        run.close()

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Clean up after a run that was ended before its session had begun, and stop the embedded provider."""
        run = run_of(self.config)
        if run.is_open and not self._finished:
            run.clean_finally()
            for each in run.leftovers:
                print(f"Left behind: /{each['endpoint']}/{each['id'] or '?'}: {each['why']}", file=sys.stderr)
            run.close()
        run.stopping.end()
        if self.demo is not None:
            self.demo.stop()
