"""The commands ``profile infer``, ``new``, ``check`` and ``show``, as somebody types them."""

from __future__ import annotations

import argparse
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scim_conformance.cli import main
from scim_conformance.client import Cleaned, Scim
from scim_conformance.profile import load
from scim_conformance.profile.finding import bundled
from scim_conformance.profiling import probing_run
from scim_conformance.profiling.asking import write_new
from scim_conformance.profiling.asking_answers import ATTRIBUTES, QUESTIONS, Answers, Question, Wrong, chosen
from scim_conformance.profiling.showing import WIDTH, table_of
from scim_conformance.provider import Provider, Running, build, serve

TOKEN = "a-token-for-commands-of-32-bytes"


@pytest.fixture
def provider() -> Provider:
    return build(load("rfpio", cwd=Path.cwd()), token=TOKEN)


@pytest.fixture
def running(provider: Provider) -> Iterator[Running]:
    with serve(provider) as served:
        yield served


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep files, ledgers and the environment's settings away from those of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("SCIM_URL", "SCIM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def infer(url: str, *more: str) -> int:
    return main(["profile", "infer", "--url", url, "--token", TOKEN, *more])


def test_a_profile_is_written_and_the_next_step_is_said(running: Running, apart: Path, capsys) -> None:
    assert infer(running.url, "--probe", "-o", "made.yaml", "--name", "Made") == 0

    made = load("made.yaml", cwd=apart)
    assert (made.name, made.users.user_name) == ("Made", "email")
    told = capsys.readouterr()
    assert "Next: scim-conformance profile show made.yaml" in told.err
    assert "of at most 80 requests" in told.err
    assert TOKEN not in told.out + told.err + (apart / "made.yaml").read_text(encoding="utf-8")


def test_without_a_file_the_profile_is_all_that_goes_to_standard_output(running: Running, apart: Path, capsys) -> None:
    assert infer(running.url) == 0

    (apart / "shown.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert load("shown.yaml", cwd=apart).name == "127.0.0.1"


def test_what_was_made_for_a_try_is_gone_and_its_ledger_too(
    running: Running, provider: Provider, apart: Path, capsys
) -> None:
    assert infer(running.url, "--probe", "-o", "made.yaml") == 0

    assert provider.storage._resources.get("User", {}) == {}
    assert list((apart / "state").rglob("*.jsonl")) == []


def test_what_a_killed_try_has_left_is_removed_by_the_next_one(
    running: Running, provider: Provider, apart: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> Cleaned:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(probing_run, "remove_all", killed)
        with pytest.raises(MemoryError):
            infer(running.url, "--probe")
    left = len(provider.storage._resources["User"])

    assert left > 0
    assert infer(running.url, "--probe", "-o", "made.yaml") == 0
    assert f"An earlier try had left {left} resources here: {left} were deleted." in capsys.readouterr().err
    assert provider.storage._resources["User"] == {}


def test_ctrl_c_removes_what_was_made_and_writes_nothing(
    running: Running, provider: Provider, apart: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        assert provider.storage._resources["User"]
        raise KeyboardInterrupt

    monkeypatch.setattr(Scim, "patch", interrupted)

    assert infer(running.url, "--probe", "-o", "made.yaml") == 2
    assert provider.storage._resources["User"] == {}
    assert not (apart / "made.yaml").exists()


def test_a_file_that_is_there_is_not_replaced_unless_this_is_asked_for(running: Running, apart: Path, capsys) -> None:
    (apart / "made.yaml").write_text("name: Mine\n", encoding="utf-8")

    assert infer(running.url, "-o", "made.yaml") == 4
    assert "made.yaml is there already" in capsys.readouterr().err
    assert (apart / "made.yaml").read_text(encoding="utf-8") == "name: Mine\n"
    assert infer(running.url, "-o", "made.yaml", "--force") == 0
    assert load("made.yaml", cwd=apart).name == "127.0.0.1"


def test_entra_s_flag_in_the_address_is_taken_and_told(running: Running, apart: Path, capsys) -> None:
    assert infer(f"{running.url}?aadOptscim062020", "-o", "made.yaml") == 0

    assert "The flag aadOptscim062020 in the address" in capsys.readouterr().err
    assert load("made.yaml", cwd=apart).base_url == running.url


def test_a_token_that_is_refused_is_said_and_nothing_is_written(running: Running, apart: Path, capsys) -> None:
    code = main(["profile", "infer", "--url", running.url, "--token", "another-token-of-many-bytes", "-o", "made.yaml"])

    assert code == 1
    told = capsys.readouterr().err
    assert "answers 401" in told
    assert "another-token" not in told
    assert not (apart / "made.yaml").exists()


def test_an_endpoint_that_is_not_there_is_said(capsys) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert infer(f"http://127.0.0.1:{port}/v2") == 1
    assert "No connection to 127.0.0.1" in capsys.readouterr().err


def test_everything_that_is_wrong_with_the_options_is_said_at_once(capsys) -> None:
    code = main(
        ["profile", "infer", "--url", "ftp://x", "--probe", "--requests", "3", "--sample", "title", "--timeout", "1"]
    )

    told = capsys.readouterr().err
    assert code == 4
    assert "--url must be an http or https address" in told
    assert "--requests 3 is too little" in told
    assert "--sample needs PATH=VALUE" in told


def new(*more: str) -> int:
    return main(["profile", "new", *more])


def test_a_profile_is_made_of_options_alone(apart: Path, capsys) -> None:
    mail = 'emails[type eq "work"].value'
    code = new("--name", "Contoso Desk", "--attributes", f"userName, active, {mail}", "--required", f"userName, {mail}",
               "--matching", "userName", "--groups", "no", "--delete", "deactivates")  # fmt: skip

    made = load("contoso-desk.yaml", cwd=apart)
    assert code == 0
    assert {rule.path: rule.required for rule in made.users.attributes} == {
        "userName": True,
        "active": None,
        mail: True,
    }
    assert made.users.matching == ("userName",)
    assert (made.groups.supported, made.delete) == (False, "deactivates")
    source = made.source_of("delete")
    assert source is not None
    assert source.key == "answers"
    assert "pytest --profile contoso-desk.yaml --demo" in capsys.readouterr().out


def test_only_the_name_is_needed_and_the_rest_stays_unknown(apart: Path, capsys) -> None:
    assert new("--name", "B") == 0

    made = load("b.yaml", cwd=apart)
    assert (made.users.supported, made.groups.supported, made.delete) == (None, None, None)


def test_without_a_name_and_a_terminal_it_says_what_is_missing(apart: Path, capsys) -> None:
    assert new() == 4
    assert "No name: add --name" in capsys.readouterr().err
    assert list(apart.glob("*.yaml")) == []


def test_wrong_answers_are_all_said_and_nothing_is_written(apart: Path, capsys) -> None:
    code = new("--name", "B", "--attributes", "userName", "--required", "title", "--base-url", "nowhere")

    told = capsys.readouterr().err
    assert code == 4
    assert "--required: title is not one of the attributes: userName." in told
    assert "--base-url: Write an address" in told
    assert not (apart / "b.yaml").exists()


def test_a_sign_in_that_needs_an_address_says_so(apart: Path, capsys) -> None:
    assert new("--name", "B", "--auth", "client-credentials") == 4
    assert "token_url" in capsys.readouterr().err
    assert not (apart / "b.yaml").exists()


def test_new_replaces_no_file(apart: Path, capsys) -> None:
    assert new("--name", "B") == 0
    before = (apart / "b.yaml").read_bytes()

    assert new("--name", "B", "--groups", "yes") == 4
    assert "is there already" in capsys.readouterr().err
    assert (apart / "b.yaml").read_bytes() == before


def given(**options: str) -> argparse.Namespace:
    return argparse.Namespace(**{"output": None, **{each.key: None for each in QUESTIONS}, **options})


def test_on_a_terminal_only_what_no_option_answers_is_asked_and_wrong_answers_again(apart: Path, capsys) -> None:
    typed = {"name": ["", "Desk"], "attributes": ["99", "1,3"], "required": [""], "groups": ["maybe", "y"]}
    asked: list[str] = []

    def answer(question: Question, _answers: Answers) -> str:
        asked.append(question.key)
        return typed.get(question.key, [""]).pop(0) if typed.get(question.key) else ""

    assert write_new(given(delete="removes"), apart, answer) == 0

    made = load("desk.yaml", cwd=apart)
    assert asked.count("name") == asked.count("attributes") == asked.count("groups") == 2
    assert "delete" not in asked
    assert "token_url" not in asked
    assert [rule.path for rule in made.users.attributes] == ["userName", "active"]
    assert made.groups.supported is True
    assert "99 is not between 1 and" in capsys.readouterr().out


def test_ctrl_c_at_a_question_writes_nothing(apart: Path, capsys) -> None:
    def leave(_question: Question, _answers: Answers) -> str:
        raise KeyboardInterrupt

    assert write_new(given(), apart, leave) == 2
    assert list(apart.glob("*.yaml")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", ATTRIBUTES[:1]),
        ("1-3", ATTRIBUTES[:3]),
        ("2, 1, 2", (ATTRIBUTES[1], ATTRIBUTES[0])),
        ("all", ATTRIBUTES),
        ("USERNAME, nickName", ("userName", "nickName")),
    ],
)
def test_attributes_are_chosen_by_number_range_and_path(text: str, found: tuple[str, ...]) -> None:
    assert chosen(text, ATTRIBUTES) == found


@pytest.mark.parametrize("text", ["0", "3-2", "1-999", "emails[type eq work].value", "a b"])
def test_what_names_no_attribute_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        chosen(text, ATTRIBUTES)


def test_check_says_all_mistakes_of_all_files_and_names_the_guesses(apart: Path, capsys) -> None:
    (apart / "bad.yaml").write_text("nam: X\ndelete: never\n", encoding="utf-8")

    assert main(["profile", "check", "bad.yaml", "rhombus"]) == 4

    told = capsys.readouterr()
    assert "There is no key `nam` here." in told.err
    assert "`never` has no meaning here." in told.err
    assert "bad.yaml: 3 mistakes." in told.err
    assert "rhombus: valid (Rhombus Systems: users with 5 attributes, no groups, 1 guess)." in told.out
    assert 'users.attributes[roles[primary eq "True"].value].samples is a guess' in told.out


def test_check_of_valid_profiles_is_a_success(capsys) -> None:
    assert main(["profile", "check", "kpifire", "iprova"]) == 0
    assert "mistake" not in capsys.readouterr().err


def test_show_names_each_fact_s_source_by_its_number(capsys) -> None:
    assert main(["profile", "show", "iprova"]) == 0

    lines = capsys.readouterr().out.splitlines()
    numbers = {line.split("] ", 1)[1]: line.strip()[:3] for line in lines if line.startswith("  [")}
    own = next(number for title, number in numbers.items() if title.startswith("RFC 7643, section 4.1"))
    row = next(i for i, line in enumerate(lines) if line.startswith("  userName"))
    assert lines[row].endswith("[2]")
    assert lines[row + 1] == f"      required from {own}"
    assert "~" in lines[row + 2]


def test_show_of_no_profile_says_what_is_wrong(capsys) -> None:
    assert main(["profile", "show", "rhombos"]) == 4
    assert "Did you mean `rhombus`?" in capsys.readouterr().err


@pytest.mark.parametrize("name", bundled())
def test_a_table_is_no_wider_than_a_terminal_and_loses_nothing(name: str) -> None:
    profile = load(name, cwd=Path.cwd())
    lines = list(table_of(profile))
    text = " ".join(" ".join(lines).split())

    # Only what somebody may want to copy is never cut: addresses and paths.
    assert [line for line in lines if len(line) > WIDTH and "https://" not in line and "urn:" not in line] == []
    for section in (profile.users, profile.groups):
        for rule in section.attributes:
            assert rule.path in text
            assert not rule.note or " ".join(rule.note.split()) in text
    for source in profile.sources.values():
        assert source.title in text
