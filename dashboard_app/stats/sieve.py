"""How far coefficients stray when the noise remembers: a sieve bootstrap, given the regressors.

Errors by Newey and West are too small where noise and regressor both have a long memory: with
random walks their 95 % intervals cover less than half. Here paths are drawn from an
autoregression fitted to the residuals (Bühlmann 1997). Its memory is drawn with its standard
error, cautiously from above the estimate, and the size of the paths is drawn too: it is known no
better than Student's t says.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from dashboard_app.stats.autoregression import Noise, fit_noise
from dashboard_app.stats.newey_west import Fit

Floats = NDArray[np.float64]


MEMORIES = 20
"""How many memories stand for all that the noise may have."""
ABOVE = 3.5
"""Over the root of the number of shocks: how many standard errors above its estimate the memories
are drawn around, one in a dozen dates and a quarter in twenty years of months.

Around the estimate itself long memories and walks are covered too little; with one memory for all
rounds, above the estimate, those of a dozen dates too much (docs/coverage.md).
"""


def coefficient_errors(fit: Fit, rounds: int, random: np.random.Generator) -> Floats:
    """Errors of the coefficients in simulated worlds: one row a round, one column each."""
    scale = float(np.abs(fit.residuals).max())
    if scale == 0:
        return np.zeros((rounds, fit.design.shape[1]))
    noise = fit_noise(fit.residuals, means=fit.design.shape[1])
    paths = _paths(noise, len(fit.residuals), rounds, random)
    freedom = max(fit.freedom, 1)
    size = np.sqrt(random.chisquare(freedom, (rounds, 1)) / freedom)
    return np.asarray(paths / size @ fit.design @ fit.inverse, dtype=np.float64)


def _paths(noise: Noise, n: int, rounds: int, random: np.random.Generator) -> Floats:
    """Paths of which each group has a memory of its own, at most that of a random walk."""
    spread = norm.ppf((np.arange(MEMORIES) + 0.5) / MEMORIES) + ABOVE / np.sqrt(len(noise.shocks))
    memories = np.minimum(noise.memory + noise.memory_error * spread, 1.0)
    groups = np.array_split(np.arange(rounds), MEMORIES)
    made = [
        noise.simulate(n, len(group), random, float(memory))
        for group, memory in zip(groups, memories, strict=True)
    ]
    return np.concatenate(made)


def two_sided_p(estimate: float, errors: Floats) -> float:
    """The share of simulated errors as large as the estimate."""
    return float((1 + np.sum(np.abs(errors) >= abs(estimate))) / (len(errors) + 1))
