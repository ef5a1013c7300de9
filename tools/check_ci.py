"""Hold what runs in others' CI against its schemas, and its shell lines against shellcheck.

    python tools/check_ci.py

Looks at action.yml and at what docs/ci holds, with what requirements-lint.txt installs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent

SCHEMAS = {
    "github-actions": ["action.yml"],
    "github-workflows": ["docs/ci/github-nightly.yml", "docs/ci/github-fleet.yml"],
    "gitlab-ci": ["docs/ci/gitlab-ci.yml"],
    "azure-pipelines": ["docs/ci/azure-pipelines.yml"],
}
"""By the schema that check-jsonschema brings: the files that are written in it."""

SCRIPTS = ("run", "script", "bash", "before_script", "after_script")
"""The keys under which the systems keep lines for a shell."""


def scripts(part: Any) -> Iterator[str]:
    """Yield the lines for a shell that stand in a document."""
    if isinstance(part, list):
        for each in part:
            yield from scripts(each)
    elif isinstance(part, Mapping):
        for name, value in part.items():
            if name in SCRIPTS and isinstance(value, str):
                yield value
            elif name in SCRIPTS and isinstance(value, list) and all(isinstance(each, str) for each in value):
                yield "\n".join(value)
            else:
                yield from scripts(value)


def as_azure_reads(part: Any) -> Any:
    """Return a pipeline of Azure's with texts for all scalars, as its schema wants them but for those of tasks."""
    if isinstance(part, list):
        return [as_azure_reads(each) for each in part]
    if isinstance(part, Mapping):
        return part if "task" in part else {name: as_azure_reads(value) for name, value in part.items()}
    return str(part).lower() if isinstance(part, bool) else str(part)


def validated(schema: str, file: str) -> bool:
    """Tell whether a file is valid, and print what is wrong with it."""
    document = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    if schema == "azure-pipelines":
        document = as_azure_reads(document)
    # YAML 1.1 reads the key `on` as true; the systems do not.
    text = json.dumps({"on" if name is True else name: value for name, value in document.items()})
    # The schema of Azure Pipelines holds expressions that only the older dialect of JavaScript takes.
    command = [_tool("check-jsonschema"), "--regex-variant", "nonunicode", "--builtin-schema", f"vendor.{schema}", "-"]
    print(file, flush=True)
    return subprocess.run(command, input=text, text=True, cwd=ROOT, check=False).returncode == 0


def checked(file: str) -> bool:
    """Tell whether shellcheck has nothing to say of the lines in a file, and print what it says."""
    found = scripts(yaml.safe_load((ROOT / file).read_text(encoding="utf-8")))
    command = [_tool("shellcheck"), "--shell", "bash", "-"]
    codes = [subprocess.run(command, input=each, text=True, check=False).returncode for each in found]
    return not any(codes)


def _tool(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def main() -> int:
    """Look at all files, and return 1 where something is wrong with one."""
    files = [file for each in SCHEMAS.values() for file in each]
    good = [validated(schema, file) for schema, each in SCHEMAS.items() for file in each]
    good += [checked(file) for file in files]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
