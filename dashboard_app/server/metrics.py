"""What /metrics tells Prometheus: requests and answers of all web workers, jobs, store and data."""

import hmac
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import time

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from cache.engine import Jobs, Store
from cache.states import Busy
from dashboard_app.data.live import Live
from dashboard_app.data.panel import Panel
from dashboard_app.server.counters import Counters

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
LABELS = [*(str(bound) for bound in BOUNDS), "+Inf"]
MEGABYTE = 1024 * 1024
KEY_BYTES = 120
SLOTS = 8192
SEPARATOR = "\t"

Gauges = Callable[[], Iterable[Metric]]


class Metrics:
    """Counters that all web workers share; recycling a worker loses none of them."""

    def __init__(self) -> None:
        self._counters = Counters(SLOTS, KEY_BYTES)

    def requested(self, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        bucket = LABELS[bisect_left(BOUNDS, seconds)]
        self._add(
            (("requests", route, str(status)), 1.0),
            (("seconds", route, bucket), 1.0),
            (("seconds_sum", route), seconds),
        )

    def limited(self, budget: str) -> None:
        """One request met the end of a budget."""
        self._add((("limited", budget), 1.0))

    def collect(self) -> Iterator[Metric]:
        """The counters as families of Prometheus."""
        told = sorted(self._told())
        yield _counter("dashboard_requests", "Requests answered.", ["route", "status"], told)
        yield _counter("dashboard_limited", "Requests refused by a budget.", ["budget"], told)
        yield _seconds(told)

    def _add(self, *amounts: tuple[tuple[str, ...], float]) -> None:
        self._counters.add_all(
            [(SEPARATOR.join(key).encode()[:KEY_BYTES], amount) for key, amount in amounts]
        )

    def _told(self) -> Iterator[tuple[list[str], float]]:
        for key, value in self._counters.items():
            yield key.decode("utf-8", "replace").split(SEPARATOR), value


def _counter(
    name: str, meaning: str, labels: list[str], told: list[tuple[list[str], float]]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, meaning, labels=labels)
    kind = name.removeprefix("dashboard_")
    for key, value in told:
        if key[0] == kind:
            family.add_metric(key[1:], value)
    return family


def _seconds(told: list[tuple[list[str], float]]) -> HistogramMetricFamily:
    family = HistogramMetricFamily(
        "dashboard_request_seconds", "How long requests took.", labels=["route"]
    )
    counts = {(key[1], key[2]): value for key, value in told if key[0] == "seconds"}
    for key, total in told:
        if key[0] == "seconds_sum":
            running, buckets = 0.0, []
            for bound in LABELS:
                running += counts.get((key[1], bound), 0.0)
                buckets.append((bound, running))
            family.add_metric([key[1]], buckets, sum_value=total)
    return family


def of_queue(queue: Jobs) -> Iterator[Metric]:
    """What the queue counts for all processes that use it, job processes too."""
    try:
        counters, states = queue.counters(), queue.by_state()
    except Busy:
        return  # Prometheus marks a gap; numbers of 0 would look like a restart.
    kinds = {
        "computations": CounterMetricFamily(
            "dashboard_computations", "Answers computed.", labels=["analysis"]
        ),
        "answers": CounterMetricFamily(
            "dashboard_answers", "Answers given.", labels=["analysis", "origin"]
        ),
        "jobs": CounterMetricFamily(
            "dashboard_jobs", "Jobs ended.", labels=["analysis", "outcome"]
        ),
    }
    for (what, label, kind), n in sorted(counters.items()):
        if what in kinds:
            kinds[what].add_metric([label, kind] if kind else [label], n)
    yield from kinds.values()
    jobs = GaugeMetricFamily("dashboard_jobs", "Jobs by state.", labels=["state"])
    for state, n in states.items():
        jobs.add_metric([state], n)
    yield jobs


def of_store(store: Store) -> Iterator[Metric]:
    """How much is kept."""
    state = store.state()
    yield GaugeMetricFamily("dashboard_stored_answers", "Answers kept.", value=state["answers"])
    yield GaugeMetricFamily(
        "dashboard_store_bytes",
        "Size of the answers kept, to a tenth of a megabyte.",
        value=round(state["megabytes"] * MEGABYTE),
    )


def of_data(live: Live) -> Iterator[Metric]:
    """Which data are shown, and whether their file can be read."""
    state = live.state()
    yield GaugeMetricFamily("dashboard_tools", "Tools in the data.", value=state["tools"])
    yield GaugeMetricFamily(
        "dashboard_data_healthy",
        "1 while the database can be read.",
        value=float(state["status"] == "healthy"),
    )
    written = _written(live.files.database)
    if written is not None:
        yield GaugeMetricFamily(
            "dashboard_data_age_seconds",
            "How long ago the database was written; none for the demonstration.",
            value=max(0.0, time() - written),
        )
    newest = _newest_month(live.panel())
    if newest is not None:
        yield GaugeMetricFamily(
            "dashboard_newest_observation_timestamp_seconds",
            "When the month of the newest observation began.",
            value=newest,
        )


def _written(file: Path | None) -> float | None:
    try:
        return file.stat().st_mtime if file is not None else None
    except OSError:
        return None  # It is on its way, or gone; /health says so.


def _newest_month(panel: Panel) -> float | None:
    last = [
        series.months[-1]
        for tool in panel.tools
        for source in panel.sources_of(tool)
        if (series := panel.get(tool, source)).n
    ]
    return float(max(last).astype("datetime64[s]").astype(int)) if last else None


class _Everything(Collector):
    def __init__(self, sources: list[Gauges]) -> None:
        self._sources = sources

    def collect(self) -> Iterable[Metric]:
        for source in self._sources:
            yield from source()


def pages(token: str | None, sources: list[Gauges]) -> Blueprint:
    """The route /metrics; without a token set there is none."""
    blueprint = Blueprint("metrics", __name__)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Everything(sources))

    @blueprint.get("/metrics")
    def metrics() -> Response:
        if token is None:
            abort(404)
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            response = Response("a bearer token is needed\n", 401, mimetype="text/plain")
            response.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
            return response
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4")

    return blueprint
