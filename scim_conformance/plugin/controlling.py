"""What only the process has that the user has started: results, reports, and what is shown. Workers load none of it."""

from __future__ import annotations

import pytest

from . import exporting, github, html, junit, progress, results, terminal, texts, watching
from .options import unclaimed
from .run import Run
from .stopping import Workers


def configure_controller(config: pytest.Config, run: Run) -> None:
    """Set up what gathers the outcomes of all processes, and what writes and shows them."""
    record = results.Results(run)
    config.stash[results.RESULTS] = record
    if run.settings.plan:
        _configure_plan(config, run, record)
        return
    shown = progress.Progress(config, run, record)
    for plugin in (
        record,
        watching.Watching(run, record),
        Workers(config, run.stopping),
        # Registered after the watchers, so that it begins when they have ended.
        *_certifying(config, run, record),
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


def _configure_plan(config: pytest.Config, run: Run, record: results.Results) -> None:
    from .planning import Planning, keep_inside

    keep_inside(config)
    for plugin in (record, watching.Watching(run, record), texts.Texts(config), Planning(config, run, record)):
        config.pluginmanager.register(plugin)


def _certifying(config: pytest.Config, run: Run, record: results.Results) -> list[object]:
    if not config.option.scim_certify:
        return []
    from .certifying import Certifying

    return [Certifying(config, run, record)]
