"""Groups of courses for each number of them, beside those that unrelated courses would form.

There are always groups: walks rise or fall for long, and so do groups of them. So a silhouette
is compared with those of courses simulated apart from each other, each with the memory of one.
"""

from dataclasses import dataclass

import numpy as np

from dashboard_app.stats.components import standardised, surrogates
from dashboard_app.stats.medoids import Floats, Ints, k_medoids, silhouettes
from dashboard_app.stats.msm import msm_distances

MOST_COMPARED = 24
"""Of more courses so many are drawn and compared: the work would grow with their square."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """Positions of the medoids; the group of each course, from 0 on; its silhouette."""

    medoids: Ints
    groups: Ints
    widths: Floats

    @property
    def silhouette(self) -> float:
        """The mean silhouette."""
        return float(self.widths.mean())


def standardised_rows(courses: Floats) -> Floats:
    """Each course with mean 0 and standard deviation 1 over its last axis: its shape alone."""
    return np.swapaxes(standardised(np.swapaxes(courses, -1, -2), ddof=0), -1, -2)


def grouping(distances: Floats, count: int, random: np.random.Generator) -> Grouping:
    """The courses in `count` groups."""
    medoids = k_medoids(distances, count, random)
    groups = np.argmin(distances[:, medoids], axis=1)
    return Grouping(medoids, groups, silhouettes(distances, groups))


def by_chance(
    courses: Floats, counts: Ints, rounds: int, random: np.random.Generator
) -> tuple[float, Floats]:
    """The largest silhouette over the numbers of groups in `counts`: of these, of unrelated ones.

    `courses` are rows, standardised; more than MOST_COMPARED are represented by some of them.
    One silhouette comes back for each of `rounds` sets of unrelated courses.
    """
    if len(courses) > MOST_COMPARED:
        courses = courses[random.choice(len(courses), MOST_COMPARED, replace=False)]
    unrelated = np.swapaxes(surrogates(courses.T, rounds, random), 1, 2)
    worlds = np.concatenate([courses[None], standardised_rows(unrelated)])
    largest = [
        max(grouping(distances, int(count), random).silhouette for count in counts)
        for distances in msm_distances(worlds)
    ]
    return largest[0], np.array(largest[1:])
