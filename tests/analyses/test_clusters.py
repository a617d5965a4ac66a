"""Clusters: courses of known shapes are told apart, whatever their level and a small delay."""

from itertools import combinations

import numpy as np
import pytest

from dashboard_app.analyses import clusters
from dashboard_app.analyses.clusters.compute import Clusters
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.stats import grouping, msm
from dashboard_app.stats.medoids import k_medoids, silhouettes
from dashboard_app.stats.msm import msm_distances
from dashboard_app.words import LANGUAGES, Language, speak
from trials.published import panel_of, series_of


def ask(panel: Panel, **raw: str) -> Clusters:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(clusters.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return clusters.ANALYSIS.compute(panel, params, silent)


def books(courses: list[np.ndarray]) -> Panel:
    return panel_of(
        *(
            series_of(course, "1950-01", "google_books", f"Tool {number}")
            for number, course in enumerate(courses)
        )
    )


def three_shapes() -> list[np.ndarray]:
    random = np.random.default_rng(41)
    t = np.arange(50.0)
    courses = []
    for delay in (0, 1, 2, 3):
        rise = 1 / (1 + np.exp(-(t - 25 - delay) / 4))
        wave = np.exp(-(((t - 25 - delay) / 6) ** 2))
        courses += [50 * rise, 20 + 30 * (1 - rise), 80 * wave]
    return [course + random.normal(0, 1, 50) for course in courses]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_no_other_medoids_are_nearer(count: int) -> None:
    """All choices tried out, where there are no groups and many near ties."""
    random = np.random.default_rng(42)
    points = random.standard_normal((14, 3))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    least = min(distances[:, chosen].min(axis=1).sum() for chosen in combinations(range(14), count))
    found = k_medoids(distances, count, np.random.default_rng(43))
    assert distances[:, found].min(axis=1).sum() == pytest.approx(least)


def msm_by_definition(x: np.ndarray, y: np.ndarray) -> float:
    """The distance cell by cell, as the paper's figure 4 writes it."""

    def split(new: float, one: float, other: float) -> float:
        if min(one, other) <= new <= max(one, other):
            return 1.0
        return 1.0 + min(abs(new - one), abs(new - other))

    cost = np.zeros((len(x), len(y)))
    cost[0, 0] = abs(x[0] - y[0])
    for i in range(1, len(x)):
        cost[i, 0] = cost[i - 1, 0] + split(x[i], x[i - 1], y[0])
    for j in range(1, len(y)):
        cost[0, j] = cost[0, j - 1] + split(y[j], x[0], y[j - 1])
    for i in range(1, len(x)):
        for j in range(1, len(y)):
            cost[i, j] = min(
                cost[i - 1, j - 1] + abs(x[i] - y[j]),
                cost[i - 1, j] + split(x[i], x[i - 1], y[j]),
                cost[i, j - 1] + split(y[j], x[i], y[j - 1]),
            )
    return float(cost[-1, -1])


def test_distance_is_that_of_its_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(msm, "PAIRS_AT_ONCE", 7)
    worlds = np.random.default_rng(42).normal(0, 2, size=(2, 5, 17))
    for courses, matrix in zip(worlds, msm_distances(worlds), strict=True):
        for i in range(5):
            for j in range(5):
                assert matrix[i, j] == pytest.approx(msm_by_definition(courses[i], courses[j]))
    assert np.array_equal(msm_distances(worlds[1]), msm_distances(worlds)[1])


def test_silhouettes_are_those_of_scikit_learn() -> None:
    from sklearn.metrics import silhouette_samples

    points = np.random.default_rng(43).normal(size=(20, 2))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    groups = np.arange(20) % 3
    expected = silhouette_samples(distances, groups, metric="precomputed")
    assert silhouettes(distances, groups) == pytest.approx(expected)


def test_known_shapes_are_told_apart() -> None:
    result = ask(books(three_shapes()), source="google_books")
    assert result.groups == 3
    by_shape = result.tool__group.reshape(-1, 3).T
    assert all(len(set(shape)) == 1 for shape in by_shape)
    assert len(set(by_shape[:, 0])) == 3
    assert (result.group__stability > 0.9).all()
    assert result.unrelated_p == 0.01
    assert result.silhouette > result.unrelated_silhouette
    sentence = clusters.ANALYSIS.tell(result, speak("en", clusters.ANALYSIS.folder))
    assert "seldom form groups as well separated (p = 0.010)" in sentence


def test_a_number_that_was_asked_for_is_taken() -> None:
    result = ask(books(three_shapes()), source="google_books", groups="2")
    assert result.groups == 2
    assert result.group__size.sum() == 12


def walks(count: int, n: int, random: np.random.Generator) -> np.ndarray:
    return np.asarray(random.standard_normal((count, n)).cumsum(axis=1))


def test_groups_of_walks_are_told_to_be_chance() -> None:
    # From 0.25 on Kaufman and Rousseeuw see a structure.
    result = ask(books(list(walks(10, 40, np.random.default_rng(46)))), source="google_books")
    assert result.silhouette > 0.25
    assert result.unrelated_p > 0.05
    sentence = clusters.ANALYSIS.tell(result, speak("es", clusters.ANALYSIS.folder))
    assert "no son más que lo que da el azar" in sentence


def test_few_sets_of_walks_pass_for_groups() -> None:
    random, passed = np.random.default_rng(47), 0
    for _ in range(12):
        courses = grouping.standardised_rows(walks(10, 30, random))
        own, unrelated = grouping.by_chance(courses, np.array([2, 3]), 19, random)
        passed += int(np.sum(unrelated >= own) == 0)
    # One in twenty on average: three of twelve happen once in fifty times.
    assert passed <= 2


def test_many_courses_are_compared_by_some_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST_COMPARED", 6)
    sizes: list[tuple[int, ...]] = []

    def noted(worlds: np.ndarray) -> np.ndarray:
        sizes.append(worlds.shape)
        return msm_distances(worlds)

    monkeypatch.setattr(grouping, "msm_distances", noted)
    random = np.random.default_rng(48)
    grouping.by_chance(grouping.standardised_rows(walks(20, 15, random)), np.array([2]), 3, random)
    assert sizes == [(4, 6, 15)]


def test_level_and_scale_do_not_count() -> None:
    panel = books([course * (1 + 9 * (k % 2)) for k, course in enumerate(three_shapes())])
    assert ask(panel, source="google_books").groups == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_groups_are_drawn_and_named_in_part(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters.figure, "MOST_DRAWN", 2)
    monkeypatch.setattr(clusters.figure, "MOST_NAMED", 3)
    result = ask(books(three_shapes()), source="google_books")
    words = speak(language, clusters.ANALYSIS.folder)
    drawn = [trace.name for trace in clusters.ANALYSIS.draw(result, words, LIGHT).data]
    assert len(drawn) == 6
    assert set(result.group__medoid) <= set(drawn)
    sentence = clusters.ANALYSIS.tell(result, words)
    assert sentence.count("Tool") == 9
    assert sentence.count({"es": "1 más", "en": "1 more"}[language]) == 3


def test_few_tools_are_refused() -> None:
    with pytest.raises(CannotAnalyse, match="few_tools"):
        ask(books(three_shapes()[:3]), source="google_books")
