"""The out-of-sample error of each curve, and that of the forecast that nothing changes.

Consecutive blocks are left out in turn. Blocks at the end alone would rule out a second wave that
begins late, which nothing before it predicts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.blocks import left_out
from dashboard_app.stats.curve_fit import Fit, fit_one
from dashboard_app.stats.diffusion_curves import CURVES, VIEWS, Curve

SPARE = 2
"""A curve is fitted to at least this many observations more than it has parameters."""
CLOSE = 1.2
"""Curves within a fifth of the least error cannot be told apart and share the bootstrap."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One curve in one view: its fit to all observations, its error out of sample, its weight."""

    curve: Curve
    view: str
    fit: Fit
    rmse: float
    weight: float = 0.0


def candidates(t: Floats, y: Floats) -> Iterator[Candidate]:
    """Each curve in each view, fitted and tried; those with too many parameters are left out."""
    fewest = len(t) - max(len(block) for block in left_out(len(t)))
    for curve in CURVES:
        if len(curve.parameters) + SPARE > fewest:
            continue
        for view in VIEWS:
            yield Candidate(curve, view, fit_one(curve, view, t, y), block_rmse(curve, view, t, y))


def no_change_rmse(y: Floats) -> float:
    """The error when a block repeats the value before it; the first one, the value after it."""
    squares = [
        (y[block] - y[block[0] - 1 if block[0] else block[-1] + 1]) ** 2
        for block in left_out(len(y))
    ]
    return float(np.sqrt(np.mean(np.concatenate(squares))))


def block_rmse(
    curve: Curve, view: str, t: Floats, y: Floats, starts: Floats | None = None
) -> float:
    """The error in blocks that were left out; each fit tries all of the curve's starts, or these.

    It is in the unit of `y`.
    """
    squares = []
    for block in left_out(len(y)):
        kept = np.ones(len(y), dtype=bool)
        kept[block] = False
        fit = fit_one(curve, view, t[kept], y[kept], starts)
        forecast = curve.at(view, t[block], fit.parameters[None])[0]
        if block[0]:
            # The last residual before the block decays with the lag-1 autocorrelation of the
            # residuals.
            missed = fit.residuals[block[0] - 1]
            forecast = forecast + missed * _lag_one(fit.residuals) ** np.arange(1, len(block) + 1)
        squares.append((y[block] - forecast) ** 2)
    return float(np.sqrt(np.mean(np.concatenate(squares))))


def _lag_one(residuals: Floats) -> float:
    below = float(residuals[:-1] @ residuals[:-1])
    if below <= 0:
        return 0.0
    return float(np.clip(residuals[:-1] @ residuals[1:] / below, 0.0, 1.0))


def weighed(found: list[Candidate]) -> list[Candidate]:
    """The candidates with weights inverse to their squared errors, zero beyond CLOSE."""
    errors = np.array([candidate.rmse for candidate in found])
    inverse = np.where(errors <= CLOSE * errors.min(), 1 / np.maximum(errors, 1e-300) ** 2, 0.0)
    return [
        Candidate(one.curve, one.view, one.fit, one.rmse, float(weight))
        for one, weight in zip(found, inverse / inverse.sum(), strict=True)
    ]
