"""No secret leaves by the side doors, and nothing that a terminal obeys: logs, captured output, internal errors."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest

from scim_conformance.report.spelling import spell_on
from scim_conformance.report.visible import visible

from .run import Run


def spell_out() -> None:
    """Have the terminal spell out what its encoding has no sign for, whoever prints it."""
    for stream in (sys.stdout, sys.stderr):
        spell_on(stream)


class Quiet:
    """Takes the secrets of a run, and what a terminal would obey, out of whatever others print about it."""

    def __init__(self, config: pytest.Config, run: Run) -> None:
        self._redactor = run.redactor
        make = logging.getLogRecordFactory()

        def clean(*args: Any, **kwargs: Any) -> logging.LogRecord:
            record = make(*args, **kwargs)
            try:
                record.msg, record.args = visible(self._redactor.text(record.getMessage()), keep="\n\t"), ()
            except (TypeError, ValueError):
                record.msg, record.args = "(a log message that can't be formatted)", ()
            return record

        logging.setLogRecordFactory(clean)
        config.add_cleanup(lambda: logging.setLogRecordFactory(make))

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any) -> None:
        """Take the secrets out of a crash of pytest or a plugin before anybody prints it."""
        text = visible(self._redactor.text(str(excrepr)), keep="\n\t")
        # Terminal, junit and html each print this object by itself: the object is what must be clean.
        excrepr.toterminal = lambda writer: writer.write(text + "\n")
