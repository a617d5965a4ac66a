"""How log lines are written: one line an event, plain for people or JSON for machines."""

import fcntl
import json
import logging
import logging.handlers
import os
import sys
import time
from pathlib import Path
from typing import Any

FILE_BYTES = 10_000_000
FILES_KEPT = 5
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class Plain(logging.Formatter):
    """`time level logger: message name=value ...`, a traceback folded into the same line."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        trace = f" trace={self.formatException(record.exc_info)!r}" if record.exc_info else ""
        message = _one_line(record.getMessage())
        return f"{_moment(record)} {record.levelname} {record.name}: {message}{facts}{trace}"


class Json(logging.Formatter):
    """One JSON object a line; the facts of an event are fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


class SharedFile(logging.handlers.RotatingFileHandler):
    """A rotating file into which several processes write.

    The handler of the standard library loses lines there: each process would rename the file
    under the others. Here one process at a time writes, and reopens a file that another renamed.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT - 1, encoding="utf-8")
        self._turn = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR, 0o600)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, after all others that began earlier."""
        fcntl.lockf(self._turn, fcntl.LOCK_EX)
        try:
            self._reopen_if_renamed()
            super().emit(record)
        finally:
            fcntl.lockf(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file and give up the turn."""
        if self._turn >= 0:
            os.close(self._turn)
            self._turn = -1
        super().close()

    def _reopen_if_renamed(self) -> None:
        stream = self.stream or self._open()
        try:
            renamed = os.stat(self.baseFilename).st_ino != os.fstat(stream.fileno()).st_ino
        except FileNotFoundError:
            renamed = True
        if renamed:
            stream.close()
            stream = self._open()
        self.stream = stream


def start(level: str, form: str, file: Path | None) -> None:
    """Send all log lines of this process to stdout, and to a rotating file if one is named.

    Raises OSError where the file cannot be written: a log that the operator asked for and
    does not get would be missed only on the day that it is needed.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stdout)]
    if file is not None:
        handlers.append(SharedFile(file))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.setFormatter(Json() if form == "json" else Plain())
        root.addHandler(handler)
    root.setLevel(level)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    return {
        name: _one_line(value) if isinstance(value, str) else value
        for name, value in vars(record).items()
        if name not in STANDARD and not name.startswith("_")
    }


def _one_line(text: str) -> str:
    # A line break that came from outside must not be able to forge an event.
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _moment(record: logging.LogRecord) -> str:
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{seconds}.{int(record.msecs):03d}Z"
