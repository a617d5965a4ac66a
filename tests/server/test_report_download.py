"""The report as a download: an attachment in the language asked for, and only of the report."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard_app.analyses import BY_ID, report
from dashboard_app.analysis import silent
from dashboard_app.data.notes import Notes
from dashboard_app.params import BadParam
from dashboard_app.results import Answer, Waiting
from dashboard_app.server import api
from tests.analyses import sample

ADDRESS = "/api/v1/analyses/report"
TOOL = "Benchmarking"


def client_of(answered: Any) -> FlaskClient:
    results = SimpleNamespace(
        question=lambda name, raw: SimpleNamespace(analysis=BY_ID[name], raw=raw),
        answer=lambda question, visitor: answered,
    )
    panel = sample.full()
    live = SimpleNamespace(panel=lambda: panel, notes=Notes)
    app = Flask("test")
    app.register_blueprint(api.pages(results, live))  # type: ignore[arg-type]
    app.register_error_handler(BadParam, lambda error: (str(error), 400))
    return app.test_client()


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    made = report.over([BY_ID["stationarity"]])
    result = made.compute(sample.full(), {"tool": TOOL}, silent)
    answer = Answer(
        "k" * 64, "report", made.version, {"tool": TOOL}, "d" * 64, "2024-05-06T07:08:09+00:00",
        1.0, result, None, "stored",
    )  # fmt: skip
    return client_of(answer)


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_an_attachment_in_the_language_asked_for(client: FlaskClient, language: str) -> None:
    asked = {"tool": TOOL, "format": "html", "lang": language}
    response = client.get(ADDRESS, query_string=asked)
    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    said = response.headers["Content-Disposition"]
    assert said == f"attachment; filename=benchmarking-{'d' * 12}.{language}.html"
    assert f'<html lang="{language}"' in response.text
    assert f"report?tool={TOOL}&amp;lang={language}" in response.text


def test_the_same_answer_is_there_as_json(client: FlaskClient) -> None:
    answered = client.get(ADDRESS, query_string={"tool": TOOL}).json
    assert answered is not None
    assert len(answered["result"]["part__analysis"]) == 5


def test_other_analyses_have_no_document(client: FlaskClient) -> None:
    for asked in ({"format": "html"}, {"lang": "xx"}):
        path = "/api/v1/analyses/trends" if "format" in asked else ADDRESS
        assert client.get(path, query_string=asked).status_code == 400


def test_asking_again_is_the_poll() -> None:
    response = client_of(Waiting("k", "running", fraction=0.5)).get(
        ADDRESS, query_string={"tool": TOOL, "format": "html"}
    )
    assert response.status_code == 202
    assert response.headers["Retry-After"]
