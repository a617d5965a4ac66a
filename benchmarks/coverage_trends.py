"""Coverage of what is said of level and trend: means, slopes, shares of those who answered."""

from collections.abc import Iterator

import numpy as np

from benchmarks.coverage_cell import NOISES, Cell, Random, Trial, inside, noise
from dashboard_app.data.sources import SURVEY_RESPONDENTS
from dashboard_app.stats.ar1_line import fit_line
from dashboard_app.stats.proportion import wilson
from dashboard_app.stats.significance import SIGNIFICANCE

LENGTHS = (10, 13, 20, 60, 240)
"""Ten are the last ten years of a yearly source, 13 the surveys."""
TREND_LENGTHS = (10, 60, 120)
"""The last ten years of a yearly and of a monthly source, and what lies between."""
SLOPE = 0.1
SHARE = 4
"""They take milliseconds a trial."""
SHARES = (0.02, 0.1, 0.5)


def cells() -> Iterator[Cell]:
    """Means and slopes in lines with noise, and the binomial intervals of surveys."""
    for n in LENGTHS:
        for name, memory in NOISES.items():
            kind = f"line + {name}"
            if memory < 1:
                yield Cell("means", "mean", kind, n, _mean(n, memory), share=SHARE)
            yield Cell("overview", "slope", kind, n, _slope(n, memory), share=SHARE)
    for n in TREND_LENGTHS:
        for name, memory in NOISES.items():
            yield Cell("overview", "sure trend", name, n, _sure(n, memory), alarm=True, share=SHARE)
    for share in SHARES:
        for respondents in (min(SURVEY_RESPONDENTS.values()), max(SURVEY_RESPONDENTS.values())):
            kind = f"{100 * share:g} % of those asked"
            yield Cell("trends", "survey share", kind, respondents, _share(share, respondents),
                       share=5)  # fmt: skip


def _mean(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        series = noise(n, memory, random)[0] + SLOPE * np.arange(n)
        low, high = fit_line(series).mean_interval(float(series.mean()), 600, random)
        return inside(low, SLOPE * (n - 1) / 2, high)

    return trial


def _slope(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        series = noise(n, memory, random)[0] + SLOPE * np.arange(n)
        low, high = fit_line(series).interval(1, 300, random)
        return inside(low, SLOPE, high)

    return trial


def _sure(n: int, memory: float) -> Trial:
    return lambda random: fit_line(noise(n, memory, random)[0]).p_of_zero(1) <= SIGNIFICANCE


def _share(share: float, respondents: int) -> Trial:
    def trial(random: Random) -> bool:
        said = random.binomial(respondents, share) / respondents
        low, high = wilson(np.array([said]), np.array([respondents]))
        return inside(float(low[0]), share, float(high[0]))

    return trial
