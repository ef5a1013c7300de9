"""The life of a run in pytest: configured, prepared once by the controller, closed at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from scim_conformance.client import default_ledger_directory, in_process

from . import (
    certifying,
    collection,
    exporting,
    fixtures,
    github,
    html,
    judging,
    junit,
    progress,
    results,
    terminal,
    texts,
    watching,
)
from .options import unclaimed
from .quiet import Quiet
from .run import RUN, Run, run_of
from .settings import is_inspecting, read_settings


def configure(config: pytest.Config) -> None:
    """Set up the run that the command line asks for."""
    settings = read_settings(config)
    # A run leaves its reports where it is called, and nothing else.
    set_hypothesis_home_dir(default_ledger_directory("").parent / "hypothesis")
    # From here on the token lives in a Secret only: what pytest or another plugin prints of its options holds none.
    config.option.scim_token = None
    # What pytest's short summary repeats stands in ours, which comes last.
    if getattr(config.option, "reportchars", "") == "fE":
        config.option.reportchars = "N"
    part = getattr(config, "workerinput", {})
    run = config.stash[RUN] = Run(settings, part.get("workerid", "main"), part.get("workercount", 1))
    collection.register_markers(config)
    for module in (Quiet(config, run), collection, *fixtures.modules(), judging, watching, Life(config)):
        config.pluginmanager.register(module)
    if run.worker == "main":
        record = results.Results(run)
        config.stash[results.RESULTS] = record
        shown = progress.Progress(config, run, record)
        for plugin in (
            record,
            watching.Watching(run, record),
            # Registered after the watchers, so that it begins when they have ended.
            *([certifying.Certifying(config, run, record)] if config.option.scim_certify else []),
            texts.Texts(config),
            shown,
            terminal.Terminal(config, run, record, shown),
            html.Html(config, run, record),
            exporting.Exporting(config),
            junit.Junit(),
            *([github.GitHub(config)] if github.is_in_job() else []),
        ):
            config.pluginmanager.register(plugin)
        for short, long in unclaimed(config).items():
            record.notes.append(f"{short} belongs to another pytest plugin here: use {long}.")


IN_PROCESS = pytest.StashKey[bool]()
"""Set where the embedded provider is to be asked in this process, without a socket."""


class Life:
    """Opens the run when the session starts and closes it when it ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.demo: Any = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Prepare the run, before xdist starts its workers and before collection."""
        run = run_of(session.config)
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
            run.clean(all=True)
            config.workeroutput["scim"] = run.closing()  # type: ignore[attr-defined]
        run.close()

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Stop the embedded provider."""
        if self.demo is not None:
            self.demo.stop()
