"""How far coefficients stray when the noise remembers: a sieve bootstrap, given the regressors.

Errors by Newey and West are too small where noise and regressor both have a long memory: with
random walks their 95 % intervals cover less than half. Here paths are drawn from an
autoregression fitted to the residuals (Bühlmann 1997), its memory set cautiously above its
estimate, and their size is drawn too: it is known no better than Student's t says.
"""

import numpy as np
from numpy.typing import NDArray

from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.newey_west import Fit

Floats = NDArray[np.float64]


def coefficient_errors(fit: Fit, rounds: int, random: np.random.Generator) -> Floats:
    """Errors of the coefficients in simulated worlds: one row a round, one column each."""
    scale = float(np.abs(fit.residuals).max())
    if scale == 0:
        return np.zeros((rounds, fit.design.shape[1]))
    noise = fit_noise(fit.residuals, means=fit.design.shape[1])
    paths = noise.simulate(len(fit.residuals), rounds, random, noise.memory_cautious)
    freedom = max(fit.freedom, 1)
    size = np.sqrt(random.chisquare(freedom, (rounds, 1)) / freedom)
    return np.asarray(paths / size @ fit.design @ fit.inverse, dtype=np.float64)


def two_sided_p(estimate: float, errors: Floats) -> float:
    """The share of simulated errors as large as the estimate."""
    return float((1 + np.sum(np.abs(errors) >= abs(estimate))) / (len(errors) + 1))
