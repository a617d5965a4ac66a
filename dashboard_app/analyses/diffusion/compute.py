"""Five life-cycle curves and none, compared out of sample; peak, saturation, phase and verdict."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from dashboard_app.analyses.diffusion import phases
from dashboard_app.analyses.diffusion.comparison import (
    Candidate,
    candidates,
    no_change_rmse,
    weighed,
)
from dashboard_app.analyses.diffusion.resampling import (
    Drawn,
    best_joined,
    resampled,
    saturation_interval,
)
from dashboard_app.analyses.diffusion.times import Times, times
from dashboard_app.analyses.selection import number, one_series, text
from dashboard_app.analysis import Progress
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Texts
from dashboard_app.params import Params
from dashboard_app.stats.diffusion_curves import CURVES, VIEWS
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.wandering import wandering_p

NULL_ROUNDS = 199
SEED = 1969
NULL = "none"


@dataclass(frozen=True, eq=False)
class Diffusion:
    """All fits in `model` and `parameter`, the best one as `curve`, its intervals by bootstrap.

    `view` is `rate` where the curve is read as the slope of an S (it rises and falls) and `level`
    as the S itself. t is 1 at the first observation, one more each year (or month at monthly
    cadence). `model__rmse` is out of sample; the model `none` forecasts no change. `wandering_p` is
    the share of simulated series with a unit root that a curve describes as well. `verdict` is
    `neither` where that exceeds 5 %, else the most frequent of `verdict_` in the bootstrap. The
    saturation of two waves has no interval.
    """

    MAY_BE_NAN: ClassVar[tuple[str, ...]] = ("saturation_low", "saturation_high")

    tool: str
    source: str
    cadence: str
    unit: str
    n: int
    model: str
    view: str
    verdict: str
    verdict_share: float
    wandering_p: float
    phase: str
    phase_share: float
    peak: np.datetime64
    peak_low: np.datetime64
    peak_high: np.datetime64
    saturation: float
    saturation_low: float
    saturation_high: float
    residual_error: float
    rounds: int
    observation__month: Months
    observation__value: Floats
    curve__month: Months
    curve__value: Floats
    curve__low: Floats
    curve__high: Floats
    model__model: Texts
    model__view: Texts
    model__parameters: Counts
    model__rss: Floats
    model__residual_error: Floats
    model__rmse: Floats
    model__weight: Floats
    parameter__model: Texts
    parameter__view: Texts
    parameter__name: Texts
    parameter__value: Floats
    parameter__error: Floats
    phase__name: Texts
    phase__share: Floats
    verdict__name: Texts
    verdict__share: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> Diffusion:
    """The life cycle of one series."""
    series = one_series(panel, params)
    seen = times(series, text(params, "cadence"))
    found: list[Candidate] = []
    for candidate in candidates(seen.t, seen.values):
        progress(0.5 * len(found) / (len(CURVES) * len(VIEWS)), "progress_fits")
        found.append(candidate)
    found = weighed(found)
    random = np.random.default_rng(SEED)
    progress(0.5, "progress_wandering")
    wandering = wandering_p(seen.t, seen.values, NULL_ROUNDS, random)
    rounds = int(number(params, "rounds"))
    progress(0.7, "progress_bootstrap")
    drawn = resampled(found, seen, rounds, random)
    best = best_joined(drawn)
    phase_shares = _shares(np.concatenate([one.phases for one in drawn]), phases.PHASES)
    verdict_shares = _shares(np.concatenate([one.verdicts for one in drawn]), phases.VERDICTS)
    phase, verdict = int(np.argmax(phase_shares)), int(np.argmax(verdict_shares))
    if wandering > SIGNIFICANCE:
        verdict = phases.VERDICTS.index("neither")
    return Diffusion(
        tool=series.tool,
        source=series.source,
        cadence=seen.cadence.value,
        unit=series.unit,
        n=len(seen.values),
        model=best.candidate.curve.id,
        view=best.candidate.view,
        verdict=phases.VERDICTS[verdict],
        verdict_share=float(verdict_shares[verdict]),
        wandering_p=wandering,
        phase=phases.PHASES[phase],
        phase_share=float(phase_shares[phase]),
        **_estimates(best, seen),
        rounds=rounds,
        observation__month=seen.months,
        observation__value=seen.values,
        **_curve(best, seen),
        **_models(found, seen),
        phase__name=np.array(phases.PHASES, dtype=np.str_),
        phase__share=phase_shares,
        verdict__name=np.array(phases.VERDICTS, dtype=np.str_),
        verdict__share=verdict_shares,
    )


def _shares(drawn: Texts, names: tuple[str, ...]) -> Floats:
    return np.array([float(np.mean(drawn == name)) for name in names])


def _estimates(best: Drawn, seen: Times) -> dict[str, Any]:
    one = best.candidate
    parameters = one.fit.parameters[None]
    grid, curve = phases.paths(one.curve, one.view, seen.t, parameters)
    peak = phases.peaks(one.view, grid, curve)
    months = seen.month_at(np.concatenate([peak, np.quantile(best.peaks, [0.025, 0.975])]))
    low, high = saturation_interval(best)
    freedom = max(len(seen.t) - len(one.curve.parameters), 1)
    return {
        "peak": months[0],
        "peak_low": months[1],
        "peak_high": months[2],
        "saturation": float(phases.saturations(one.curve, parameters)[0]),
        "saturation_low": low,
        "saturation_high": high,
        "residual_error": float(np.sqrt(one.fit.rss / freedom)),
    }


def _curve(best: Drawn, seen: Times) -> dict[str, Any]:
    one = best.candidate
    grid, curve = phases.paths(one.curve, one.view, seen.t, one.fit.parameters[None])
    # The observations and a quarter of their span ahead; half of the points are enough to draw.
    shown = np.flatnonzero(grid <= seen.t[-1] + 0.25 * (seen.t[-1] - seen.t[0]))[::2]
    low, high = np.quantile(best.curves[:, shown], [0.025, 0.975], axis=0)
    return {
        "curve__month": seen.month_at(grid[shown]),
        "curve__value": curve[0, shown],
        "curve__low": low,
        "curve__high": high,
    }


def _models(found: list[Candidate], seen: Times) -> dict[str, Any]:
    n, y = len(seen.values), seen.values
    constant = float(np.sum((y - y.mean()) ** 2))
    counts = [len(one.curve.parameters) for one in found]
    errors = [
        np.sqrt(one.fit.rss / max(n - count, 1)) for one, count in zip(found, counts, strict=True)
    ]
    return {
        "model__model": np.array([*(one.curve.id for one in found), NULL], dtype=np.str_),
        "model__view": np.array([*(one.view for one in found), "level"], dtype=np.str_),
        "model__parameters": np.array([*counts, 1], dtype=np.int64),
        "model__rss": np.array([*(one.fit.rss for one in found), constant]),
        "model__residual_error": np.array([*errors, np.sqrt(constant / (n - 1))]),
        "model__rmse": np.array([*(one.rmse for one in found), no_change_rmse(y)]),
        "model__weight": np.array([*(one.weight for one in found), 0.0]),
        "parameter__model": np.repeat([one.curve.id for one in found], counts),
        "parameter__view": np.repeat([one.view for one in found], counts),
        "parameter__name": np.concatenate([one.curve.parameters for one in found]),
        "parameter__value": np.concatenate([one.fit.parameters for one in found]),
        "parameter__error": np.concatenate([one.fit.errors for one in found]),
    }
