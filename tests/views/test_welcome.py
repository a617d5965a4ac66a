"""The first page greets with what it is about and what stored answers tell of all tools."""

from typing import Any

import numpy as np
import pytest
from dash import dcc

from cache.codec import encode
from dashboard_app.analysis import silent
from dashboard_app.data.panel import Panel
from dashboard_app.results import Results, compute, default_questions, striking_questions
from dashboard_app.views import address, welcome
from dashboard_app.words import LANGUAGES, Language, speak
from tests.analyses import sample
from tests.views import bench
from trials.published import panel_of, series_of

every_language = pytest.mark.parametrize("language", LANGUAGES)


def keep(results: Results, panel: Panel) -> None:
    for question in striking_questions(panel):
        results._store.put(question.key, encode(compute(question, silent)))


def peaking(peaks: dict[str, tuple[int, int]]) -> Panel:
    """Tools whose searches and works are highest in the given years, of 2005 to 2014."""
    series = []
    for tool, years in peaks.items():
        for source, year in zip(("google_trends", "crossref"), years, strict=True):
            values = np.full(120, 10.0) + np.arange(120) % 7
            values[12 * (year - 2005) : 12 * (year - 2004)] += 40
            series.append(series_of(values, "2005-01", source, tool))
    return panel_of(*series)


def test_the_finding_counts_the_years_of_the_peaks() -> None:
    panel = peaking({"A": (2005, 2008), "B": (2005, 2012), "C": (2011, 2012)})
    results = bench.results(panel)
    keep(results, panel)
    told = bench.text(welcome.build(results, panel, speak("en")))
    assert "2 of 3 were never again searched for as much as in 2005" in told
    assert "2 of 3 peak in 2012 or later" in told
    assert "3 management tools rose and fell from 2005 to 2014" in told


def test_a_peak_within_the_record_is_not_called_its_beginning() -> None:
    panel = peaking({"A": (2009, 2008), "B": (2009, 2012), "C": (2005, 2012)})
    results = bench.results(panel)
    keep(results, panel)
    told = bench.text(welcome.build(results, panel, speak("en")))
    assert "2 of 3 were searched for most in 2009" in told


@every_language
def test_without_stored_answers_it_greets_without_a_finding(language: Language) -> None:
    results, live = bench.full()
    greeting = welcome.build(results, live.panel(), speak(language))
    parts: list[Any] = [part for part in bench.walk(greeting) if isinstance(part, dcc.Link)]
    links = [part.href for part in parts]
    assert [link.partition("?")[0] for link in links] == ["/overview", "/about"]
    assert speak(language)("page_welcome_choose") in bench.text(greeting)


@every_language
def test_without_data_it_says_nothing(language: Language) -> None:
    panel = sample.empty()
    assert welcome.build(bench.results(panel), panel, speak(language)) is None


def test_what_it_tells_is_computed_ahead() -> None:
    panel = sample.full()
    ahead = {question.key for question in default_questions(panel)}
    assert {question.key for question in striking_questions(panel)} <= ahead


@pytest.mark.parametrize(
    ("path", "search", "home"),
    [("/", "", True), ("/", "?lang=en", True), ("/", "?tool=A", False), ("/trends", "", False)],
)
def test_only_who_asks_for_nothing_is_greeted(path: str, search: str, home: bool) -> None:
    assert address.read(path, search).home is home
