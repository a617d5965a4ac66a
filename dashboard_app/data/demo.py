"""The demonstration: invented tools whose truth is known, so that analyses can be tested on it.

Every series is drawn from a declared life (TRUTH) with a generator seeded by the tool's name:
the same on every machine and at any time. Nothing in it was observed, and it says so.
"""

import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from dashboard_app.data import writing
from dashboard_app.data.cadence import decimal_years
from dashboard_app.data.database import read
from dashboard_app.data.notes import Note, Notes
from dashboard_app.data.oddities import Tally
from dashboard_app.data.panel import Floats, Months, Panel
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.sources import SOURCE_IDS, SURVEY_RESPONDENTS

FIRST, LAST = np.datetime64("1950-01", "M"), np.datetime64("2023-12", "M")
TRENDS_FIRST = np.datetime64("2004-01", "M")
BOOKS_LAST = np.datetime64("2022-12", "M")
METADATA = {"demo": "1", "source": "synthetic: made by the demonstration's generator"}

JANUARY_INFLATION = 1.35
"""In Crossref, works dated with a year alone are counted in January."""


@dataclass(frozen=True)
class Bell:
    """A rise and fall: height above the base, its peak, its width (one sd) on each side."""

    height: float
    peak_year: float
    rise_years: float
    fall_years: float

    def level(self, years: Floats) -> Floats:
        """The height at each of these years."""
        away = years - self.peak_year
        width = np.where(away < 0, self.rise_years, self.fall_years)
        level: Floats = self.height * np.exp(-0.5 * (away / width) ** 2)
        return level


@dataclass(frozen=True)
class Growth:
    """A logistic rise to a height, half of which is reached in `middle_year`."""

    height: float
    middle_year: float
    rate_per_year: float

    def level(self, years: Floats) -> Floats:
        """The height at each of these years."""
        level: Floats = self.height / (1 + np.exp(-self.rate_per_year * (years - self.middle_year)))
        return level


@dataclass(frozen=True)
class Life:
    """How a tool really lived: what an analysis of its series should find again.

    Levels are on 0..1. Google Trends shows the level itself; Crossref, Google Books and
    Bain's surveys show it later by their lags.
    """

    parts: tuple[Bell | Growth, ...] = ()
    base: float = 0.0
    steps: tuple[tuple[str, float], ...] = ()
    """Sudden changes of the level: the first month of the new level, and by how much."""
    season: float = 0.0
    """The largest departure from the mean through the year, as a share of the level."""
    season_peak: int = 1
    cycle_months: float = 0.0
    cycle: float = 0.0
    """The amplitude of the cycle, in units of the level."""
    wander: float = 0.0
    """The sd of a monthly random walk in the level."""
    shock: float = 0.0
    """The sd of passing shocks (autoregressive, 0.7 a month), seen by all sources."""
    noise: float = 0.02
    crossref_lag_months: int = 0
    books_lag_years: int = 0
    bain_lag_years: int = 0
    first_survey: int = 1993
    unasked: tuple[int, ...] = ()
    crossref_nonzero: int | None = None
    """How many months of Crossref are not zero; None for as many as the level gives."""


TRUTH: Mapping[str, Life] = MappingProxyType(
    {
        "Benchmarking de Unicornios": Life(
            parts=(Growth(0.8, 2010, 0.35),),
            base=0.05,
            season=0.2,
            season_peak=10,
            noise=0.015,
            crossref_lag_months=18,
            books_lag_years=2,
            bain_lag_years=1,
            first_survey=1999,
        ),
        "Calidad Imaginaria": Life(
            parts=(Bell(0.85, 1996, 6, 10),),
            base=0.06,
            season=0.12,
            season_peak=3,
            crossref_lag_months=24,
            books_lag_years=3,
            bain_lag_years=1,
            unasked=(2006,),
        ),
        "Cuadro de Mando Ficticio": Life(
            parts=(Bell(0.7, 2008, 6, 12),),
            base=0.1,
            noise=0.03,
            first_survey=2012,
            crossref_nonzero=3,
        ),
        "Escenarios de Papel": Life(base=0.5, noise=0.1),
        "Gestión Quimérica": Life(
            parts=(Bell(0.6, 1994, 5, 4), Bell(0.75, 2016, 4, 5)),
            base=0.05,
            shock=0.06,
            noise=0.01,
            crossref_lag_months=12,
            books_lag_years=1,
            bain_lag_years=1,
        ),
        "Lealtad Simulada": Life(base=0.5, wander=0.02, noise=0.005),
        "Outsourcing Onírico": Life(
            base=0.5,
            cycle_months=48,
            cycle=0.18,
            season=0.08,
            season_peak=9,
            noise=0.03,
            first_survey=1999,
            crossref_lag_months=6,
            books_lag_years=1,
        ),
        "Presupuesto Fantasma": Life(
            base=0.35,
            steps=(("2009-01", 0.4), ("2019-07", -0.5)),
            noise=0.04,
            first_survey=2004,
        ),
        "Reingeniería Lunar": Life(
            parts=(Bell(0.9, 1997, 3, 5), Growth(0.25, 2015, 0.8)),
            base=0.08,
            season=0.15,
            season_peak=5,
            noise=0.015,
            crossref_lag_months=36,
            books_lag_years=4,
        ),
    }
)
"""The invented tools."""


@cache
def panel() -> Panel:
    """The demonstration in memory."""
    connection = sqlite3.connect(":memory:")
    try:
        writing.fill(connection, series(), METADATA)
        return read(connection, "demonstration", Tally(), demo=True)
    finally:
        connection.close()


def write(path: Path) -> None:
    """The demonstration as a data.db; it says of itself that it is one."""
    writing.write(path, series(), METADATA)


@cache
def notes() -> Notes:
    """What is written about the invented tools: that they are invented."""
    text = (
        "**Datos sintéticos.** Esta herramienta no existe y nada de esta serie fue observado: "
        "la generó el propio tablero para mostrar cómo funciona. No la cite.\n\n"
        "**Synthetic data.** This tool does not exist and nothing in this series was observed: "
        "the dashboard generated it to show how it works. Do not cite it."
    )
    return Notes(
        {(tool, source): Note("", text, (), "") for tool in TRUTH for source in SOURCE_IDS}
    )


def series() -> list[RawSeries]:
    """All observations of all invented tools."""
    return [one for tool, life in TRUTH.items() for one in _observed(tool, life)]


def level(life: Life, months: Months, seed: int) -> Floats:
    """The true level of a life in these months, without what a source adds to it."""
    years = decimal_years(months)
    total = np.full(len(months), life.base)
    for part in life.parts:
        total += part.level(years)
    for month, change in life.steps:
        total[months >= np.datetime64(month, "M")] += change
    if life.cycle:
        total += life.cycle * np.sin(2 * np.pi * months.astype(np.int64) / life.cycle_months)
    return np.maximum(total + _wandering(life, months, seed), 0)


def _wandering(life: Life, months: Months, seed: int) -> Floats:
    """Random walk and passing shocks; each month has the same whatever is asked beside it."""
    rng = np.random.default_rng(seed)
    whole = np.arange(FIRST - 120, LAST + 1)
    walk = np.cumsum(rng.normal(0, life.wander, len(whole)))
    # The walk returns to nothing at both ends, so that it stays within the range of an index.
    walk -= np.linspace(walk[0], walk[-1], len(whole))
    shocks = np.zeros(len(whole))
    for i, push in enumerate(rng.normal(0, life.shock, len(whole))):
        shocks[i] = push + (0.7 * shocks[i - 1] if i else 0)
    found: Floats = (walk + shocks)[(months - whole[0]).astype(np.int64)]
    return found


def _observed(tool: str, life: Life) -> list[RawSeries]:
    seed = zlib.crc32(tool.encode())
    rng = np.random.default_rng(seed + 1)
    return [
        _trends(tool, life, seed, rng),
        _books(tool, life, seed, rng),
        *_surveys(tool, life, seed, rng),
        _crossref(tool, life, seed, rng),
    ]


def _trends(tool: str, life: Life, seed: int, rng: np.random.Generator) -> RawSeries:
    months = np.arange(TRENDS_FIRST, LAST + 1)
    through_year = np.cos(2 * np.pi * (months.astype(np.int64) % 12 + 1 - life.season_peak) / 12)
    seen = level(life, months, seed) * (1 + life.season * through_year)
    seen = np.maximum(seen + rng.normal(0, life.noise, len(months)), 0)
    return RawSeries(tool, "google_trends", months, np.round(100 * seen / seen.max()))


def _books(tool: str, life: Life, seed: int, rng: np.random.Generator) -> RawSeries:
    months = np.arange(FIRST, BOOKS_LAST + 1)
    monthly = level(life, months - 12 * life.books_lag_years, seed)
    by_year = monthly.reshape(-1, 12).mean(axis=1)
    seen = 6e-7 * by_year * np.exp(rng.normal(0, 0.03, len(by_year)))
    return RawSeries(tool, "google_books", months[::12], _significant(seen))


def _crossref(tool: str, life: Life, seed: int, rng: np.random.Generator) -> RawSeries:
    months = np.arange(FIRST, LAST + 1)
    seen = level(life, months - life.crossref_lag_months, seed)
    seen = np.maximum(seen + rng.normal(0, life.noise, len(months)), 0)
    seen[months.astype(np.int64) % 12 == 0] *= JANUARY_INFLATION
    if life.crossref_nonzero is not None:
        kept = np.linspace(len(months) // 2, len(months) - 1, life.crossref_nonzero).astype(int)
        seen[np.setdiff1d(np.arange(len(months)), kept)] = 0
    return RawSeries(tool, "crossref", months, _significant(0.02 * seen))


def _surveys(
    tool: str, life: Life, seed: int, rng: np.random.Generator
) -> tuple[RawSeries, RawSeries]:
    held = {
        year: size
        for year, size in sorted(SURVEY_RESPONDENTS.items())
        if year >= life.first_survey and year not in life.unasked
    }
    months = np.array([f"{year}-01" for year in held], dtype="datetime64[M]")
    true = np.clip(level(life, months - 12 * life.bain_lag_years, seed), 0.02, 0.98)
    sizes = np.array(list(held.values()))
    usability = np.round(100 * rng.binomial(sizes, true) / sizes, 1)
    scores = np.round(np.clip(3.3 + 0.9 * true + rng.normal(0, 1 / np.sqrt(sizes)), 1, 5), 2)
    return (
        RawSeries(tool, "bain_usability", months, usability),
        RawSeries(tool, "bain_satisfaction", months, scores),
    )


def _significant(values: Floats) -> Floats:
    """Three significant digits, as the raw files have them."""
    return np.array([float(f"{value:.2e}") for value in values])
