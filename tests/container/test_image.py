"""What is in the image, and what is not."""

import json
from collections.abc import Callable

import pytest

from tests.container.conftest import Container, Engine

pytestmark = pytest.mark.container

MOST_MB = 450
IMPORT_ALL = """
import importlib, pkgutil
import cache, config, dashboard_app
for package in (cache, config, dashboard_app):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print("imported")
"""


def configuration(engine: Engine, image: str) -> dict[str, object]:
    read: list[dict[str, dict[str, object]]] = json.loads(engine("image", "inspect", image))
    return read[0]["Config"]


def inside(engine: Engine, image: str, *command: str) -> str:
    return engine(
        "run", "--rm", "--network=none", f"--entrypoint={command[0]}", image, *command[1:]
    )


def test_it_is_small(engine: Engine, image: str) -> None:
    assert int(engine("image", "inspect", "--format", "{{.Size}}", image)) <= MOST_MB * 1e6


def test_it_says_what_it_is(engine: Engine, image: str) -> None:
    config = configuration(engine, image)
    labels = config["Labels"]
    assert isinstance(labels, dict)
    for name in ("title", "description", "licenses", "version", "revision"):
        assert labels[f"org.opencontainers.image.{name}"]
    assert config["User"] == "1000:1000"
    assert config["Volumes"] == {"/data": {}}
    assert list(config["ExposedPorts"]) == ["8050/tcp"]  # type: ignore[call-overload]
    assert config["Healthcheck"]


def test_the_program_can_import_all_of_itself(engine: Engine, image: str) -> None:
    assert inside(engine, image, "python", "-c", IMPORT_ALL) == "imported"


def test_no_compiler_no_installer_no_tests(engine: Engine, image: str) -> None:
    found = inside(
        *(engine, image, "sh", "-c"),
        "for name in cc gcc make curl wget git; do command -v $name; done;"
        "ls -d /opt/venv/lib/python3*/site-packages/pip /opt/venv/bin/pip /app/tests 2>/dev/null;"
        "find /opt/venv /app -type d '(' -name tests -o -name test ')' | grep -v numpy/_core; true",
    )
    assert found == ""


def test_what_pages_load_is_compressed_inside(engine: Engine, image: str) -> None:
    listed = inside(engine, image, "sh", "-c", "ls /app/.state/static")
    assert len([name for name in listed.split() if name.endswith(".br")]) > 10


def test_nothing_the_server_imports_is_compiled_at_its_start(
    start: Callable[..., Container],
) -> None:
    container = start()
    container.until_healthy()
    said = container.run(
        *("python", "-X", "importtime", "-c"),
        "import sys, dashboard_app.app, dashboard_app.worker\n"
        "slow = [m.__file__ for m in list(sys.modules.values()) if getattr(m, '__file__', None)"
        " and '/site-packages/' in m.__file__ and m.__file__.endswith('.py')]\n"
        "print(*slow, sep='\\n')",
    )
    assert len(said.splitlines()) < 20, said
