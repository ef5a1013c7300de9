"""Why a run ends before its first check, in words for whoever has to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WHOSE = {
    "configuration": "This is about how the run was set up: nothing was found out about the provider.",
    "provider": "This is about the provider as it is now: its operator has to see to it.",
    "open": "Whether the set-up or the provider is to be changed can't be told from here.",
}
"""Whom it concerns, as results.json names it and as people read it."""


@dataclass(frozen=True)
class Stop:
    """Why nothing was run: its kind, whom it concerns, what is wrong, and what to do."""

    kind: str
    whose: str
    says: str
    todo: str
    exchanges: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return what stands in results.json."""
        return {
            "kind": self.kind,
            "whose": self.whose,
            "says": self.says,
            "todo": self.todo,
            "note": WHOSE[self.whose],
            "exchanges": list(self.exchanges),
        }


@dataclass(frozen=True)
class Row:
    """One kind of stop; the sentences name what was seen in braces."""

    whose: str
    says: str
    todo: str


NO_SLASH = "Let the provider answer without that slash: RFC 7644 writes its endpoints so, and clients ask so."
CERTIFICATE = "The provider at {host} can't be trusted: {why}."

ROWS: Mapping[str, Row] = {
    # No connection.
    "host": Row(
        "configuration",
        "There is no host {host}: its name has no address ({why}).",
        "See that the host in --url is spelled right, and that this machine resolves it: a name that only your "
        "company's network knows needs its VPN.",
    ),
    "refused": Row(
        "open",
        "The host of {host} is there, but nobody listens at that port: the connection was refused.",
        "See that the port in --url is right and that the provider is running. A firewall may refuse as well.",
    ),
    "late": Row(
        "open",
        "{host} did not answer in time when a connection was opened.",
        "See that the host and port in --url are right. A firewall that lets nothing through looks just like this: "
        "ask whether the address of this machine has to be allowed, or set HTTPS_PROXY where a proxy leads out.",
    ),
    "route": Row(
        "configuration",
        "This machine has no way to {host} ({why}).",
        "See that it is connected, and that a VPN or a proxy (HTTPS_PROXY) is on where one is needed.",
    ),
    "proxy": Row(
        "configuration",
        "A proxy stands between here and the provider, and does not let the request through ({why}).",
        "See what HTTPS_PROXY and HTTP_PROXY name, with the user name and password that the proxy asks for; "
        "NO_PROXY={host} goes around it.",
    ),
    "certificate-ended": Row(
        "provider",
        CERTIFICATE,
        "Renew the certificate of the provider. Entra refuses it as well.",
    ),
    "certificate-early": Row(
        "open",
        CERTIFICATE,
        "See that the clock of this machine is right; if it is, the certificate of the provider is not valid yet.",
    ),
    "certificate-name": Row(
        "open",
        CERTIFICATE,
        "Write the host in --url for which the certificate was made, or let the provider have one for this host.",
    ),
    "certificate-unknown": Row(
        "open",
        CERTIFICATE,
        "Where the authority is your own company's, name its file: --scim-ca-bundle FILE. Otherwise see that the "
        "provider sends the certificates between its own and a public authority's; Entra trusts public ones only.",
    ),
    "certificate-wanted": Row(
        "configuration",
        "The provider at {host} asks for a client certificate ({why}).",
        "Name the client's certificate in the profile (auth), if the provider is to be tested with one. Entra signs "
        "in with a token.",
    ),
    "plain": Row(
        "configuration",
        "{host} does not speak TLS at that port, so https can't be spoken with it ({why}).",
        "Give the port of https in --url, or write http:// for a provider on your own machine. Entra takes https only.",
    ),
    "tls": Row(
        "open",
        "No secure connection to {host} comes about ({why}).",
        "See that the provider speaks TLS 1.2 or later at that port.",
    ),
    "no-connection": Row(
        "open",
        "No connection to {host} can be opened: {why}.",
        "See that --url is right, and that this machine reaches it.",
    ),
    # A connection, and no provider that takes part.
    "silent": Row(
        "open",
        "{host} takes connections, but gives no answer to any request: {why}.",
        "See that the port in --url is the provider's, and http or https is right. Where it is only slow, give it "
        "more time with --scim-timeout.",
    ),
    "token": Row(
        "configuration",
        "The provider refuses how the run signs in: {asked} answered 401{words}.",
        "Make a new token and see that it is copied whole, is meant for this environment, and belongs to the tenant "
        "of --url.",
    ),
    "token-ended": Row(
        "configuration",
        "The token has expired: it says of itself that it ended at {ended}, and {asked} answered 401.",
        "Make a new token.",
    ),
    "token-missing": Row(
        "configuration",
        "The provider wants the client to sign in, and the profile says auth: none. {asked} answered 401{words}.",
        "Say in the profile how the client signs in (auth), and give the token by --token.",
    ),
    "token-password": Row(
        "configuration",
        "The provider refuses the user name and password: {asked} answered 401{words}.",
        "See that the environment variables or files that the profile names under auth hold the right ones.",
    ),
    "token-issued": Row(
        "configuration",
        "The token endpoint gave a token, and the provider refuses it: {asked} answered 401{words}.",
        "See that the scope in the profile (auth) is the one of this provider, and that both belong to the same "
        "environment.",
    ),
    "no-token": Row(
        "configuration",
        "The run got no token to sign in with. {why}",
        "See that what the profile says under auth is right, and that the token endpoint answers.",
    ),
    "rights": Row(
        "configuration",
        "The provider knows who asks, and forbids everything: {asked} answered 403{words}.",
        "Give the token the right to read and write users (scopes, role, or allowed addresses), and see that SCIM "
        "is switched on for this tenant: many applications have a switch, or offer it only in some of their plans.",
    ),
    "limited": Row(
        "open",
        "The provider says that it is asked too often, from the first request on: {asked} answered 429{words}.",
        "Wait until its limit is free again; then ask less often: --scim-rate 2 sends two requests a second at most.",
    ),
    "away": Row(
        "provider",
        "The provider is not available: {asked} answered 503{words}.",
        "Wait until its maintenance is over, and run again.",
    ),
    "gateway": Row(
        "provider",
        "What stands in front of the provider gets no answer from it: {asked} answered {status}.",
        "See that the provider itself is running behind its gateway.",
    ),
    "error": Row(
        "provider",
        "The provider fails on everything: {asked} answered {status}.",
        "See what its log says of these requests. If the path of --url is wrong, it should say 404 instead.",
    ),
    "sign-in": Row(
        "configuration",
        "What answers at {url} is a page on which people sign in, and no SCIM provider.",
        "See that --url is the address of the SCIM endpoint (often another host than the application's own), and that "
        "no company proxy wants a sign-in first.",
    ),
    "page": Row(
        "configuration",
        "What answers at {url} is a page for people (HTML, {status}), and no SCIM provider{server}.",
        "See that --url is the address of the SCIM endpoint and not of the application's pages, and that no proxy "
        "answers in its place.",
    ),
    "moved-sign-in": Row(
        "configuration",
        "The provider sends every request to a page for signing in ({location}).",
        "See that --url is the address of the SCIM endpoint: an endpoint for machines answers 401 where it does not "
        "take a token.",
    ),
    "moved-slash": Row(
        "provider",
        "The provider sends every request to the same address with a slash behind it ({asked} answered {status}).",
        NO_SLASH,
    ),
    "slash": Row(
        "provider",
        "The provider answers only where a slash stands behind the endpoint: {asked} answered {status}, and with a "
        "slash behind it 200.",
        NO_SLASH,
    ),
    "moved-https": Row(
        "configuration",
        "The provider sends every request from http to https ({location}).",
        "Give the address with https://: --url {found}",
    ),
    "moved": Row(
        "open",
        "The provider sends every request elsewhere ({location}): the token is not sent there.",
        "Give the address to which it leads in --url, if it is the provider's; the part before /Users is enough.",
    ),
    "https": Row(
        "configuration",
        "{host} speaks https at that port, and --url says http.",
        "Write --url {found}",
    ),
    "foreign": Row(
        "configuration",
        "What answers at {url} is no SCIM provider: {asked} answered {status} with something that is no list.",
        "See that --url is the base address of the SCIM endpoint, which /Users is appended to.",
    ),
    "missing": Row(
        "open",
        "There is no SCIM endpoint at {url}: {asked} answered {status}, and so does all the rest.",
        "See that --url is the address that the provider's documentation gives, without /Users, and that SCIM is "
        "switched on for this tenant: many applications have a switch, or offer it only in some of their plans.",
    ),
    "elsewhere": Row(
        "configuration",
        "There is no SCIM endpoint at {url} ({asked} answered {status}), but there is one at {found}.",
        "Run again with --url {found}",
    ),
}
"""What is said of each kind."""


def stop(kind: str, exchanges: tuple[int, ...] = (), **seen: object) -> Stop:
    """Return the stop of a kind, with what was seen in its sentences."""
    row = ROWS[kind]
    return Stop(kind, row.whose, row.says.format(**seen), row.todo.format(**seen).strip(), exchanges)
