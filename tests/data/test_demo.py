"""The demonstration is the same everywhere, says what it is, and keeps the truth it declares."""

from pathlib import Path

import numpy as np

from dashboard_app.data import demo
from dashboard_app.data.catalogue import known_names
from dashboard_app.data.database import load
from dashboard_app.data.sources import SOURCE_IDS


def test_it_is_made_alike_every_time_and_on_disk_as_in_memory(tmp_path: Path) -> None:
    demo.write(tmp_path / "data.db")
    written = load(tmp_path / "data.db")
    assert written.demo
    assert written.fingerprint == demo.panel().fingerprint


def test_every_invented_tool_is_in_every_source_and_has_both_names() -> None:
    panel = demo.panel()
    assert set(panel.tools) == set(demo.TRUTH)
    for tool in panel.tools:
        assert panel.sources_of(tool) == SOURCE_IDS
        assert set(known_names()[tool]) == {"es", "en"}
        note = demo.notes().of(tool, "crossref")
        assert note is not None
        assert "sintéticos" in note.text
        assert "Synthetic" in note.text


def test_nothing_in_it_is_odd_but_the_series_that_is_meant_to_be() -> None:
    assert {(oddity.code, oddity.tool) for oddity in demo.panel().oddities} == {
        ("few_nonzero", "Cuadro de Mando Ficticio")
    }


def test_a_declared_break_shows_in_the_series() -> None:
    ((first, up), (second, down)) = demo.TRUTH["Presupuesto Fantasma"].steps
    series = demo.panel().get("Presupuesto Fantasma", "google_trends")
    before = series.between(None, np.datetime64(first, "M") - 1).values
    between = series.between(np.datetime64(first, "M"), np.datetime64(second, "M") - 1).values
    after = series.between(np.datetime64(second, "M"), None).values
    scale = between.mean() / (demo.TRUTH["Presupuesto Fantasma"].base + up)
    assert abs((between.mean() - before.mean()) / scale - up) < 0.03
    assert abs((after.mean() - between.mean()) / scale - down) < 0.03


def test_a_declared_season_shows_in_its_month() -> None:
    life = demo.TRUTH["Outsourcing Onírico"]
    series = demo.panel().get("Outsourcing Onírico", "google_trends")
    through = series.values.reshape(-1, 12).mean(axis=0)
    # The cycle of 48 months fits five times into the series and leaves its calendar alone.
    assert int(np.argmax(through)) + 1 == life.season_peak
    assert abs((through.max() - through.min()) / (2 * through.mean()) - life.season) < 0.03


def test_a_declared_lag_is_the_best_one() -> None:
    life = demo.TRUTH["Gestión Quimérica"]
    trends = demo.panel().get("Gestión Quimérica", "google_trends")
    works = demo.panel().get("Gestión Quimérica", "crossref")
    whole = works.values
    start = int((trends.months[0] - works.months[0]).astype(int))
    n = len(trends.values) - 36

    def agreement(lag: int) -> float:
        later = whole[start + lag : start + lag + n]
        return float(np.corrcoef(np.diff(trends.values[:n]), np.diff(later))[0, 1])

    lags = range(25)
    assert max(lags, key=agreement) == life.crossref_lag_months


def test_january_is_inflated_in_crossref() -> None:
    values = demo.panel().get("Escenarios de Papel", "crossref").values.reshape(-1, 12)
    share = values[:, 0].mean() / values[:, 1:].mean()
    assert abs(share - demo.JANUARY_INFLATION) < 0.05


def test_a_survey_that_did_not_ask_is_not_there() -> None:
    (year,) = demo.TRUTH["Calidad Imaginaria"].unasked
    series = demo.panel().get("Calidad Imaginaria", "bain_usability")
    assert np.datetime64(f"{year}-01", "M") not in series.months
    assert series.n == 12
