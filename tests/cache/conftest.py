"""What the tests of the engine share: the engine in either place."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cache.codec import decode
from cache.engine import Bounds
from cache.place import engine as engine_of
from cache.plan import Plan
from cache.pool import Pool
from cache.states import OVER, Look, State
from tests.cache.places import Disk, Place, Redis
from tests.redis_server import RedisServer
from tests.waiting import until

JOBS = "tests.cache.sample_jobs:"


class Engine:
    """A queue, a store and, once started, a pool in one directory, or in one Redis."""

    def __init__(self, directory: Path, redis_url: str | None = None, **plan: Any) -> None:
        self.directory = directory
        bounds = Bounds(store_mb=100, length=500, jobs_per_visitor=500)
        made = engine_of(directory, bounds, redis_url)
        self.queue, self.store = made.jobs, made.store
        main = "cache.runner:main" if redis_url is None else "tests.cache.remote:work"
        self.pool = Pool(Plan(directory, store_mb=100, **plan), main)

    def ask(self, key: str, job: str, /, **args: Any) -> str:
        """A ticket for one of the sample jobs."""
        return self.queue.ask(key, JOBS + job, args, label=job)

    def end(self, key: str) -> Look:
        """The job once it is over."""

        def ended() -> Look | None:
            look = self.queue.look(key)
            return look if look and look.state in OVER else None

        look: Look = until(ended, f"{key} ends, now {self.queue.look(key)}")
        return look

    def answer(self, key: str) -> dict[str, Any]:
        """What the job of this key answered."""
        assert self.end(key).state is State.DONE
        data = self.store.get(key)
        assert data is not None
        return decode(data)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """Makes engines, whose pools are stopped at the end."""
    made: list[Engine] = []

    def make(directory: Path = tmp_path / "cache", start: bool = True, **plan: Any) -> Engine:
        made.append(Engine(directory, **plan))
        if start:
            made[-1].pool.start()
        return made[-1]

    yield make
    for one in made:
        one.pool.stop()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis server for all tests of this process that leave it as it is."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis(redis_server: RedisServer) -> RedisServer:
    """The Redis server, empty."""
    redis_server.client.flushall()
    return redis_server


@pytest.fixture(params=["disk", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A directory, and then a Redis: what a test says of the one holds of the other."""
    if request.param == "disk":
        return Disk(tmp_path)
    server: RedisServer = request.getfixturevalue("redis")
    return Redis(server.url, tmp_path)
