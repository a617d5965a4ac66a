"""Where an engine has its place: in a directory of one machine, or in a Redis of many."""

from pathlib import Path

from cache.engine import Bounds, Engine, Store
from cache.jobs import Queue
from cache.store import Store as LocalStore


def engine(directory: Path, bounds: Bounds, redis_url: str | None = None) -> Engine:
    """The engine of a directory, for one machine; or with a Redis, for all that share it.

    Without a Redis neither its library nor Celery is imported.
    """
    if redis_url is not None:
        from cache.remote import shared

        return shared.engine(directory, bounds, redis_url)
    jobs = Queue(
        directory,
        length=bounds.length,
        jobs_per_visitor=bounds.jobs_per_visitor,
        processes=bounds.processes,
    )
    return Engine(store(directory, bounds.store_mb), jobs)


def store(directory: Path, limit_mb: int, redis_url: str | None = None) -> Store:
    """The store alone, as a job process needs it."""
    if redis_url is not None:
        from cache.remote.line import Line
        from cache.remote.store import Store as RemoteStore

        return RemoteStore(Line(redis_url), limit_mb)
    return LocalStore(directory, limit_mb)
