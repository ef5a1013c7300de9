"""However a run ends, nothing of it stays on the provider, and what could not be removed is told."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from killing import TOKEN, Started, until

from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve

Suite = Callable[..., Any]
Bring = Callable[[str], dict[str, str]]

CHECKS = '''
import os
import time
from scim_conformance import check, expect

@check("read.first", verifies="RFC7644-3.4.1-01")
def test_first(scim, new_user):
    """A check before the end."""
    expect.status(scim.read(new_user()), 200)

@check("read.last-words", verifies="RFC7644-3.4.1-01")
def test_end(scim, new_user):
    """The process ends here."""
    new_user()
    open("reached", "w").close()
    ENDS

@check("read.third", verifies="RFC7644-3.4.1-01")
def test_third(scim, new_user):
    """A check after the end."""
    expect.status(scim.read(new_user()), 200)
'''


@pytest.fixture
def provider() -> Provider:
    return build(load("generic", cwd=Path.cwd()), token=TOKEN)


@pytest.fixture
def url(provider: Provider) -> Iterator[str]:
    provider.seed_strangers(3)
    with serve(provider) as running:
        yield running.url


def alive(provider: Provider) -> list[str]:
    return [str(r.user_name) for r in provider.storage.resources if hasattr(r, "user_name")]


@pytest.mark.long
def test_a_worker_that_dies_is_told_and_cleaned_up_after(
    suite: Suite, bring: Bring, provider: Provider, url: str
) -> None:
    before = alive(provider)
    env = bring(CHECKS.replace("ENDS", "os._exit(7)"))

    done = suite(
        "--profile",
        "generic",
        "--url",
        url,
        "--token",
        TOKEN,
        "-k",
        "read.first or read.last-words or read.third",
        "-n",
        "2",
        env=env,
    )

    assert done.code == 1
    assert done.outcomes == {"read.first": "passed", "read.last-words": "broken", "read.third": "passed"}
    assert "The process that ran this check died" in done.output
    assert alive(provider) == before
    assert done.results["leftovers"] == []


def test_an_interrupted_run_cleans_up_and_reports(tmp_path: Path, bring: Bring, provider: Provider, url: str) -> None:
    before = alive(provider)
    env = bring(CHECKS.replace("ENDS", "time.sleep(60)"))
    run = Started(tmp_path, url, "-k", "read.first or read.last-words", env=env)
    until((tmp_path / "reached").exists)
    run.tell(signal.SIGINT)

    assert run.end() == 2
    assert run.results["run"]["interrupted"] is True
    assert run.results["verdicts"]["rfc"] == "partial"
    assert alive(provider) == before


def test_what_can_not_be_deleted_is_told_once_and_fails_the_run(
    suite: Suite, tmp_path: Path, provider: Provider, url: str
) -> None:
    def refuse(answer: Any) -> Any:
        def without_deletion(request: Any) -> Any:
            if request.method == "DELETE":
                request.path = "/Users/not-there"
            return answer(request)

        return without_deletion

    provider.wrap(refuse)

    done = suite("--profile", "generic", "--url", url, "--token", TOKEN, "-k", "read.answers", "--scim-ledger", "left")

    left = done.results["leftovers"]
    users = [name for name in alive(provider) if name.startswith("scimconf-")]
    assert done.code == 1
    assert {check["outcome"] for check in done.results["checks"]} == {"passed"}
    assert len({item["id"] for item in left}) == len(left) >= len(users) > 0
    assert "Left behind on the provider" in done.output
    assert list((tmp_path / "left").glob("*.jsonl"))
    deletions = [e for e in done.results["exchanges"] if e["method"] == "DELETE"]
    assert len(deletions) <= 2 * len(left)


@pytest.mark.long
def test_no_stranger_is_kept_or_touched(suite: Suite, provider: Provider, url: str) -> None:
    strangers = {r.id: r.model_dump() for r in provider.storage.resources}
    seen = [str(name) for name in alive(provider)]

    done = suite("--profile", "generic", "--url", url, "--token", TOKEN, "-n", "2")

    assert {r.id: r.model_dump() for r in provider.storage.resources} == strangers
    for path in done.folder.rglob("*.*"):
        if path.is_dir():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [name for name in seen if name in text], path
