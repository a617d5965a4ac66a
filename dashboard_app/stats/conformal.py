"""Intervals from the errors that a method really made, and the share that they really held.

The half width at a step is the larger of two honest numbers: the conformal quantile of the
absolute errors (Vovk, Gammerman and Shafer 2005), and Student's interval for their root mean
square with as many degrees of freedom as there are errors that do not overlap. The first
bears any shape of error, the second does not pretend to know tails that few errors showed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Floats = NDArray[np.float64]


def half_widths(errors: Floats, level: float) -> Floats:
    """Half widths per step, never falling with the step.

    `errors` has one row per origin, oldest first, and one column per step; NaN where the
    target is not known yet. A step without any error takes the growth of a random walk.
    """
    widths = np.empty(errors.shape[1])
    for step in range(errors.shape[1]):
        known = errors[:, step]
        known = known[np.isfinite(known)]
        if len(known) == 0:
            # The first step has an error as soon as there is one origin before the last.
            widths[step] = widths[step - 1] * np.sqrt((step + 1) / step) if step else np.inf
            continue
        widths[step] = max(_conformal(known, level), _student(known, step + 1, level))
    return np.maximum.accumulate(widths)


def _conformal(errors: Floats, level: float) -> float:
    """The finite-sample quantile; 0 where too few errors are there to have one."""
    rank = int(np.ceil((len(errors) + 1) * level))
    return float(np.sort(np.abs(errors))[rank - 1]) if rank <= len(errors) else 0.0


def _student(errors: Floats, step: int, level: float) -> float:
    # Errors of h steps ahead from neighbouring origins share h - 1 of their h shocks.
    independent = max(1 + (len(errors) - 1) / step, 2.0)
    spread = np.sqrt(np.mean(errors**2) * (1 + 1 / independent))
    return float(student.ppf(0.5 + level / 2, independent - 1) * spread)


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
    """The half widths that would have been given at each origin: rows as `errors`.

    Only errors known at the origin are used; NaN where fewer than `least` origins came before.
    """
    widths = np.full(errors.shape, np.nan)
    for place, origin in enumerate(origins):
        if place >= least:
            widths[place] = half_widths(known_errors(errors, origins, origin, window), level)
    return widths
