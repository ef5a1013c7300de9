"""Bundled files are found in a wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from scim_conformance.files import find


def test_a_wheel_carries_them_inside_the_package(tmp_path: Path) -> None:
    inside = tmp_path / "scim_conformance" / "schemas"
    inside.mkdir(parents=True)
    (tmp_path / "schemas").mkdir()

    assert find("schemas", package=inside.parent) == inside


def test_a_checkout_has_them_beside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "scim_conformance"
    package.mkdir()
    (tmp_path / "profiles").mkdir()

    assert find("profiles", package=package) == tmp_path / "profiles"


def test_their_absence_says_where_they_were_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Install scim-conformance again"):
        find("schemas", package=tmp_path / "scim_conformance")
