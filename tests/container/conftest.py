"""The image and a Docker engine, found where `docker info` finds one; DOCKER_HOST is heeded.

IMAGE names an image that is built already (`make image-test` does so), DOCKER the client.
"""

import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

HARDENED = [
    "--read-only",
    "--tmpfs=/tmp:rw,size=64m,mode=1777",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--memory=1g",
    "--pids-limit=256",
]
LABEL = "management-tools-dashboard.test"
HEALTHY_SECONDS = 60


@dataclass(frozen=True)
class Engine:
    """A Docker engine through its client."""

    client: str

    def __call__(self, *arguments: str, given: bytes | None = None) -> str:
        """Run the client and return what it printed; its errors are the failure's message."""
        done = subprocess.run([self.client, *arguments], input=given, capture_output=True)
        if done.returncode:
            raise AssertionError(f"{arguments}: {done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode().strip()


@dataclass(frozen=True)
class Answer:
    """What the dashboard answered."""

    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Container:
    """One running dashboard."""

    engine: Engine
    name: str

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a path, whatever the status of the answer."""
        host = self.engine("port", self.name, "8050/tcp").splitlines()[0]
        request = Request(f"http://{host}{path}", headers=headers)
        try:
            with urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.read(), dict(answer.headers))
        except HTTPError as error:
            return Answer(error.code, error.read(), dict(error.headers))

    def inspect(self, template: str) -> str:
        """One fact about the container."""
        return self.engine("inspect", "--format", template, self.name)

    def run(self, *command: str, given: bytes | None = None) -> str:
        """Run a command inside."""
        return self.engine("exec", "-i", self.name, *command, given=given)

    def logs(self) -> str:
        """Everything it has said, both streams."""
        done = subprocess.run([self.engine.client, "logs", self.name], capture_output=True)
        return (done.stdout + done.stderr).decode()

    def until(self, wanted: Callable[[], bool], seconds: float = HEALTHY_SECONDS) -> None:
        """Wait until something holds; the log is the message when it never does."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if wanted():
                    return
            except (URLError, ConnectionError, AssertionError):
                pass  # It is not there yet, or not any more.
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not come in {seconds} s:\n{self.logs()}")
            time.sleep(0.1)

    def until_healthy(self) -> None:
        """Wait for the verdict of the image's own health check, or for the container's end."""
        self.until(lambda: self.inspect("{{.State.Health.Status}}") == "healthy" or self.ended())
        assert not self.ended(), self.logs()

    def ended(self) -> bool:
        """Whether it runs no more."""
        return self.inspect("{{.State.Status}}") == "exited"


@pytest.fixture(scope="session")
def engine() -> Engine:
    client = os.environ.get("DOCKER") or shutil.which("docker")
    if client is None or subprocess.run([client, "info"], capture_output=True).returncode:
        pytest.fail("no Docker engine answers: start one, or set DOCKER_HOST")
    return Engine(client)


@pytest.fixture(scope="session")
def image(engine: Engine) -> str:
    name = os.environ.get("IMAGE", "management-tools-dashboard:latest")
    if not engine("images", "--quiet", name):
        pytest.fail(f"there is no image {name}: make image")
    return name


@pytest.fixture
def volume(engine: Engine) -> Iterator[str]:
    name = f"dashboard-test-{uuid.uuid4().hex[:8]}"
    engine("volume", "create", "--label", LABEL, name)
    yield name
    engine("volume", "rm", "--force", name)


@pytest.fixture
def start(engine: Engine, image: str, volume: str) -> Iterator[Callable[..., Container]]:
    """Start hardened containers on one volume; they are gone after the test, before the volume."""
    started: list[str] = []

    def go(*arguments: str, on: str | None = None) -> Container:
        name = f"dashboard-test-{uuid.uuid4().hex[:8]}"
        started.append(name)
        mount = on if on is not None else f"--volume={volume}:/data"
        engine(
            *("run", "--detach", "--name", name, "--label", LABEL),
            *("--publish", "127.0.0.1::8050", *HARDENED, mount, *arguments, image),
        )
        return Container(engine, name)

    yield go
    for name in started:
        engine("rm", "--force", name)
