"""The arrows between the rooms of the house, held by reading the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scim_conformance"

# Room: what it may import of ours. A room that is missing here may import everything.
ARROWS: dict[str, set[str]] = {
    "wire": set(),
    "report": set(),
    "exporting": {"report", "comparing"},
    "files": set(),
    "outcomes": set(),
    "requirements": {"files"},
    "profile": {"wire", "files"},
    "client": {"wire", "outcomes"},
    "provider": {"wire", "profile", "files"},
    "entra": {"wire", "profile", "outcomes"},
    "expect": {"wire", "files", "client", "needs"},
    "expect_patch": {"wire", "expect", "needs", "client"},
    "expect_query": {"wire", "client", "expect", "needs", "outcomes"},
    "needs": {"wire", "outcomes", "client"},
    "discovery": {"wire", "files", "client"},
    "expect_schema": {"wire", "expect", "client", "files"},
    "people": {"wire", "profile", "outcomes"},
    "generated": {"wire", "profile", "people", "expect", "outcomes"},
    "kept_examples": set(),
    "preflight": {"client"},
    "settling": {"wire", "client", "people", "profile"},
    "seen": {"wire"},
    "spoken_of": set(),
    "profiling": {
        "profile",
        "wire",
        "files",
        "entra",
        "client",
        "discovery",
        "people",
        "outcomes",
        "plugin",
        "settling",
    },
    "sync": {"entra", "wire", "profile", "people", "client", "plugin", "provider", "files", "outcomes"},
    "load": {"entra", "wire", "profile", "people", "client", "plugin", "sync"},
    "sweeping": {"client", "plugin", "discovery", "wire", "report"},
    "waivers": {"profile", "files"},
    "comparing": {"report"},
    "fleet": {"comparing", "files", "profile", "report", "waivers"},
    "waiving": {"waivers", "comparing", "report", "profile", "files"},
    "catalogue_text": {"declare", "requirements", "provider"},
    "power": {"provider", "profile", "suite", "requirements", "outcomes", "plugin"},
    "checks": {
        "",
        "wire",
        "expect",
        "expect_query",
        "expect_patch",
        "needs",
        "profile",
        "client",
        "seen",
        "expect_schema",
        "entra",
        "generated",
    },
}


def rooms() -> list[str]:
    return sorted(
        path.stem if path.is_file() else path.name
        for path in PACKAGE.iterdir()
        if (path.suffix == ".py" and not path.stem.startswith("__")) or (path / "__init__.py").is_file()
    )


def files_of(room: str) -> list[Path]:
    single = PACKAGE / f"{room}.py"
    return [single] if single.is_file() else sorted((PACKAGE / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, relative ones made absolute."""
    package = ["scim_conformance", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module.split(".") if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    found = set()
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "scim_conformance":
            room = parts[1] if len(parts) > 1 else ""
            found.add(room if room in rooms() else "")
    return found


@pytest.mark.parametrize("room", sorted(ARROWS))
def test_a_room_imports_only_what_its_arrows_allow(room: str) -> None:
    assert files_of(room), f"there is no room {room}"
    allowed = ARROWS[room] | {room} | ({""} if "" in ARROWS[room] else set())
    for path in files_of(room):
        # `from .. import wire` names the package and the room: the room is what counts.
        found = rooms_imported(path) - {""} if "" not in allowed else rooms_imported(path)
        assert found <= allowed, f"{path.relative_to(PACKAGE)} imports {sorted(found - allowed)}"


def test_every_room_but_those_on_top_has_its_arrows() -> None:
    assert set(rooms()) - set(ARROWS) == {"plugin", "cli", "suite", "declare"}


def test_only_the_client_imports_httpx() -> None:
    for path in PACKAGE.rglob("*.py"):
        uses = any(name.split(".")[0] in ("httpx", "httpcore") for name in imported(path))
        assert not uses or path.is_relative_to(PACKAGE / "client"), path


def test_only_its_locustfile_imports_locust() -> None:
    # It replaces sockets, threads and locks as soon as it is imported.
    for path in PACKAGE.rglob("*.py"):
        uses = any(name.split(".")[0] in ("locust", "gevent") for name in imported(path))
        assert uses == (path == PACKAGE / "load" / "locustfile.py"), path


def test_only_the_plugin_knows_pytest() -> None:
    for path in PACKAGE.rglob("*.py"):
        uses = any(name.split(".")[0] in ("pytest", "_pytest") for name in imported(path))
        assert not uses or path.is_relative_to(PACKAGE / "plugin"), path


IO = {"socket", "subprocess", "os", "pathlib", "io", "http", "tempfile", "shutil"}


def test_wire_and_report_do_no_input_or_output() -> None:
    for room in ("wire", "report"):
        for path in files_of(room):
            found = {name for name in imported(path) if name.split(".")[0] in IO or name.startswith("urllib.request")}
            assert not found, path


def test_the_plugin_s_entry_imports_nothing_heavy() -> None:
    for name in ("__init__.py", "options.py"):
        top = ast.parse((PACKAGE / "plugin" / name).read_text(encoding="utf-8")).body
        modules = [node.module or "" for node in top if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in top if isinstance(node, ast.Import) for alias in node.names]
        assert not {module.split(".")[0] for module in modules} & {
            "httpx",
            "hypothesis",
            "yaml",
            "jsonschema",
        }


def test_checks_hold_no_level_no_skip_no_try_and_no_raw_assert() -> None:
    for path in files_of("checks"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        kinds = {type(node) for node in ast.walk(tree)}
        assert not kinds & {ast.Try, ast.Assert, ast.Raise}, path
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not words & {"pytest", "MUST", "SHOULD"}, path


def test_no_file_needs_scrolling() -> None:
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long
