"""Build a release, and try it as its users will.

    python tools/release.py                 what `make release` does: into dist/
    python tools/release.py --rehearse      the same, from any state of the tree, as CI does each time

Builds the sdist and, from it, the wheel; holds both against what they must hold; installs the wheel into an empty
environment on every Python here that starts, and runs the suite in it; checks a user's types; runs tests from the
unpacked sdist; and puts the bill of materials and the checksums beside them. Needs what requirements-release.txt has.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import archives

ROOT = Path(__file__).resolve().parent.parent

OLDEST = (3, 11)

NAMED = ("python3", "python3.11", "python3.12", "python3.13", "python3.14")

PART = ("-m", "create or profile")
"""What is run on the second Python and all after it; the first one runs the suite as a whole."""

OF_THE_CALLER = ("SCIM_", "PYTEST_", "GITHUB_", "PYTHON")

TESTS_OF_THE_SDIST = ("tests/test_files.py", "tests/test_architecture.py", "tests/test_release.py", "tests/fleet")
"""A part that is quick, and looks at what stands beside the package: tools, schemas, the action, the docs."""

USER = '''
from __future__ import annotations

from scim_conformance import __version__, add, check, expect, remove, replace, watcher
from scim_conformance.client import Reply, Scim


@check("read.mine", verifies="RFC7644-3.4.1-01")
def test_mine(scim: Scim) -> None:
    """A check of somebody's own."""
    reply: Reply = scim.get("/Users")
    expect.status(reply, 200)


version: str = __version__
operations = [add("title", "a"), replace("title", "b"), remove("title")]
'''

WRONG = {
    "check(7)": "arg-type",
    "expect.status(1, 200)": "arg-type",
    "version + 1": "operator",
}
"""What a user may get wrong, each with what mypy has to call it: where it says nothing, it sees no types."""


class Unfit(Exception):
    """Something that must not be released; the message says why."""


@dataclass(frozen=True)
class Python:
    """A Python that starts."""

    path: str
    version: str
    """Such as 3.12."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and try the release, and return 0 where it is fit."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.short and not given.rehearse:
        parser.error("--short is for rehearsals: what is released is tried as a whole.")
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(given.work or temporary).resolve()
        try:
            release(Path(given.dist).resolve(), work, rehearse=given.rehearse, short=given.short)
        except Unfit as reason:
            print(f"NOT FIT: {reason}", file=sys.stderr)
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Build a release, and try it as its users will.")
    parser.add_argument("--rehearse", action="store_true", help="whatever the state of tree and CHANGELOG")
    parser.add_argument("--short", action="store_true", help="in one environment only, and without the sdist's tests")
    parser.add_argument("--dist", default="dist", metavar="DIR", help="where the files go (default: dist)")
    parser.add_argument("--work", metavar="DIR", help="keep the environments here, user-3.11 and so on")
    return parser


def release(dist: Path, work: Path, *, rehearse: bool, short: bool = False) -> None:
    """Do all of it, or raise Unfit."""
    version = version_of(ROOT)
    if not rehearse:
        must(changelog_problem((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version))
        must("the tree has changes that are not committed." if output("git", "status", "--porcelain") else "")
    step(f"building {version}")
    wheel, sdist = build(dist)
    step("what they hold")
    wanted = set(archives.package_files(ROOT))
    must(*archives.wrong_in_wheel(archives.names_of(wheel), wanted))
    must(*archives.wrong_in_sdist(archives.names_of(sdist), wanted))
    tool("twine", "check", "--strict", str(wheel), str(sdist))
    users = list(islice(_installed_everywhere(wheel, work, version), 1 if short else None))
    step("the types that a user's own check sees")
    types(work, users[0])
    if not short:
        step("tests, from the unpacked sdist")
        from_the_sdist(sdist, work, users[0])
    step("the bill of materials, and the checksums")
    bill = bill_of_materials(dist / f"scim_conformance-{version}.cdx.json", users[0], version, work)
    sums = dist / "SHA256SUMS"
    sums.write_text("".join(f"{_sum(path)}  {path.name}\n" for path in (sdist, wheel, bill)), encoding="utf-8")
    step("done")
    print(sums.read_text(encoding="utf-8"), end="")


def version_of(root: Path) -> str:
    """Return the version, from the one place where it stands."""
    text = (root / "scim_conformance" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise Unfit('scim_conformance/__init__.py has no line __version__ = "…".')
    return found[1]


def changelog_problem(text: str, version: str) -> str:
    """Return what keeps a CHANGELOG from being that of a release; empty where nothing does."""
    found = re.search(r"^## (\S+) \((.+)\)$", text, re.MULTILINE)
    if found is None:
        return "CHANGELOG.md has no heading such as ## 1.2.3 (2026-12-31)."
    if found[1] != version:
        return f"the newest heading of CHANGELOG.md is {found[1]}, and the version is {version}."
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", found[2]):
        return f"CHANGELOG.md says of {version}: {found[2]}. Write the day of the release there."
    return ""


def must(*problems: str) -> None:
    """Raise Unfit where there is any problem; empty ones are none."""
    told = [problem for problem in problems if problem]
    if told:
        raise Unfit("\n    ".join(told))


def build(dist: Path) -> tuple[Path, Path]:
    """Build sdist and wheel into an empty folder; the wheel is built from the sdist, which so proves to be whole."""
    if dist.exists():
        shutil.rmtree(dist)
    # Built again from the same commit, both are the same to the last byte.
    told = {"SOURCE_DATE_EPOCH": output("git", "log", "-1", "--format=%ct") or str(int(time.time()))}
    tool("build", "--outdir", str(dist), str(ROOT), env={**os.environ, **told})
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    return wheel, sdist


def pythons(candidates: Sequence[str]) -> Iterator[Python]:
    """Yield the first Python of each version that starts and is new enough: some names on a PATH are shims."""
    seen = set()
    for path in candidates:
        asked = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
        try:
            done = subprocess.run([path, "-c", asked], capture_output=True, text=True, timeout=30, check=False)
        except OSError:
            continue
        version = done.stdout.strip()
        if done.returncode == 0 and version not in seen and tuple(map(int, version.split("."))) >= OLDEST:
            seen.add(version)
            yield Python(path, version)


def candidates() -> list[str]:
    """Return where Pythons may be: the one at hand, on the PATH, and those that pyenv has built."""
    of_pyenv = sorted(Path.home().glob(".pyenv/versions/3.1[1-9]*/bin/python"))
    return [sys.executable, *NAMED, *map(str, of_pyenv)]


def _installed_everywhere(wheel: Path, work: Path, version: str) -> Iterator[Path]:
    for number, each in enumerate(pythons(candidates())):
        step(f"in an empty environment of Python {each.version}")
        python = installed(wheel, work / f"user-{each.version}", each)
        said = output(str(python), "-m", "scim_conformance", "--version")
        must("" if said.endswith(f" {version}") else f"what was installed says that it is {said!r}.")
        with tempfile.TemporaryDirectory() as empty:
            state = {"XDG_STATE_HOME": f"{empty}/state"}
            asked = ("--profile", "rhombus.yaml", "--demo", "-q", *(PART if number else ()))
            run([str(python), "-m", "pytest", *asked], cwd=empty, env={**clean(), **state})
        yield python


def installed(wheel: Path, folder: Path, python: Python) -> Path:
    """Install the wheel, with what it needs and nothing else, not even pip; returns the Python of the environment."""
    run([python.path, "-m", "venv", "--clear", "--without-pip", str(folder)])
    own = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    tool("pip", "--python", str(own), "install", "--quiet", "--disable-pip-version-check", str(wheel))
    return own


def types(work: Path, python: Path) -> None:
    """Hold that mypy sees the types of the installed wheel: it is content with right code, and tells each mistake."""
    right = work / "user_right.py"
    right.write_text(USER, encoding="utf-8")
    asked = ("--strict", "--python-executable", str(python), "--cache-dir", str(work / "mypy"))
    tool("mypy", *asked, str(right), cwd=work)
    for number, (line, code) in enumerate(WRONG.items()):
        wrong = work / f"user_wrong_{number}.py"
        wrong.write_text(f"{USER}\n{line}\n", encoding="utf-8")
        said = output(sys.executable, "-m", "mypy", *asked, str(wrong), cwd=work)
        must("" if f"[{code}]" in said else f"mypy does not tell that {line} is wrong: {said}")


def from_the_sdist(sdist: Path, work: Path, python: Path) -> None:
    """Run tests of the unpacked sdist, with what it says itself that it needs for that."""
    with tarfile.open(sdist) as packed:
        packed.extractall(work, filter="data")
    source = work / sdist.name.removesuffix(".tar.gz")
    needed = ("install", "--quiet", "--disable-pip-version-check", "--requirement", "requirements.txt")
    tests = work / "sdist"
    run([str(python), "-m", "venv", "--clear", "--without-pip", str(tests)])
    own = tests / "bin" / "python"
    for asked in (needed, ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "--editable", ".")):
        tool("pip", "--python", str(own), *asked, cwd=source)
    run([str(own), "-m", "pytest", "-q", "--collect-only"], cwd=source, env=clean(), quiet=True)
    run([str(own), "-m", "pytest", "-q", *TESTS_OF_THE_SDIST], cwd=source, env=clean())


def bill_of_materials(path: Path, python: Path, version: str, work: Path) -> Path:
    """Write what an installation consists of, as a validated CycloneDX document, and look whether it names us."""
    # The tool reads no version that is told to stand elsewhere.
    told = work / "pyproject.toml"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    told.write_text(text.replace('dynamic = ["version"]', f'version = "{version}"'), encoding="utf-8")
    asked = ("environment", "--output-reproducible", "--of", "JSON", "--validate", "--pyproject", str(told))
    run([str(Path(sys.executable).parent / "cyclonedx-py"), *asked, "-o", str(path), str(python)], quiet=True)
    must(*bill_problems(json.loads(path.read_text(encoding="utf-8")), version))
    return path


def bill_problems(document: dict[str, Any], version: str) -> Iterator[str]:
    """Yield what is wrong with a bill of materials, beyond its shape."""
    ours = document["metadata"]["component"]
    if (ours["name"], ours.get("version")) != ("scim-conformance", version):
        yield f"the bill of materials is not of this release, but of {ours['name']} {ours.get('version')}."
    named = {each["name"] for each in document["components"]}
    for name in sorted({"httpx", "hypothesis", "pytest"} - named):
        yield f"the bill of materials does not name {name}."
    if "file:" in json.dumps(document):
        yield "the bill of materials names a file of this machine."


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def clean() -> dict[str, str]:
    """Return the environment without what the suite, pytest and Python read of it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_CALLER)}


def tool(name: str, *arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a module of the environment of this tool."""
    run([sys.executable, "-m", name, *arguments], cwd=cwd, env=env, quiet=True)


def run(command: list[str], *, cwd: Path | str = ROOT, env: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run a command, and raise Unfit where it fails; its last lines are shown, all of them where it fails."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise Unfit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    if not quiet and done.stdout.strip():
        print("\n".join(done.stdout.strip().splitlines()[-3:]), flush=True)


def output(*command: str, cwd: Path = ROOT) -> str:
    """Return what a command prints, whether it succeeds or not."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False).stdout.strip()


def step(name: str) -> None:
    """Say what begins."""
    print(f"\n== {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
