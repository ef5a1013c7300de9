"""The commands that import profiles and list them, as somebody uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scim_conformance.cli import main
from scim_conformance.profile import load
from scim_conformance.profile.finding import bundled, gallery
from scim_conformance.profiling import command
from scim_conformance.profiling.listing import listing

PAGE = Path(__file__).parent / "pages" / "larch-board-provisioning-tutorial.md"


def test_a_page_goes_to_standard_output_and_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "import", str(PAGE)]) == 0

    (tmp_path / "made.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert load("made.yaml", cwd=tmp_path).name == "Larch Board"


def test_a_page_goes_to_a_file_and_what_was_mended_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, made = tmp_path / "saved.md", tmp_path / "made.yaml"
    page.write_text("# Configure Fen for automatic user provisioning\n|Attribute|Type|\n|---|---|\n|userName|String|\n"
                    "|externalID|String|\n", encoding="utf-8")  # fmt: skip

    assert main(["profile", "import", str(page), "-o", str(made), "--name", "Fen 2"]) == 0

    captured = capsys.readouterr()
    assert captured.out == ""
    assert "externalId: The page writes externalID" in captured.err
    assert "Fen 2, 2 attributes of users, 0 of groups." in captured.err
    assert load(str(made), cwd=tmp_path).name == "Fen 2"


def test_a_file_that_is_there_is_replaced_only_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "made.yaml"
    made.write_text("mine", encoding="utf-8")

    assert main(["profile", "import", str(PAGE), "-o", str(made)]) == 4
    assert "--force" in capsys.readouterr().err
    assert made.read_text(encoding="utf-8") == "mine"
    assert main(["profile", "import", str(PAGE), "-o", str(made), "--force"]) == 0
    assert "Larch Board" in made.read_text(encoding="utf-8")


def test_an_export_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows = [{"targetAttributeName": "userName", "source": {"expression": "[mail]"}, "matchingPriority": 1}]
    users = {"sourceObjectName": "User", "targetObjectName": "User", "attributeMappings": flows}
    rule = {"sourceDirectoryName": "Azure Active Directory", "targetDirectoryName": "Fen", "objectMappings": [users]}
    export = tmp_path / "schema.json"
    export.write_text(json.dumps({"synchronizationRules": [rule]}), encoding="utf-8")

    assert main(["profile", "import", "--from-entra-export", str(export)]) == 0
    assert "Entra sends [mail]." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "option", "word"),
    [
        (b"# About something else\n\nNothing of interest.\n", None, "says nothing of provisioning"),
        (b"\xff\xfe\x00", None, "no text in UTF-8"),
        (b"{", "--from-entra-export", "no synchronization schema"),
        (b"[" * 100_000, "--from-entra-export", "no synchronization schema"),
        (b"[]", "--from-entra-export", "synchronizationschema"),
    ],
)
def test_what_is_no_page_or_export_is_refused_in_a_sentence(
    content: bytes, option: str | None, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "given.md"
    given.write_bytes(content)

    assert main(["profile", "import", *([option] if option else []), str(given)]) == 4
    captured = capsys.readouterr()
    assert word in captured.err
    assert captured.out == ""


def test_a_file_that_is_not_there_and_one_that_is_too_long_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["profile", "import", str(tmp_path / "none.md")]) == 4
    assert "can't be read" in capsys.readouterr().err
    monkeypatch.setattr(command, "LONGEST", 10)
    assert main(["profile", "import", str(PAGE)]) == 4
    assert "10 at most are read" in capsys.readouterr().err


def test_one_page_or_one_export_must_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["profile", "import"])

    assert ended.value.code == 2
    assert "PAGE.md, or --from-entra-export" in capsys.readouterr().err


def test_the_list_has_every_bundled_profile_within_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    first_words = {line.split()[0] for line in lines if line}
    assert {*bundled(), *gallery()} <= first_words


def test_the_list_takes_words_and_says_when_nothing_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.split()[0] for line in listing(["RHOMBUS"])[1:-2]] == ["rhombus"]
    assert main(["profile", "list", "no-such-thing"]) == 1
    assert "No profile has all of: no-such-thing" in capsys.readouterr().out
