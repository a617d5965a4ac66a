"""The engine of all machines that share a Redis, put together."""

from pathlib import Path

from cache.engine import Bounds, Engine
from cache.remote.bell import Bell, celery
from cache.remote.jobs import Queue
from cache.remote.line import PATIENCE_SECONDS, Line
from cache.remote.secret import Secret
from cache.remote.store import Store
from cache.secret import Secret as Own


def engine(directory: Path, bounds: Bounds, url: str) -> Engine:
    """What a web worker needs; `directory` keeps what each machine has for itself."""
    line = Line(url)
    bell = Bell(celery(url, bounds.job_seconds, PATIENCE_SECONDS), line)
    bell.load()
    return Engine(Store(line, bounds.store_mb), queue(line, bell, directory, bounds))


def queue(line: Line, bell: Bell, directory: Path, bounds: Bounds | None = None) -> Queue:
    """The queue of those who ask."""
    bounds = bounds or Bounds()
    return Queue(
        line,
        Secret(line, Own(directory)),
        bell.ring,
        length=bounds.length,
        jobs_per_visitor=bounds.jobs_per_visitor,
    )
