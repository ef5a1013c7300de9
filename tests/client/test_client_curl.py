"""The curl line repeats a request: it is run, and what arrives is compared."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any

import httpx
import pytest
from client_by_hand import TOKEN, Benches, user

from scim_conformance.client import Secret, basic, bearer, none

needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="curl or bash is not installed"
)

ODD = {
    "quotes": 'it\'s "so" `$HOME` $(id) \\n !',
    "lines": "a\nb\tc",
    "far": "ü 日本 😀\u202e",
    "n": [1, None, True],
}

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a search": (
        "GET",
        "Users",
        {"params": {"filter": 'userName eq "o\'brien+x@a.b" and title sw "[{"', "count": 1}},
    ),
    "brackets in the address": ("GET", 'Users?filter=emails[type eq "work"]&x={a,b}', {}),
    "a creation": ("POST", "Users", {"json": ODD}),
    "a PATCH with a condition": ("PATCH", "Users/1", {"json": {"a": 1}, "headers": {"If-Match": 'W/"1\'2"'}}),
    "a PUT": ("PUT", "Users/a%2Fb", {"json": user()}),
    "a deletion": ("DELETE", "Users/1", {}),
    "a body that is no JSON": ("POST", "Users", {"content": "{\"a\": 'x', \r\n"}),
    "bytes": ("POST", "Users", {"content": b"\xff\xfe'\\\x01abc\x00def%s"}),
    "bytes without a zero": ("POST", "Users", {"content": b"\xff\xfe'\\\x01abc%s\n"}),
    "an empty body": ("POST", "Users", {"content": b""}),
    "no body at all": ("POST", "Users", {}),
    "a body that begins with @": ("POST", "Users", {"content": "@/etc/hostname"}),
    "a body longer than an argument": ("POST", "Bulk", {"json": {"a": "x'%y" * 40_000}}),
    "headers left out": ("GET", "Users", {"headers": {"Accept": None, "User-Agent": None}}),
    "a header without a value": ("GET", "Users", {"headers": {"X-Empty": ""}}),
    "another content type": (
        "POST",
        "Users",
        {"json": {}, "headers": {"content-type": "text/plain; charset=x"}},
    ),
    "no content type": ("POST", "Users", {"json": {}, "headers": {"Content-Type": None}}),
    "nobody signed in": ("GET", "Users", {"auth": False}),
    "a scheme alone": ("GET", "Users", {"headers": {"Authorization": "Bearer"}}),
    "the token in the address": ("GET", "Users", {"params": {"a": "1", "access_token": "TOKEN"}}),
    "the token in the body": ("POST", "Users", {"json": {"a": "before TOKEN after", "b": "TOKEN"}}),
    "a HEAD": ("HEAD", "Users", {}),
}


def rerun(line: str, **environment: str) -> None:
    done = subprocess.run(
        ["bash"],
        input=line.encode(),
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "SCIM_TOKEN": TOKEN, **environment},
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, (line, done.stderr)
    assert done.stdout.startswith(b"HTTP/1.1 200")


def comparable(noted: dict[str, Any]) -> dict[str, Any]:
    headers = {name: value for name, value in noted["headers"].items() if name not in ("connection", "expect")}
    return {**noted, "headers": headers}


@needs_curl
@pytest.mark.parametrize("request_", REQUESTS)
def test_the_line_repeats_the_request(bench: Benches, echo: Any, request_: str) -> None:
    url, noted = echo
    token = TOKEN if "token" not in request_ else "plain-0123456789-token"
    method, path, options = REQUESTS[request_]
    options = eval(repr(options).replace("TOKEN", token))  # the token of this test, in a copy
    made = bench(url=url, auth=bearer(Secret(token)))
    for id in ("1", "a/b"):
        made.ledger.created("Users", id)
    reply = made.scim.request(method, path, **options)
    assert reply.status == 200, reply.problem
    line = made.last.curl
    assert "\n" not in line
    assert token not in line
    rerun(line, SCIM_TOKEN=token)
    sent, repeated = noted
    assert comparable(repeated) == comparable(sent)


@needs_curl
def test_the_line_signs_in_with_a_user_name_and_a_password(bench: Benches, echo: Any) -> None:
    url, noted = echo
    made = bench(url=url, auth=basic("ann", Secret("pass-word-1")))
    made.scim.get("Users")
    rerun(made.last.curl, SCIM_USERNAME="ann", SCIM_PASSWORD="pass-word-1")
    assert comparable(noted[1]) == comparable(noted[0])


@needs_curl
def test_the_line_needs_no_token_where_nobody_signs_in(bench: Benches, echo: Any) -> None:
    url, noted = echo
    made = bench(url=url, auth=none())
    made.scim.create("Users", user())
    assert "SCIM_TOKEN" not in made.last.curl
    rerun(made.last.curl)
    assert comparable(noted[1]) == comparable(noted[0])


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("Bearer some-other-token-1", '-H "Authorization: Bearer $SCIM_OTHER_CREDENTIALS"'),
        (f"Bearer {TOKEN}x", '-H "Authorization: Bearer $SCIM_OTHER_CREDENTIALS"'),
        (f"Bearer {TOKEN}", '-H "Authorization: Bearer $SCIM_TOKEN"'),
        (TOKEN, '-H "Authorization: $SCIM_OTHER_CREDENTIALS"'),
        ("Basic", "-H 'Authorization: Basic'"),
    ],
)
def test_the_line_tells_the_run_s_token_from_another(bench: Benches, header: str, shown: str) -> None:
    made = bench(lambda _: httpx.Response(200))
    made.scim.get("Users", headers={"Authorization": header})
    assert shown in made.last.curl
    assert TOKEN not in made.kept()
    assert "some-other-token" not in made.kept()


def test_the_line_holds_no_password_and_no_cookie(bench: Benches) -> None:
    made = bench(lambda _: httpx.Response(200))
    made.ledger.created("Users", "1")
    made.scim.put("Users/1", json={"password": "Gen-er4ted"}, headers={"Cookie": "session=crumbs"})
    assert "Gen-er4ted" not in made.last.curl
    assert "crumbs" not in made.last.curl
    assert '--data-binary \'{"password":"[secret]"}\'' in made.last.curl
