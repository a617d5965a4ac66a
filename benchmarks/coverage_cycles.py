"""Coverage and false alarms of what is said of seasons and cycles."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from benchmarks.coverage_cell import NOISES, Cell, Random, Trial, inside, noise
from dashboard_app.analyses.seasonality.compute import FITS, profile
from dashboard_app.data.cadence import YEAR_MONTHS
from dashboard_app.data.sources import SURVEY_RESPONDENTS
from dashboard_app.stats.season import season_test, strength_interval
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.spectrum import even_spectrum, uneven_spectrum
from dashboard_app.stats.stl import decompose

WINDOW = 13
HEIGHTS = (0.7, 1.5, 3.0)
CYCLE_ROUNDS = 600


def cells() -> Iterator[Cell]:
    """Strength and profile of a known season; seasons and cycles found in noise."""
    for n in (60, 240):
        for name in ("white", "AR 0.5", "AR 0.8"):
            for height in HEIGHTS:
                kind = f"season of {height:g} + {name}"
                yield Cell("seasonality", "strength", kind, n, _strength(n, height, NOISES[name]))
            kind = f"season of 1.5 + {name}"
            yield Cell("seasonality", "month of profile", kind, n, _profile(n, NOISES[name]),
                       share=2)  # fmt: skip
    for n in (48, 240):
        for name, memory in NOISES.items():
            yield Cell("seasonality", "season", name, n, _season(n, memory), alarm=True, share=8)
            yield Cell("periodogram", "cycle", name, n, _cycle(n, memory), alarm=True, share=2)
    for name, memory in NOISES.items():
        yield Cell("periodogram", "cycle", f"{name}, surveys", len(SURVEY_RESPONDENTS),
                   _survey_cycle(memory), alarm=True)  # fmt: skip


def _wave(n: int, height: float) -> np.ndarray:
    return np.asarray(height * np.sin(2 * np.pi * np.arange(n) / YEAR_MONTHS), dtype=np.float64)


@lru_cache
def _irregular(n: int, memory: float) -> float:
    """The variance that STL leaves of this noise, freed of what it also takes of white noise."""
    random = np.random.default_rng(1)
    left = [
        np.mean([
            np.var(decompose(one, WINDOW, robust=False).remainder)
            for one in noise(n, strength, random, 200)
        ])
        for strength in (memory, 0.0)
    ]  # fmt: skip
    return float(left[0] / left[1])


def _strength(n: int, height: float, memory: float) -> Trial:
    season = _wave(n, height)

    def trial(random: Random) -> bool:
        truth = float(np.var(season) / (np.var(season) + _irregular(n, memory)))
        series = season + 0.05 * np.arange(n) + noise(n, memory, random)[0]
        parts = decompose(series, WINDOW, robust=False)
        strength = strength_interval(parts, WINDOW, int(np.clip(FITS // n, 30, 100)))
        return inside(strength.low, truth, strength.high)

    return trial


def _profile(n: int, memory: float) -> Trial:
    calendar = np.arange(n, dtype=np.int64) % YEAR_MONTHS
    season = _wave(n, 1.5)

    def trial(random: Random) -> bool:
        series = season + 0.05 * np.arange(n) + noise(n, memory, random)[0]
        _, low, high = profile(decompose(series, WINDOW, robust=False), calendar)
        month = int(random.integers(YEAR_MONTHS))
        return inside(float(low[month]), float(season[month]), float(high[month]))

    return trial


def _season(n: int, memory: float) -> Trial:
    calendar = np.arange(n, dtype=np.int64) % YEAR_MONTHS
    return lambda random: season_test(noise(n, memory, random)[0], calendar).p < SIGNIFICANCE


def _cycle(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        spectrum = even_spectrum(noise(n, memory, random)[0], True, 0.1, CYCLE_ROUNDS)
        return bool(spectrum.p[spectrum.tested].min() < SIGNIFICANCE)

    return trial


def _survey_cycle(memory: float) -> Trial:
    years = np.array(list(SURVEY_RESPONDENTS), dtype=np.float64)
    places = (years - years[0]).astype(np.int64)

    def trial(random: Random) -> bool:
        yearly = noise(int(places[-1]) + 1, memory, random)[0]
        return bool(
            uneven_spectrum(years, yearly[places], True, CYCLE_ROUNDS).p.min() < SIGNIFICANCE
        )

    return trial
