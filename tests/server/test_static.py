"""Static files: compressed once, answered from memory, kept by browsers for a year."""

import gzip
from pathlib import Path

import brotli
import pytest
from dash import Dash
from flask import Flask, Response
from flask.testing import FlaskClient

from dashboard_app.server.static.shelf import SUITES, Shelf, compress, name_of

SCRIPT = ("let line = 'the same again';\n" * 200).encode()
PATH = f"{SUITES}package/file.v1_2m3f.js"


def site(built: Path) -> tuple[FlaskClient, list[str]]:
    """An application with one script, and the paths for which the script was read."""
    app, read = Flask("site"), list[str]()
    Shelf(built).start(app)

    @app.get(f"{SUITES}<path:path>")
    def script(path: str) -> Response:
        read.append(path)
        if "missing" in path:
            return Response("no", 404)
        return Response(SCRIPT, mimetype="text/javascript")

    return app.test_client(), read


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip")],
)
def test_each_client_gets_the_smallest_form_that_it_knows(
    tmp_path: Path, accepted: str, encoding: str | None
) -> None:
    client, _ = site(tmp_path)
    for _ in range(2):
        response = client.get(PATH, headers={"Accept-Encoding": accepted})
        assert response.headers.get("Content-Encoding") == encoding
        assert response.headers["Vary"] == "Accept-Encoding"
        undo = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
        assert undo(response.data) == SCRIPT
        assert response.mimetype == "text/javascript"


def test_a_file_is_read_once_whatever_fingerprint_is_invented(tmp_path: Path) -> None:
    client, read = site(tmp_path)
    for n in range(5):
        assert client.get(f"{SUITES}package/file.v1_2m{n}.js").status_code == 200
    assert len(read) == 1


def test_what_was_built_is_used(tmp_path: Path) -> None:
    name = name_of(SCRIPT)
    for encoding, data in compress(SCRIPT, 11).items():
        (tmp_path / f"{name}.{encoding}").write_bytes(data)
    client, _ = site(tmp_path)
    response = client.get(PATH, headers={"Accept-Encoding": "br"})
    assert response.data == (tmp_path / f"{name}.br").read_bytes()


def test_a_name_with_a_fingerprint_is_kept_for_a_year_others_are_asked_again(
    tmp_path: Path,
) -> None:
    client, _ = site(tmp_path)
    assert "immutable" in client.get(PATH).headers["Cache-Control"]
    assert client.get(f"{SUITES}package/file.js").headers["Cache-Control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_twice(tmp_path: Path) -> None:
    client, _ = site(tmp_path)
    tag = client.get(PATH, headers={"Accept-Encoding": "br"}).headers["ETag"]
    again = client.get(PATH, headers={"Accept-Encoding": "br", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_what_is_missing_is_not_kept(tmp_path: Path) -> None:
    client, read = site(tmp_path)
    for _ in range(2):
        assert client.get(f"{SUITES}package/missing.js").status_code == 404
    assert len(read) == 2


def test_a_head_request_has_no_body(tmp_path: Path) -> None:
    client, _ = site(tmp_path)
    client.get(PATH)
    response = client.head(PATH)
    assert (response.status_code, response.data) == (200, b"")


def test_every_script_and_style_of_the_page_is_served_compressed(
    dashboard: Dash, client: FlaskClient
) -> None:
    page = client.get("/").text
    found = [
        part.split('"')[0]
        for mark in ('<script src="', '<link rel="stylesheet" href="')
        for part in page.split(mark)[1:]
    ]
    assert found
    for path in found:
        response = client.get(path, headers={"Accept-Encoding": "br"})
        assert response.status_code == 200, path
        if len(response.data) > 1024:
            assert response.headers["Content-Encoding"] == "br", path


@pytest.mark.parametrize("path", ["/", "/api/v1/tools", "/_dash-dependencies"])
def test_answers_made_anew_are_compressed_too(client: FlaskClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    small = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    if len(plain.data) > 1000:
        assert small.headers["Content-Encoding"] == "br"
        # A page has a signature of its own each time, of always the same length.
        assert len(brotli.decompress(small.data)) == len(plain.data)
        assert len(small.data) < len(plain.data)
