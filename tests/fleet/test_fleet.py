"""A fleet of endpoints as a matrix of jobs: complete, without secrets, and with all mistakes told at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from scim_conformance.cli import main
from scim_conformance.files import read_json
from scim_conformance.fleet.model import KEYS

ACTION = yaml.safe_load((Path(__file__).parent.parent.parent / "action.yml").read_text(encoding="utf-8"))

GOOD = """
defaults:
  fail-on: regressions
  workers: 4
endpoints:
  - name: rhombus-eu
    profile: rhombus
    url: https://eu.example.com/scim/v2
    token-env: RHOMBUS_EU_TOKEN
    waivers: eu.waivers.yaml
    certify: true
  - name: own
    profile: own.yaml
    demo: true
    workers: 1
    select: "create or read"
    options: "--scim-rate 5 --scim-set 'limits.page_size=10'"
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str) -> str:
    Path("fleet.yaml").write_text(text, encoding="utf-8")
    return "fleet.yaml"


def complaints(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of a fleet that can't be used."""
    assert main(["matrix", written(text)]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_fleet_becomes_one_line_of_json_with_a_row_a_job(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("eu.waivers.yaml").write_text("[]", encoding="utf-8")
    Path("own.yaml").write_text("extends: generic\nname: Our own\n", encoding="utf-8")

    assert main(["matrix", written(GOOD)]) == 0

    (line,) = capsys.readouterr().out.splitlines()
    eu, own = json.loads(line)["include"]
    assert eu == {
        "name": "rhombus-eu",
        "profile": "rhombus",
        "url": "https://eu.example.com/scim/v2",
        "demo": "false",
        "token-env": "RHOMBUS_EU_TOKEN",
        "certify": "true",
        "waivers": "eu.waivers.yaml",
        "baseline": "",
        "fail-on": "regressions",
        "select": "",
        "select-marked": "",
        "workers": "4",
        "options": "",
    }
    assert own["workers"] == "1"
    assert own["options"].endswith("'limits.page_size=10'")
    assert list(own) == list(eu)


def test_a_job_says_what_the_action_takes() -> None:
    assert set(KEYS) - {"token-env"} <= set(ACTION["inputs"])
    for key in set(KEYS) - {"token-env", "name", "profile"}:
        assert str(KEYS[key]).lower() == ACTION["inputs"][key]["default"], key


def test_the_schema_knows_every_key_and_the_defaults_know_those_that_several_can_share() -> None:
    schema = read_json("fleet.schema.json")
    endpoint = schema["properties"]["endpoints"]["items"]["properties"]

    assert list(endpoint) == list(KEYS) == list(schema["$defs"])
    alone = {"name", "url", "demo", "token-env", "baseline"}
    assert set(schema["properties"]["defaults"]["properties"]) == set(KEYS) - alone


def test_all_mistakes_are_told_at_once_each_with_its_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = complaints(
        "endpoints:\n"
        "  - name: a/b\n"
        "    profil: generic\n"
        "    url: ftp://example.com\n"
        "    workers: 0\n"
        "    certify: often\n"
        "    fail-on: error\n"
        "  - profile: generic\n",
        capsys,
    )

    for words in (
        "fleet.yaml:2: endpoints[0].name",
        "fleet.yaml:3: endpoints[0].profil",
        "Did you mean `profile`?",
        "fleet.yaml:4: endpoints[0].url",
        "fleet.yaml:5: endpoints[0].workers",
        "fleet.yaml:6: endpoints[0].certify",
        "This has to be true or false.",
        "failed, warned, regressions or never",
        "fleet.yaml:8: endpoints[1]",
        "name is missing.",
    ):
        assert words in said, words


def test_what_a_job_would_stumble_over_is_told_before_it_begins(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = complaints(
        "endpoints:\n"
        "  - {name: one, profile: rhombuss, url: https://a.example}\n"
        "  - {name: ONE, url: https://a.example, waivers: none.yaml}\n"
        '  - {name: two, profile: generic, baseline: none.json, options: "-k \'open"}\n',
        capsys,
    )

    for words in (
        "Did you mean `rhombus`?",
        "The name ONE stands a second time, after line 2.",
        "profile is missing.",
        "url is missing.",
        "none.yaml can't be read",
        "none.json can't be read",
        "can't be read as on a command line",
    ):
        assert said.count(words) == 1, words


@pytest.mark.parametrize(
    "line",
    [
        "token: hunter2-hunter2",
        "client_secret: hunter2-hunter2",
        "token-env: hunter2-hunter2",
        "url: https://hunter2-hunter2@a.example/scim",
        "url: https://me:hunter2-hunter2@a.example/scim",
        "options: --scim-token hunter2-hunter2",
        "options: --token=hunter2-hunter2",
    ],
)
def test_a_secret_is_refused_and_not_repeated(here: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    url = "" if line.startswith("url") else "    url: https://a.example/scim\n"

    said = complaints(f"endpoints:\n  - name: a\n    profile: generic\n{url}    {line}\n", capsys)

    assert "fleet.yaml:" in said
    assert "hunter2" not in said


def test_a_url_may_have_a_port_and_the_flag_of_entra(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://127.0.0.1:8443/scim/v2?aadOptscim062020"

    assert main(["matrix", written(f"endpoints: [{{name: a, profile: entra, url: '{url}'}}]")]) == 0
    assert json.loads(capsys.readouterr().out)["include"][0]["url"] == url


@pytest.mark.parametrize("number", [0, 257])
def test_no_job_and_more_than_github_takes_are_refused(
    here: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    rows = "".join(f"  - {{name: n{n}, profile: generic, demo: true}}\n" for n in range(number))

    assert "256 at most" in complaints(f"endpoints:{' []' if not rows else ''}\n{rows}", capsys)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["fleet.yaml", "other.yaml"], "name a single YAML file"),
        (["fleet.yaml", "results.json"], "name a single YAML file"),
        (["fleet.yaml", "-o", "page.html"], "goes to standard output"),
        (["none.yaml"], "none.yaml can't be read"),
        (["results.json"], "Side by side stand two runs or more"),
    ],
)
def test_what_is_no_single_fleet_is_told(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    written("endpoints: [{name: a, profile: generic, demo: true}]")

    assert main(["matrix", *words]) == 4
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"just text", b""])
def test_what_is_no_fleet_at_all_is_told_without_a_traceback(
    here: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    Path("fleet.yaml").write_bytes(content)

    assert main(["matrix", "fleet.yaml"]) == 4
    assert "fleet.yaml" in capsys.readouterr().err


def test_the_fleet_of_the_docs_is_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "ci.md").read_text(encoding="utf-8")
    (example,) = (part for part in page.split("```yaml\n") if "\nendpoints:" in part)
    Path("us.waivers.yaml").write_text("[]", encoding="utf-8")

    assert main(["matrix", written(example.partition("```")[0])]) == 0
    names = [job["name"] for job in json.loads(capsys.readouterr().out)["include"]]
    assert names == ["rhombus-eu", "rhombus-us"]
