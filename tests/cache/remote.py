"""Celery workers for the tests of the engine in Redis."""

import os

from cache.remote.worker import main


def work(plan_json: str, owner: str, pool_pid: str) -> None:
    """The worker's process; it finds its Redis as the dashboard does, in the environment."""
    main(plan_json, owner, pool_pid, os.environ["REDIS_URL"])
