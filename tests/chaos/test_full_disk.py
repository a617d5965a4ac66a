"""A real disk that is full, under job processes and readers."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cache.codec import decode
from cache.states import Busy, State
from tests.cache.conftest import Engine
from tests.waiting import until

pytestmark = pytest.mark.chaos


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes; only who may mount can have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take all that is left."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


def test_a_full_disk_serves_what_is_kept_says_so_and_heals(
    engine: Callable[..., Engine], small_disk: Path, tmp_path: Path
) -> None:
    one = engine(small_disk / "cache")
    one.ask("before", "square", x=2)
    assert one.answer("before")["value"] == 4
    log, gate = tmp_path / "log", tmp_path / "gate"
    one.ask("running", "wait_for", gate=str(gate), log=str(log), x=3)
    until(log.exists)
    filler = fill(small_disk)
    until(lambda: one.store.state()["status"] == "degraded")
    kept = one.store.get("before")
    assert kept is not None
    assert decode(kept)["value"] == 4
    assert one.queue.look("running").state is State.RUNNING  # type: ignore[union-attr]
    for at in range(200):
        # The queue's files have some room of their own; after that it says that it is busy.
        with contextlib.suppress(Busy):
            one.ask(f"new-{at}", "square", x=at)
    gate.touch()
    filler.unlink()
    assert one.answer("running")["value"] == 3
    until(lambda: one.store.state()["status"] == one.queue.state()["status"] == "healthy")
    for at in (0, 199):
        one.ask(f"new-{at}", "square", x=at)
        assert one.answer(f"new-{at}")["value"] == at * at
