"""k-medoids clustering on a distance matrix, silhouette widths, and the stability of clusters."""

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats

Ints = NDArray[np.int64]

STARTS = 20
FINALISTS = 4
MOST_STEPS = 50


def k_medoids(distances: Floats, count: int, random: np.random.Generator) -> Ints:
    """The positions of the `count` medoids with the least total distance over STARTS starts.

    Each start is drawn as in k-means++ (distant members are more likely), and improved by
    alternating assignment and update; the best FINALISTS are improved by swaps, as in PAM
    (Kaufman and Rousseeuw 1990).
    """
    found: dict[tuple[int, ...], float] = {}
    for _ in range(STARTS):
        medoids = _spread(distances, count, random)
        for _ in range(MOST_STEPS):
            groups = np.argmin(distances[:, medoids], axis=1)
            moved = np.array([_middle(distances, groups == k, medoids[k]) for k in range(count)])
            if np.array_equal(moved, medoids):
                break
            medoids = moved
        found[tuple(np.sort(medoids).tolist())] = _total(distances, medoids)
    finalists = sorted(found, key=lambda medoids: found[medoids])[:FINALISTS]
    ends = [_swapped(distances, np.array(medoids, dtype=np.int64)) for medoids in finalists]
    return np.sort(min(ends, key=lambda medoids: _total(distances, medoids)))


def _total(distances: Floats, medoids: Ints) -> float:
    return float(distances[:, medoids].min(axis=1).sum())


def _swapped(distances: Floats, medoids: Ints) -> Ints:
    """The medoids once no swap with another member lowers the total distance.

    All swaps are evaluated at once from the nearest and the second nearest medoid of each member
    (Schubert and Rousseeuw 2021).
    """
    for _ in range(MOST_STEPS):
        to_medoids = distances[:, medoids]
        mine, order = np.argmin(to_medoids, axis=1), np.sort(to_medoids, axis=1)
        nearest, second = order[:, :1], order[:, 1:2] if len(medoids) > 1 else np.inf
        joined = np.minimum(distances - nearest, 0.0)
        moved = np.minimum(distances, second) - nearest - joined
        owners = mine[None, :] == np.arange(len(medoids))[:, None]
        change = joined.sum(axis=0) + owners.astype(np.float64) @ moved
        out, into = np.unravel_index(int(np.argmin(change)), change.shape)
        if change[out, into] >= -1e-9 * max(float(nearest.sum()), 1e-300):
            break
        medoids = medoids.copy()
        medoids[out] = into
    return medoids


def _spread(distances: Floats, count: int, random: np.random.Generator) -> Ints:
    chosen = [int(random.integers(len(distances)))]
    while len(chosen) < count:
        far = distances[:, chosen].min(axis=1) ** 2
        far[chosen] = 0.0
        weights = far / far.sum() if far.sum() > 0 else None
        rest = [k for k in range(len(distances)) if k not in chosen]
        drawn = random.choice(len(distances), p=weights) if weights is not None else rest[0]
        chosen.append(int(drawn))
    return np.array(chosen, dtype=np.int64)


def _middle(distances: Floats, members: NDArray[np.bool_], kept: int) -> int:
    inside = np.flatnonzero(members)
    if not len(inside):
        return kept
    return int(inside[np.argmin(distances[np.ix_(inside, inside)].sum(axis=1))])


def silhouettes(distances: Floats, groups: Ints) -> Floats:
    """The silhouette width of each member (Rousseeuw 1987), from -1 to 1."""
    names = np.unique(groups)
    widths = np.zeros(len(groups))
    for member in range(len(groups)):
        own = groups == groups[member]
        own[member] = False
        if not own.any():
            continue  # alone in its group: zero by convention
        inside = distances[member, own].mean()
        outside = min(
            distances[member, groups == name].mean() for name in names if name != groups[member]
        )
        widths[member] = (outside - inside) / max(inside, outside, 1e-300)
    return widths


def stability(distances: Floats, groups: Ints, rounds: int, random: np.random.Generator) -> Floats:
    """The mean Jaccard similarity of each group to its best match when 80 % are clustered again.

    Hennig (2007): below 0.6 a group should not be trusted, from 0.75 on it is stable.
    """
    count = int(groups.max()) + 1
    size = max(count + 1, round(0.8 * len(groups)))
    found = np.zeros((rounds, count))
    for turn in range(rounds):
        kept = np.sort(random.choice(len(groups), size=size, replace=False))
        part = distances[np.ix_(kept, kept)]
        again = np.argmin(part[:, k_medoids(part, count, random)], axis=1)
        for name in range(count):
            old = groups[kept] == name
            found[turn, name] = max(
                np.sum(old & (again == k)) / max(np.sum(old | (again == k)), 1)
                for k in range(count)
            )
    return np.asarray(found.mean(axis=0), dtype=np.float64)
