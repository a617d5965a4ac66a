"""Principal components: how many exceed those of noise, and how stable shares and loadings are.

Of the correlation matrix where columns are `scaled`, else of the covariance matrix, in which
columns with large variances weigh more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats
from dashboard_app.stats.autoregression import fit_noise

SCORE_CAUTION = 0.5
"""How many standard errors above its estimate the memory of a score is set: for the coverage of
loadings none would be too few, for that of shares one too many (docs/coverage.md)."""
LIMIT = 0.96
"""Quantile of the eigenvalues of noise that a component must exceed. Because the memories are
estimated, with 0.95 unrelated random walks of 73 dates showed a component in 5.6 % of 3000
simulations, with 0.96 in 5.0 % of 600."""
USUAL, WALKING = 0.95, 0.96
"""Share of the bootstrap samples between the ends of a 95 % interval, the second for scores that
may be random walks: samples made from estimated shares vary less than these do, so that with 0.95
shares and loadings of walks were covered in 91 to 94 %."""
NO_SUM = 1e-9
"""A sum of loadings below this, and a score whose range is below this share of the first
component's standard deviation, is rounding."""


@dataclass(frozen=True, eq=False)
class Components:
    """`eigenvalues` from the largest down; `loadings[:, k]` is the unit vector of component k.

    Signs are such that each component's loadings add up to zero or more; where they add up to
    zero, as opposite ones of two columns do, the first is positive.
    """

    eigenvalues: Floats
    loadings: Floats

    @property
    def shares(self) -> Floats:
        """The share of the variance of all columns that each component holds."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum(), dtype=np.float64)


def standardised(values: Floats, ddof: int = 1) -> Floats:
    """Each column with mean 0 and standard deviation 1; rows along the last but one axis."""
    centred = values - values.mean(axis=-2, keepdims=True)
    spread = centred.std(axis=-2, ddof=ddof, keepdims=True)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0), dtype=np.float64)


def as_scores(values: Floats, scaled: bool) -> Floats:
    """The columns as they enter the analysis: standardised where `scaled`, else centred."""
    if scaled:
        return standardised(values)
    return np.asarray(values - values.mean(axis=-2, keepdims=True), dtype=np.float64)


def components(values: Floats, scaled: bool = True) -> Components:
    """The components of the columns of `values`."""
    eigenvalues, vectors = np.linalg.eigh(_matrix(values, scaled))
    vectors = vectors[:, ::-1]
    sums = vectors.sum(axis=0)
    signs = np.where(np.where(np.abs(sums) <= NO_SUM, vectors[0], sums) < 0, -1.0, 1.0)
    return Components(np.maximum(eigenvalues[::-1], 0.0), vectors * signs)


def _matrix(values: Floats, scaled: bool) -> Floats:
    scores = as_scores(values, scaled)
    product = np.swapaxes(scores, -1, -2) @ scores
    return np.asarray(product / (values.shape[-2] - 1), dtype=np.float64)


def surrogates(values: Floats, rounds: int, random: np.random.Generator) -> Floats:
    """Independent columns with the autocorrelation of these: rounds by n by columns."""
    n, width = values.shape
    made = np.empty((rounds, n, width))
    for column in range(width):
        residuals = values[:, column] - values[:, column].mean()
        noise = fit_noise(residuals)
        made[:, :, column] = noise.simulate(n, rounds, random, noise.memory_cautious)
    return made


def parallel_limits(noise: Floats, scaled: bool = True, level: float = LIMIT) -> Floats:
    """The eigenvalue that noise stays below with probability `level`, for each component.

    Horn's (1965) parallel analysis with the upper percentile of Glorfeld (1995), taken so that
    what is observed counts as one more draw (Davison and Hinkley 1997, section 4.2).
    """
    eigenvalues = np.sort(np.linalg.eigvalsh(_matrix(noise, scaled))[:, ::-1], axis=0)
    last = min(int(np.ceil(level * (len(noise) + 1))), len(noise)) - 1
    return np.asarray(eigenvalues[last], dtype=np.float64)


def stand_out(eigenvalues: Floats, limits: Floats) -> int:
    """How many components, counted from the first without a gap, exceed their limit."""
    above = eigenvalues > limits
    return int(len(above) if above.all() else np.argmin(above))


@dataclass(frozen=True, eq=False)
class Resampled:
    """Components of bootstrap samples.

    `shares` is rounds by components, `loadings` rounds by columns by components. `congruence`,
    rounds by components, is |v . w| between a component and its estimate in the sample: 1 where
    both agree. `walking` says which scores may be random walks.
    """

    shares: Floats
    loadings: Floats
    congruence: Floats
    walking: NDArray[np.bool_]

    def interval(self, drawn: Floats) -> tuple[Floats, Floats]:
        """The 95 % intervals of shares or loadings: the last axis is that of the components."""
        levels = np.where(self.walking, WALKING, USUAL)
        ends = np.array([np.quantile(drawn[..., which], [(1 - level) / 2, (1 + level) / 2], axis=0)
                         for which, level in enumerate(levels)])  # fmt: skip
        low, high = np.moveaxis(ends, 0, -1)
        return low, high


def resampled(
    values: Floats,
    found: Components,
    rounds: int,
    random: np.random.Generator,
    scaled: bool = True,
) -> Resampled:
    """The components of `rounds` samples in which `found` is true, with the signs of `found`.

    A sieve bootstrap: each score is an autoregression of its own, scaled to its eigenvalue. A
    block bootstrap of rows was rejected: for random walks its intervals of shares are too narrow.
    """
    scores = as_scores(values, scaled) @ found.loadings
    samples, walking = _with_components(scores, found, rounds, random)
    eigenvalues, vectors = np.linalg.eigh(_matrix(samples, scaled))
    vectors = vectors[:, :, ::-1]
    agreement = np.einsum("rvc,vc->rc", vectors, found.loadings)
    vectors = vectors * np.where(agreement < 0, -1.0, 1.0)[:, None, :]
    largest_first = np.maximum(eigenvalues[:, ::-1], 0.0)
    return Resampled(
        largest_first / largest_first.sum(axis=1, keepdims=True),
        vectors,
        np.abs(agreement),
        walking,
    )


def _with_components(
    scores: Floats, found: Components, rounds: int, random: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    made = np.zeros((rounds, *scores.shape))
    walking = np.zeros(scores.shape[1], dtype=bool)
    for which, score in enumerate(scores.T):
        if np.ptp(score) <= NO_SUM * np.sqrt(found.eigenvalues[0]):
            continue
        noise = fit_noise(score - score.mean())
        walking[which] = noise.memory_upper >= 1
        # What may be a random walk is taken for one: half a standard error more would not do.
        memory = 1.0 if walking[which] else noise.memory + SCORE_CAUTION * noise.memory_error
        paths = noise.simulate(len(score), rounds, random, memory)
        size = np.mean(np.var(paths, axis=1, ddof=1))
        # A score that repeats itself exactly has no shocks: it is the same in every sample.
        made[:, :, which] = paths * np.sqrt(found.eigenvalues[which] / size) if size > 0 else score
    return np.asarray(made @ found.loadings.T, dtype=np.float64), walking
