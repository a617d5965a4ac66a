"""A test of a life-cycle curve against an autoregression that may be a random walk.

A random walk always seems to rise or fall. So the statistic is by how much the innovation variance
of an AR(1) falls when a curve is removed first, and its null distribution is simulated from an
autoregression fitted to the series, with the memory at the upper end of its interval.
"""

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.curve_fit import fit_many
from dashboard_app.stats.diffusion_curves import CURVES, LEVEL, RATE, Curve
from dashboard_app.stats.monte_carlo import monte_carlo_p

ONE_WAVE = (("logistic", RATE), ("logistic", LEVEL), ("gompertz", RATE))
TWO_WAVES = (("bilogistic", RATE),)
"""A wave, an S, a wave with a long tail, two waves: they approximate all of the curves."""
STEPS = 40


def wandering_p(t: Floats, y: Floats, rounds: int, random: np.random.Generator) -> float:
    """The p-value that no curve describes the series: by simulated series without one.

    One wave and two are tested separately, since two fit nearly anything; the smaller of the two
    p-values is doubled (Bonferroni).
    """
    noise = fit_noise(y - y.mean())
    paths = noise.simulate(len(y), rounds, random, noise.memory_upper)
    # Curves are never negative; an index starts at zero, and so do the simulated series.
    paths -= paths.min(axis=1, keepdims=True) - max(float(y.min()), 0.0)
    together = np.vstack([y[None, :], paths])
    p_values = []
    for shapes in (ONE_WAVE, TWO_WAVES):
        scores = _shrinking(t, together, shapes)
        p_values.append(monte_carlo_p(scores[0], scores[1:]))
    return min(1.0, 2 * min(p_values))


def _shrinking(t: Floats, paths: Floats, shapes: tuple[tuple[str, str], ...]) -> Floats:
    """Log ratio of the innovation variances without a curve and with the best shape, by row."""
    by_id = {curve.id: curve for curve in CURVES}
    plain = _shock_variance(paths - paths.mean(axis=1, keepdims=True))
    with_curve = np.min([_left_by(by_id[id_], view, t, paths) for id_, view in shapes], axis=0)
    return np.asarray(np.log(np.maximum(plain, 1e-300) / np.maximum(with_curve, 1e-300)))


def _left_by(curve: Curve, view: str, t: Floats, paths: Floats) -> Floats:
    span, tops = float(t[-1] - t[0]), paths.max(axis=1)
    peaks = t[np.argmax(paths, axis=1)]
    middles = peaks if view == RATE else np.full(len(paths), float(t.mean()))
    best = np.full(len(paths), np.inf)
    for speed in (5 / span, 15 / span):
        height = tops if view == LEVEL else 4 * tops / speed
        rows = np.column_stack([height, middles, np.full(len(paths), speed)])
        if curve.waves == 2:
            # The second wave starts half the record away from the highest point.
            other = rows.copy()
            other[:, 1] += np.where(peaks < t.mean(), 0.5, -0.5) * span
            rows = np.hstack([rows, other])
        starts = curve.from_middle(rows)
        found, _ = fit_many(curve, view, t, paths, starts, STEPS)
        best = np.minimum(best, _shock_variance(paths - curve.at(view, t, found)))
    return best


def _shock_variance(residuals: Floats) -> Floats:
    """The innovation variance of an AR(1) fitted to each row."""
    before, after = residuals[:, :-1], residuals[:, 1:]
    below = np.maximum(np.sum(before**2, axis=1), 1e-300)
    memory = np.clip(np.sum(before * after, axis=1) / below, -1.0, 1.0)
    return np.asarray(np.mean((after - memory[:, None] * before) ** 2, axis=1))
