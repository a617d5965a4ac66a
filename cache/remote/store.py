"""The result store of all machines: bytes by key in Redis; cache.store.Store says what it does."""

from typing import Any

from cache.ledger import OutOfReach
from cache.remote.line import Line

KEPT_SECONDS = 30 * 86_400
"""An answer that nobody has asked for in so long is let go."""
MEGABYTE = 1024 * 1024


class Store:
    """Bytes by key under a limit of megabytes, shared by all machines; one round trip a call.

    No method raises for the state of Redis: what cannot be read is a miss, what cannot be
    written is not kept, and `state()` says so.
    """

    def __init__(self, line: Line, limit_mb: int) -> None:
        self._script, self._limit = line.script("store"), limit_mb * MEGABYTE

    def get(self, key: str) -> bytes | None:
        """The bytes kept under the key, or None."""
        return self._try(None, "get", key, KEPT_SECONDS) or None

    def put(self, key: str, data: bytes) -> bool:
        """Keep the bytes; False where that is not possible just now."""
        return bool(self._try(0, "put", key, data, KEPT_SECONDS, self._limit))

    def drop(self, key: str) -> None:
        """Forget the key, as when its bytes turned out to be damaged."""
        self._try(0, "drop", key)

    def state(self) -> dict[str, Any]:
        """For /health: {status: healthy|degraded, detail, answers, megabytes}."""
        try:
            answers, size = self._script.raw("state", "")
        except OutOfReach as error:
            return {"status": "degraded", "detail": error.detail, "answers": 0, "megabytes": 0.0}
        return {
            "status": "healthy",
            "detail": None,
            "answers": answers,
            "megabytes": round(size / MEGABYTE, 1),
        }

    def _try(self, otherwise: Any, question: str, *args: Any) -> Any:
        try:
            return self._script.raw(question, *args)
        except OutOfReach:
            return otherwise
