"""Tests of several pairs of series taken together, which need not be independent of each other.

Where the first series of two pairs move together, and their second series too, what is found in
both is partly the same. How much of it is, their innovations say.
"""

import numpy as np
from scipy.stats import chi2

from dashboard_app.data.panel import Floats


def alikeness(first: Floats, second: Floats) -> Floats:
    """The correlations that the lagged correlations of unrelated pairs have among each other.

    Rows are pairs and columns dates, with NaN where a pair has none; `first` and `second` are
    the innovations of the two series of each pair. If those are white, and the first ones
    independent of the second ones, the correlations of two pairs at one lag have as their own
    the product of how their first and how their second innovations correlate.
    """
    present = np.isfinite(first).astype(np.float64)
    number = present.sum(axis=1)
    shared = np.maximum(present @ present.T, 1.0)
    product = _products(first) * _products(second)
    alike = np.clip(product * np.sqrt(np.outer(number, number)) / shared, -1.0, 1.0)
    np.fill_diagonal(alike, 1.0)
    return np.asarray(alike, dtype=np.float64)


def _products(innovations: Floats) -> Floats:
    centred = innovations - np.nanmean(innovations, axis=1, keepdims=True)
    filled = np.nan_to_num(centred)
    lengths = np.maximum(np.linalg.norm(filled, axis=1, keepdims=True), 1e-300)
    return np.asarray((filled / lengths) @ (filled / lengths).T, dtype=np.float64)


def mean_error(errors: Floats, alike: Floats) -> Floats:
    """The standard error of the mean of each column, from those of its rows' entries."""
    variance = np.sum(errors * (alike @ errors), axis=0) / len(errors) ** 2
    return np.asarray(np.sqrt(np.maximum(variance, 1e-30)), dtype=np.float64)


def combined(p_values: Floats, degrees: Floats, alike: Floats) -> float:
    """One p-value for several tests, of the sum of what they find.

    Each p becomes a chi-square of its degrees (Lancaster 1961), whose covariances follow from
    `alike` (Brown 1975); a chi-square shifted and stretched to the mean, variance and skewness
    of the sum judges it. Without the third the tail is too light where units move together.
    A single p stays as it is.
    """
    found = float(np.sum(chi2.isf(np.maximum(p_values, 1e-300), degrees)))
    mean = float(degrees.sum())
    variance = 2 * float(np.sum(np.sqrt(np.outer(degrees, degrees)) * alike**2))
    weights = degrees ** (1 / 6)
    cube = alike * np.outer(weights, weights)
    third = max(8 * float(np.sum((cube @ cube) * cube)), 1e-9)
    freedom = 8 * variance**3 / third**2
    away = (found - mean) * np.sqrt(2 * freedom / variance)
    return float(chi2.sf(freedom + away, freedom))
