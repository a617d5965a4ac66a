"""Coverage and false alarms of what is said of waves: their peak, their saturation, whether any."""

from collections.abc import Iterator

import numpy as np

from benchmarks.coverage_cell import NOISES, Cell, Random, Trial, inside, noise
from dashboard_app.analyses.diffusion.comparison import Candidate, block_rmse, weighed
from dashboard_app.analyses.diffusion.resampling import (
    Drawn,
    best_joined,
    resampled,
    saturation_interval,
)
from dashboard_app.analyses.diffusion.times import Times
from dashboard_app.data.panel import Floats
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.curve_fit import fit_many, fit_one
from dashboard_app.stats.diffusion_curves import CURVES, RATE, Curve
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.wandering import wandering_p

LENGTHS = (30, 73)
ROUNDS = 199
ENDS = (0.025, 0.975)
SATURATION = 100.0
BY_ID = {curve.id: curve for curve in CURVES}
LOGISTIC = BY_ID["logistic"]
MIDDLE_AND_SPEED = {"logistic": (0.5, 12.0), "gompertz": (0.4, 8.0)}
"""When the wave is highest, in lengths of the series, and how often its speed fits into them."""
CHOSEN = (
    ("logistic", "white", 30),
    ("logistic", "AR 0.8", 30),
    ("logistic", "walk", 30),
    ("logistic", "AR 0.8", 73),
    ("logistic", "walk", 73),
    ("gompertz", "AR 0.5", 30),
)
"""Waves of which the curve is for the analysis to find out."""
OF_TWO = "saturation of two waves"


def cells() -> Iterator[Cell]:
    """Waves of a known curve and none in each noise; then waves whose curve must be chosen."""
    for name, memory in NOISES.items():
        for n in LENGTHS:
            for quantity in ("peak", "saturation"):
                yield Cell("diffusion", quantity, f"wave + {name}", n, _wave(n, memory, quantity),
                           share=0.4)  # fmt: skip
            yield Cell("diffusion", "wave", name, n, _wandering(n, memory), alarm=True, share=0.25)
    for curve, name, n in CHOSEN:
        for quantity in ("peak", "saturation", OF_TWO):
            # The analysis gives no interval of the saturation of two waves.
            yield Cell("curve_choice", quantity, f"{curve} wave + {name}", n,
                       _chosen(BY_ID[curve], n, NOISES[name], quantity),
                       claim=quantity != OF_TWO)  # fmt: skip


def _wave(n: int, memory: float, quantity: str) -> Trial:
    which = 1 if quantity == "peak" else 0

    def trial(random: Random) -> bool:
        t, y, truth = _waving(LOGISTIC, n, memory, random)
        fit = fit_one(LOGISTIC, RATE, t, y)
        model = fit_noise(fit.residuals, means=3)
        worlds = y - fit.residuals + model.simulate(n, ROUNDS, random, model.memory_cautious)
        found, _ = fit_many(LOGISTIC, RATE, t, worlds, np.tile(fit.parameters, (ROUNDS, 1)))
        low, high = np.quantile(found[:, which], ENDS)
        return inside(low, truth[which], high)

    return trial


def _chosen(curve: Curve, n: int, memory: float, quantity: str) -> Trial:
    def trial(random: Random) -> bool | None:
        t, y, truth = _waving(curve, n, memory, random)
        best = _best(t, y, random)
        if quantity == "peak":
            low, high = np.quantile(best.peaks, ENDS)
            return inside(low, truth[1], high)
        low, high = saturation_interval(best)
        if quantity == OF_TWO:
            if not np.isnan(low):
                return None
            low, high = np.quantile(best.saturations, ENDS)
        return None if np.isnan(low) else inside(low, truth[0], high)

    return trial


def _best(t: Floats, y: Floats, random: Random) -> Drawn:
    """What the analysis draws, but of waves alone, with blocks fitted from the fit to all.

    That takes a tenth of the time.
    """
    found = []
    for curve in CURVES:
        fit = fit_one(curve, RATE, t, y)
        rmse = block_rmse(curve, RATE, t, y, fit.parameters[None])
        found.append(Candidate(curve, RATE, fit, rmse))
    months = np.datetime64("1950-01", "M") + 12 * np.arange(len(t))
    seen = Times(Cadence.YEARLY, 12, months, t, y)
    return best_joined(resampled(weighed(found), seen, ROUNDS, random))


def _waving(curve: Curve, n: int, memory: float, random: Random) -> tuple[Floats, Floats, Floats]:
    """Times, values with noise of 8 % of the height, and saturation, peak and speed of a wave."""
    middle, speed = MIDDLE_AND_SPEED[curve.id]
    t, truth = np.arange(1.0, n + 1), np.array([SATURATION, middle * n, speed / n])
    wave = curve.at(RATE, t, truth[None])[0]
    spread = 0.08 * wave.max() * np.sqrt(1 - min(memory, 0.95) ** 2)
    return t, wave + spread * noise(n, memory, random)[0], truth


def _wandering(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        y = noise(n, memory, random)[0]
        return wandering_p(np.arange(1.0, n + 1), y - y.min(), 99, random) <= SIGNIFICANCE

    return trial
