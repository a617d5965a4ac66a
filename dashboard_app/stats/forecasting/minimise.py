"""Two minimisers that end where those of R end: fits by likelihood stop before the last digit.

Both are the published algorithms of Nash (1990), Compact Numerical Methods for Computers,
with the tolerances of R's optim. scipy's BFGS and simplex follow other rules, and where a
likelihood is flat or has two hollows they end elsewhere than the published fits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats

Function = Callable[[Floats], float]

STEP = 1e-3
"""Half the distance over which a slope is measured, in scaled units."""
SHRINK, ACCEPTED, NOTHING = 0.2, 1e-4, 10.0
TOLERANCE = float(np.sqrt(np.finfo(float).eps))
MOST_ITERATIONS, MOST_CALLS = 100, 2000
FAR = 1e35
"""What a point outside the admissible region costs a simplex."""


class NotFinite(ArithmeticError):
    """The function has no finite value where one is needed."""


@dataclass(frozen=True)
class Found:
    """Where a search ended, and whether it ended by itself."""

    at: Floats
    value: float
    converged: bool


def slope(function: Function, at: Floats, scale: Floats) -> Floats:
    """The gradient by central differences, in scaled units. Raises NotFinite."""
    result = np.empty(len(at))
    for i in range(len(at)):
        moved = at.copy()
        moved[i] = at[i] + STEP
        above = function(moved * scale)
        moved[i] = at[i] - STEP
        result[i] = (above - function(moved * scale)) / (2 * STEP)
    if not np.all(np.isfinite(result)):
        raise NotFinite
    return result


def quasi_newton(function: Function, start: Floats, scale: Floats) -> Found:
    """The variable metric method (algorithm 21) with differences for slopes.

    `scale` holds the usual size of each parameter. Raises NotFinite.
    """
    n = len(start)
    at = start / scale
    value = function(start)
    if not np.isfinite(value):
        raise NotFinite
    gradient = slope(function, at, scale)
    metric, restarted = np.eye(n), True
    rounds, since_restart = 1, 0
    while rounds < MOST_ITERATIONS:
        direction = -metric @ gradient
        fall = float(direction @ gradient)
        if fall < 0:
            step, moved, new = _line(function, at, scale, direction, fall, value)
            same = moved is None
            if moved is not None:
                at = moved
                same = abs(new - value) <= TOLERANCE * (abs(value) + TOLERANCE)
                value = new
        else:
            same = True
        if same:
            if restarted:
                return Found(at * scale, value, True)
            metric, restarted, since_restart = np.eye(n), True, 0
            continue
        before, gradient = gradient, slope(function, at, scale)
        rounds, since_restart = rounds + 1, since_restart + 1
        metric, kept = _update(metric, step * direction, gradient - before)
        restarted = not kept or since_restart > 2 * n
        if restarted:
            metric, since_restart = np.eye(n), 0
    return Found(at * scale, value, False)


def _line(
    function: Function, at: Floats, scale: Floats, direction: Floats, fall: float, value: float
) -> tuple[float, Floats | None, float]:
    """A step along the direction that lowers the function enough; None where none does."""
    step = 1.0
    while True:
        moved = at + step * direction
        if np.all(NOTHING + at == NOTHING + moved):
            return step, None, value
        new = function(moved * scale)
        if np.isfinite(new) and new <= value + fall * step * ACCEPTED:
            return step, moved, new
        step *= SHRINK


def _update(metric: Floats, moved: Floats, turned: Floats) -> tuple[Floats, bool]:
    """The inverse curvature after one more step; as it was where the step tells nothing."""
    product = float(moved @ turned)
    if product <= 0:
        return metric, False
    along = metric @ turned
    factor = 1 + float(along @ turned) / product
    crossed = np.outer(moved, along)
    return metric + (factor * np.outer(moved, moved) - crossed - crossed.T) / product, True


def curvature(function: Function, at: Floats, scale: Floats) -> Floats:
    """The matrix of second derivatives by differences of slopes. Raises NotFinite."""
    n = len(at)
    result = np.empty((n, n))
    for i in range(n):
        reach = STEP / scale[i]
        moved = at / scale
        moved[i] += reach
        above = slope(function, moved, scale)
        moved[i] -= 2 * reach
        result[i] = (above - slope(function, moved, scale)) / (2 * reach * scale[i] * scale)
    return 0.5 * (result + result.T)


def simplex(function: Function, start: Floats) -> Found:
    """The polytope method (algorithm 19): reflect, stretch or halve, else shrink.

    The function may be infinite but at the start. Raises NotFinite.
    """
    n = len(start)
    value = function(start)
    if not np.isfinite(value):
        raise NotFinite
    tolerance = TOLERANCE * (abs(value) + TOLERANCE)
    step = 0.1 * float(np.abs(start).max()) or 0.1
    corners = np.tile(start, (n + 1, 1))
    corners[np.arange(1, n + 1), np.arange(n)] += step
    heights = np.array([value, *(_height(function, corner) for corner in corners[1:])])
    size, calls, low = n * step * 10.0, n + 1, 0
    while calls <= MOST_CALLS:
        low, high = _extremes(heights, low)
        lowest, highest = heights[low], heights[high]
        if highest <= lowest + tolerance:
            return Found(corners[low], float(lowest), True)
        centre = (corners.sum(axis=0) - corners[high]) / n
        mirrored = 2 * centre - corners[high]
        reflected = _height(function, mirrored)
        calls += 2
        if reflected < lowest:
            stretched = 2 * mirrored - centre
            further = _height(function, stretched)
            better = further < reflected
            corners[high] = stretched if better else mirrored
            heights[high] = further if better else reflected
            continue
        if reflected < highest:
            corners[high], heights[high] = mirrored, reflected
        halved = 0.5 * corners[high] + 0.5 * centre
        nearer = _height(function, halved)
        if nearer < heights[high]:
            corners[high], heights[high] = halved, nearer
        elif reflected >= highest:
            others = np.arange(n + 1) != low
            corners[others] = 0.5 * (corners[others] - corners[low]) + corners[low]
            shrunk = float(np.abs(corners - corners[low]).sum())
            if shrunk >= size:
                return Found(corners[low], float(lowest), False)
            size = shrunk
            heights[others] = [_height(function, corner) for corner in corners[others]]
            calls += n
    return Found(corners[low], float(heights[low]), False)


def _height(function: Function, at: Floats) -> float:
    value = function(at)
    return value if np.isfinite(value) else FAR


def _extremes(heights: Floats, low: int) -> tuple[int, int]:
    """Which corner is lowest and which highest; among equals the one that was, or the first."""
    lowest, highest = low, low
    for place, height in enumerate(heights.tolist()):
        if height < heights[lowest]:
            lowest = place
        if height > heights[highest]:
            highest = place
    return lowest, highest
