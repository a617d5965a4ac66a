"""The gate before Dash: every malformed request is answered 4xx, and nothing is ever a 500."""

import copy
import json
import logging
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard_app.server.limits import CALLBACK_PATH

texts = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
words = st.sampled_from(["trends", "means", "change_points", "about", "ready", "bad", "en", "dark"])
names = st.sampled_from(["name", "state", "key", "raw", "values", "params", "analysis", "language"])
stores = st.dictionaries(
    names | st.sampled_from(["seconds", "back", "got", "parameter", "retry_seconds"]),
    words | values | st.dictionaries(st.sampled_from(["tool", "from"]) | texts, st.lists(texts)),
    max_size=8,
)
questions = st.fixed_dictionaries({"name": words, "state": words}, optional={"raw": values})
forms = st.fixed_dictionaries({"name": words, "language": words, "values": values})
many = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def post(client: FlaskClient, body: Any, **how: Any) -> Any:
    return client.post(CALLBACK_PATH, data=json.dumps(body), content_type="application/json", **how)


def request_of(app: Dash, output: str) -> dict[str, Any]:
    """What the page sends for a callback, with nothing in its inputs."""
    declared = app.callback_map[output]

    def dependency(one: dict[str, Any]) -> Any:
        if one["id"].startswith("{"):
            return []
        return {"id": one["id"], "property": one["property"], "value": None}

    names = output[2:-2].split("...") if output.startswith("..") else [output]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [dependency(one) for one in declared["inputs"]],
        "state": [dependency(one) for one in declared["state"]],
        "changedPropIds": [],
    }


def outputs_of(app: Dash) -> list[str]:
    """The outputs that are computed by the server."""
    return [output for output, one in app.callback_map.items() if "callback" in one]


def test_a_request_of_the_page_passes_the_gate(dashboard: Dash, client: FlaskClient) -> None:
    assert outputs_of(dashboard)
    for output in outputs_of(dashboard):
        response = post(client, request_of(dashboard, output))
        assert response.status_code in (200, 204, 400), (output, response.text)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "output",
        7,
        {},
        {"output": None},
        {"output": []},
        {"output": {"a": 1}},
        {"output": "nothing.children"},
        {"output": "nothing.children", "outputs": [], "inputs": []},
        {"output": "..a.b...c.d..", "inputs": []},
        {"output": "__proto__.constructor"},
    ],
)
def test_an_output_that_no_page_has_is_refused(client: FlaskClient, body: Any) -> None:
    response = post(client, body)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["status"] == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("inputs", None),
        ("inputs", []),
        ("inputs", [[]]),
        ("inputs", ["a"] * 1000),
        ("inputs", [{"id": "other", "property": "data"}] * 3),
        ("state", {"a": 1}),
        ("state", [{}] * 50),
        ("outputs", None),
        ("outputs", "a"),
        ("outputs", [{"id": 1, "property": 2}]),
        ("changedPropIds", 5),
        ("changedPropIds", [{}]),
        ("changedPropIds", ["a.b"] * 500),
    ],
)
def test_a_body_that_does_not_fit_its_callback_is_refused(
    dashboard: Dash, client: FlaskClient, field: str, value: Any
) -> None:
    for output in outputs_of(dashboard):
        body = request_of(dashboard, output)
        body[field] = value
        if body != request_of(dashboard, output):
            assert post(client, body).status_code == 400, (output, field)


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' * 50_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * 600_000, "application/json", 413),
    ],
)
def test_what_is_no_json_is_refused(
    client: FlaskClient, data: bytes, kind: str, status: int
) -> None:
    assert client.post(CALLBACK_PATH, data=data, content_type=kind).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/trends", 200),
        ("/trends/", 200),
        ("/nothing", 404),
        ("/wp-login.php", 404),
        ("/trends/../../etc/passwd", 404),
        ("/.env", 404),
        ("/_dash-component-suites/dash/../../../etc/passwd", 404),
        ("/_dash-component-suites/os/path.py", 404),
        ("/assets/../app.py", 404),
        ("/?" + "a" * 5000, 414),
        ("/%00", 404),
        ("/" + "a" * 3000, 404),
    ],
)
def test_only_known_paths_are_answered(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_pages_are_only_read(client: FlaskClient, method: str) -> None:
    assert client.open("/", method=method).status_code == 405


def assert_no_bug(response: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert response.status_code < 500, response.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@many
@given(body=values)
def test_any_json_at_all_is_refused(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, body: Any
) -> None:
    response = post(client, body)
    assert_no_bug(response, caplog)
    assert response.status_code == 400


@many
@given(data=st.data())
def test_a_request_of_the_page_with_anything_in_it_is_never_our_bug(
    dashboard: Dash, client: FlaskClient, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    body = copy.deepcopy(request_of(dashboard, data.draw(st.sampled_from(outputs_of(dashboard)))))
    for given_value in [*body["inputs"], *body["state"]]:
        if isinstance(given_value, dict):
            given_value["value"] = data.draw(values | words | stores | questions | forms)
    triggers = [f"{one['id']}.{one['property']}" for one in body["inputs"] if one]
    body["changedPropIds"] = data.draw(st.lists(st.sampled_from(triggers), max_size=2))
    assert_no_bug(post(client, body), caplog)


@many
@given(
    path=st.sampled_from(["/api/v1/series", "/api/v1/tools", "/api/v1/analyses/means", "/trends"]),
    query=st.dictionaries(
        st.sampled_from(["tool", "source", "from", "to", "format", "range", "lang"]) | texts,
        texts | st.sampled_from(["Benchmarking", "google_trends", "csv", "2004-01", "all"]),
        max_size=5,
    ),
)
def test_any_query_of_the_api_is_never_our_bug(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str, query: dict[str, str]
) -> None:
    assert_no_bug(client.get(path, query_string=query), caplog)


def test_callbacks_of_the_browser_are_not_ours_to_answer(
    dashboard: Dash, client: FlaskClient
) -> None:
    own = [name for name, one in dashboard.callback_map.items() if "callback" not in one]
    assert own
    for output in own:
        body = {"output": output, "inputs": [], "outputs": [], "changedPropIds": []}
        if "." in output:
            body = request_of(dashboard, output)
        assert post(client, body).status_code == 400


@pytest.mark.parametrize("referrer", ["http://[::1/trends", "http://a/%ff?tool=%00", "//", "?"])
def test_a_layout_comes_for_any_page_that_says_to_ask_for_it(
    client: FlaskClient, referrer: str
) -> None:
    assert client.get("/_dash-layout", headers={"Referer": referrer}).status_code == 200
