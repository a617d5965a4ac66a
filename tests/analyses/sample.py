"""A small panel with every kind of series, and panels in which something is wanting."""

import numpy as np

from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SURVEY_RESPONDENTS
from trials.published import panel_of, series_of

TOOLS = ("Benchmarking", "Calidad Total", "Outsourcing", "Herramienta Nueva")


def full() -> Panel:
    """Four tools in five sources: trends, seasons, noise of known make, surveys of known size."""
    random = np.random.default_rng(20240229)
    series = []
    for number, tool in enumerate(TOOLS):
        month = np.arange(240)
        season = 8 * np.sin(2 * np.pi * (month + number) / 12)
        fall = 70 - (0.1 + 0.05 * number) * month
        series.append(series_of(fall + season + random.normal(0, 3, 240), tool=tool))
        rise = 80 / (1 + np.exp(-(np.arange(73) - 40 - number) / 4))
        series.append(series_of(rise + random.normal(0, 2, 73), "1950-01", "google_books", tool))
        share = 60 - 3 * np.arange(13) + random.normal(0, 4, 13)
        series.append(
            series_of(
                share, "1993-01", "bain_usability", tool, "percent",
                respondents=list(SURVEY_RESPONDENTS.values()),
            )
        )  # fmt: skip
        score = 3.6 + 0.02 * np.arange(13) + random.normal(0, 0.1, 13)
        series.append(series_of(score, "1993-01", "bain_satisfaction", tool, "mean_score"))
        works = np.exp(random.normal(0, 0.3, 480)) * (1 + 0.4 * (np.arange(480) % 12 == 0))
        series.append(series_of(20 * works, "1984-01", "crossref", tool))
    return panel_of(*series)


def constant() -> Panel:
    """Series that do not vary, in each source."""
    return _each_source(lambda n: np.full(n, 42.0))


def short(n: int) -> Panel:
    """Series of n observations, in each source."""
    return _each_source(lambda _: np.linspace(3.0, 5.0, n) + (np.arange(n) % 2))


def mostly_zero() -> Panel:
    """Series with two months that are not zero, as some Crossref ones are."""

    def values(n: int) -> np.ndarray:
        column = np.zeros(n)
        column[[n // 2, n - 1]] = 1.0, 100.0
        return column

    return _each_source(values)


def empty() -> Panel:
    """Tools that nobody observed."""
    return Panel(fingerprint="empty", demo=False, tools=TOOLS[:2], series={})


def _each_source(values) -> Panel:  # type: ignore[no-untyped-def]
    lengths = {
        "google_trends": 240,
        "google_books": 73,
        "bain_usability": 13,
        "bain_satisfaction": 12,
        "crossref": 480,
    }
    return panel_of(
        *(
            series_of(values(n), "1984-01", source, tool)
            for tool in TOOLS[:2]
            for source, n in lengths.items()
        )
    )
