"""Where the limiter counts: in memory of this machine, or in a Redis that several share."""

import logging
from hashlib import blake2b
from time import monotonic, time
from typing import Any

from limits.errors import StorageError
from limits.storage import RedisStorage, Storage

from dashboard_app.server.counters import Counters

log = logging.getLogger(__name__)

SHARED, REMOTE = "shared://", "remote://"
"""Names by which the limiter asks for one of the two."""
SLOTS = 65_536
QUIET_SECONDS = 1.0
"""How long Redis is not asked after it did not answer, so that requests do not wait in turn."""


class SharedStorage(Storage):
    """Counters of fixed windows in memory that all web workers share."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012  (read by the base class)

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self._counters = options.get("counters") or Counters(SLOTS, key_bytes=16)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a broken storage raises."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return how many there are in this window."""
        return int(self._counters.add(_digest(key), amount, expiry))

    def get(self, key: str) -> int:
        """How many there are in this window."""
        return int(self._counters.get(_digest(key))[0])

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds of the wall clock; now where there is none."""
        return time() + self._counters.get(_digest(key))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        self._counters.reset()
        return None

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._counters.clear(_digest(key))


class RemoteStorage(Storage):
    """Counters in Redis; while it is away, those of this machine.

    flask-limiter's own fallback counts for each process, and answers 500 to those who were
    asking when Redis went.
    """

    STORAGE_SCHEME = ["remote"]  # noqa: RUF012  (read by the base class)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, *, url: str) -> None:
        from cache.remote.line import impatient

        super().__init__(uri, wrap_exceptions)
        self._redis = RedisStorage(url, wrap_exceptions=True, **impatient())
        self._memory = SharedStorage()
        self._quiet_until, self._away = 0.0, False

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a broken storage raises."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return how many there are in this window."""
        return int(self._ask("incr", key, expiry, amount))

    def get(self, key: str) -> int:
        """How many there are in this window."""
        return int(self._ask("get", key))

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds of the wall clock; now where there is none."""
        return float(self._ask("get_expiry", key))

    def check(self) -> bool:
        """There is always a place to count in."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        self._memory.reset()
        self._ask("reset")
        return None

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._memory.clear(key)
        self._ask("clear", key)

    def _ask(self, what: str, *args: Any) -> Any:
        if monotonic() >= self._quiet_until:
            try:
                found = getattr(self._redis, what)(*args)
            except StorageError as error:
                self._quiet_until = monotonic() + QUIET_SECONDS
                if not self._away:
                    log.warning("this machine counts for itself, Redis does not answer: %s", error)
                self._away = True
            else:
                self._away = False
                return found
        return getattr(self._memory, what)(*args)


def _digest(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=16).digest()
