"""Published numbers come back through the API, and the command that shows it can fail."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.reference_case import Case
from benchmarks.reference_cases import cases
from benchmarks.reference_checks import Check, Missing, digits
from benchmarks.reference_values import Ask, answered, compare, database, report
from config.settings import Settings
from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Cost
from dashboard_app.app import create_app

QUICK_IDS = {analysis.id for analysis in ANALYSES if analysis.cost is Cost.QUICK}
QUICK = [case for case in cases() if case.analysis in QUICK_IDS]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the API of an application over the published series."""
    folder = tmp_path_factory.mktemp("published")
    plenty = "1000000 per minute"
    settings = replace(
        Settings(),
        data_dir=folder,
        database=database(folder, QUICK),
        cache_dir=folder / "cache",
        limit_api=plenty,
        limit_computations=plenty,
    )
    client = create_app(settings).server.test_client()

    def ask(analysis: str, query: dict[str, Any]) -> dict[str, Any]:
        response = client.get(f"/api/v1/analyses/{analysis}", query_string=query)
        return answered(response.status_code, response.get_json())

    return ask


@pytest.mark.parametrize("case", QUICK, ids=lambda case: f"{case.analysis}: {case.data}")
def test_published_numbers_come_back(case: Case, ask: Ask) -> None:
    missed = [line for line in compare([case], ask) if not line.agrees]
    assert not missed


def test_every_case_asks_an_analysis_that_there_is() -> None:
    assert {case.analysis for case in cases()} <= {analysis.id for analysis in ANALYSES}


def test_every_series_stands_under_a_tool_of_its_own() -> None:
    keys = [key for case in cases() for key in case.series]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("published", "ours", "agrees"),
    [
        ("0.4164", 0.41645, True),
        ("0.4164", 0.41646, False),
        ("6.80e4", 67_951.0, True),
        ("6.80e4", 67_949.0, False),
        ("-9.9391e-3", -0.00993914, True),
        ("1", 1, True),
        ("1", 2, False),
        ("1898", "1898-01", True),
        ("1898", "1899-01", False),
        ("1898", None, False),
    ],
)
def test_the_last_printed_digit_decides(published: str, ours: Any, agrees: bool) -> None:
    check = Check("", "x", (published,))
    assert check.agrees(published, ours) is agrees


def test_likelihood_fits_may_differ_by_a_share() -> None:
    check = Check("", "x", ("353.96",), relative=1e-3)
    assert check.agrees("353.96", 353.65)
    assert not check.agrees("353.96", 353.60)


def test_rows_are_chosen_by_other_columns() -> None:
    result = {"a": [1.0, -2.0, 3.0], "kind": ["x", "y", "y"]}
    assert Check("", "a", ("2", "3"), {"kind": "y"}, reduce="size").ours(result) == [2.0, 3.0]
    assert Check("", "a", ("-2",), reduce="min").ours(result) == [-2.0]
    for absent in (Check("", "b", ("1",)), Check("", "a", ("1", "2"), {"kind": "x"})):
        with pytest.raises(Missing):
            absent.ours(result)


def test_agreeing_digits_are_the_relative_error() -> None:
    assert digits("100", 100.1) == pytest.approx(3.0)
    assert digits("100", 100.0) == 15.0
    assert digits("100", None) == 0.0


@pytest.mark.parametrize(("mean", "status"), [(2.0, 0), (2.6, 1), (None, 1)])
def test_one_miss_ends_with_failure(
    mean: float | None, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    case = Case("data", "means", {("A", "crossref"): []}, {}, (Check("mean", "mean", ("2",)),))

    def ask(analysis: str, query: Mapping[str, Any]) -> dict[str, Any]:
        return {"mean": mean}

    assert report(compare([case], ask)) == status
    assert ("FAIL" in capsys.readouterr().out) == bool(status)
