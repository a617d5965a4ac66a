"""The bell: a Celery message that says that there is work, and the Celery application behind it.

A message names no job. Which one is next is for the queue, so that order, priority, withdrawal and
a second message for one job are all the same to the worker that takes it: it claims what is next,
or finds nothing.
"""

import logging
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from kombu.transport import redis as transport
from redis.exceptions import RedisError

from cache.remote.line import PATIENCE_SECONDS, Line

log = logging.getLogger(__name__)

TURN = "dashboard.turn"
MESSAGES = "turns"
PREFIX = "dashboard:celery:"
AGAIN_SECONDS = 1
MORE_SECONDS = 60
"""A job's own limit ends it; Celery's, this much later, only a worker that no longer sees to it."""


class Eager(Connection):
    """A connection that is tried again soon; Celery would wait up to half a minute."""

    def ensure_connection(self, *args: Any, **how: Any) -> Any:
        """The connection, once it is made."""
        return super().ensure_connection(  # type: ignore[no-untyped-call]
            *args, **{**how, "interval_start": AGAIN_SECONDS, "interval_max": AGAIN_SECONDS}
        )


def celery(url: str, job_seconds: float, patience_seconds: float | None = None) -> Celery:
    """The application: JSON alone, no result backend, a message done only when its turn is.

    Who only rings has `patience_seconds` with Redis; a worker waits at it for what comes.
    """
    app = Celery("dashboard", broker=_verified(url), set_as_current=False)
    limit = int(job_seconds) + MORE_SECONDS
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=MESSAGES,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=limit,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_transport_options={
            "global_keyprefix": PREFIX,
            # Longer than any turn, or Redis would hand a message out that is being worked on.
            "visibility_timeout": limit + MORE_SECONDS,
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": patience_seconds,
            "max_retries": 1,
            "interval_start": 0,
        },
    )
    app.amqp.Connection = Eager
    return app


def _verified(url: str) -> str:
    """The address for Celery, which would not check a certificate unless it is told how."""
    if not url.startswith("rediss://") or "ssl_" in urlsplit(url).query:
        return url
    return f"{url}{'&' if '?' in url else '?'}ssl_cert_reqs=CERT_REQUIRED"


class Bell:
    """Rings for the workers of all machines; a ring that is lost is made good by their keepers."""

    def __init__(self, app: Celery, line: Line) -> None:
        self._app, self._line = app, line

    def load(self) -> None:
        """Import what the first ring needs, so that no request waits for it."""
        self._app.connection_for_write(transport=transport.Transport)
        self._app.finalize()
        self._app.amqp.queues.select(MESSAGES)

    def ring(self) -> None:
        """Say that there is work; never raises for the state of Redis."""
        try:
            self._app.send_task(TURN, ignore_result=True)
        except (OperationalError, RedisError, OSError) as error:
            log.info("the workers could not be told: %s", error)

    def unheard(self) -> int:
        """How many messages no worker has taken."""
        return self._line.length(f"{PREFIX}{MESSAGES}")
