"""Observations are told from interpolation, and what is a guide is never an observation."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from dashboard_app.data.database import load
from dashboard_app.data.interpolation import monthly_index, natural_spline
from dashboard_app.data.panel import INDEX_UNIT, Panel
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.sources import SURVEY_RESPONDENTS, Cadence
from dashboard_app.data.writing import OBSERVATIONS_TABLE
from trials.databases import Rows, monthly, panel, write, yearly


def months(*years: int) -> np.ndarray:
    """January of each of these years."""
    return np.array([f"{year}-01" for year in years], dtype="datetime64[M]")


def spline_rows(years: list[int], values: list[float], source: str = "bain_usability") -> Rows:
    """The interpolated rows that surveys of these values become in data.db."""
    raw = RawSeries("A", source, months(*years), np.array(values, dtype=float))
    dates, index = monthly_index(raw, None)
    return [(f"{month}-01", float(value)) for month, value in zip(dates, index, strict=True)]


def codes(of: Panel) -> set[str]:
    """The kinds of oddities, but for empty tables."""
    return {oddity.code for oddity in of.oddities} - {"table_empty"}


def test_a_year_of_google_books_is_the_mean_of_its_months(tmp_path: Path) -> None:
    shape = np.array([0.5, 1.5] * 6)
    rows = monthly("1950-01", np.concatenate([10 * shape, 20 * shape, 60 * shape]))
    series = panel(tmp_path, {("A", "google_books"): rows}).get("A", "google_books")
    assert series.cadence is Cadence.YEARLY
    assert list(series.values) == [10, 20, 60]
    assert list(series.months) == list(months(1950, 1951, 1952))
    assert len(series.guide_months) == 36


def test_one_row_a_year_in_google_books_is_that_year(tmp_path: Path) -> None:
    # The flow of the Nile at Aswan, 1871 to 1875 (Cobb 1978): far over 100, and used.
    got = panel(tmp_path, {("Nilo", "google_books"): yearly(1871, [1120, 1160, 963, 1210, 1160])})
    series = got.get("Nilo", "google_books")
    assert list(series.values) == [1120, 1160, 963, 1210, 1160]
    assert str(series.months[0]) == "1871-01"
    assert len(series.guide_months) == 0
    assert codes(got) == {"out_of_range"}


def test_a_year_without_all_its_months_is_named(tmp_path: Path) -> None:
    got = panel(tmp_path, {("A", "google_books"): monthly("1950-01", range(30))})
    assert got.get("A", "google_books").n == 3
    assert "incomplete_year" in codes(got)


def test_surveys_are_got_back_from_their_spline(tmp_path: Path) -> None:
    years = [1993, 1996, 1999, 2000, 2002, 2004, 2006, 2008]
    values = [30.0, 55, 42, 61, 70, 48, 33, 52]
    got = panel(tmp_path, {("A", "bain_usability"): spline_rows(years, values)})
    series = got.get("A", "bain_usability")
    assert list(series.months) == list(months(*years))
    index = 100 * (np.array(values) - 30) / 40
    np.testing.assert_allclose(series.values, index, atol=1e-9)
    assert list(series.respondents) == [SURVEY_RESPONDENTS[year] for year in years]
    assert len(series.guide_months) == 15 * 12 + 1
    assert codes(got) == set()


def test_a_survey_that_did_not_ask_is_no_observation(tmp_path: Path) -> None:
    # 2004 and 2012 lie within the line, where it is neither clipped nor bent.
    years = [1999, 2000, 2002, 2006, 2008, 2010, 2014]
    values = [30.0, 61, 45, 55, 33, 48, 40]
    got = panel(tmp_path, {("A", "bain_usability"): spline_rows(years, values)})
    assert list(got.get("A", "bain_usability").months) == list(months(*years))


def test_where_one_line_is_clipped_the_other_decides(tmp_path: Path) -> None:
    # Between two equal maxima the spline of usability is clipped at 100 all along.
    years = [1999, 2000, 2002, 2006, 2008, 2010]
    clipped = spline_rows(years, [30.0, 35, 70, 70, 33, 48])
    assert dict(clipped)["2004-01-01"] == 100
    alone = panel(tmp_path, {("A", "bain_usability"): clipped})
    assert (
        2004 in alone.get("A", "bain_usability").months.astype("datetime64[Y]").astype(int) + 1970
    )
    other = spline_rows(years, [3.5, 3.9, 3.7, 3.8, 3.6, 3.75], "bain_satisfaction")
    both = panel(tmp_path, {("A", "bain_usability"): clipped, ("A", "bain_satisfaction"): other})
    for source in ("bain_usability", "bain_satisfaction"):
        assert list(both.get("A", source).months) == list(months(*years))


def test_a_spline_with_other_end_conditions_loses_no_survey(tmp_path: Path) -> None:
    years = sorted(SURVEY_RESPONDENTS)
    values = np.array([30.0, 55, 42, 61, 70, 48, 33, 52, 60, 44, 35, 50, 41])
    days = months(*years).astype("datetime64[D]").astype(float)
    every = np.arange(np.datetime64("1993-01"), np.datetime64("2022-02"))
    line = CubicSpline(days, values, bc_type="not-a-knot")(
        every.astype("datetime64[D]").astype(float)
    )
    rows = [(f"{month}-01", float(value)) for month, value in zip(every, line, strict=True)]
    series = panel(tmp_path, {("A", "bain_usability"): rows}).get("A", "bain_usability")
    np.testing.assert_allclose(series.values, values, atol=1e-9)


def test_rows_that_are_no_monthly_line_are_the_surveys_themselves(tmp_path: Path) -> None:
    rows = [("1993-01-01", 30.0), ("1996-01-01", 42.0), ("2003-06-01", 55.0)]
    series = panel(tmp_path, {("A", "bain_usability"): rows}).get("A", "bain_usability")
    assert list(series.values) == [30, 42, 55]
    assert str(series.months[-1]) == "2003-06"
    assert len(series.guide_months) == 0
    assert len(series.respondents) == 0


def test_a_monthly_line_before_any_survey_is_used_as_it_is(tmp_path: Path) -> None:
    got = panel(tmp_path, {("A", "bain_usability"): monthly("1949-01", range(60))})
    assert got.get("A", "bain_usability").n == 60
    assert codes(got) == {"no_survey_in_range"}


def test_a_level_line_keeps_its_surveys(tmp_path: Path) -> None:
    got = panel(tmp_path, {("A", "bain_usability"): monthly("1999-01", [50.0] * 61)})
    assert list(got.get("A", "bain_usability").months) == list(months(1999, 2000, 2002, 2004))
    assert codes(got) == {"constant"}


def test_a_survey_whose_month_is_missing_is_named(tmp_path: Path) -> None:
    line = spline_rows([1999, 2000, 2002, 2004], [1.0, 9, 4, 6])
    rows = [row for row in line if row[0] != "2002-01-01"]
    got = panel(tmp_path, {("A", "bain_usability"): rows})
    assert list(got.get("A", "bain_usability").months) == list(months(1999, 2000, 2004))
    assert codes(got) == {"survey_missing", "gap"}


def test_yearly_rows_of_a_monthly_source_are_yearly(tmp_path: Path) -> None:
    got = panel(tmp_path, {("A", "crossref"): yearly(1960, range(30))})
    assert got.get("A", "crossref").cadence is Cadence.YEARLY
    assert codes(got) == {"not_monthly"}


def test_observations_beside_the_tables_take_their_place(tmp_path: Path) -> None:
    years, values = [1999, 2000, 2002, 2004], [20.0, 60, 35, 50]
    path = write(tmp_path / "data.db", {("A", "bain_usability"): spline_rows(years, values)})
    with sqlite3.connect(path) as connection:
        connection.execute(OBSERVATIONS_TABLE)
        connection.executemany(
            "INSERT INTO observations VALUES ('A', 'bain_usability', ?, ?, ?)",
            [(f"{year}-01-01", value, 100) for year, value in zip(years, values, strict=True)],
        )
        connection.execute("INSERT INTO observations VALUES ('A', 'scopus', '1999-01', 1, NULL)")
    connection.close()
    got = load(path)
    series = got.get("A", "bain_usability")
    assert series.unit == "percent"
    assert list(series.values) == values
    assert list(series.respondents) == [100] * 4
    # The guide goes through the observations in their own unit.
    assert series.guide_values.min() == pytest.approx(20)
    at = np.isin(series.guide_months, series.months)
    np.testing.assert_allclose(series.guide_values[at], values, atol=1e-9)
    assert any("scopus" in str(oddity.facts["example"]) for oddity in got.oddities)


def test_the_natural_spline_is_the_one_of_scipy() -> None:
    at = np.array([0.0, 3, 4, 9, 11])
    values = np.array([2.0, -1, 5, 5, 0])
    where = np.linspace(0, 11, 200)
    np.testing.assert_allclose(
        natural_spline(at, values, where),
        CubicSpline(at, values, bc_type="natural")(where),
        atol=1e-12,
    )
    np.testing.assert_allclose(
        natural_spline(at[:2], values[:2], np.array([1.5])), [0.5], atol=1e-12
    )


def test_units_of_a_database_without_raw_files_are_index_points(tmp_path: Path) -> None:
    got = panel(tmp_path, {("A", "crossref"): monthly("2000-01", range(24))})
    assert got.get("A", "crossref").unit == INDEX_UNIT
