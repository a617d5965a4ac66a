"""Gunicorn's gevent worker, which stops quickly when told to, and cuts off slow senders."""

import time
from types import TracebackType
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker

from cache import memory

REQUEST_SECONDS = 120
"""How long one request may take, its sending and its answer's reading included."""

HEAD_SECONDS = 15
"""How long the head of a connection's first request may take. A proxy sends it at once."""

GIVE_BACK_SECONDS = 60.0
"""How often freed memory is given back: 14 MB of a worker after a hundred views, in 20 ms."""


class Idle(gevent.Timeout):  # type: ignore[misc]
    """The wait for the next request of a connection that is kept open."""

    def __init__(self, seconds: float, waiting: "dict[Idle, Any]") -> None:
        super().__init__(seconds, False)
        self._waiting = waiting

    def __enter__(self) -> "Idle":
        self._waiting[self] = gevent.getcurrent()
        super().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType
    ) -> Any:
        self._waiting.pop(self, None)
        return super().__exit__(kind, value, trace)


class Worker(GeventWorker):  # type: ignore[misc]
    """A worker that closes idle connections once it is to leave.

    Gunicorn waits for them as for requests under way: one browser that keeps its connection
    open would draw every stop out to `graceful_timeout`, at the end of which requests that
    have just begun are killed.
    """

    def init_process(self) -> None:
        """A worker without connections."""
        self._waiting: dict[Idle, Any] = {}
        self._gave_back = time.monotonic()
        super().init_process()

    def timeout_ctx(self) -> Idle:
        """The longest wait for a request: the first one of a connection, or a further one."""
        answered = getattr(gevent.getcurrent(), "answered", False)
        return Idle(self.cfg.keepalive if answered else HEAD_SECONDS, self._waiting)

    def notify(self) -> None:
        """Say that the worker lives, called once a second, also while it leaves."""
        super().notify()
        if time.monotonic() - self._gave_back > GIVE_BACK_SECONDS:
            self._gave_back = time.monotonic()
            memory.give_back()
        if not self.alive:
            for idle, greenlet in list(self._waiting.items()):
                gevent.kill(greenlet, idle, block=False)

    def handle_request(self, *request: Any) -> Any:
        """Answer one request, or give it up with its connection."""
        # Gunicorn gives each connection a greenlet of its own.
        gevent.getcurrent().answered = True
        with gevent.Timeout(REQUEST_SECONDS, False):
            return super().handle_request(*request)
        raise StopIteration
