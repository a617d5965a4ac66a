"""Two web servers, as on two machines, with one Redis: asked once, limited once, away and back."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.redis_server import RedisServer
from tests.server import small
from tests.waiting import until
from trials.serving import ROOT, Server, environment, serving

pytestmark = [pytest.mark.server, pytest.mark.redis]
BUDGET = 40
QUICK = f"/api/v1/analyses/seasonality?tool={small.TOOL}&source=google_trends"
LONG = f"/api/v1/analyses/change_points?tool={small.TOOL}&source=google_trends"


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def servers(
    redis: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Server]]:
    """One that runs jobs, and one that only serves; each with a copy of the data of its own."""
    settings = {
        "REDIS_URL": redis.url,
        "MAX_WORKERS": "1",
        "DASHBOARD_TRUSTED_PROXIES": "1",
        "DASHBOARD_LIMIT_DOWNLOADS": f"{BUDGET} per hour",
        "DASHBOARD_LIMIT_API": "100000 per minute",
    }

    def started(processes: int) -> Server:
        folder = tmp_path_factory.mktemp(f"{processes}-processes")
        small.database(folder / "data.db")
        own = {**settings, "DASHBOARD_JOB_PROCESSES": str(processes)}
        return stack.enter_context(serving(folder, **own))

    with ExitStack() as stack, ThreadPoolExecutor(2) as both:
        jobs, pages = both.map(started, (1, 0))
        yield jobs, pages


def answered(server: Server, path: str) -> Any:
    """The answer, once it is there."""

    def ask() -> Any:
        response = server.get(path)
        assert response.status_code in (200, 202, 503), response.text
        return response.json() if response.status_code == 200 else None

    return until(ask)


def shared(server: Server) -> list[Any]:
    """What /health says of the parts that lie in Redis."""
    checks = server.get("/health").json()["checks"]
    return [checks["cache"], checks["jobs"]]


def comes_well(server: Server) -> None:
    """Wait until what lies in Redis is healthy."""

    def well() -> bool:
        return all(check["status"] == "healthy" for check in shared(server))

    until(well, what=lambda: shared(server))


def test_both_serve_and_see_the_one_worker(servers: tuple[Server, Server]) -> None:
    for server in servers:
        comes_well(server)
        assert shared(server)[1]["runners"] == 1


def test_a_question_of_many_to_both_is_computed_once(
    servers: tuple[Server, Server], redis: RedisServer
) -> None:
    with ThreadPoolExecutor(16) as crowd:
        told = list(crowd.map(lambda at: answered(servers[at % 2], LONG), range(16)))
    assert {one["computed_at"] for one in told} == {told[0]["computed_at"]}
    # A job is counted once it has ended, and its answer can be read a moment before.
    counted = ("dashboard:jobs:tallies", "computations\tchange_points\t")
    assert until(lambda: redis.client.hget(*counted)) == b"1"


def test_what_one_computed_the_other_finds(servers: tuple[Server, Server]) -> None:
    first = servers[0].get(QUICK).json()
    time_of_first = first["computed_at"]
    assert servers[1].get(QUICK).json()["computed_at"] == time_of_first


def test_a_budget_is_exact_over_both(servers: tuple[Server, Server]) -> None:
    client = {"X-Forwarded-For": "198.51.100.1"}

    def ask(at: int) -> int:
        return servers[at % 2].get("/api/v1/series?format=csv", headers=client).status_code

    with ThreadPoolExecutor(8) as crowd:
        codes = list(crowd.map(ask, range(BUDGET + 20)))
    assert (codes.count(200), codes.count(429)) == (BUDGET, 20)


def test_a_machine_that_only_computes_comes_and_leaves(
    servers: tuple[Server, Server], redis: RedisServer, tmp_path: Path
) -> None:
    small.database(tmp_path / "data.db")
    command = [sys.executable, "-m", "dashboard_app", "work"]
    settings = environment(tmp_path, REDIS_URL=redis.url)
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL) as machine:
        until(lambda: shared(servers[1])[1]["runners"] == 2, what=lambda: shared(servers[1]))
        machine.terminate()
        assert machine.wait(30) == 0
    until(lambda: shared(servers[1])[1]["runners"] == 1, what=lambda: shared(servers[1]))


def misses_redis(server: Server) -> None:
    """Wait until /health says so: what it said a moment ago is said again for half a second."""
    until(lambda: shared(server)[1]["detail"] == "Redis does not answer")


def test_pages_and_quick_analyses_go_on_while_redis_is_away(
    servers: tuple[Server, Server], redis: RedisServer
) -> None:
    redis.stop()
    for server in servers:
        assert server.get("/").status_code == 200
        for path in (QUICK, QUICK.replace("google_trends", "google_books")):
            assert server.get(path).status_code == 200
        misses_redis(server)
        health = server.get("/health")
        assert (health.status_code, health.json()["status"]) == (200, "degraded")
        busy = server.get(LONG.replace("google_trends", "google_books"))
        assert busy.status_code == 503
        assert int(busy.headers["Retry-After"]) >= 1
    redis.start()
    for server in servers:
        comes_well(server)
    path = LONG.replace("google_trends", "google_books")
    assert answered(servers[1], path)["id"] == "change_points"


def test_a_redis_that_stands_still_holds_up_nobody_for_long(
    servers: tuple[Server, Server], redis: RedisServer
) -> None:
    redis.stand_still()
    try:
        with ThreadPoolExecutor(8) as crowd:
            codes = list(crowd.map(lambda _: ask_within(servers[1], "/", 10), range(24)))
        assert codes == [200] * 24
    finally:
        redis.go_on()
    comes_well(servers[1])


def ask_within(server: Server, path: str, seconds: float) -> int:
    return requests.get(server.url + path, timeout=seconds).status_code


def test_without_a_redis_neither_its_library_nor_celery_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.server import small;"
        "small.app(Path(sys.argv[1])); import dashboard_app.worker, cache.runner;"
        "print(sorted({'redis', 'celery', 'kombu', 'billiard'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "[]"
