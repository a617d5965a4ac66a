"""The sampling errors of regression coefficients by a sieve bootstrap with fixed regressors.

Newey and West's standard errors are too small where noise and regressor are both strongly
autocorrelated, most of all with random walks. Here noise is drawn from an autoregression fitted to
the residuals (Bühlmann 1997). Its memory is drawn around a value somewhat above the estimate, with
the estimate's standard error; its scale is drawn from a chi-square distribution, as in Student's t.
"""

import numpy as np
from scipy.stats import norm

from dashboard_app.data.panel import Floats
from dashboard_app.stats.autoregression import Noise, fit_noise
from dashboard_app.stats.monte_carlo import monte_carlo_p
from dashboard_app.stats.newey_west import Fit

MEMORIES = 20
"""How many quantiles of the memory's distribution are simulated."""
ABOVE = 3.5
"""Divided by the root of the number of shocks: by how many standard errors the centre of the
memories lies above the estimate, one with a dozen dates, a quarter with twenty years of months.

Centred at the estimate, strong autocorrelation and random walks are covered too little; with a
single memory above the estimate, a dozen dates are covered too much (docs/coverage.md).
"""


def coefficient_errors(fit: Fit, rounds: int, random: np.random.Generator) -> Floats:
    """Errors of the coefficients of `fit` in bootstrap samples: rounds by coefficients."""
    scale = float(np.abs(fit.residuals).max())
    if scale == 0:
        return np.zeros((rounds, fit.design.shape[1]))
    noise = fit_noise(fit.residuals, means=fit.design.shape[1])
    paths = _paths(noise, len(fit.residuals), rounds, random)
    freedom = max(fit.freedom, 1)
    size = np.sqrt(random.chisquare(freedom, (rounds, 1)) / freedom)
    return np.asarray(paths / size @ fit.design @ fit.inverse, dtype=np.float64)


def _paths(noise: Noise, n: int, rounds: int, random: np.random.Generator) -> Floats:
    """Sample paths, rounds by n, in MEMORIES groups that each have a memory of their own."""
    spread = norm.ppf((np.arange(MEMORIES) + 0.5) / MEMORIES) + ABOVE / np.sqrt(len(noise.shocks))
    memories = np.minimum(noise.memory + noise.memory_error * spread, 1.0)
    groups = np.array_split(np.arange(rounds), MEMORIES)
    made = [
        noise.simulate(n, len(group), random, float(memory))
        for group, memory in zip(groups, memories, strict=True)
    ]
    return np.concatenate(made)


def two_sided_p(estimate: float, errors: Floats) -> float:
    """The p-value of a coefficient of zero, by simulated errors of it."""
    return monte_carlo_p(abs(estimate), np.abs(errors))
