"""A command gives a secret: no shell runs it, it is stopped in time, and what it prints shows nowhere."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from client_by_hand import Benches, error, listing

from scim_conformance.client import CommandError, CommandTokens, Secret, SignInError, Token, secret_of
from scim_conformance.client.renewing import PATIENCE_SECONDS

PRINTED = "printed-by-a-command/with+odd=signs"


def python(source: str) -> tuple[str, ...]:
    return (sys.executable, "-c", source)


def test_what_a_command_prints_is_the_secret(tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text(f"  {PRINTED}\n", encoding="utf-8")

    assert secret_of(python("print(open('here.txt').read())"), tmp_path) == Secret(PRINTED)


def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    words = (*python("import sys; print(sys.argv[1])"), "$HOME; echo `id` > made.txt")

    assert secret_of(words, tmp_path) == Secret("$HOME; echo `id` > made.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("no-such-command-anywhere",), "The command no-such-command-anywhere is not there"),
        (python("import sys; print('half'); sys.exit('permission denied')"), "exit code 1. It says: permission denied"),
        (python("pass"), "has printed nothing"),
        (python("import sys; sys.stdout.buffer.write(bytes([255]))"), "no text in UTF-8"),
        (
            python(f"import sys; print('{PRINTED}'); sys.exit('the token {PRINTED} has run out')"),
            "It says: the token [secret] has run out",
        ),
        (python("import sys; print('tiny'); sys.exit('tiny is too short')"), "It says: [secret] is too short"),
        (python("import sys; sys.exit('password=hunter2 was refused')"), "It says: password=[secret] was refused"),
    ],
)
def test_a_command_that_gives_nothing_says_why(tmp_path: Path, command: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError) as caught:
        secret_of(command, tmp_path)

    assert words in str(caught.value)
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    # The test's own frame holds the command, and so do those that were asked to run it; none holds what was printed.
    assert PRINTED not in str(caught.value)
    assert f"b'{PRINTED}" not in told


def test_a_file_that_is_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("text", encoding="utf-8")

    with pytest.raises(CommandError, match="can't be started"):
        secret_of((str(tmp_path / "plain.txt"),), tmp_path)


def test_a_command_that_does_not_end_is_stopped_with_all_that_it_has_started(tmp_path: Path) -> None:
    source = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    begin = time.monotonic()

    with pytest.raises(CommandError, match=r"did not end within 0\.5 s"):
        secret_of(python(source), tmp_path, seconds=0.5)

    assert time.monotonic() - begin < 20


def test_a_command_that_asks_for_something_is_answered_by_nobody(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ended with exit code"):
        secret_of(python("input('password? ')"), tmp_path)


@pytest.fixture
def counting(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """A command that prints another token each time: the text, and how often it was run."""
    source = (
        "import pathlib, sys; log = pathlib.Path('runs.txt'); log.touch(); "
        "log.write_text(log.read_text() + 'x'); print(sys.argv[1] + str(len(log.read_text())))"
    )
    return lambda text: (*python(source), text)


def test_a_refused_token_is_asked_for_once_more_and_not_again(
    bench: Benches, tmp_path: Path, counting: Callable[[str], tuple[str, ...]]
) -> None:
    now = [0.0]
    tokens = CommandTokens(counting("token-number-"), tmp_path, clock=lambda: now[0])
    made = bench(
        lambda it: listing() if it.headers["authorization"] == "Bearer token-number-2" else error(401), auth=tokens
    )

    assert made.scim.get("Users").status == 200
    assert [each.headers["authorization"][-1] for each in made.asked] == ["1", "2"]
    assert made.scim.get("Users").status == 200
    assert made.scim.get("Users", headers={"Authorization": "Bearer somebody-else"}).status == 401
    assert (tmp_path / "runs.txt").read_text() == "xx"
    assert "token-number" not in made.kept()
    assert '-H "Authorization: Bearer $SCIM_TOKEN"' in made.recorder.exchanges[0].curl


def test_a_provider_that_refuses_every_token_makes_no_loop(
    bench: Benches, tmp_path: Path, counting: Callable[[str], tuple[str, ...]]
) -> None:
    now = [0.0]
    tokens = CommandTokens(counting("token-number-"), tmp_path, clock=lambda: now[0])
    made = bench(lambda it: error(401), auth=tokens)

    assert [made.scim.get("Users").status for _ in range(3)] == [401, 401, 401]
    assert (len(made.asked), (tmp_path / "runs.txt").read_text()) == (4, "xx")
    now[0] += PATIENCE_SECONDS + 1
    made.scim.get("Users")
    assert (len(made.asked), (tmp_path / "runs.txt").read_text()) == (6, "xxx")


def test_the_same_token_again_is_not_sent_again(bench: Benches, tmp_path: Path) -> None:
    made = bench(lambda it: error(401), auth=CommandTokens(python("print('always-the-same-token')"), tmp_path))

    assert made.scim.get("Users").status == 401
    assert len(made.asked) == 1


def test_a_command_that_prints_more_than_a_token_is_told(tmp_path: Path) -> None:
    tokens = CommandTokens(python(f"print('token: {PRINTED}')"), tmp_path, where="mine.yaml: auth.token")

    with pytest.raises(SignInError, match=r"No token from mine.yaml: auth.token: .* more than a token") as caught:
        tokens.fetch()
    assert PRINTED not in str(caught.value)


def test_no_command_runs_for_who_only_looks(tmp_path: Path, counting: Callable[[str], tuple[str, ...]]) -> None:
    tokens = CommandTokens(counting("t"), tmp_path)
    others = CommandTokens(counting("t"), tmp_path, Token(Secret("at-hand-already")))

    assert tokens != others
    assert (repr(tokens), tokens.token, tokens.life) == (f"<CommandTokens of {sys.executable}>", None, None)
    assert others.fetch() == Token(Secret("at-hand-already"))
    assert not (tmp_path / "runs.txt").exists()
