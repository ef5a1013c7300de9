"""Which run is done: a new one, or the one that was interrupted."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from scim_conformance.sync.keeping import State
from scim_conformance.sync.planning import job_of, plan
from scim_conformance.sync.settings import Settings, Unusable, read

URL = "https://api.example.com/scim/v2"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "state.sqlite")
    yield made
    made.close()


def settings(profile: str = "entra", url: str = URL, **changes: object) -> Settings:
    given = dict.fromkeys(("users", "groups", "cycles", "workers", "seed", "rate", "dialect", "json", "log"))
    more = {"profile": profile, "url": url, "token": "token-of-a-test", "set": [], "timeout": 5.0, "state": None}
    return read(Namespace(**{**given, **more, "verify": 200, "keep": False, **changes}), Path.cwd())


def test_what_is_left_open_is_chosen_once_and_goes_on_with_the_run(state: State) -> None:
    first = plan(settings(), state)
    second = plan(settings(), state)

    assert (first.users, first.groups, first.cycles, first.workers) == (1000, 20, 3, 4)
    assert not first.is_resumed
    assert second.is_resumed
    assert (second.seed, second.mark) == (first.seed, first.mark)


def test_the_same_command_goes_on_also_where_the_application_has_no_groups(state: State) -> None:
    first = plan(settings("rhombus", groups=20), state)

    assert first.groups == 0
    assert plan(settings("rhombus", groups=20), state).is_resumed


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"url": f"{URL}/other"}, "--url"),
        ({"profile": "generic"}, "the profile"),
        ({"seed": 2}, "--seed"),
        ({"users": 5}, "--users"),
        ({"cycles": 9}, "--cycles"),
        ({"dialect": "aadOptscim062020"}, "the dialect"),
        ({"workers": 9}, "--workers"),
    ],
)
def test_another_run_is_refused_and_the_difference_named(state: State, changed: dict[str, object], says: str) -> None:
    plan(settings(seed=1), state)

    with pytest.raises(Unusable, match=f"another value of: {says}\\."):
        plan(settings(**{"seed": 1, **changed}), state)  # type: ignore[arg-type]


def test_two_runs_never_have_the_same_names(tmp_path: Path) -> None:
    marks = set()
    for number in range(5):
        state = State(tmp_path / f"{number}.sqlite")
        marks.add(plan(settings(), state).mark)
        state.close()

    assert len(marks) == 5
    assert all(mark.startswith("scimconf-") for mark in marks)


def test_the_flag_of_the_url_chooses_the_dialect_and_the_option_goes_before_it() -> None:
    flagged = f"{URL}?aadOptscim062020"

    assert settings().dialect.name == "default"
    assert settings(url=flagged).dialect.name == "aadOptscim062020"
    assert settings(url=flagged).url == URL
    assert settings(url=flagged, dialect="default").dialect.name == "default"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Unusable) as wrong:
        settings("no-such-profile", url="ftp://example.com")

    assert "no-such-profile" in str(wrong.value)
    assert "--url must be an http or https address" in str(wrong.value)


def test_a_missing_url_and_token_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCIM_TOKEN")

    with pytest.raises(Unusable) as wrong:
        settings(url="", token=None)

    assert "--url https://" in str(wrong.value)
    assert "SCIM_TOKEN" in str(wrong.value)


def test_an_application_without_groups_has_no_mapping_for_them() -> None:
    users_only, both = settings("rhombus"), settings("entra")

    assert job_of(users_only.profile, users_only.dialect).groups is None
    assert job_of(both.profile, both.dialect).groups is not None
