"""Where in its life cycle a curve stands at the last observation, and what kind of cycle it is."""

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats, Texts
from dashboard_app.stats.diffusion_curves import LEVEL, Curve

PHASES = ("emergence", "growth", "maturity", "decline", "revival")
VERDICTS = ("fad", "cycle", "neither")

EMERGED = 0.1
MATURE = 0.9
FALLEN = 0.5
DIPPED = 0.8
GRID = 240


def paths(curve: Curve, view: str, t: Floats, parameters: Floats) -> tuple[Floats, Floats]:
    """A fine grid over the observations and once more as far ahead, and the curves on it."""
    span = t[-1] - t[0]
    grid = np.concatenate([
        np.linspace(t[0], t[-1], GRID), np.linspace(t[-1], t[-1] + span, GRID)[1:]
    ])  # fmt: skip
    return grid, curve.at(view, grid, parameters)


def phases(view: str, drawn: Floats) -> Texts:
    """The phase of each curve (rows of `drawn`, on the grid of `paths`) at the last observation.

    Rising curves emerge below a tenth of the highest point to come, grow up to nine tenths,
    and are mature from there; after a fall of a fifth they are in revival. Falling ones are
    mature down to nine tenths of their peak, then in decline.
    """
    past, end = drawn[:, :GRID], drawn[:, GRID - 1]
    rising = end > drawn[:, GRID - 2]
    top = drawn.max(axis=1) if view != LEVEL else drawn[:, -1]
    share = end / np.maximum(top, 1e-300)
    share_of_past = end / np.maximum(past.max(axis=1), 1e-300)
    names = np.where(
        rising,
        np.where(share < EMERGED, "emergence", np.where(share < MATURE, "growth", "maturity")),
        np.where(share_of_past >= MATURE, "maturity", "decline"),
    )
    return np.where(rising & _dipped(past), "revival", names)


def verdicts(drawn: Floats) -> Texts:
    """What kind of life cycle each curve shows within the observations.

    `cycle` where a fall of a fifth was followed by a new rise; `fad` where one wave was seen
    to rise from half of its peak or lower and to fall back to half or lower; else `neither`.
    """
    past = drawn[:, :GRID]
    half = FALLEN * past.max(axis=1)
    wave = (past[:, 0] <= half) & (past[:, -1] <= half) & (past[:, -1] < past[:, -2])
    return np.where(_dipped(past), "cycle", np.where(wave, "fad", "neither"))


def _dipped(past: Floats) -> NDArray[np.bool_]:
    """Whether some point lies a fifth below both a higher one before and a higher one after."""
    before = np.maximum.accumulate(past, axis=1)
    after = np.maximum.accumulate(past[:, ::-1], axis=1)[:, ::-1]
    lower = np.minimum(before, after)
    # A ripple far below the peak is no second life.
    seen = lower >= (1 - DIPPED) * past.max(axis=1, keepdims=True)
    return np.asarray(((past <= DIPPED * lower) & seen).any(axis=1))


def peaks(view: str, grid: Floats, drawn: Floats) -> Floats:
    """When each curve is highest; as a level, when it rises fastest."""
    if view == LEVEL:
        slopes = np.diff(drawn, axis=1) / np.diff(grid)
        return np.asarray(grid[np.argmax(slopes, axis=1)], dtype=np.float64)
    return np.asarray(grid[np.argmax(drawn, axis=1)], dtype=np.float64)


def saturations(curve: Curve, parameters: Floats) -> Floats:
    """Where each curve's level ends: the sum of its waves."""
    return np.asarray(parameters[:, curve.heights].sum(axis=1), dtype=np.float64)
