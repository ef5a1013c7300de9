"""Who may ask, what is where, and how answers look."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from provider_by_hand import TOKEN, Client, profile

from scim_conformance.profile import Auth, Profile
from scim_conformance.provider import build
from scim_conformance.provider.application import USER_NAME
from scim_conformance.wire import GROUP, USER

EVERY_ENDPOINT = [
    ("GET", "/ServiceProviderConfig"),
    ("GET", "/ResourceTypes"),
    ("GET", "/ResourceTypes/User"),
    ("GET", "/Schemas"),
    ("GET", f"/Schemas/{USER}"),
    ("GET", "/Users"),
    ("POST", "/Users"),
    ("GET", "/Users/x"),
    ("PUT", "/Users/x"),
    ("PATCH", "/Users/x"),
    ("DELETE", "/Users/x"),
    ("GET", "/Groups"),
    ("POST", "/Users/.search"),
    ("POST", "/.search"),
    ("POST", "/Bulk"),
    ("GET", "/Me"),
    ("GET", "/"),
    ("GET", "/nowhere"),
    ("TRACE", "/Users"),
]


def assert_error(reply: httpx.Response, status: int, scim_type: str | None = None) -> None:
    assert reply.status_code == status, reply.text
    body = reply.json()
    assert reply.headers["Content-Type"] == "application/scim+json"
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(status)
    assert body.get("scimType") == scim_type
    assert isinstance(body["detail"], str)


@pytest.mark.parametrize(("method", "path"), EVERY_ENDPOINT)
def test_no_endpoint_answers_without_the_token(client: Client, method: str, path: str) -> None:
    reply = client.http.request(method, path, headers={"Authorization": ""})

    assert_error(reply, 401)
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="SCIM"'


def test_where_the_profile_says_so_a_name_and_a_password_open() -> None:
    client = Client(build(profile(auth=Auth(kind="basic")), token=TOKEN))

    refused, opened = (client.http.get("/Users", headers=headers) for headers in ({}, _basic(TOKEN)))

    assert_error(refused, 401)
    assert refused.headers["WWW-Authenticate"] == 'Basic realm="SCIM"'
    assert_error(client.http.get("/Users", headers=_basic("wrong")), 401)
    assert opened.status_code == 200
    assert (
        client.http.get("/ServiceProviderConfig", headers=_basic(TOKEN)).json()["authenticationSchemes"][0]["type"]
        == "httpbasic"
    )


def _basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{USER_NAME}:{password}".encode()).decode()}


@pytest.mark.parametrize("shown", [f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", TOKEN])
def test_a_wrong_token_is_refused_and_told_to_be_wrong(client: Client, shown: str) -> None:
    reply = client.http.get("/Users", headers={"Authorization": shown})

    assert_error(reply, 401)
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="SCIM", error="invalid_token"'


def test_the_name_of_the_scheme_is_case_insensitive(client: Client) -> None:
    assert client.http.get("/Users", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200


def test_a_token_in_the_query_opens_nothing(client: Client) -> None:
    reply = client.http.get("/Users", params={"access_token": TOKEN}, headers={"Authorization": ""})

    assert reply.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("DELETE", "/nowhere"),
        ("POST", "/nowhere"),
        ("PATCH", "/nowhere/x"),
        ("GET", "/Users/x/y"),
        ("GET", "/Users/..%2FGroups"),
        ("GET", "/Schemas/urn:nobody"),
        ("GET", "http://provider.test/Users"),
        ("GET", "http://provider.test/v1/Users"),
        ("GET", "http://provider.test/"),
    ],
)
def test_what_is_not_there_answers_404(client: Client, method: str, path: str) -> None:
    assert_error(client.http.request(method, path), 404)


def test_without_groups_their_endpoint_is_nowhere(served: Callable[[Profile], Client]) -> None:
    client = served(profile())

    for method, path in (
        ("GET", "/Groups"),
        ("POST", "/Groups"),
        ("DELETE", "/Groups"),
        ("PUT", "/Groups/x"),
    ):
        assert_error(client.http.request(method, path, json={"displayName": "x"}), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/Users", "GET, POST, HEAD"),
        ("POST", "/Users/x", "DELETE, GET, PATCH, PUT, HEAD"),
        ("POST", "/Schemas", "GET, HEAD"),
        ("GET", "/Bulk", "POST"),
    ],
)
def test_a_method_that_an_endpoint_lacks_answers_405(client: Client, method: str, path: str, allowed: str) -> None:
    reply = client.http.request(method, path)

    assert_error(reply, 405)
    assert reply.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/Users", "/ServiceProviderConfig", "/Users/x"])
def test_head_answers_as_get_without_a_body(client: Client, path: str) -> None:
    got, headed = client.http.get(path), client.http.head(path)

    assert headed.content == b""
    assert (headed.status_code, headed.headers) == (got.status_code, got.headers)
    assert int(headed.headers["Content-Length"]) == len(got.content)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data"])
def test_another_media_type_answers_415(client: Client, method: str, content_type: str) -> None:
    user = client.user()
    path = "/Users" if method == "POST" else f"/Users/{user['id']}"

    reply = client.http.request(method, path, content=b"{}", headers={"Content-Type": content_type})

    assert_error(reply, 415)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/scim+json",
        "application/json",
        "application/scim+json; charset=utf-8",
        "application/json-patch+json",
    ],
)
def test_every_name_of_json_is_read(client: Client, content_type: str) -> None:
    body = f'{{"schemas": ["{USER}"], "userName": "bjensen"}}'

    reply = client.http.post("/Users", content=body, headers={"Content-Type": content_type})

    assert reply.status_code == 201


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"userName": "a', b"[]", b'"x"', b"5", b"null", b"\xff{}", b'"\\ud800"']
)
def test_a_body_that_is_no_json_object_answers_invalid_syntax(client: Client, method: str, content: bytes) -> None:
    user = client.user()
    path = "/Users" if method == "POST" else f"/Users/{user['id']}"

    assert_error(client.http.request(method, path, content=content), 400, "invalidSyntax")


@pytest.mark.parametrize("accept", ["*/*", "application/scim+json", "application/json", ""])
def test_answers_are_scim_whatever_is_accepted(client: Client, accept: str) -> None:
    reply = client.http.get("/Users", headers={"Accept": accept})

    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "application/scim+json"


def test_an_answer_without_body_names_no_type_and_no_length(client: Client) -> None:
    user = client.user()

    for reply in (
        client.http.get(f"/Users/{user['id']}", headers={"If-None-Match": user["meta"]["version"]}),
        client.delete(f"/Users/{user['id']}"),
    ):
        assert reply.status_code in (204, 304)
        assert "Content-Type" not in reply.headers
        assert "Content-Length" not in reply.headers
        assert reply.content == b""


def test_what_a_path_holds_gets_into_no_header(client: Client) -> None:
    reply = client.http.get("/Users/x%0d%0aX-Evil:%20yes")

    assert_error(reply, 404)
    assert "Location" not in reply.headers
    assert not any("Evil" in value for value in reply.headers.values())


def test_an_id_that_no_header_could_hold_is_unknown(client: Client) -> None:
    assert_error(client.http.get("/Users/%F0%9F%98%80"), 404)


def test_answers_may_not_be_kept_by_others(client: Client) -> None:
    assert client.get("/Users").headers["Cache-Control"] == "private, no-cache"


def test_me_is_not_implemented(client: Client) -> None:
    assert_error(client.get("/Me"), 501)


@pytest.mark.parametrize("feature", ["patch", "bulk"])
def test_a_feature_that_is_off_answers_501(served: Callable[[Profile], Client], feature: str) -> None:
    client = served(profile(features={feature: False}))
    user = client.user()

    reply = client.patch(f"/Users/{user['id']}") if feature == "patch" else client.post("/Bulk", {})

    assert_error(reply, 501)


def test_without_etags_there_is_no_version(served: Callable[[Profile], Client]) -> None:
    client = served(profile(features={"etag": False}))

    user = client.user()

    assert "version" not in user["meta"]
    assert "ETag" not in client.get(f"/Users/{user['id']}").headers


def test_as_long_as_no_origin_is_trusted_the_host_is_believed(client: Client) -> None:
    assert client.user()["meta"]["location"].startswith("http://provider.test/v2/Users/")


def test_a_made_up_host_gets_into_no_location(client: Client) -> None:
    client.provider.trust("http://127.0.0.1:8080")
    user = client.user()

    def location(host: str) -> Any:
        reply = client.http.get(f"/Users/{user['id']}", headers={"Host": host, "X-Forwarded-Host": "evil.test"})
        return reply.json()["meta"]["location"].removesuffix(user["id"])

    assert location("evil.test") == "http://127.0.0.1:8080/v2/Users/"
    assert location("127.0.0.1:9999") == "http://127.0.0.1:8080/v2/Users/"
    assert location("localhost:8080") == "http://localhost:8080/v2/Users/"

    client.provider.distrust("http://127.0.0.1:8080")
    assert location("else.test") == "http://else.test/v2/Users/"


def test_a_layer_changes_requests_and_answers_and_sees_those_that_are_refused(client: Client) -> None:
    seen = []

    def layer(answer: Any) -> Any:
        def answered(request: Any) -> Any:
            request.query["attributes"] = "userName"
            response = answer(request)
            seen.append(int(response.status))
            response.headers["X-Layer"] = "yes"
            return response

        return answered

    user = client.user(displayName="Babs")
    client.provider.wrap(layer)

    reply = client.get(f"/Users/{user['id']}")

    assert set(reply.json()) == {"schemas", "id", "userName"}
    assert reply.headers["X-Layer"] == "yes"
    client.http.get("/Users", headers={"Authorization": ""})
    assert seen == [200, 401]


def test_a_layer_that_raises_reaches_the_client(client: Client) -> None:
    def hang(answer: Any) -> Any:
        def never(request: Any) -> Any:
            raise httpx.ReadTimeout("No answer in time")

        return never

    client.provider.wrap(hang)

    with pytest.raises(httpx.ReadTimeout):
        client.get("/Users")


def test_a_bug_answers_500_without_its_trace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret file /etc/shadow")

    monkeypatch.setattr(client.provider.storage, "get", fail)

    reply = client.get("/Users/x")

    assert_error(reply, 500)
    assert "secret" not in reply.text


def test_discovery_says_what_there_is(client: Client) -> None:
    config = client.get("/ServiceProviderConfig").json()
    types = client.get("/ResourceTypes").json()
    schemas = client.get("/Schemas").json()

    assert config["authenticationSchemes"][0]["type"] == "oauthbearertoken"
    assert config["meta"]["location"] == "http://provider.test/v2/ServiceProviderConfig"
    assert [each["endpoint"] for each in types["Resources"]] == ["/Users", "/Groups"]
    assert schemas["totalResults"] == len(schemas["Resources"]) == 3
    for each in [*types["Resources"], *schemas["Resources"]]:
        assert client.http.get(each["meta"]["location"]).json() == each


def test_schemas_are_served_as_they_are_enforced(client: Client) -> None:
    user, group = (client.get(f"/Schemas/{urn}").json()["attributes"] for urn in (USER, GROUP))
    served = {each["name"]: each for each in [*user, *group]}

    assert served["userName"]["required"] is True
    assert served["userName"]["uniqueness"] == "server"
    assert (served["password"]["mutability"], served["password"]["returned"]) == ("writeOnly", "never")
    assert served["groups"]["mutability"] == "readOnly"
    assert served["members"]["multiValued"] is True
    assert all(each["description"] for each in served.values())


@pytest.mark.parametrize("path", ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig", f"/Schemas/{USER}"])
def test_discovery_refuses_a_filter(client: Client, path: str) -> None:
    assert_error(client.get(path, filter='id eq "x"'), 403)


@pytest.mark.parametrize("text", ['password eq "x"', 'userName pr and not (Password sw "x")', "password pr"])
def test_nobody_can_be_searched_by_password(client: Client, text: str) -> None:
    assert_error(client.get("/Users", filter=text), 403, "sensitive")
    assert_error(client.post("/Users/.search", {"filter": text}), 403, "sensitive")
