"""Headers: what a browser may do with our pages, and who may read our answers."""

from collections.abc import Callable

import pytest
from dash import Dash
from flask.testing import FlaskClient

Fresh = Callable[..., FlaskClient]


def policy(client: FlaskClient, path: str = "/") -> dict[str, str]:
    text = client.get(path).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_scripts_are_ours_alone(client: FlaskClient) -> None:
    found = policy(client)
    scripts = found["script-src"].split()
    assert scripts[0] == "'self'"
    assert all(one.startswith("'sha256-") for one in scripts[1:])
    assert "unsafe" not in found["script-src"]
    assert found["object-src"] == "'none'"
    assert found["frame-ancestors"] == "'self'"
    assert found["base-uri"] == "'self'"


def test_every_inline_script_of_the_page_is_known_by_its_hash(
    dashboard: Dash, client: FlaskClient
) -> None:
    assert set(dashboard.csp_hashes()) <= set(policy(client)["script-src"].split())


def test_nothing_comes_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page
    assert "http:" not in " ".join(policy(client).values())


@pytest.mark.parametrize("path", ["/", "/nothing", "/health", "/api/v1/tools", "/robots.txt"])
def test_every_answer_has_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    assert "werkzeug" not in headers.get("Server", "").lower()


@pytest.mark.parametrize("path", ["/", "/embed/trends", "/_dash-layout", "/api/v1/sources"])
def test_what_is_made_for_one_reader_is_kept_for_nobody_else(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_only_the_api_may_be_read_by_other_sites(client: FlaskClient) -> None:
    api, page = client.get("/api/v1/tools").headers, client.get("/").headers
    assert api["Access-Control-Allow-Origin"] == "*"
    assert api["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in api
    assert "Access-Control-Allow-Origin" not in page
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_every_site_may_frame_an_answer_alone_and_nothing_else(client: FlaskClient) -> None:
    framed = client.get("/embed/trends")
    assert framed.status_code == 200
    assert policy(client, "/embed/trends") == policy(client) | {"frame-ancestors": "*"}
    assert "X-Frame-Options" not in framed.headers
    assert framed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Cross-Origin-Opener-Policy" not in framed.headers
    for path in ("/", "/trends", "/embed", "/status", "/api/v1/tools"):
        assert policy(client, path)["frame-ancestors"] == "'self'"
        assert client.get(path).headers["X-Frame-Options"] == "SAMEORIGIN"


def test_what_is_no_analysis_cannot_be_embedded(client: FlaskClient) -> None:
    for path in ("/embed/about", "/embed/nothing", "/embed/embed/trends", "/embed/"):
        assert client.get(path).status_code == 404


def test_https_is_promised_only_where_the_proxy_says_https(fresh: Fresh) -> None:
    client = fresh(trusted_proxies=1)
    plain = client.get("/")
    assert plain.status_code == 200
    assert "Strict-Transport-Security" not in plain.headers
    secure = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]


def test_health_is_never_redirected(client: FlaskClient) -> None:
    assert client.get("/health", headers={"Host": "10.1.2.3:8050"}).status_code == 200


def test_dash_asks_nobody_for_a_newer_version(client: FlaskClient) -> None:
    assert '"disable_version_check":true' in client.get("/").text


def test_there_is_no_door_for_machines_to_the_callbacks(client: FlaskClient) -> None:
    assert client.get("/_mcp").status_code == 404
    assert client.post("/_mcp", json={}).status_code in (404, 405)
