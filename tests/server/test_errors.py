"""Errors: a bug is told by a reference alone, and every answer has the form its reader expects."""

import logging
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from cache.states import Busy
from dashboard_app.params import BadParam

Fresh = Callable[..., FlaskClient]


@pytest.fixture
def failing(fresh: Fresh) -> FlaskClient:
    """A visitor of an application with routes that fail in every way."""
    client = fresh()
    app = client.application

    def fail(error: Exception) -> Callable[[], str]:
        def view() -> str:
            raise error

        return view

    # Flask forbids routes after the first request, which Dash's set-up made look like one.
    app._got_first_request = False
    for prefix in ("/api/", "/page/"):
        for name, error in {
            "bug": KeyError("secret detail"),
            "param": BadParam("tool", "<script>", "one of these"),
            "busy": Busy(7),
        }.items():
            app.add_url_rule(prefix + name, prefix + name, fail(error))
    return client


def test_a_bug_is_logged_once_under_the_reference_that_is_told(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = failing.get("/api/bug")
    assert response.status_code == 500
    assert response.json is not None
    reference = response.json["error"]["reference"]
    assert re.fullmatch(r"[0-9a-f]{8}", reference)
    assert "secret" not in response.text
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.__dict__["reference"] == reference
    assert record.exc_info is not None
    assert record.exc_info[0] is KeyError


@pytest.mark.parametrize(("language", "said"), [("es", "referencia"), ("en", "reference")])
def test_a_reader_sees_a_bug_as_a_page_of_the_language(
    failing: FlaskClient, language: str, said: str
) -> None:
    response = failing.get("/page/bug", headers={"Accept-Language": language})
    assert response.status_code == 500
    assert response.mimetype == "text/html"
    assert f'<html lang="{language}">' in response.text
    assert re.search(rf"{said} \w+ [0-9a-f]{{8}}", response.text)
    assert "secret" not in response.text


def test_a_bad_parameter_is_no_error_in_the_log(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    response = failing.get("/api/param")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["expected"] == "one of these"
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_what_came_from_outside_is_no_markup_in_a_page(failing: FlaskClient) -> None:
    response = failing.get("/page/param?lang=<script>")
    assert response.status_code == 400
    assert "<script>" not in response.text


def test_busy_says_when_to_ask_again(failing: FlaskClient) -> None:
    response = failing.get("/api/busy")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.json is not None
    assert response.json["error"]["retry_seconds"] == 7
    assert "7" in failing.get("/page/busy").text


def test_a_page_that_is_not_there_is_not_kept_by_a_cache(client: FlaskClient) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.text


def test_crawlers_are_told_what_to_leave(client: FlaskClient) -> None:
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Disallow: /api/v1/analyses/" in robots.text
