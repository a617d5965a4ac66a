"""/metrics: only for who has the token, in Prometheus' format, counted once."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard_app.server.metrics import Metrics

Fresh = Callable[..., FlaskClient]
TOKEN = "0123456789abcdef"


def samples(client: FlaskClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_without_a_token_set_there_are_no_metrics(fresh: Fresh) -> None:
    assert fresh().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN + "x"]
)
def test_without_the_token_nothing_is_told(client: FlaskClient, given: str | None) -> None:
    response = client.get("/metrics", headers={} if given is None else {"Authorization": given})
    assert response.status_code == 401
    assert "dashboard_" not in response.text


def test_requests_and_answers_are_counted_by_route_and_origin(fresh: Fresh) -> None:
    client = fresh(metrics_token=TOKEN)
    for _ in range(3):
        assert client.get("/api/v1/analyses/means?tool=Benchmarking").status_code == 200
    client.get("/no/such/page")
    found = samples(client)
    route = ("route", "/api/v1/analyses/<analysis_id>")
    assert found["dashboard_requests_total", (route, ("status", "200"))] == 3
    assert found["dashboard_requests_total", (("route", "page"), ("status", "404"))] == 1
    assert found["dashboard_request_seconds_count", (route,)] == 3
    assert found["dashboard_request_seconds_bucket", (("le", "+Inf"), route)] == 3
    assert found["dashboard_computations_total", (("analysis", "means"),)] == 1
    means = ("analysis", "means")
    assert found["dashboard_answers_total", (means, ("origin", "computed"))] == 1
    assert found["dashboard_answers_total", (means, ("origin", "stored"))] == 2
    assert found["dashboard_jobs", (("state", "queued"),)] == 0
    assert found["dashboard_tools", ()] == 2
    assert found["dashboard_stored_answers", ()] == 1


def test_a_refused_request_is_counted(fresh: Fresh) -> None:
    client = fresh(metrics_token=TOKEN, limit_api="1 per minute")
    for _ in range(3):
        client.get("/api/v1/tools")
    assert samples(client)["dashboard_limited_total", (("budget", "api"),)] == 2


def test_what_a_client_writes_is_never_a_label(client: FlaskClient) -> None:
    for n in range(20):
        client.get(f"/made-up-{n}")
        client.get(f"/api/v1/made-up-{n}")
    labels = {dict(labels).get("route", "") for _, labels in samples(client)}
    assert not [label for label in labels if "made-up" in label]


def test_a_histogram_is_cumulative() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.02, 0.02, 99.0):
        metrics.requested("page", 200, seconds)
    (family,) = [one for one in metrics.collect() if one.name == "dashboard_request_seconds"]
    counts = {s.labels["le"]: s.value for s in family.samples if s.name.endswith("_bucket")}
    assert counts["0.005"] == 1
    assert counts["0.025"] == 3
    assert counts["10.0"] == 3
    assert counts["+Inf"] == 4
