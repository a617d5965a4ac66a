"""Noise that remembers: what is simulated from a fit stays of the size of what was fitted."""

import numpy as np

from dashboard_app.stats.autoregression import fit_noise


def test_a_season_in_the_noise_does_not_explode() -> None:
    """Differences of a seasonal series: their roots stand on the unit circle all round."""
    random = np.random.default_rng(12)
    season = np.tile(random.normal(size=12), 20)
    noise = fit_noise(np.diff(10 * season + random.normal(size=240)))
    for memory in (noise.memory, noise.memory_cautious, noise.memory_upper):
        paths = noise.simulate(240, 100, random, memory)
        assert np.abs(paths).max() < 300


def test_a_random_walk_keeps_its_memory() -> None:
    random = np.random.default_rng(13)
    noise = fit_noise(np.cumsum(random.normal(size=400)))
    ends = noise.simulate(400, 400, random, 1.0)
    ratio = np.var(ends[:, -1] - ends[:, 0]) / np.var(ends[:, 100] - ends[:, 0])
    assert 2.5 < ratio < 6
