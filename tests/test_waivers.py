"""Waivers are read with all their mistakes at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scim_conformance.waivers import WaiverError, load_waivers, waiver_for

GOOD = """\
- check: delete.then-404
  message: answered 204
  reason: The nightly job removes them
  until: 2027-03-31
- check: profile.filterable-finds
  on: emails[type eq "work"].value
  message: The search
  reason: Under way
  ticket: PROV-7
  until: 2027-03-31
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "app.waivers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_waiver_speaks_for_its_check_and_row(tmp_path: Path) -> None:
    waivers = load_waivers(written(tmp_path, GOOD))

    assert waiver_for(waivers, "delete.then-404", None) is waivers[0]
    assert waiver_for(waivers, "delete.then-404", "User") is waivers[0]
    assert waiver_for(waivers, "profile.filterable-finds", 'emails[type eq "work"].value') is waivers[1]
    assert waiver_for(waivers, "profile.filterable-finds", "userName") is None


def test_a_waiver_matches_its_message_and_holds_through_its_last_day(tmp_path: Path) -> None:
    waiver = load_waivers(written(tmp_path, GOOD))[0]

    assert waiver.matches("DELETE /Users/{id} answered 204, expected 404")
    assert not waiver.matches("DELETE /Users/{id} answered 500, expected 404")
    assert not waiver.expired(date(2027, 3, 31))
    assert waiver.expired(date(2027, 4, 1))


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("reason: The nightly job removes them", "raison: x").replace("2027-03-31", "soon", 1)

    with pytest.raises(WaiverError) as caught:
        load_waivers(written(tmp_path, text))

    said = str(caught.value)
    assert "raison" in said
    assert "'reason' is a required property" in said
    assert "soon" in said
    assert "app.waivers.yaml:1" in said
    assert "app.waivers.yaml:4" in said


def test_one_check_is_not_waived_twice(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match=r"a second time, after line 1"):
        load_waivers(written(tmp_path, GOOD + GOOD.partition("- check: profile")[0]))
