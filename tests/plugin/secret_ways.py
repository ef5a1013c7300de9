"""Ways to sign in, ways to run, and what searches everything that a run has written and printed for a secret."""

from __future__ import annotations

import base64
import html
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve
from scim_conformance.provider.application import USER_NAME
from scim_conformance.provider.faults.auth import BASIC
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint, jwt, let_in, served
from tests.ways_through import (
    AUTHORITY,
    CLIENT_CERTIFICATE,
    CLIENT_KEY,
    HOST,
    KEY_PASSWORD,
    PROXY_PASSWORD,
    PROXY_USER,
    Proxy,
    in_front_of,
    proxying,
)

TOKEN = "sEcr3t/+token=with:odd~letters32"
"""32 characters, some of which look different when they are encoded."""

PASSWORD = 'p4ssw0rd & <more>/"of it"'
GATEWAY_KEY = "gateway-key/with+odd=signs~7&8"

SOURCES = (".py", "secret.txt")
"""How the names of files end that a test has written, and that hold a secret by right."""


def forms(secret: str) -> set[str]:
    """Return how a secret may stand in a text, to be looked for: within base64, what is its own whatever is beside."""
    plain = _written(secret)
    for before in range(3):
        # Three bytes make four letters: what is left away belongs to the neighbours too.
        padded = b"x" * before + secret.encode()
        whole = base64.b64encode(padded[: len(padded) // 3 * 3]).decode()
        inner = whole[4:] if before else whole
        plain |= {inner, inner.replace("+", "-").replace("/", "_")}
    return plain


def spoken(secret: str) -> set[str]:
    """Return how somebody may repeat a secret: in each form, and in base64 together with what is beside it."""
    whole = {base64.b64encode(b"x" * before + secret.encode() + b"yz").decode() for before in range(3)}
    return _written(secret) | whole | {each.replace("+", "-").replace("/", "_") for each in whole}


def _written(secret: str) -> set[str]:
    raw = secret.encode()
    plain = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    plain |= {html.escape(secret), html.escape(html.escape(secret)), raw.hex(), raw.hex().upper()}
    return plain


@dataclass
class Way:
    """One way to sign in, at a provider that is there until the test ends."""

    arguments: list[str]
    secrets: list[str]
    env: dict[str, str] = field(default_factory=dict)
    issued: Callable[[], list[str]] = list
    """The secrets that came up while the run went on."""

    files: dict[str, str] = field(default_factory=dict)

    def leaks(self, output: str, folder: Path) -> list[tuple[str, str]]:
        """Return where a secret stands in what a run has printed or written, and in which form."""
        texts = {"what it prints": output} | {
            str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
            for path in folder.rglob("*")
            if path.is_file() and not path.name.endswith(SOURCES)
        }
        wanted = {form for secret in (*self.secrets, *self.issued()) for form in forms(secret)}
        return [(name, form) for name, text in texts.items() for form in wanted if form in text]


def echoing(provider: Provider, secrets: Callable[[], list[str]]) -> Provider:
    """Let a provider repeat in headers, cookies and errors whatever it should not, in every form."""

    def echo(answer: Any) -> Any:
        def with_echo(request: Any) -> Any:
            response = answer(request)
            said = sorted({form for secret in secrets() for form in spoken(secret)})
            response.headers["X-Echo"] = " ".join(form for form in said if form.isascii() and form.isprintable())
            response.headers["Set-Cookie"] = f"session={quote(' '.join(secrets()))}"
            if isinstance(response.body, dict) and "detail" in response.body:
                response.body["detail"] = f"{' '.join(said)} are not welcome"
            return response

        return with_echo

    provider.wrap(echo)
    return provider


def _token(stack: ExitStack, folder: Path) -> str:
    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    return stack.enter_context(serve(echoing(provider, lambda: [TOKEN]))).url


def _by_option(stack: ExitStack, folder: Path) -> Way:
    return Way(["--profile", "generic", "--url", _token(stack, folder), "--token", TOKEN], [TOKEN])


def _by_file(stack: ExitStack, folder: Path) -> Way:
    url = _token(stack, folder)
    return Way(["--profile", "generic", "--url", url, "--token", "@secret.txt"], [TOKEN], files={"secret.txt": TOKEN})


def _by_environment(stack: ExitStack, folder: Path) -> Way:
    return Way(["--profile", "generic", "--url", _token(stack, folder)], [TOKEN], {"SCIM_TOKEN": TOKEN})


def _by_password(stack: ExitStack, folder: Path) -> Way:
    provider = build(load(BASIC, cwd=Path.cwd()), token=PASSWORD)
    pair = base64.b64encode(f"{USER_NAME}:{PASSWORD}".encode()).decode()
    url = stack.enter_context(serve(echoing(provider, lambda: [PASSWORD, pair]))).url
    env = {"SCIM_USERNAME": USER_NAME, "SCIM_PASSWORD": PASSWORD}
    return Way(["--profile", BASIC, "--url", url], [PASSWORD, pair], env)


def _granted(stack: ExitStack, kind: str, proof: str, key: str) -> Way:
    endpoint = stack.enter_context(served(TokenEndpoint()))
    provider = build(load("generic", cwd=Path.cwd()), token="known to the provider alone")
    let_in(provider, endpoint)
    issued: Callable[[], list[str]] = lambda: [proof, *endpoint.issued]  # noqa: E731
    url = stack.enter_context(serve(echoing(provider, issued))).url
    auth = {"kind": kind, "token_url": endpoint.url, "client_id": {"env": "MINE_CLIENT"}, key: {"file": "secret.txt"}}
    profile = json.dumps({"name": "Mine", "extends": "generic", "auth": auth})
    pair = base64.b64encode(f"{quote_plus(CLIENT_ID)}:{quote_plus(proof)}".encode()).decode()
    return Way(
        ["--profile", "mine.yaml", "--url", url],
        [proof, pair],
        {"MINE_CLIENT": CLIENT_ID},
        lambda: list(endpoint.issued),
        {"mine.yaml": profile, "secret.txt": proof},
    )


def _by_client_secret(stack: ExitStack, folder: Path) -> Way:
    return _granted(stack, "client-credentials", CLIENT_SECRET, "client_secret")


def _by_assertion(stack: ExitStack, folder: Path) -> Way:
    return _granted(stack, "jwt-assertion", jwt(sub="ann"), "assertion")


def _by_everything(stack: ExitStack, folder: Path) -> Way:
    secrets = [TOKEN, GATEWAY_KEY, KEY_PASSWORD, PROXY_PASSWORD]
    pair = base64.b64encode(f"{PROXY_USER}:{PROXY_PASSWORD}".encode()).decode()
    provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
    running = stack.enter_context(serve(echoing(provider, lambda: [*secrets, pair])))
    proxy = Proxy(password=PROXY_PASSWORD)
    front = stack.enter_context(in_front_of(running.url, []))
    address = stack.enter_context(proxying(proxy))
    proxy.to = urlsplit(front).port or 0
    auth = {
        "kind": "bearer",
        "token": {"command": [sys.executable, "-c", "print(open('secret.txt').read())"]},
        "headers": {"X-Api-Key": {"env": "MINE_KEY"}},
        "client_certificate": {
            "file": str(CLIENT_CERTIFICATE),
            "key_file": str(CLIENT_KEY),
            "password_env": "MINE_PASSWORD",
        },
    }
    there = address.replace("://", f"://{PROXY_USER}:{quote(PROXY_PASSWORD, safe='')}@")
    return Way(
        ["--profile", "mine.yaml", "--url", f"https://{HOST}/v2", "--scim-ca-bundle", str(AUTHORITY)],
        [*secrets, pair],
        {"HTTPS_PROXY": there, "MINE_KEY": GATEWAY_KEY, "MINE_PASSWORD": KEY_PASSWORD},
        files={
            "mine.yaml": json.dumps({"name": "Mine", "extends": "generic", "auth": auth}),
            "secret.txt": TOKEN,
        },
    )


WAYS: dict[str, Callable[[ExitStack, Path], Way]] = {
    "option": _by_option,
    "file": _by_file,
    "environment": _by_environment,
    "password": _by_password,
    "client-secret": _by_client_secret,
    "assertion": _by_assertion,
    "everything": _by_everything,
}


@contextmanager
def way_in(kind: str, folder: Path) -> Iterator[Way]:
    """Open a provider that is signed in to in one way, and write what the run needs into a folder."""
    with ExitStack() as stack:
        way = WAYS[kind](stack, folder)
        for name, text in way.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        yield way
