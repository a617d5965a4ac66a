"""The Grafana dashboard shows the metrics that there are, all of them and no others."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

FILE = Path(__file__).parents[2] / "docs/operations/grafana.json"
HISTOGRAM = ("_bucket", "_count", "_sum")
USE = re.compile(r"(dashboard_[a-z_]+)(\{[^}]*\})?")


@pytest.fixture(scope="module")
def board() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def expressions(board: dict[str, Any]) -> Iterator[str]:
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def exposed(client: FlaskClient) -> dict[str, set[str]]:
    """The names of all samples, with the labels of those that there are already."""
    headers = {"Authorization": "Bearer 0123456789abcdef"}
    names: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(client.get("/metrics", headers=headers).text):
        ends = {"counter": ("_total",), "histogram": HISTOGRAM}.get(family.type, ("",))
        names.update({f"{family.name.removesuffix('_total')}{end}": set() for end in ends})
        for sample in family.samples:
            names[sample.name] |= sample.labels.keys()
    return names


def test_each_metric_of_the_board_is_exposed_and_each_exposed_one_is_shown(
    board: dict[str, Any], client: FlaskClient
) -> None:
    shown = {name for text in expressions(board) for name, _ in USE.findall(text)}
    assert len(shown) > 10
    assert shown == exposed(client).keys()


def test_each_label_of_the_board_is_a_label_of_its_metric(
    board: dict[str, Any], client: FlaskClient
) -> None:
    client.get("/api/v1/analyses/means?tool=Benchmarking")
    labels = exposed(client)
    for text in expressions(board):
        grouped = {
            name.strip()
            for names in re.findall(r"by \(([^)]*)\)", text)
            for name in names.split(",")
        }
        for name, chosen in USE.findall(text):
            # The job is given by Prometheus itself, and counters have no labels until they count.
            used = grouped | set(re.findall(r"([a-z]+)=", chosen)) - {"job"}
            assert not labels[name] or used <= labels[name], text


def test_panels_lie_side_by_side(board: dict[str, Any]) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken
        taken |= cells


def test_the_age_of_the_data_is_that_of_their_file(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer 0123456789abcdef"}
    told = client.get("/metrics", headers=headers).text
    values = dict(
        line.split(" ")
        for line in told.splitlines()
        if line.startswith("dashboard_") and "{" not in line
    )
    assert 0 <= float(values["dashboard_data_age_seconds"]) < 3600
    # The last month of the small database: 120 months from January 2004.
    assert float(values["dashboard_newest_observation_timestamp_seconds"]) == 1_385_856_000
