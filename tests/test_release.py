"""The tools that build a release: what they hold, what they refuse, and which Pythons they find."""

from __future__ import annotations

import importlib.util
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from scim_conformance import __version__

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def release() -> Iterator[ModuleType]:
    """The tool, which imports its neighbour as a script does."""
    sys.path.insert(0, str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("release_tool", ROOT / "tools" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["release_tool"] = module
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "tools"))
    del sys.modules["release_tool"], sys.modules["archives"]


def test_the_version_stands_in_one_place_and_the_changelog_begins_with_it(release: ModuleType) -> None:
    assert release.version_of(ROOT) == __version__
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    problem = release.changelog_problem(text, __version__)
    assert not problem or "Write the day of the release there" in problem
    # Nobody else holds it: neither the metadata nor the action nor the tools.
    for name in ("pyproject.toml", "action.yml", "Makefile", "tools/release.py"):
        assert f'version = "{__version__}"' not in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# Changes\n\n## 1.2.3 (2026-12-31)\n\nNew.\n\n## 1.2.2 (2026-01-01)\n", ""),
        ("# Changes\n\n## 1.2.3 (not released)\n", "Write the day of the release there"),
        ("# Changes\n\n## 1.2.4 (2026-12-31)\n\n## 1.2.3 (2026-12-30)\n", "is 1.2.4, and the version is 1.2.3"),
        ("# Changes\n", "no heading"),
    ],
)
def test_a_changelog_that_is_not_of_this_release_is_refused(release: ModuleType, text: str, says: str) -> None:
    found = release.changelog_problem(text, "1.2.3")

    assert says in found
    assert bool(found) is bool(says)


def wheel_with(folder: Path, names: set[str]) -> Path:
    path = folder / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name in names:
            wheel.writestr(name, "")
    return path


def sdist_with(folder: Path, names: set[str]) -> Path:
    path = folder / "x-1.tar.gz"
    with tarfile.open(path, "w:gz") as sdist:
        for name in names:
            sdist.addfile(tarfile.TarInfo(f"x-1/{name}"), io.BytesIO())
    return path


INFO = {f"x-1.dist-info/{name}" for name in ("METADATA", "entry_points.txt", "licenses/LICENSE", "RECORD")}


def test_a_wheel_must_hold_the_package_with_schemas_profiles_and_types(release: ModuleType, tmp_path: Path) -> None:
    archives = sys.modules["archives"]
    wanted = set(archives.package_files(ROOT))
    assert {
        "scim_conformance/py.typed",
        "scim_conformance/schemas/results.schema.json",
        "scim_conformance/schemas/scim/core-schemas.json",
        "scim_conformance/profiles/rhombus.yaml",
        "scim_conformance/requirements/keywords.yaml",
    } <= wanted
    assert any(name.startswith("scim_conformance/profiles/gallery/") for name in wanted)

    whole = wheel_with(tmp_path, wanted | INFO)
    assert list(archives.wrong_in_wheel(archives.names_of(whole), wanted)) == []
    lacking = wheel_with(tmp_path, (wanted | INFO) - {"scim_conformance/py.typed", "x-1.dist-info/licenses/LICENSE"})
    assert list(archives.wrong_in_wheel(archives.names_of(lacking), wanted)) == [
        "scim_conformance/py.typed is missing.",
        "There is no licenses/LICENSE in it.",
    ]
    stray = {"tests/test_x.py", "scim_conformance/__pycache__/x.cpython-311.pyc", "scim_conformance/.mypy_cache/x"}
    told = list(archives.wrong_in_wheel(archives.names_of(wheel_with(tmp_path, wanted | INFO | stray)), wanted))
    assert len(told) == 3
    assert "tests/test_x.py would be installed beside the package." in told


def test_an_sdist_must_hold_what_it_takes_to_test_and_build_again(release: ModuleType, tmp_path: Path) -> None:
    archives = sys.modules["archives"]
    wanted = set(archives.package_files(ROOT))
    own = {name.replace("scim_conformance/schemas/", "schemas/") for name in wanted}
    own = {name.replace("scim_conformance/profiles/", "profiles/") for name in own} | set(archives.OF_THE_SDIST)

    assert list(archives.wrong_in_sdist(archives.names_of(sdist_with(tmp_path, own)), wanted)) == []
    lacking = sdist_with(tmp_path, own - {"Makefile", "schemas/results.schema.json"} | {".hypothesis/x"})
    assert list(archives.wrong_in_sdist(archives.names_of(lacking), wanted)) == [
        ".hypothesis/x does not belong into it.",
        "Makefile is missing.",
        "schemas/results.schema.json is missing.",
    ]
    for name in archives.OF_THE_SDIST:
        assert (ROOT / name).is_file(), name


def test_only_pythons_that_start_and_are_new_enough_are_tried_each_version_once(
    release: ModuleType, tmp_path: Path
) -> None:
    def script(name: str, body: str) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    shim = script("python3.12", "echo 'command not found' >&2; exit 127")
    old = script("python3.10", "echo 3.10")
    new = script("python3.14", "echo 3.14")

    found = list(release.pythons([shim, str(tmp_path / "none"), old, new, sys.executable, sys.executable]))

    own = "{}.{}".format(*sys.version_info[:2])
    assert [(each.path, each.version) for each in found] == [(new, "3.14"), (sys.executable, own)]


def test_a_bill_of_materials_must_name_the_release_and_what_it_needs_and_no_file_of_here(release: ModuleType) -> None:
    needed = [{"name": name} for name in ("httpx", "hypothesis", "pytest")]
    right = {"metadata": {"component": {"name": "scim-conformance", "version": "1.2"}}, "components": needed}
    wrong = {**right, "components": [*needed[:2], {"name": "x", "from": "file:///home/me/x.whl"}]}

    assert list(release.bill_problems(right, "1.2")) == []
    assert list(release.bill_problems(wrong, "1.3")) == [
        "the bill of materials is not of this release, but of scim-conformance 1.2.",
        "the bill of materials does not name pytest.",
        "the bill of materials names a file of this machine.",
    ]


def test_a_command_that_fails_makes_the_release_unfit_and_shows_why(release: ModuleType) -> None:
    with pytest.raises(release.Unfit, match=r"(?s)ended with 3:.*told why"):
        release.run([sys.executable, "-c", "print('told why'); raise SystemExit(3)"])
    with pytest.raises(release.Unfit, match=r"one\n {4}two"):
        release.must("", "one", "two")
    release.must("", "")


def test_what_a_user_gets_wrong_is_wrong_and_what_is_right_runs(release: ModuleType) -> None:
    known: dict[str, object] = {"__name__": "user_of_the_release"}

    exec(release.USER, known)

    assert known["version"] == __version__
    for line in release.WRONG:
        with pytest.raises((TypeError, AttributeError)):
            exec(line, known)
