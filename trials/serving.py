"""A real Gunicorn on a port of its own, as an operator starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import requests

from cache.pool import NAME

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
CONFIGURATION = "gunicorn.conf.py"
APPLICATION = "dashboard_app.app:server"
POLL_SECONDS = 0.05


class Server:
    """One running server: its address, its process, its log."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **how: Any) -> requests.Response:
        """One request on a connection of its own, so that any worker may answer."""
        return requests.get(self.url + path, timeout=20, **how)

    def workers(self) -> list[int]:
        """The numbers of the web workers."""
        return [pid for pid in self.children() if _is_worker(pid)]

    def children(self) -> list[int]:
        """The numbers of the web workers and of the job runner."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def stop(self) -> int:
        """Ask it to leave, as Docker does, and wait."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def _is_worker(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() != NAME
    except OSError:
        return False


def start(
    output: IO[bytes],
    variables: Mapping[str, str] | None = None,
    configuration: str = CONFIGURATION,
    application: str = APPLICATION,
) -> "subprocess.Popen[bytes]":
    """Gunicorn that writes to `output`; its environment is that of this process unless told."""
    return subprocess.Popen(
        _command_line(configuration, application),
        cwd=ROOT,
        env=variables,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def _command_line(configuration: str, application: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", configuration, application]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a server that keeps everything in `folder`."""
    names = ("PATH", "HOME", "LANG", "TMPDIR")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "DATA_DIR": str(folder), "DASHBOARD_WARM": "no", **settings}


@contextmanager
def serving(folder: Path, configuration: str = CONFIGURATION, **settings: str) -> Iterator[Server]:
    """A server that has answered /health; it is stopped at the end."""
    port = free_port()
    log = folder / "server.log"
    with log.open("wb") as output:
        process = start(output, environment(folder, PORT=str(port), **settings), configuration)
    server = Server(process, port, log)
    try:
        wait_until_healthy(server)
        yield server
    finally:
        if process.poll() is None:
            try:
                server.stop()
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def wait_until_healthy(server: Server) -> None:
    """Until /health answers; AssertionError with the log where it never does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.get("/health").status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"no healthy server:\n{server.log.read_text()}")


def run_to_end(settings: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """A start that is expected to fail by itself."""
    return subprocess.run(
        _command_line(CONFIGURATION, APPLICATION),
        cwd=ROOT,
        env=dict(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
