"""Clusterings of courses (series as rows), and the silhouettes that unrelated courses reach.

A clustering always finds clusters: random walks rise or fall for long, and form groups that do.
So a silhouette is compared with those of courses simulated independently, each with the
autocorrelation of one of the given courses.
"""

from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.components import standardised, surrogates
from dashboard_app.stats.medoids import Ints, k_medoids, silhouettes
from dashboard_app.stats.msm import msm_distances

MOST_COMPARED = 24
"""Of more courses a random sample of this size is compared: the cost grows with the square."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """Positions of the medoids; the group of each course, from 0 on; its silhouette width."""

    medoids: Ints
    groups: Ints
    widths: Floats

    @property
    def silhouette(self) -> float:
        """The mean silhouette."""
        return float(self.widths.mean())


def standardised_rows(courses: Floats) -> Floats:
    """Each course standardised over its last axis, so that only its shape is left."""
    return np.swapaxes(standardised(np.swapaxes(courses, -1, -2), ddof=0), -1, -2)


def grouping(distances: Floats, count: int, random: np.random.Generator) -> Grouping:
    """The courses in `count` groups."""
    medoids = k_medoids(distances, count, random)
    groups = np.argmin(distances[:, medoids], axis=1)
    return Grouping(medoids, groups, silhouettes(distances, groups))


def by_chance(
    courses: Floats, counts: Ints, rounds: int, random: np.random.Generator
) -> tuple[float, Floats]:
    """The largest mean silhouette over `counts` groups, and its distribution for unrelated courses.

    `courses` are standardised rows; of more than MOST_COMPARED a random sample is taken. The
    distribution has one value for each of `rounds` simulated sets.
    """
    if len(courses) > MOST_COMPARED:
        courses = courses[random.choice(len(courses), MOST_COMPARED, replace=False)]
    unrelated = np.swapaxes(surrogates(courses.T, rounds, random), 1, 2)
    sets = np.concatenate([courses[None], standardised_rows(unrelated)])
    largest = [
        max(grouping(distances, int(count), random).silhouette for count in counts)
        for distances in msm_distances(sets)
    ]
    return largest[0], np.array(largest[1:])
