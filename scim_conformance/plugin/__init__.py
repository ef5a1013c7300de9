"""The pytest plugin: inert without ``--profile``, so this module imports nothing that a run without it needs not."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from . import options

SUITE = Path(__file__).resolve().parent.parent / "checks"
"""The packaged suite, which runs where no test path is given."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options that no other plugin can own."""
    options.register(parser)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, None, None]:
    """Claim the short names where they are free, and aim the run at the packaged suite."""
    # Only now have all installed plugins registered their options, and no conftest of the caller is imported yet.
    options.claim_short_names(early_config, parser, args)
    options.aim_at_suite(early_config, parser, args, SUITE)
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Wake up where a profile is given."""
    if config.option.scim_profile is not None:
        from . import active, quiet

        # Before anything is said, also of wrong options.
        quiet.spell_out()
        active.configure(config)
    else:
        options.refuse_idle(config)
