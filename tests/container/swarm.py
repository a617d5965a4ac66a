"""A Swarm service of the dashboard, set up as DEPLOYMENT.md tells, and a proxy before it."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.container.conftest import LABEL, Answer, Engine

RELAY = Path(__file__).with_name("relay.py").read_text("utf-8")
RELAY_PORT = 8080
PAUSE_SECONDS = 0.1
SETTINGS = (
    "DASHBOARD_WARM=no",
    "DASHBOARD_JOBS_PER_VISITOR=100",
    "DASHBOARD_LIMIT_API=100000 per minute",
    "DASHBOARD_LIMIT_COMPUTATIONS=100000 per minute",
    "DASHBOARD_LIMIT_VIEWS=100000 per minute",
)


@dataclass(frozen=True)
class Service:
    """One service, asked through its proxy."""

    engine: Engine
    name: str
    address: str

    def get(self, path: str) -> Answer:
        """Ask for a path over a connection of its own, whatever the status of the answer."""
        try:
            with urlopen(f"http://{self.address}{path}", timeout=30) as answer:
                return Answer(answer.status, answer.read(), dict(answer.headers))
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read(), dict(error.headers))

    def version(self) -> str:
        """The version that /health tells."""
        return str(self.get("/health").json()["version"])

    def update(self, image: str) -> str:
        """Update to an image; how it ended, as Swarm says it."""
        before = self._inspect("{{with .UpdateStatus}}{{.StartedAt}}{{end}}")
        self.engine(
            *("service", "update", "--detach", "--quiet", "--no-resolve-image"),
            *("--image", image, self.name),
        )

        def ended() -> bool:
            begun = self._inspect("{{with .UpdateStatus}}{{.StartedAt}}{{end}}")
            return begun != before and self._state() in {"completed", "rollback_completed"}

        self.until(ended, 180)
        return self._state()

    def until(self, wanted: Callable[[], bool], seconds: float) -> None:
        """Wait until something holds; the service's log is the message when it never does."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if wanted():
                    return
            except (OSError, HTTPException):
                pass  # It is not there yet.
            if time.monotonic() > deadline:
                tasks = self.engine("service", "ps", "--no-trunc", self.name)
                raise AssertionError(f"it did not come in {seconds} s:\n{tasks}")
            time.sleep(PAUSE_SECONDS)

    def _state(self) -> str:
        return self._inspect("{{with .UpdateStatus}}{{.State}}{{end}}")

    def _inspect(self, template: str) -> str:
        return self.engine("service", "inspect", "--format", template, self.name)


@dataclass
class Visitors:
    """Who looks at pages all the time: what was answered, and what went wrong."""

    get: Callable[[str], Answer]
    paths: tuple[str, ...]
    answered: int = 0
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look while the block runs, ten times a second."""
        stop = threading.Event()
        thread = threading.Thread(target=self._look, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _look(self, stop: threading.Event) -> None:
        while not stop.wait(PAUSE_SECONDS):
            path = self.paths[(self.answered + len(self.failed)) % len(self.paths)]
            try:
                status = self.get(path).status
            except (OSError, HTTPException) as error:
                self.failed.append(f"{path}: {error!r}")
                continue
            if status == 200:
                self.answered += 1
            else:
                self.failed.append(f"{path}: {status}")


@contextmanager
def swarm(engine: Engine) -> Iterator[None]:
    """The engine as a swarm of one; it is none afterwards if it was none before."""
    was = engine("info", "--format", "{{.Swarm.LocalNodeState}}")
    if was != "active":
        engine("swarm", "init", "--advertise-addr=127.0.0.1", "--listen-addr=127.0.0.1:2377")
    yield
    if was != "active":
        engine("swarm", "leave", "--force")


@contextmanager
def running(engine: Engine, image: str, volume: str) -> Iterator[Service]:
    """A service of the image on a volume, healthy; all of it is gone afterwards."""
    name = f"dashboard-test-{uuid.uuid4().hex[:8]}"
    network, relay = f"{name}-net", f"{name}-relay"
    engine("network", "create", "--driver=overlay", "--attachable", "--label", LABEL, network)
    try:
        engine(
            *("service", "create", "--detach", "--quiet", "--no-resolve-image"),
            *("--name", name, "--label", LABEL, "--network", network, "--endpoint-mode=dnsrr"),
            *("--read-only", "--cap-drop=ALL", "--limit-memory=1g", "--stop-grace-period=30s"),
            *("--mount", f"type=volume,src={volume},dst=/data", "--mount", "type=tmpfs,dst=/tmp"),
            *("--update-order=start-first", "--update-failure-action=rollback"),
            *("--update-monitor=10s", "--rollback-order=start-first"),
            *(f"--env={setting}" for setting in SETTINGS),
            image,
        )
        engine(
            *("run", "--detach", "--name", relay, "--label", LABEL, "--network", network),
            *("--publish", f"127.0.0.1::{RELAY_PORT}", "--entrypoint=python", image),
            *("-c", RELAY, name, "8050", str(RELAY_PORT)),
        )
        address = engine("port", relay, f"{RELAY_PORT}/tcp").splitlines()[0]
        service = Service(engine, name, address)
        service.until(lambda: service.get("/health").json()["status"] == "healthy", 60)
        yield service
    finally:
        engine("service", "rm", name)
        engine("rm", "--force", relay)
        _until_gone(engine, name)
        engine("network", "rm", network)


def _until_gone(engine: Engine, name: str) -> None:
    # The volume and the network can go only after the last task of the service.
    deadline = time.monotonic() + 60
    while engine("ps", "--all", "--quiet", "--filter", f"name={name}."):
        assert time.monotonic() < deadline, f"{name} does not go"
        time.sleep(PAUSE_SECONDS)
