"""Measures in simulation how often 95 % intervals hold the truth, and how often noise alarms.

`make coverage` prints one row for each estimate and kind of series. Intervals should cover
between 92 and 98 %; false alarms should stay at or below 6 %.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats
from dashboard_app.data.sources import SURVEY_RESPONDENTS
from dashboard_app.stats.memory import fit_line
from dashboard_app.stats.season import season_test, strength_interval
from dashboard_app.stats.spectrum import even_spectrum, uneven_spectrum
from dashboard_app.stats.stl import YEAR, decompose

TRIALS = 400
SEED = 2026
LEVEL = 0.05
WARM_UP = 200

Random = np.random.Generator
NOISES = {"white": 0.0, "AR 0.5": 0.5, "AR 0.8": 0.8, "random walk": 1.0}


@dataclass(frozen=True)
class Kind:
    """One thing measured on one kind of series: a trial says whether it covered or alarmed."""

    what: str
    series: str
    alarm: bool
    trial: Callable[[Random], bool]


def noise(n: int, strength: float, random: Random) -> Floats:
    """An autoregression of unit shocks; a random walk at strength 1."""
    shocks = random.standard_normal(n + WARM_UP)
    return np.asarray(lfilter([1.0], [1.0, -strength], shocks)[WARM_UP:], dtype=np.float64)


def kinds() -> Iterator[Kind]:
    """All that is measured."""
    for n in (13, 20, 60, 240):
        for name, strength in list(NOISES.items())[:3]:
            yield Kind("mean", f"line + {name}, n {n}", False, _mean(n, strength))
            yield Kind("slope", f"line + {name}, n {n}", False, _slope(n, strength))
    for n in (60, 240):
        for height in (0.7, 1.5, 3.0):
            series = f"season of {height:g} + white, n {n}"
            yield Kind("seasonal strength", series, False, _strength(n, height))
    for n in (48, 240):
        for name, strength in NOISES.items():
            yield Kind("season", f"{name}, n {n}", True, _season(n, strength))
            yield Kind("cycle", f"{name}, n {n}", True, _cycle(n, strength))
    for name, strength in NOISES.items():
        yield Kind("cycle", f"{name}, 13 surveys", True, _survey_cycle(strength))


def _mean(n: int, strength: float) -> Callable[[Random], bool]:
    def trial(random: Random) -> bool:
        series = noise(n, strength, random) + 0.1 * np.arange(n)
        low, high = fit_line(series).mean_interval(float(series.mean()), 600, random)
        return low <= 0.1 * (n - 1) / 2 <= high

    return trial


def _slope(n: int, strength: float) -> Callable[[Random], bool]:
    def trial(random: Random) -> bool:
        series = noise(n, strength, random) + 0.1 * np.arange(n)
        low, high = fit_line(series).interval(1, 300, random)
        return low <= 0.1 <= high

    return trial


def _strength(n: int, height: float) -> Callable[[Random], bool]:
    season = height * np.sin(2 * np.pi * np.arange(n) / YEAR)
    truth = float(np.var(season) / (np.var(season) + 1))

    def trial(random: Random) -> bool:
        series = season + 0.05 * np.arange(n) + noise(n, 0.0, random)
        strength = strength_interval(decompose(series, 13, robust=False), 13, 60)
        return strength.low <= truth <= strength.high

    return trial


def _season(n: int, strength: float) -> Callable[[Random], bool]:
    calendar = np.arange(n, dtype=np.int64) % YEAR
    return lambda random: season_test(noise(n, strength, random), calendar).p < LEVEL


def _cycle(n: int, strength: float) -> Callable[[Random], bool]:
    def trial(random: Random) -> bool:
        spectrum = even_spectrum(noise(n, strength, random), True, 0.1, 600)
        return bool(spectrum.p[spectrum.tested].min() < LEVEL)

    return trial


def _survey_cycle(strength: float) -> Callable[[Random], bool]:
    years = np.array(list(SURVEY_RESPONDENTS), dtype=np.float64)
    places = (years - years[0]).astype(np.int64)

    def trial(random: Random) -> bool:
        yearly = noise(int(places[-1]) + 1, strength, random)
        return bool(uneven_spectrum(years, yearly[places], True, 600).p.min() < LEVEL)

    return trial


def main(trials: int = TRIALS) -> None:
    """Print the share of trials that covered, or alarmed, with its standard error."""
    print(f"{'estimate':<20} {'series':<34} {'share':>7} {'error':>7}  meant")
    for kind in kinds():
        random = np.random.default_rng(SEED)
        share = float(np.mean([kind.trial(random) for _ in range(trials)]))
        error = np.sqrt(max(share * (1 - share), 0.05 * 0.95) / trials)
        meant = "at most 0.06" if kind.alarm else "0.92 to 0.98"
        print(f"{kind.what:<20} {kind.series:<34} {share:>7.3f} {error:>7.3f}  {meant}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
