"""Leads drawn: what holds is told from what does not, and both from what chance would give."""

from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard_app.analyses import lead_lag
from dashboard_app.analyses.lead_lag.compute import LeadLag
from dashboard_app.analyses.lead_lag.network import plan
from dashboard_app.analysis import silent
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import LANGUAGES, Language, speak
from trials.published import panel_of, series_of

WORDS = speak("en", lead_lag.ANALYSIS.folder)


@pytest.fixture(scope="module")
def delayed() -> LeadLag:
    """Crossref follows Google Trends three months later."""
    random = np.random.default_rng(31)
    shocks = random.normal(size=243)
    panel = panel_of(
        series_of(np.cumsum(shocks[3:])),
        series_of(np.cumsum(0.7 * shocks[:-3] + 0.5 * random.normal(size=240)), source="crossref"),
    )
    params = parse(lead_lag.ANALYSIS.params, {}, Choices(panel.tools, SOURCE_IDS))
    return lead_lag.ANALYSIS.compute(panel, params, silent)


def drawn(result: LeadLag, language: Language = "en", narrow: bool = False) -> go.Figure:
    words = speak(language, lead_lag.ANALYSIS.folder)
    return lead_lag.ANALYSIS.draw(result, words, replace(LIGHT, narrow=narrow))


def named(figure: go.Figure, phrase: str) -> Any:
    return next(trace for trace in figure.data if trace.name == WORDS(phrase))


def test_stems_that_hold_have_a_colour_and_a_name_of_their_own(delayed: LeadLag) -> None:
    figure = drawn(delayed)
    held = delayed.lag__steps[delayed.lag__q <= 0.05]
    assert 3 in held
    assert list(named(figure, "holds").x) == held.tolist()
    assert len(named(figure, "holds_not").x) == len(delayed.lag__q) - len(held)
    assert named(figure, "holds").marker.color != named(figure, "holds_not").marker.color


def test_the_band_is_what_unrelated_series_stay_within(delayed: LeadLag) -> None:
    figure = drawn(delayed)
    band = named(figure, "unrelated")
    upper = dict(zip(band.x, band.y, strict=True))
    for step, limit in zip(delayed.lag__steps, delayed.lag__limit, strict=True):
        assert upper[step] == pytest.approx(limit, rel=1e-6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stem_says_its_lag_with_the_unit_and_what_it_rests_on(
    delayed: LeadLag, language: Language
) -> None:
    texts = [
        text
        for trace in drawn(delayed, language).data
        if trace.error_y.array is not None
        for text in trace.hovertext
    ]
    (third,) = [text for text in texts if f"{unit(language)}: 3)" in text and "Trends" in text]
    row = int(np.flatnonzero(delayed.lag__steps == 3)[0])
    words = speak(language, lead_lag.ANALYSIS.folder)
    for fact in (words.number(delayed.lag__r[row], 2), words.number(delayed.lag__limit[row], 2),
                 f"n = {delayed.lag__n[row]}", "q <"):  # fmt: skip
        assert fact in third.replace("\u00a0", " ")


def unit(language: Language) -> str:
    return {"es": "meses", "en": "months"}[language]


def test_an_arrow_says_what_it_stands_for(delayed: LeadLag) -> None:
    figure = drawn(delayed)
    (told,) = [trace for trace in figure.data if trace.marker.opacity == 0]
    assert "Google Trends helps to predict Crossref" in told.hovertext[0]
    assert "lags: 6" in told.hovertext[0]
    (arrow,) = [note for note in figure.layout.annotations if note.axref == "x"]
    assert (told.x[0], told.x[-1]) == pytest.approx((arrow.ax, arrow.x))


def test_panels_stand_beside_each_other_or_below_on_a_phone(delayed: LeadLag) -> None:
    wide, phone = drawn(delayed), drawn(delayed, narrow=True)
    assert wide.layout.xaxis.domain[1] < wide.layout.xaxis2.domain[0]
    assert phone.layout.yaxis.domain[0] > phone.layout.yaxis2.domain[1]
    assert phone.layout.xaxis.domain == phone.layout.xaxis2.domain


@pytest.mark.parametrize("count", [7, 12])
def test_many_points_stand_in_two_columns_whose_names_are_outside(count: int) -> None:
    made = plan(count)
    for side, place in ((1, "middle right"), (-1, "middle left")):
        mine = np.sign(made.x) == side
        assert [name for name, here in zip(made.names, mine, strict=True) if here] == (
            [place] * int(mine.sum())
        )
        assert np.abs(np.diff(np.sort(made.y[mine]))).min() > 0.3
