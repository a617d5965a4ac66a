"""Leads and lags: the published chickens and eggs, known delays found, noise left alone."""

from collections.abc import Sequence

import numpy as np
import pytest

from dashboard_app.analyses import lead_lag
from dashboard_app.analyses.lead_lag.compute import LeadLag
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, parse
from trials.published import CHICKENS, EGGS, panel_of, series_of
from trials.published_more import FEMALE_DEATHS, MALE_DEATHS


def ask(panel: Panel, **raw: str | tuple[str, ...]) -> LeadLag:
    given = {name: (value,) if isinstance(value, str) else value for name, value in raw.items()}
    params = parse(lead_lag.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return lead_lag.ANALYSIS.compute(panel, params, silent)


def sources(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> Panel:
    return panel_of(series_of(first), series_of(second, source="crossref"))


def link(result: LeadLag, leader: str) -> int:
    return int(np.flatnonzero(result.link__leader_source == leader)[0])


def test_chickens_and_eggs_as_in_r() -> None:
    """R 4.2, lmtest: grangertest(egg ~ chicken, order = 3) and the other way."""
    result = ask(sources(CHICKENS, EGGS), form="levels", order="3")
    chicken, egg = link(result, "google_trends"), link(result, "crossref")
    assert result.link__f[chicken] == pytest.approx(0.59162, abs=6e-6)
    assert result.link__p[chicken] == pytest.approx(0.62379, abs=6e-6)
    assert result.link__f[egg] == pytest.approx(5.40498, abs=6e-6)
    assert result.link__p[egg] == pytest.approx(0.0029664, abs=6e-8)


def test_two_tools_of_a_yearly_source_are_tested_too() -> None:
    panel = panel_of(
        series_of(CHICKENS, "1930-01", "google_books", "Chicken"),
        series_of(EGGS, "1930-01", "google_books", "Egg"),
    )
    result = ask(panel, tool=("Chicken", "Egg"), form="levels", order="3")
    assert result.link__cadence.tolist() == ["yearly", "yearly"]
    assert result.link__f[0] == pytest.approx(0.59162, abs=6e-6)


def test_a_known_delay_is_found_at_its_lag() -> None:
    random = np.random.default_rng(31)
    shocks = random.normal(size=243)
    leader = np.cumsum(shocks[3:])
    follower = np.cumsum(0.7 * shocks[:-3] + 0.5 * random.normal(size=240))
    result = ask(sources(leader, follower))
    assert result.link__form[0] == "differenced"
    assert result.link__q[link(result, "google_trends")] < 0.001
    assert result.link__q[link(result, "crossref")] > 0.05
    assert result.lag__steps[np.argmax(result.lag__r)] == 3


def test_shared_seasons_are_no_lead() -> None:
    """A season lets each series predict the other; once it is out, nothing is left."""
    random = np.random.default_rng(32)
    month = np.arange(240)
    series = [
        10 * np.sin(2 * np.pi * (month - shift) / 12) + random.normal(size=240) for shift in (0, 2)
    ]
    assert ask(sources(*series)).link__q.min() > 0.05


def test_shared_seasons_of_quarters_are_no_lead() -> None:
    random = np.random.default_rng(4)
    months = np.datetime64("1960-01", "M") + 3 * np.arange(120)
    season = np.tile([0.0, 6, 1, -5], 30)
    gas, water = (
        series_of(season + random.standard_normal(120), source=source, months=months)
        for source in ("google_trends", "crossref")
    )
    assert ask(panel_of(gas, water), form="levels").link__p.max() < 0.001
    assert ask(panel_of(gas, water)).link__q.min() > 0.05


def test_a_named_form_is_taken_at_its_word() -> None:
    """R 4.2, lmtest: grangertest(fdeaths ~ mdeaths, order = 2): F 2.73481480295.

    Deaths from lung diseases have a strong season, which R leaves in.
    """
    panel = sources(np.array(MALE_DEATHS), np.array(FEMALE_DEATHS))
    raw = ask(panel, form="levels", order="2")
    assert raw.link__f[link(raw, "google_trends")] == pytest.approx(2.73481480295, rel=1e-9)
    assert raw.link__f[link(raw, "crossref")] == pytest.approx(1.44242643455, rel=1e-9)
    without = ask(panel, form="levels", order="2", season="removed")
    assert without.link__f[link(without, "google_trends")] < 1.5


def test_units_far_apart_do_not_matter() -> None:
    tiny = ask(sources(CHICKENS, [1e-15 * egg for egg in EGGS]), form="levels", order="3")
    assert tiny.link__f[link(tiny, "crossref")] == pytest.approx(5.40498, abs=6e-6)


def test_unrelated_series_are_left_alone() -> None:
    random = np.random.default_rng(33)
    alarms = 0
    for _ in range(40):
        walks = np.cumsum(random.normal(size=(2, 120)), axis=1)
        result = ask(sources(*walks))
        alarms += min(result.link__q.min(), result.lag__q.min()) <= 0.05
    assert alarms <= 6


def test_tools_are_pooled() -> None:
    random = np.random.default_rng(34)
    series = []
    for number in range(5):
        shocks = random.normal(size=121)
        later = 0.5 * shocks[:-1] + random.normal(size=120)
        tool = f"Tool {number}"
        series += [
            series_of(np.cumsum(shocks[1:]), tool=tool),
            series_of(np.cumsum(later), source="crossref", tool=tool),
        ]
    result = ask(panel_of(*series), scope="pooled")
    assert result.link__tools.tolist() == [5, 5]
    assert result.link__q[link(result, "google_trends")] < 0.01
    assert result.link__q[link(result, "crossref")] > 0.05


def tools_of(firsts: np.ndarray, seconds: np.ndarray) -> Panel:
    """One tool for each row, whose changes in two sources the rows are."""
    rows = enumerate(zip(firsts, seconds, strict=True))
    return panel_of(
        *(
            series_of(np.cumsum(values), source=source, tool=f"Tool {number}")
            for number, pair in rows
            for source, values in zip(("google_trends", "crossref"), pair, strict=True)
        )
    )


def test_pooled_holds_what_it_shows_and_not_what_one_tool_does() -> None:
    """One tool of twelve leads closely; the mean over all is within what chance gives."""
    random = np.random.default_rng(36)
    shocks = random.normal(size=(12, 124))
    seconds = random.normal(size=(12, 120))
    seconds[0] = shocks[0, :120] + 0.3 * seconds[0]
    alone = ask(tools_of(shocks[:1, 4:], seconds[:1]), scope="pooled")
    assert alone.lag__q[alone.lag__steps == 4][0] < 0.001
    result = ask(tools_of(shocks[:, 4:], seconds), scope="pooled", order="3")
    held = result.lag__q <= 0.05
    assert np.all(np.abs(result.lag__r[held]) > result.lag__limit[held])
    assert not held[np.abs(result.lag__r) < result.lag__limit].any()
    assert result.lag__r[result.lag__steps == 4][0] == pytest.approx(
        alone.lag__r[alone.lag__steps == 4][0] / 12, abs=0.1
    )


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_unrelated_sources_of_tools_that_move_together_are_left_alone(share: float) -> None:
    random = np.random.default_rng(37)
    alarms = 0
    for _ in range(40):
        own, common = random.normal(size=(2, 6, 80)), random.normal(size=(2, 1, 80))
        result = ask(
            tools_of(*(np.sqrt(share) * common + np.sqrt(1 - share) * own)), scope="pooled"
        )
        alarms += min(result.link__q.min(), result.lag__q.min()) <= 0.05
    assert alarms <= 6


def test_a_band_holds_the_correlations_of_unrelated_series_at_each_lag() -> None:
    random = np.random.default_rng(38)
    beyond = []
    for _ in range(60):
        result = ask(sources(*random.normal(size=(2, 100))), form="levels")
        beyond.append(np.abs(result.lag__r) > result.lag__limit)
        assert result.lag__n.tolist() == result.lag__n[::-1].tolist()
        assert result.lag__n.max() == result.lag__n[result.lag__steps == 0][0]
    assert 0.03 <= np.mean(beyond) <= 0.07


def test_too_few_dates_are_refused() -> None:
    with pytest.raises(CannotAnalyse, match="no_pair"):
        ask(sources(CHICKENS[:12], EGGS[:12]))
    with pytest.raises(CannotAnalyse, match="one_series"):
        ask(panel_of(series_of(EGGS)))
