"""Headers of a gateway, certificates of both sides, and proxies: asked of real servers on loopback."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from client_by_hand import Benches
from passage_by_hand import TRUSTING, noting, signed

from scim_conformance.client import (
    Certificate,
    Grant,
    Header,
    IssuedTokens,
    Passage,
    Secret,
    Unreachable,
)
from scim_conformance.client.plain_port import PlainPort
from scim_conformance.client.tls import look_at_tls
from tests.loopback import SHOWN, Answer, answering
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint
from tests.ways_through import (
    AUTHORITY,
    CLIENT,
    CLIENT_CERTIFICATE,
    CLIENT_KEY,
    CLIENT_NAME,
    KEY_PASSWORD,
    asking_for_a_certificate,
)

KEY = "gateway-key/with+odd=signs~7&8"


def test_a_header_of_a_gateway_goes_along_with_every_request_and_shows_nowhere(bench: Benches) -> None:
    noted: list[dict[str, str]] = []
    passage = Passage((Header("X-Api-Key", Secret(KEY), "MINE_KEY"), Header("X-Tenant", Secret("acme"))))
    with noting(noted) as url:
        made = bench(url=url, auth=signed(passage))
        made.scim.get("Users")
        signed_in = made.last.curl
        made.scim.get("Users", auth=False)
        made.scim.close()

    assert [(each["x-api-key"], each["x-tenant"]) for each in noted] == [(KEY, "acme")] * 2
    assert ["authorization" in each for each in noted] == [True, False]
    assert '-H "X-Api-Key: $MINE_KEY" -H "X-Tenant: $SCIM_X_TENANT"' in signed_in
    assert KEY not in made.kept()
    assert "acme" not in made.kept()
    assert KEY not in repr(passage)


def test_a_gateway_s_header_goes_along_in_the_lean_client_too() -> None:
    noted: list[dict[str, str]] = []
    with noting(noted) as url:
        port = PlainPort(url, signed(Passage((Header("X-Api-Key", Secret(KEY), "MINE_KEY"),))))
        port.send("GET", "Users")
        shown = port.curl("GET", "Users")
        port.close()

    assert [each["x-api-key"] for each in noted] == [KEY]
    assert '-H "X-Api-Key: $MINE_KEY"' in shown
    assert KEY not in shown


def test_an_authority_of_one_s_own_is_trusted_only_where_it_is_named(bench: Benches) -> None:
    noted: list[dict[str, str]] = []
    with noting(noted, asking_for_a_certificate(wanted=False)) as url:
        made = bench(url=url, auth=signed(TRUSTING))
        assert made.scim.get("Users").status == 200
        made.scim.close()
        with pytest.raises(Unreachable, match="--scim-ca-bundle"):
            bench(url=url).scim.get("Users")

    assert len(noted) == 1
    assert f"--cacert {AUTHORITY}" in made.last.curl


def test_the_usual_authorities_are_trusted_besides() -> None:
    usual, more = Passage().context().cert_store_stats(), TRUSTING.context().cert_store_stats()

    assert usual["x509_ca"] > 20
    assert more["x509_ca"] == usual["x509_ca"] + 1


@pytest.mark.parametrize(
    "certificate",
    [
        Certificate(str(CLIENT)),
        Certificate(str(CLIENT_CERTIFICATE), str(CLIENT_KEY), Secret(KEY_PASSWORD), "MINE_PASSWORD"),
    ],
    ids=["one-file", "encrypted-key"],
)
def test_a_certificate_is_shown_to_a_server_that_asks_for_one(bench: Benches, certificate: Certificate) -> None:
    noted: list[dict[str, str]] = []
    passage = Passage(ca_bundle=str(AUTHORITY), certificate=certificate)
    with noting(noted, asking_for_a_certificate()) as url:
        made = bench(url=url, auth=signed(passage))
        assert made.scim.get("Users").status == 200
        made.scim.close()
        port = PlainPort(url, signed(passage))
        assert port.send("GET", "Users").status == 200
        port.close()
        looked = {each.name: each.holds for each in look_at_tls(url, passage=passage)}

    assert [each[SHOWN] for each in noted] == [CLIENT_NAME] * 2
    assert f"--cert {certificate.file}" in made.last.curl
    assert ('--pass "$MINE_PASSWORD"' in made.last.curl) is (certificate.password is not None)
    assert KEY_PASSWORD not in made.kept()
    assert looked["tls-version"] is True


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_misses_a_certificate_is_told_from_one_that_is_broken(
    bench: Benches, version: ssl.TLSVersion
) -> None:
    context = asking_for_a_certificate()
    context.minimum_version = context.maximum_version = version
    with noting([], context) as url:
        made = bench(url=url, auth=signed(TRUSTING))
        try:
            said = str(made.scim.get("Users").problem)
        except Unreachable as error:
            said = str(error)
        made.scim.close()

    assert "auth.client_certificate" in said


def test_a_token_endpoint_sees_the_certificate_and_no_header_of_the_gateway(bench: Benches) -> None:
    endpoint, noted = TokenEndpoint(), list[dict[str, str]]()

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        noted.append(headers)
        return endpoint.answer(method, path, headers, body)

    passage = Passage((Header("X-Api-Key", Secret(KEY)),), str(AUTHORITY), Certificate(str(CLIENT)))
    with answering(answer, asking_for_a_certificate()) as url:
        grant = Grant("client-credentials", f"{url}/token", CLIENT_ID, Secret(CLIENT_SECRET))
        token = IssuedTokens(grant, passage=passage).fetch().value.reveal()

    assert token in endpoint.issued
    assert noted[0][SHOWN] == CLIENT_NAME
    assert "x-api-key" not in noted[0]


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (Passage(ca_bundle="/nowhere/ca.pem"), "--ca-bundle) names /nowhere/ca.pem, which can't be read"),
        (Passage(ca_bundle=__file__), "which holds no certificate in PEM"),
        (Passage(certificate=Certificate("/nowhere/c.pem")), "client_certificate.file names /nowhere/c.pem"),
        (Passage(certificate=Certificate(str(CLIENT), "/nowhere/k.pem")), "client_certificate.key_file names"),
        (Passage(certificate=Certificate(__file__)), "it must be a certificate in PEM, and its key"),
        (Passage(certificate=Certificate(str(CLIENT_CERTIFICATE))), "it must be a certificate in PEM, and its key"),
        (
            Passage(certificate=Certificate(str(CLIENT_CERTIFICATE), str(CLIENT_KEY))),
            "the password is needed, as the key is encrypted",
        ),
        (
            Passage(certificate=Certificate(str(CLIENT_CERTIFICATE), str(CLIENT_KEY), Secret("not this one"))),
            "the password is not the right one",
        ),
        (
            Passage(certificate=Certificate(str(CLIENT_CERTIFICATE), str(CLIENT.with_name("ecc256.pem")))),
            "the key is not the one of the certificate",
        ),
        (Passage((Header("X-Api-Key", Secret("one\r\nX-Other: two")),)), "auth.headers.X-Api-Key is empty or holds"),
    ],
)
def test_what_can_not_be_used_is_told_with_what_to_do(passage: Passage, words: str) -> None:
    (problem,) = passage.problems()

    assert words in problem
    assert "not this one" not in problem
    assert "X-Other" not in problem


def test_a_passage_crosses_to_a_worker_as_it_is() -> None:
    certificate = Certificate("c.pem", "k.pem", Secret("a password"), "MINE")
    passage = Passage((Header("X-Api-Key", Secret(KEY), "MINE_KEY"),), "ca.pem", certificate)

    assert Passage.from_dict(passage.as_dict()) == passage
    assert Passage.from_dict(Passage().as_dict()) == Passage()
    assert passage.secrets == (Secret(KEY), Secret("a password"))


def test_a_file_with_a_strange_name_is_one_word_for_curl(tmp_path: Path) -> None:
    assert Passage(ca_bundle=str(tmp_path / "a b;c.pem")).curl() == f"--cacert '{tmp_path / 'a b;c.pem'}'"
