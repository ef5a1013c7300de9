"""What stands under a check that did not pass, in the form in which each of pytest's parts asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from scim_conformance.report.visible import visible

from .explaining import brief, headline

IN_FULL = 20
"""How many texts the terminal shows whole: past them, each takes the few lines that tell it from the others."""


@dataclass(frozen=True)
class Place:
    """What pytest asks for where it has room for one line: ``--tb=line``, its short summary, junit."""

    message: str
    line: str
    path: str
    lineno: int = 0

    def __str__(self) -> str:
        return self.line

    def toterminal(self, writer: Any) -> None:
        """Write the one line."""
        writer.line(self.line)


class Text:
    """The text under a check: whole in every file, and on the terminal as long as it is read there."""

    def __init__(self, full: str, on_screen: str, place: Place, screen: Any) -> None:
        self.reprcrash = place
        self._full = full
        self._on_screen = on_screen
        self._screen = screen

    def __str__(self) -> str:
        return self._full

    def toterminal(self, writer: Any) -> None:
        """Write the text; pytest asks in the same way where it makes a file."""
        lines = (self._on_screen if writer is self._screen else self._full).splitlines()
        for number, line in enumerate(lines):
            # The second line is the message: it must not drown in what explains it.
            writer.line(line, **({"red": True, "bold": True} if number == 1 and writer is self._screen else {}))


class Texts:
    """Gives each report the texts that pytest shows of it, on the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._first: dict[tuple[str, str], str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Make what stands in a report fit to be shown, before anybody shows it."""
        report.sections = [(name, visible(text, keep="\n\t")) for name, text in report.sections]
        if hasattr(report, "wasxfail"):
            report.wasxfail = visible(str(report.wasxfail))
        if isinstance(report.longrepr, tuple):
            path, line, reason = report.longrepr
            report.longrepr = (path, line, visible(reason))
        facts = getattr(report, "scim", None)
        if facts is not None and report.failed and isinstance(report.longrepr, str):
            report.longrepr = self._text(report.nodeid, facts, report.longrepr)  # type: ignore[assignment]

    def _text(self, nodeid: str, facts: Mapping[str, Any], full: str) -> Text:
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        place = Place(visible(facts["message"]), headline(facts), nodeid.partition("::")[0])
        return Text(full, self._on_screen(facts, full), place, getattr(reporter, "_tw", None))

    def _on_screen(self, facts: Mapping[str, Any], full: str) -> str:
        option = self._config.option
        style = getattr(option, "tbstyle", "auto")
        if style == "line":
            # The line itself is written by pytest, which asks for the text all the same.
            return ""
        if getattr(option, "verbose", 0) > 0:
            return full
        name = facts["id"] + (f"[{facts['on']}]" if facts["on"] else "")
        kind = facts["outcome"], facts["cause"] or facts["message"]
        first = self._first.setdefault(kind, name)
        if first != name:
            title, message, *_ = brief(facts).split("\n")
            return "\n".join((title, message, f"  the same as {first}, above"))
        if style == "short" or len(self._first) > IN_FULL:
            return brief(facts)
        return full
