"""The secret that signs handles: made once for a directory, read by all, evicted by nothing."""

import contextlib
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

LEAST_BYTES = 16
MOST_BYTES = 4096


def _fresh() -> bytes:
    return secrets.token_hex(32).encode()


class Secret:
    """Survives restarts, so that a page that is open during a deploy goes on.

    It is a file of its own because a database can be set aside, and this must not be. A
    process that has read it keeps it, and writes it again should the directory have gone.
    """

    def __init__(self, directory: Path) -> None:
        self._path = Path(directory) / "secret"
        self._known: bytes | None = None

    def get(self, generate: Callable[[], bytes] = _fresh) -> bytes:
        """The secret that all processes share; one of this process where the disk keeps none."""
        if self._known is None or not self._path.exists():
            self._known = self._read() or self._make(self._known or generate())
        return self._known

    def _read(self) -> bytes | None:
        with contextlib.suppress(OSError), self._path.open("rb") as file:
            found = file.read(MOST_BYTES)
            if len(found) >= LEAST_BYTES:
                return found
        return None

    def _make(self, fresh: bytes) -> bytes:
        draft = self._path.with_name(f".secret-{secrets.token_hex(6)}")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                os.write(file, fresh)
                os.fsync(file)
            finally:
                os.close(file)
            if self._path.exists() and self._read() is None:
                self._path.unlink()  # empty or cut short: no handle was signed with it
            # A link fails where another process was first; a rename would overwrite its secret.
            with contextlib.suppress(FileExistsError):
                os.link(draft, self._path)
        except OSError as error:
            log.warning("the signing secret cannot be kept: %s", error)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()
        return self._read() or fresh
