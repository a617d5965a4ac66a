"""What the process that serves starts before it serves: the job processes, then gevent."""

import logging
from _thread import start_new_thread
from functools import cache

from gevent import monkey

from cache.plan import Plan
from cache.pool import Pool
from config.settings import Settings

LOG = logging.getLogger(__name__)


def start(settings: Settings) -> None:
    """Start the job processes and patch this process for gevent; once, also if called again."""
    LOG.info("starting", extra=settings.shown())
    if settings.job_processes:
        _pool(_plan(settings))
    _patch()


def stop() -> None:
    """Have the job processes hand back what they have not finished."""
    for pool in _STARTED:
        pool.stop()


_STARTED: list[Pool] = []


@cache
def _pool(plan: str) -> Pool:
    # Its thread must be a real one, for a greenlet would go on in every forked worker; and one
    # that `threading` has no list of, for gevent changes the names of threads in that list.
    pool = Pool(Plan.from_json(plan))
    start_new_thread(pool.watch, ())
    _STARTED.append(pool)
    return pool


def _plan(settings: Settings) -> str:
    return Plan(
        directory=settings.cache_dir,
        store_mb=settings.cache_mb,
        processes=settings.job_processes,
        job_seconds=settings.job_seconds,
        job_mb=settings.job_mb,
    ).to_json()


@cache
def _patch() -> None:
    """Patch what a web worker waits on, before the program is loaded.

    Gunicorn's gevent worker patches after its fork, when the sockets and locks of a preloaded
    program are already there unpatched. Not patched here are os, signal, subprocess and queue,
    which Gunicorn's master needs as they are to watch over its workers.
    """
    monkey.patch_socket()
    monkey.patch_ssl()
    monkey.patch_dns()
    monkey.patch_select()
    monkey.patch_thread()
    monkey.patch_time()
