"""A real Redis server of the tests' own, on a port of its own, that can be stopped and started."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from trials.serving import free_port

START_SECONDS = 20.0
ABSENT = """These tests need redis-server, and there is none on this machine. Install it:
  Debian, Ubuntu   sudo apt install redis-server
  macOS            brew install redis
or name one that is here: REDIS_SERVER=/path/to/redis-server"""


class RedisServer:
    """One server; what it holds is kept in `folder` while it is stopped."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self._options = folder, options
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = Redis(port=self.port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            program(), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
            "--save", "", "--appendonly", "yes", "--loglevel", "warning", *self._options,
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                self.client.ping()
            except RedisError:
                time.sleep(0.01)
            else:
                return
        pytest.fail("the Redis server does not start")

    def stop(self) -> None:
        """Stop it as an operator does."""
        if self._process is not None:
            self.go_on()
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def stand_still(self) -> None:
        """Have it answer nothing, though connections to it are made."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, sent: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(sent)


def program() -> str:
    """The path of a Redis server; the test fails, saying what to do, where there is none."""
    found = shutil.which(os.environ.get("REDIS_SERVER") or "redis-server")
    if found is None:
        pytest.fail(ABSENT)
    return found
