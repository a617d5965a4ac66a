"""The API: what it answers, with all digits, and how it refuses."""

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from dashboard_app.analyses import ANALYSES
from dashboard_app.data.catalogue import tool_name
from dashboard_app.params import BadParam, Choices, parse, tool
from dashboard_app.server.formats import plain, tables, to_csv
from tests.server import small

SERIES = "/api/v1/series"


def ask(client: FlaskClient, path: str, **query: Any) -> Any:
    response = client.get(path, query_string=query)
    assert response.status_code == 200, response.text
    return json.loads(response.text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


def refusal(client: FlaskClient, path: str, status: int = 400, **query: Any) -> Any:
    response = client.get(path, query_string=query)
    assert response.status_code == status, response.text
    assert response.json is not None
    assert response.json["error"]["status"] == status
    return response.json["error"]


def test_tools_tell_names_and_extents(client: FlaskClient) -> None:
    tools = ask(client, "/api/v1/tools")["tools"]
    first = tools[0]
    assert [tool["id"] for tool in tools] == [small.TOOL, small.OTHER]
    assert (tools[1]["es"], tools[1]["en"]) == ("Calidad Total", "Total Quality Management")
    assert list(first["sources"]) == ["bain_usability", "google_books", "google_trends"]
    trends = first["sources"]["google_trends"]
    assert (trends["n"], trends["from"], trends["to"]) == (120, "2004-01", "2013-12")
    assert first["sources"]["google_books"]["n"] == 20
    assert first["sources"]["bain_usability"]["n"] == len(small.SURVEYS)


def test_sources_tell_how_often_they_observe(client: FlaskClient) -> None:
    sources = {one["id"]: one for one in ask(client, "/api/v1/sources")["sources"]}
    assert sources["google_trends"]["cadence"] == "monthly"
    assert sources["google_books"]["cadence"] == "yearly"
    assert sources["bain_satisfaction"]["es"] == "Bain: satisfacción"


def test_a_series_has_every_digit_of_the_database(client: FlaskClient) -> None:
    (series,) = ask(client, SERIES, tool=small.TOOL, source="google_trends")["series"]
    assert series["value"] == small.wave(120, 90.0)
    assert series["month"][:2] == ["2004-01", "2004-02"]


def test_a_series_is_its_observations_within_the_months_asked_for(client: FlaskClient) -> None:
    query = {"tool": small.TOOL, "source": "bain_usability", "from": "1996-01", "to": "2000-01"}
    (series,) = ask(client, SERIES, **query)["series"]
    assert series["month"] == ["1996-01", "1999-01", "2000-01"]
    assert series["value"] == [91.0, 88.0, 86.0]
    assert series["respondents"] == [784, 475, 214]


def test_several_sources_come_in_their_fixed_order(client: FlaskClient) -> None:
    answered = ask(client, SERIES, tool=small.TOOL, source=["bain_usability", "google_trends"])
    assert [one["source"] for one in answered["series"]] == ["google_trends", "bain_usability"]


def test_a_source_without_the_tool_is_left_out(client: FlaskClient) -> None:
    assert ask(client, SERIES, tool=small.OTHER, source="crossref")["series"] == []


def test_the_csv_has_the_same_numbers(client: FlaskClient) -> None:
    response = client.get(SERIES, query_string={"tool": small.OTHER, "format": "csv"})
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [float(row["value"]) for row in rows] == small.wave(120, 60.0)[::-1]
    assert (rows[0]["tool"], rows[0]["month"]) == (small.OTHER, "2004-01")
    assert rows[0]["respondents"] == ""


def test_an_unchanged_answer_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/api/v1/tools")
    again = client.get("/api/v1/tools", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_analyses_are_told_as_they_are_defined(client: FlaskClient) -> None:
    told = {one["id"]: one for one in ask(client, "/api/v1/analyses")["analyses"]}
    assert list(told) == [analysis.id for analysis in ANALYSES]
    for analysis in ANALYSES:
        assert told[analysis.id]["cost"] == analysis.cost
        names = [param["name"] for param in told[analysis.id]["params"]]
        assert names == [param.name for param in analysis.params]
    order = next(one for one in told["forecast"]["params"] if one["name"] == "order")
    assert (order["kind"], order["default"], len(order["highest"])) == ("counts", None, 3)


def test_a_quick_analysis_is_answered_in_full_and_the_same_again(client: FlaskClient) -> None:
    first = ask(client, "/api/v1/analyses/means", tool=small.TOOL)
    again = ask(client, "/api/v1/analyses/means", tool=small.TOOL)
    assert first == again
    assert first["id"] == "means"
    assert first["params"]["tool"] == small.TOOL
    result = first["result"]
    whole = result["mean__source"].index("google_trends")
    assert result["mean__value"][whole] == pytest.approx(np.mean(small.wave(120, 90.0)), abs=1e-12)


def test_a_refusal_is_an_answer_with_its_reason(client: FlaskClient) -> None:
    query = {"tool": small.OTHER, "source": "crossref"}
    answered = ask(client, "/api/v1/analyses/means", **query)
    assert answered["refusal"]["reason"]
    # Facts are ids, as in the question; the sentence is for people.
    assert answered["refusal"]["facts"]["tool"] == small.OTHER
    assert tool_name(small.OTHER, "en") in answered["refusal"]["message"]
    assert "result" not in answered


def test_a_table_of_an_analysis_comes_as_csv(client: FlaskClient) -> None:
    query = {"tool": small.TOOL, "format": "csv", "table": "mean"}
    response = client.get("/api/v1/analyses/means", query_string=query)
    told = ask(client, "/api/v1/analyses/means", tool=small.TOOL)["result"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["source"] for row in rows] == told["mean__source"]
    values = [float(row["value"]) if row["value"] else None for row in rows]
    assert values == told["mean__value"]
    assert "summary" in response.headers["X-Tables"]


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        (SERIES, {"tool": "Astrology"}, "tool"),
        (SERIES, {"tool": ["Benchmarking", "Calidad Total"]}, "tool"),
        (SERIES, {"source": "twitter"}, "source"),
        (SERIES, {"source": ["google_trends"] * 70}, "URL"),
        (SERIES, {"source": ["google_trends"] * 6}, "source"),
        (SERIES, {"from": "2004-13"}, "from"),
        (SERIES, {"to": "yesterday"}, "to"),
        (SERIES, {"format": "xml"}, "format"),
        (SERIES, {"tool": "x" * 2000}, "tool"),
        (SERIES, {"colour": "red"}, "colour"),
        ("/api/v1/tools", {"page": "2"}, "page"),
        ("/api/v1/analyses/means", {"tool": "Astrology"}, "tool"),
        ("/api/v1/analyses/means", {"lang": "es"}, "lang"),
        ("/api/v1/analyses/means", {"format": "csv", "table": "none"}, "table"),
        ("/api/v1/analyses/change_points", {"max_breaks": "1e3"}, "max_breaks"),
        ("/api/v1/analyses/change_points", {"max_breaks": "9" * 150}, "max_breaks"),
        ("/api/v1/analyses/forecast", {"method": "arima", "order": "3,1"}, "order"),
        ("/api/v1/analyses/forecast", {"seasonal_order": "3,1,0"}, "seasonal_order"),
    ],
)
def test_what_no_form_sends_is_refused_by_its_name(
    client: FlaskClient, path: str, query: dict[str, Any], parameter: str
) -> None:
    error = refusal(client, path, **query)
    assert error["code"] == "bad_param"
    assert error["parameter"] == parameter
    assert error["expected"]


def test_a_refused_parameter_is_told_what_it_may_be(client: FlaskClient) -> None:
    assert "google_trends" in refusal(client, SERIES, source="twitter")["expected"]
    assert "tool" in refusal(client, SERIES, colour="red")["expected"]


def test_without_any_tool_it_is_said_that_there_is_none() -> None:
    with pytest.raises(BadParam, match="expected nothing: there is no tool"):
        parse([tool()], {"tool": ["Benchmarking"]}, Choices((), ()))


def test_an_unknown_analysis_is_not_found(client: FlaskClient) -> None:
    assert refusal(client, "/api/v1/analyses/astrology", 404)["code"] == "unknown_analysis"


def test_an_unknown_path_of_the_api_is_not_found(client: FlaskClient) -> None:
    assert refusal(client, "/api/v2/tools", 404)["code"] == "not_found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_api_is_read_only(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/tools", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.json is not None


def test_what_json_cannot_say_is_null_and_months_are_plain() -> None:
    assert plain(np.array([1.5, np.nan, np.inf])) == [1.5, None, None]
    assert plain(np.array(["2004-01", "NaT"], dtype="datetime64[M]")) == ["2004-01", None]
    assert plain(float("nan")) is None
    assert plain(np.float64(0.1)) == 0.1
    assert plain(np.array([True, False])) == [True, False]


def test_columns_of_one_prefix_are_one_table() -> None:
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Result:
        n: int
        path__month: Any
        path__value: Any
        lag: Any

    result = Result(3, np.array(["2004-01"], dtype="datetime64[M]"), np.array([1.0]), np.array([2]))
    assert tables(result) == {"path": {"month": ["2004-01"], "value": [1.0]}, "": {"lag": [2]}}


def test_a_csv_field_cannot_be_a_formula() -> None:
    assert to_csv(["tool"], [["=1+1"], ["Ok, then"]]) == 'tool\r\n\'=1+1\r\n"Ok, then"\r\n'
