"""The proxies that the environment names: asked of one on loopback that notes what it is asked."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from client_by_hand import TOKEN, Benches
from passage_by_hand import SHOWING, TRUSTING, noting, signed

from scim_conformance.client import Unreachable, proxy_problem, proxy_secrets
from scim_conformance.client.plain_port import PlainPort
from tests.ways_through import HOST, PROXY_PASSWORD, PROXY_USER, Proxy, asking_for_a_certificate, proxying


def environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_https_goes_through_the_proxy_by_connect_and_the_token_stays_inside(
    bench: Benches, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[dict[str, str]] = []
    proxy = Proxy(password=PROXY_PASSWORD)
    with noting(noted, asking_for_a_certificate()) as url, proxying(proxy) as address:
        proxy.to = urlsplit(url).port or 0
        there = address.replace("://", f"://{PROXY_USER}:{quote(PROXY_PASSWORD, safe='')}@")
        environment(monkeypatch, HTTPS_PROXY=there)
        made = bench(url=f"https://{HOST}/v2", auth=signed(SHOWING))
        assert [made.scim.get("Users").status for _ in range(3)] == [200, 200, 200]
        made.scim.close()
        port = PlainPort(f"https://{HOST}/v2", signed(SHOWING))
        assert port.send("GET", "Users").status == 200
        port.close()

    assert proxy.asked == [f"CONNECT {HOST}:443"] * 2
    assert all("authorization" not in each for each in proxy.headers)
    assert [each["host"] for each in noted] == [HOST] * 4
    assert all("proxy-authorization" not in each for each in noted)
    assert PROXY_PASSWORD not in made.kept()
    assert quote(PROXY_PASSWORD, safe="") not in made.kept()


def test_http_is_forwarded_by_the_proxy(bench: Benches, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[dict[str, str]] = []
    proxy = Proxy()
    with noting(noted) as url, proxying(proxy) as address:
        proxy.to = urlsplit(url).port or 0
        environment(monkeypatch, http_proxy=address, NO_PROXY="spared.example,other.example:8443")
        made = bench(url=f"http://{HOST}/v2")
        assert made.scim.get("Users").status == 200
        made.scim.close()
        assert proxy_problem("http://spared.example/v2") is None

    assert proxy.asked == [f"GET http://{HOST}/v2/Users"]
    assert [each["authorization"] for each in noted] == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_no_finding_about_the_provider(
    bench: Benches, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    proxy = Proxy(password=PROXY_PASSWORD)
    with proxying(proxy) as address:
        wrong = address.replace("://", "://ann:a-wrong-password@")
        environment(monkeypatch, **{f"{scheme}_proxy": wrong})
        made = bench(url=f"{scheme}://{HOST}/v2", auth=signed(TRUSTING))
        with pytest.raises(Unreachable, match="the proxy") as caught:
            made.scim.get("Users")
        made.scim.close()
        port = PlainPort(f"{scheme}://{HOST}/v2", signed(TRUSTING))
        with pytest.raises(Unreachable, match="the proxy") as plainly:
            port.send("GET", "Users")
        port.close()

    for error in (caught.value, plainly.value):
        assert f"put its user name and password into {scheme.upper()}_PROXY" in str(error)
        assert "a-wrong-password" not in str(error) + made.kept()
    assert len(proxy.asked) == 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://proxy.example:21", "must begin with http://"),
        ("http://", "must begin with http://"),
        ("http://[proxy.example:8080", "holds no address"),
        ("socks5://ann:hidden-password@proxy.example:1080", "pip install socksio"),
    ],
)
def test_a_proxy_that_can_not_be_used_is_told(monkeypatch: pytest.MonkeyPatch, address: str, words: str) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    environment(monkeypatch, HTTPS_PROXY=address)
    problem = str(proxy_problem("https://api.example.com/scim"))

    assert words in problem
    assert "HTTPS_PROXY" in problem
    assert "api.example.com in NO_PROXY" in problem
    assert "hidden-password" not in problem


@pytest.mark.parametrize("spared", ["api.example.com", ".example.com", "*", "api.example.com:8443"])
def test_a_host_that_is_spared_needs_no_proxy(monkeypatch: pytest.MonkeyPatch, spared: str) -> None:
    environment(monkeypatch, ALL_PROXY="ftp://proxy.example", NO_PROXY=f"other.example,{spared}")

    assert proxy_problem("https://api.example.com:8443/scim") is None


def test_this_machine_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, ALL_PROXY="ftp://proxy.example")

    assert [proxy_problem(f"http://{host}/scim") for host in ("127.0.0.1:80", "localhost", "[::1]")] == [None] * 3


def test_the_password_of_a_proxy_is_hidden_as_it_is_written_and_as_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, HTTPS_PROXY="http://ann:p%40ssw0rd-1@proxy.example:8080", HTTP_PROXY="proxy.example:80")

    assert {secret.reveal() for secret in proxy_secrets()} == {
        "p@ssw0rd-1",
        "p%40ssw0rd-1",
        "YW5uOnBAc3N3MHJkLTE=",
    }
