"""Servers of the small application, and visitors that ask it as Dash's renderer does."""

import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import requests

from trials.serving import START_SECONDS, free_port, start

POLL_SECONDS = 0.2
TRIES = 200
CONFIG = """
import os
os.putenv("OPENBLAS_NUM_THREADS", "1")
worker_class = "gevent"
workers = {workers}
bind = "127.0.0.1:{port}"
control_socket_disable = True
graceful_timeout = 5
pools = []
def when_ready(server):
    if {engine!r} == "ours":
        # The runner comes up while the master loads the application.
        from pathlib import Path
        from cache.plan import Plan
        from cache.pool import Pool
        pools.append(Pool(Plan(Path({directory!r}), store_mb=256, processes={processes})))
        pools[-1].start()
        import benchmarks.engine_app
def on_exit(server):
    for one in pools:
        one.stop()
"""


class Lost(Exception):
    """The answer never came, or the server answered with an error."""


class Server:
    """One Gunicorn with gevent workers over a directory."""

    def __init__(self, engine: str, directory: Path, workers: int = 2, processes: int = 1) -> None:
        self.directory, self.port = directory, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        directory.mkdir(parents=True, exist_ok=True)
        self._config = directory.parent / f"gunicorn-{self.port}.conf.py"
        self._config.write_text(
            CONFIG.format(
                workers=workers,
                port=self.port,
                engine=engine,
                directory=str(directory),
                processes=processes,
            )
        )
        self._app = f"benchmarks.engine_app:create({engine!r}, {str(directory)!r})"
        self.log = directory.parent / f"server-{self.port}.log"
        self.process = self._spawn()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return start(log, configuration=str(self._config), application=self._app)

    def start(self) -> None:
        """Start it once more, after it was stopped or killed."""
        self.process = self._spawn()

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/_dash-layout", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.05)
        raise Lost(f"no server:\n{self.log.read_text()[-4000:]}")

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait; a kill ends its whole family, as that of a container does."""
        family = self.family() if sent is signal.SIGKILL else []
        if self.process.poll() is None:
            self.process.send_signal(sent)
        for one in family:
            if one.is_running():
                one.kill()
        # A container is started again when all of it is gone, its sockets included.
        psutil.wait_procs(family, 10)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            for one in self.family():
                one.kill()
            self.process.kill()
            self.process.wait()

    def family(self) -> list[psutil.Process]:
        """All processes below the master."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def runner(self) -> psutil.Process | None:
        """The job runner."""
        return next((one for one in self._children() if _is_runner(one)), None)

    def workers(self) -> list[psutil.Process]:
        """The web workers."""
        return [one for one in self._children() if not _is_runner(one)]

    def jobs(self) -> list[psutil.Process]:
        """The job processes."""
        runner = self.runner()
        try:
            return runner.children() if runner else []
        except psutil.Error:
            return []

    def _children(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.process.pid).children()
        except psutil.Error:
            return []


def _is_runner(one: psutil.Process) -> bool:
    try:
        return "cache.runner" in " ".join(one.cmdline())
    except psutil.Error:
        return False


class Visitor:
    """One open page. `patient` pages try a failed request again, as this dashboard's do."""

    def __init__(self, url: str, patient: bool = False) -> None:
        self._url, self._patient = url, patient
        self._http = requests.Session()
        page = self._insist(lambda: self._http.get(url, timeout=20)).text
        config = re.search(r'id="_dash-config"[^>]*>(.*?)</script>', page, re.DOTALL)
        if config is None:
            raise Lost("no page")
        self._end_id = json.loads(config.group(1))["end_id"]

    def light(self) -> float:
        """Seconds that the light callback takes."""
        began = time.perf_counter()
        self._post("light", ["name"], ["x"], {})
        return time.perf_counter() - began

    def ask(self, callback: str, name: Any, seconds: float, log: Path) -> dict[str, Any]:
        """The answer of a background callback. Raises Lost."""
        values = [name, seconds, str(log)]
        asked = self.begin(callback, values)
        return self.fetch(callback, values, asked)

    def begin(self, callback: str, values: list[Any]) -> dict[str, Any]:
        """The first round trip: the answer, or the handles to poll with."""
        return self._json(self._post(callback, ["name", "seconds", "log"], values, {}))

    def fetch(
        self, callback: str, values: list[Any], asked: dict[str, Any], patience_seconds: float = 300
    ) -> dict[str, Any]:
        """Poll until the answer is there. Raises Lost."""
        deadline = time.monotonic() + patience_seconds
        told = asked
        while time.monotonic() < deadline:
            if "response" in told:
                answer: dict[str, Any] = told["response"][callback]["data"]
                return answer
            time.sleep(POLL_SECONDS)
            handles = {"cacheKey": asked["cacheKey"], "job": asked["job"]}
            told = self._json(self._post(callback, ["name", "seconds", "log"], values, handles))
        raise Lost("no answer in time")

    def _post(
        self, callback: str, parts: list[str], values: list[Any], query: dict[str, str]
    ) -> requests.Response:
        body: dict[str, Any] = {
            "output": f"{callback}.data",
            "outputs": {"id": callback, "property": "data"},
            "inputs": [
                {"id": callback, "property": part, "value": value}
                for part, value in zip(parts, values, strict=True)
            ],
            "changedPropIds": [f"{callback}.{parts[0]}"],
        }
        return self._insist(
            lambda: self._http.post(
                f"{self._url}/_dash-update-component",
                params={"endId": self._end_id, **query},
                json=body,
                timeout=60,
            )
        )

    def _insist(self, send: Any) -> requests.Response:
        for _ in range(TRIES if self._patient else 1):
            try:
                response: requests.Response = send()
            except requests.RequestException as error:
                last: Exception = error
                time.sleep(0.1)
                continue
            return response
        raise Lost(str(last))

    def _json(self, response: requests.Response) -> dict[str, Any]:
        if response.status_code != 200:
            raise Lost(f"HTTP {response.status_code}")
        told: dict[str, Any] = response.json()
        return told
