"""Prediction intervals from a method's own past errors.

Errors at all steps are standardised by a variance that grows linearly with the step, as that of
a random walk observed with noise does. The half width is the standard deviation at the step
times the larger of two factors: the conformal quantile of the standardised errors (Vovk,
Gammerman and Shafer 2005), which assumes no distribution, and Student's quantile with as many
degrees of freedom as there are errors that do not overlap, since a few years say little of the
tails. A quantile for each step by itself was tried; it is far more ragged.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import nnls
from scipy.stats import t as student

from dashboard_app.data.panel import Floats

LEAST_INDEPENDENT = 2.0
"""With fewer, Student's quantile would be without bound in practice."""


def half_widths(errors: Floats, level: float) -> Floats:
    """Half widths per step, never falling with the step.

    `errors` has one row per origin, oldest first, and one column per step; NaN where the
    target is not known yet. There is at least one error.
    """
    sizes = _sizes(errors)
    sized = np.abs(errors / sizes)[np.isfinite(errors)]
    steps = int(np.isfinite(errors).any(axis=0).sum())
    origins = int(np.isfinite(errors).any(axis=1).sum())
    # Errors of h steps ahead from neighbouring origins share h - 1 of their h shocks. The
    # mean of h, each counted by its share of a random walk's variance, is (2 h + 1) / 3.
    overlap = (2 * steps + 1) / 3
    independent = max(1 + (origins - 1) / overlap, LEAST_INDEPENDENT)
    widest = student.ppf(0.5 + level / 2, independent - 1) * np.sqrt(1 + 1 / independent)
    return sizes * max(float(widest), _conformal(sized, level))


def _sizes(errors: Floats) -> Floats:
    """The standard deviation at each step h, sqrt(a + b h), with a and b not negative."""
    known = np.isfinite(errors)
    counts = known.sum(axis=0)
    squares = np.where(known, errors, 0.0) ** 2
    seen = counts > 0
    means = squares.sum(axis=0)[seen] / counts[seen]
    top = float(means.max())
    if top == 0:
        return np.full(errors.shape[1], np.finfo(float).tiny)
    steps = np.arange(1, errors.shape[1] + 1, dtype=np.float64)
    design = np.column_stack([np.ones(len(steps)), steps])
    weights = np.sqrt(counts[seen])
    found, _ = nnls(design[seen] * weights[:, None], means / top * weights)
    return np.sqrt(np.maximum(design @ found, 1e-12) * top)


def _conformal(sized: Floats, level: float) -> float:
    """The finite-sample conformal quantile; the largest error where there are too few for it."""
    rank = min(int(np.ceil((len(sized) + 1) * level)), len(sized))
    return float(np.sort(sized)[rank - 1])


def known_errors(errors: Floats, origins: Sequence[int], now: int, window: int) -> Floats:
    """The errors whose targets came before `now`, of origins in the window before it."""
    ages = now - np.asarray(origins)
    rows = (ages > 0) & (ages <= window)
    steps = np.arange(1, errors.shape[1] + 1)
    past = steps[None, :] <= ages[rows][:, None]
    return np.where(past, errors[rows], np.nan)


def rehearse(
    errors: Floats, origins: Sequence[int], level: float, window: int, least: int
) -> Floats:
    """The half widths that would have been given at each past origin: rows as `errors`.

    Only errors known at the origin are used; NaN where fewer than `least` origins came before.
    """
    widths = np.full(errors.shape, np.nan)
    for place, origin in enumerate(origins):
        if place >= least:
            widths[place] = half_widths(known_errors(errors, origins, origin, window), level)
    return widths
