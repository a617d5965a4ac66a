"""The result store: bytes by key, least recently used evicted first, kept by diskcache."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import diskcache
from diskcache.core import DBNAME, MODE_BINARY, MODE_RAW

from cache.ground import LOCK_SECONDS, Ground, Identity, Trouble, is_busy, is_damage

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0
PAUSE_SECONDS = 0.003
QUIET_SECONDS = 60.0
"""A trouble that comes and goes, as on a full disk, is logged no more often than this."""
KEY_LENGTH = 200

T = TypeVar("T")


class _Bytes(diskcache.Disk):  # type: ignore[misc]
    """Keys are text, values are bytes; what else is found was not written by us.

    diskcache unpickles what its database calls a pickle (CVE-2025-69872): whoever can write
    the directory could run code. Here that is an unreadable entry.
    """

    def put(self, key: Any) -> tuple[str, bool]:
        if not isinstance(key, str) or not 0 < len(key) <= KEY_LENGTH:
            raise ValueError(f"a key is a text of at most {KEY_LENGTH} letters")
        return key, True

    def get(self, key: Any, raw: bool) -> Any:
        if not raw:
            raise ValueError("a key that was not written by us")
        return key

    def store(self, value: Any, read: bool, key: Any = None) -> Any:
        if not isinstance(value, bytes):
            raise TypeError("only bytes are stored")
        return super().store(value, False, key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> bytes | None:
        if mode == MODE_RAW and isinstance(value, bytes):
            return value
        if mode == MODE_BINARY and filename and self._inside(filename):
            found: bytes = super().fetch(mode, filename, value, False)
            return found
        return b""

    def remove(self, file_path: str) -> None:
        if self._inside(file_path):
            super().remove(file_path)

    @staticmethod
    def _inside(filename: str) -> bool:
        return not os.path.isabs(filename) and ".." not in Path(filename).parts


class _Cache(diskcache.Cache):  # type: ignore[misc]
    """diskcache, which would try each statement of its opening for a minute if it is locked."""

    @property
    def _sql_retry(self) -> Callable[..., Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS

        def execute(statement: str, *args: Any, **more: Any) -> Any:
            while True:
                try:
                    return self._sql(statement, *args, **more)
                except sqlite3.OperationalError as error:
                    if not is_busy(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(PAUSE_SECONDS)

        return execute


class Store:
    """Bytes by key under a limit of megabytes, shared by all processes of one machine.

    No method raises for the state of the disk: what cannot be read is a miss, what cannot be
    written is not kept, and `state()` says so. A damaged database is set aside and begun anew.
    """

    def __init__(
        self, directory: Path, limit_mb: int, sleep: Callable[[float], None] | None = None
    ) -> None:
        self._ground = Ground(Path(directory) / "store", DBNAME)
        self._limit = limit_mb * 1024 * 1024
        self._sleep = sleep
        self._cache: Any = None
        self._opened: Identity | None = None
        self._pid = 0
        self._trouble: str | None = None
        self._warned_at = float("-inf")

    def get(self, key: str) -> bytes | None:
        """The bytes kept under the key, or None.

        A get writes down when it was, for the eviction. Where that cannot be written, because
        the disk is full or another process writes, the bytes are read all the same.
        """
        found: bytes | None = self._try(lambda cache: cache.get(key), None, patient=False)
        return found or self._peek(key)

    def put(self, key: str, data: bytes) -> bool:
        """Keep the bytes; False where that is not possible just now."""
        return self._try(lambda cache: bool(cache.set(key, data)), False)

    def drop(self, key: str) -> None:
        """Forget the key, as when its bytes turned out to be damaged."""
        self._try(lambda cache: cache.delete(key), False)

    def state(self) -> dict[str, Any]:
        """For /health: {status: healthy|degraded, detail, answers, megabytes}.

        It writes and reads one entry, so that a full disk shows before it is needed and a
        mended one is seen at once.
        """
        if not self._ground.sound():
            self._mend()
        probe = b"probe"
        well = self.put("probe", probe) and self.get("probe") == probe
        size = self._try(lambda cache: (len(cache), cache.volume()), (0, 0))
        return {
            "status": "healthy" if well else "degraded",
            "detail": None if well else (self._trouble or "the store keeps nothing"),
            "answers": max(0, size[0] - 1),
            "megabytes": round(size[1] / 1024 / 1024, 1),
        }

    def _peek(self, key: str) -> bytes | None:
        if self._trouble is None:
            return None
        place = f"file:{quote(str(self._ground.database))}?mode=ro"
        try:
            with closing(sqlite3.connect(place, timeout=LOCK_SECONDS, uri=True)) as db:
                row = db.execute(
                    "SELECT mode, filename, value FROM Cache WHERE key=? AND raw=1", (key,)
                ).fetchone()
            if row is None:
                return None
            mode, filename, value = row
            disk = _Bytes(str(self._ground.directory))
            return disk.fetch(mode, filename, value, False) or None
        except (sqlite3.Error, OSError):
            return None

    def _try(self, use: Callable[[Any], T], otherwise: T, patient: bool = True) -> T:
        deadline = time.monotonic() + (PATIENCE_SECONDS if patient else 0)
        mended = False
        while True:
            try:
                value = use(self._open())
            except diskcache.Timeout:
                error: Exception = Trouble("the store is busy")
                busy = True
            except sqlite3.Error as caught:
                error, busy = caught, is_busy(caught)
                if is_damage(caught) and not mended:
                    mended = True
                    self._mend()
                    continue
            except (OSError, Trouble, TypeError) as caught:
                error, busy = caught, False
            else:
                self._trouble = None
                return value
            if not busy or time.monotonic() > deadline:
                return self._give_up(error, otherwise)
            (self._sleep or time.sleep)(PAUSE_SECONDS)

    def _give_up(self, error: Exception, otherwise: T) -> T:
        now = time.monotonic()
        if self._trouble is None and now - self._warned_at > QUIET_SECONDS:
            self._warned_at = now
            log.warning("the result store cannot be used: %s", error)
        self._trouble = str(error) or type(error).__name__
        return otherwise

    def _open(self) -> Any:
        here = self._ground.identity()
        if self._cache is None or here != self._opened or here is None or self._pid != os.getpid():
            self._ground.prepare()
            self._cache = _Cache(
                str(self._ground.directory),
                timeout=LOCK_SECONDS,
                disk=_Bytes,
                eviction_policy="least-recently-used",
                size_limit=self._limit,
                # A store lost with the power is computed again; an fsync would hold a worker.
                sqlite_synchronous=0,
            )
            self._opened, self._pid = self._ground.identity(), os.getpid()
        return self._cache

    def _mend(self) -> None:
        self._cache = None
        try:
            self._ground.set_aside(self._ground.identity())
        except (OSError, Trouble) as error:
            log.error("the damaged store cannot be set aside: %s", error)
