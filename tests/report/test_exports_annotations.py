"""What is said to GitHub is one command a cause, and whatever a server sent stays text in it."""

from __future__ import annotations

import pytest
from exports_by_hand import checked, documented

from scim_conformance.report.annotations import MOST, annotated, command

EVIL = "a%0A::error::b\n::stop-commands::c\r##[error]d,title=e:f\x1b[31m\u2028"


def obeyed(line: str) -> tuple[str, str, str]:
    """Read a workflow command as GitHub's runner does: its kind, its title and its message."""
    assert line.startswith("::")
    assert "\n" not in line
    assert "\r" not in line
    head, _, data = line[2:].partition("::")
    kind, _, properties = head.partition(" ")
    (title,) = (value for name, _, value in (each.partition("=") for each in properties.split(",")) if name == "title")
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        title = title.replace(code, char)
        data = data if char in ":," else data.replace(code, char)
    return kind, title, data


def test_a_command_says_what_it_was_given_and_no_more() -> None:
    kind, title, message = obeyed(command("error", EVIL, EVIL))

    assert kind == "error"
    assert title == r"a%0A::error::b\n::stop-commands::c\r##[error]d,title=e:f\x1b[31m\u2028"
    assert message == "a%0A::error::b\n::stop-commands::c\\r##[error]d,title=e:f\\x1b[31m\\u2028"


def test_red_causes_are_errors_and_the_others_warnings() -> None:
    lines = annotated(
        documented(
            [
                checked("delete.then-404", "failed", on="GET", message="GET answered 200"),
                checked("delete.gone", "blocked", message="nothing", cause="delete.then-404"),
                checked("create.soft", "warned", message="soft", level="SHOULD", area="create", requirements=["R-1"]),
                checked("read.fine", "passed"),
            ],
            leftovers=[{"endpoint": "Users", "id": "1", "why": "answered 500"}],
        )
    )

    assert [obeyed(line) for line in lines] == [
        ("error", "Left behind on the provider", "1 of what the run created is still there."),
        ("error", "failed: delete.then-404[GET] and 1 more", "GET answered 200\nHow to mend it: Mend it."),
        ("warning", "warned: create.soft", "soft"),
    ]


def test_a_green_run_says_nothing() -> None:
    assert list(annotated(documented([checked("read.fine", "passed")]))) == []


@pytest.mark.parametrize("outcome", ["failed", "warned"])
def test_of_many_causes_the_last_line_counts_those_that_github_would_drop(outcome: str) -> None:
    checks = [
        checked(f"a.b-{n}", outcome, message=f"message {n}", level="SHOULD", requirements=[f"R-{n}"]) for n in range(14)
    ]
    found = [obeyed(line) for line in annotated(documented(checks))]

    assert len(found) == MOST == 10
    assert found[-1][1] == "5 more"
    assert len({title for _, title, _ in found}) == 10


def test_a_long_message_is_cut() -> None:
    (line,) = annotated(documented([checked("a.b", "failed", message="x" * 100_000)]))

    assert len(line) < 1200
    assert line.endswith("…")
