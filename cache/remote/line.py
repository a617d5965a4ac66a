"""The line to Redis: one script a question, short patience, and quiet while Redis is away."""

import json
import logging
import time
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, MaxConnectionsError, RedisError
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow
from redis.retry import Retry

from cache.ledger import OutOfReach

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5
"""How long one answer of Redis may take. The wait is gevent's: other greenlets run meanwhile."""
QUIET_SECONDS = 0.5
"""How long nobody asks again after Redis did not answer, so that no page waits for it twice."""
MOST_CONNECTIONS = 1024
"""More than a web worker answers requests at once (worker_connections of Gunicorn), each of which
asks one thing at a time. Redis itself bears 10,000 unless it is told otherwise."""


def impatient() -> dict[str, Any]:
    """Options of a Redis client that asks once, and once more where its connection was closed."""
    return {
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "retry": Retry(NoBackoff(), 1, supported_errors=(Unreachable,)),
    }


class Line:
    """Redis as one process sees it. Asking raises OutOfReach; its detail names no host.

    Connections are made when they are needed, and anew in a process that was forked. One that
    the server has closed meanwhile is replaced at once; a slow answer is not asked for again,
    since the question may have been heard.
    """

    def __init__(self, url: str, prefix: str = "dashboard:") -> None:
        self.prefix = prefix
        self._redis = Redis.from_url(url, **impatient(), max_connections=MOST_CONNECTIONS)
        self._quiet_until = 0.0
        self.trouble: str | None = None

    def script(self, name: str) -> "Script":
        """One of the scripts that lie beside this file."""
        return Script(self, Path(__file__).with_name(f"{name}.lua").read_text("utf-8"))

    def length(self, name: str) -> int:
        """How long the list of this name is."""
        return int(self.ask(lambda redis: redis.llen(name)))

    def ask(self, use: Any) -> Any:
        """What `use` gets from Redis. Raises OutOfReach."""
        if time.monotonic() < self._quiet_until:
            raise OutOfReach(self.trouble or "Redis does not answer")
        try:
            found = use(self._redis)
        except RedisError as error:
            away = isinstance(error, Unreachable | TooSlow)
            # That all connections are in use says nothing of Redis.
            away = away and not isinstance(error, MaxConnectionsError)
            if away:
                self._quiet_until = time.monotonic() + QUIET_SECONDS
            refused = not away or isinstance(error, AuthenticationError)
            # The kind of error alone: its text may name the host or the user.
            detail = (
                f"Redis refuses: {type(error).__name__}" if refused else "Redis does not answer"
            )
            raise self._lost(detail, error) from error
        if self.trouble is not None:
            log.info("Redis answers again")
        self.trouble = None
        return found

    def _lost(self, detail: str, error: Exception) -> OutOfReach:
        if self.trouble is None:
            log.warning("%s: %s", detail, error)
        self.trouble = detail
        return OutOfReach(detail)


class Script:
    """A Lua script of named questions, each of which Redis answers as one step."""

    def __init__(self, line: Line, text: str) -> None:
        self._line, self._text = line, text
        self._registered: Any = None

    def raw(self, question: str, *args: Any) -> Any:
        """What the script returns."""
        if self._registered is None:
            self._registered = self._line.ask(lambda redis: redis.register_script(self._text))
        call = self._registered
        return self._line.ask(
            lambda redis: call(keys=[self._line.prefix], args=[question, *args], client=redis)
        )

    def ask(self, question: str, **told: Any) -> Any:
        """The answer of a script that is told and answers in JSON; what is None is left out."""
        given = {name: value for name, value in told.items() if value is not None}
        return json.loads(self.raw(question, json.dumps(given)))
