"""The plugin among others: in a hostile repository, beside an owner of its short names, and not asked for at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Suite = Callable[..., Any]

QUICK = ("-k", "discovery.config-answers or create.answers-201")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A repository whose own test set-up would break or change ours."""
    (tmp_path / "conftest.py").write_text("import not_there\n", encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_text(
        "import pytest\n@pytest.fixture(autouse=True)\ndef boom():\n    raise RuntimeError('autouse')\n",
        encoding="utf-8",
    )
    (tmp_path / "tests" / "check_mine.py").write_text("def scenario_mine(): pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\n"
        "testpaths = tests\n"
        "python_files = check_*.py\n"
        "python_functions = scenario_*\n"
        "norecursedirs = *\n"
        "usefixtures = boom\n"
        "filterwarnings = error\n"
        "xfail_strict = true\n"
        "addopts = --strict-markers --strict-config --import-mode=importlib\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
@pytest.mark.usefixtures("hostile")
def test_nothing_is_taken_from_a_hostile_repository(suite: Suite, workers: tuple[str, ...]) -> None:
    done = suite("--profile", "generic", "--demo", *QUICK, *workers)

    assert done.code == 0, done.output
    assert set(done.outcomes.values()) == {"passed"}
    assert len(done.outcomes) == 3


def test_it_runs_where_the_environment_lies_inside_the_repository(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n", encoding="utf-8")
    done = suite("--profile", "generic", "--demo", *QUICK, "--rootdir", str(Path(sys.prefix).parent))

    assert done.code == 0, done.output
    assert len(done.outcomes) == 3


PROFILER = """
def pytest_addoption(parser):
    parser.getgroup("Profiling").addoption("--profile", action="store_true", help="generate profiling information")
"""


@pytest.fixture(params=["before", "after"])
def profiled(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Install a plugin that owns --profile, as pytest-profiling does, so that it loads before or after ours."""
    site, late = tmp_path / "site", tmp_path / "late"
    home = site if request.param == "before" else late
    info = home / "profiler-1.0.dist-info"
    info.mkdir(parents=True)
    (home / "profiler.py").write_text(PROFILER, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: profiler\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[pytest11]\nprofiler = profiler\n", encoding="utf-8")
    # Plugins load in the order in which their distributions are found along sys.path.
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(f"import sys\nsys.path.append({str(late)!r})\n", encoding="utf-8")
    return {"PYTHONPATH": str(site)}


def test_the_long_names_work_beside_another_owner_of_profile(suite: Suite, profiled: dict[str, str]) -> None:
    done = suite("--scim-profile", "generic", "--scim-demo", *QUICK, env=profiled)

    assert done.code == 0, done.output
    assert "--profile belongs to another pytest plugin here: use --scim-profile" in " ".join(done.output.split())


def test_the_short_name_of_another_owner_stays_its_own(suite: Suite, profiled: dict[str, str]) -> None:
    ours = suite("--profile", "rhombus.yaml", "--demo", env=profiled)
    theirs = suite("--profile", "--version", env=profiled)

    assert ours.code == 4
    assert "Write --scim-profile rhombus.yaml" in ours.output
    assert theirs.code == 0, theirs.output


def test_without_a_profile_it_imports_nothing_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        "import sys\n"
        "def test_mine():\n"
        "    ours = sorted(name for name in sys.modules if name.startswith('scim_conformance'))\n"
        "    assert ours == ['scim_conformance', 'scim_conformance.plugin', 'scim_conformance.plugin.options']\n"
        "    assert not {'httpx', 'scim2_models', 'scim2_server', 'pydantic'} & set(sys.modules)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
