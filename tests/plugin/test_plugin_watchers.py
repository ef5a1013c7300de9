"""Watchers look at every exchange of the run, wherever it was made, and send nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve

Suite = Callable[..., Any]

TOKEN = "t" * 32


@pytest.fixture
def url() -> Iterator[str]:
    """A provider whose lists count too few and whose errors have a number as status; the rest is right."""

    def spoil(answer: Any) -> Any:
        def spoiled(request: Any) -> Any:
            response = answer(request)
            body = response.body
            if isinstance(body, dict) and body.get("Resources"):
                response.body = {**body, "totalResults": 0}
            elif isinstance(body, dict) and "detail" in body:
                response.body = {**body, "status": int(body["status"])}
            return response

        return spoiled

    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    provider.seed_strangers(3)
    provider.wrap(spoil)
    with serve(provider) as running:
        yield running.url


SELECTED = "filter.user-name-finds or read.unknown-id-404 or every-list or every-error or every-resource"


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_a_watcher_is_one_check_with_every_offending_exchange(suite: Suite, url: str, workers: tuple[str, ...]) -> None:
    done = suite("--profile", "generic", "--url", url, "--token", TOKEN, "-k", SELECTED, *workers)

    checks = {check["id"]: check for check in done.results["checks"]}
    exchanges = {exchange["n"]: exchange for exchange in done.results["exchanges"]}
    assert done.code == 1
    assert checks["read.unknown-id-404"]["outcome"] == "passed"
    assert checks["schema.every-resource-has-an-id"]["outcome"] == "passed"
    lists, errors = checks["pagination.every-list-is-valid"], checks["errors.every-error-is-valid"]
    assert lists["outcome"] == errors["outcome"] == "failed"
    assert lists["message"] == "A list counts fewer than it shows"
    assert {exchanges[n]["response"]["body"]["totalResults"] for n in lists["exchanges"]} == {0}
    assert all(exchanges[n]["status"] >= 400 for n in errors["exchanges"])
    assert lists["requests"] == errors["requests"] == 0
    assert len(done.results["exchanges"]) == done.results["run"]["requests"] == max(exchanges)
    assert "1 passed" not in done.output.splitlines()[-1]


def test_a_watcher_alone_is_a_run(suite: Suite) -> None:
    done = suite("--profile", "generic", "--demo", "-k", "schema.every-resource-has-an-id")

    assert done.outcomes == {"schema.every-resource-has-an-id": "passed"}
    assert done.code == 0


BROUGHT = '''
from scim_conformance import expect, watcher

def nothing(seen):
    return []

def everything(seen):
    yield seen

@watcher("read.nothing-to-see", verifies="RFC7644-3.4.1-01", watches=nothing)
def test_nothing(seen):
    """There is nothing to look at."""

@watcher("read.has-a-bug", verifies="RFC7644-3.4.1-01", watches=everything)
def test_bug(seen):
    """The watcher has a bug."""
    seen.not_there
'''


def test_a_watcher_without_anything_to_look_at_is_omitted_and_one_with_a_bug_is_broken(
    suite: Suite, bring: Callable[[str], dict[str, str]]
) -> None:
    chosen = "nothing-to-see or has-a-bug or config-answers"
    done = suite("--profile", "generic", "--demo", "-k", chosen, env=bring(BROUGHT))

    assert done.outcomes == {
        "discovery.config-answers": "passed",
        "read.nothing-to-see": "omitted",
        "read.has-a-bug": "broken",
    }
    assert done.code == 1
    assert "not_there" in done.output
