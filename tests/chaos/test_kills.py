"""Processes killed at random and containers stopped, under visitors who keep asking."""

import contextlib
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from benchmarks.engine_client import Lost, Server, Visitor
from tests.waiting import until

pytestmark = pytest.mark.chaos

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "200"))
SEED = 20261124
BACK_SECONDS = 5.0
JOB_SECONDS = 0.3
CROWD = 4


def runs(log: Path) -> Counter[str]:
    """How often each name was computed."""
    lines = log.read_text().splitlines() if log.exists() else []
    return Counter(line.split()[0] for line in lines)


class Crowd:
    """Visitors who each ask one new question after the other until they are told to stop."""

    def __init__(self, server: Server, log: Path, size: int) -> None:
        self.server, self.log = server, log
        self.answered: list[tuple[float, str]] = []
        self.wrong: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(at,)) for at in range(size)]

    def _visit(self, at: int) -> None:
        visitor = Visitor(self.server.url, patient=True)
        asked = 0
        while not self._stop.is_set():
            asked += 1
            name = f"{at}-{asked}"
            callback = ("compute", "sleep")[asked % 2]
            try:
                answer = visitor.ask(callback, name, JOB_SECONDS, self.log)
            except Lost as lost:
                self.wrong.append(f"{name}: {lost}")
                continue
            if answer["name"] != name:
                self.wrong.append(f"{name}: was answered {answer}")
            self.answered.append((time.monotonic(), name))

    def __enter__(self) -> "Crowd":
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def wait_for_work(self, since: float, answers: int = 1) -> float:
        """Seconds from `since` until the first answer after it, once there are so many."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            later = [moment for moment, _ in self.answered[-50:] if moment > since]
            if len(later) >= answers:
                return later[0] - since
            time.sleep(0.01)
        pytest.fail(f"no work for 60 s; the log ends:\n{self.server.log.read_text()[-3000:]}")


def kill_job(server: Server) -> float | None:
    return _kill(server.jobs())


def kill_runner(server: Server) -> float | None:
    runner = server.runner()
    return _kill([runner] if runner else [])


def kill_worker(server: Server) -> float | None:
    return _kill(server.workers())


def kill_all_and_start_again(server: Server) -> float | None:
    """The master of a container is its first process: with it go all others."""
    killed_at = time.monotonic()
    server.stop(signal.SIGKILL)
    server.start()
    return killed_at


def _kill(victims: list[psutil.Process]) -> float | None:
    """The moment of the kill; None where there was nobody."""
    if not victims:
        return None
    try:
        random.choice(victims).kill()
    except psutil.Error:
        return None
    return time.monotonic()


VICTIMS: tuple[Callable[[Server], float | None], ...] = (
    kill_job, kill_runner, kill_worker, kill_all_and_start_again,
)  # fmt: skip


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server("ours", tmp_path / "cache", processes=2)
    one.wait()
    yield one
    one.stop()


def test_killed_at_random_nothing_is_lost_wrong_or_computed_for_nothing(
    server: Server, tmp_path: Path
) -> None:
    choice = random.Random(SEED)
    log = tmp_path / "runs.log"
    killed: Counter[str] = Counter()
    slowest: dict[str, float] = dict.fromkeys((one.__name__ for one in VICTIMS), 0.0)
    with Crowd(server, log, size=CROWD) as crowd:
        crowd.wait_for_work(0.0)
        while killed.total() < ROUNDS:
            victim = choice.choice(VICTIMS)
            time.sleep(choice.uniform(0.0, JOB_SECONDS))
            if (killed_at := victim(server)) is None:
                continue
            killed[victim.__name__] += 1
            # All who wait are answered before the next kill: a job that is killed twice is
            # reported and not computed, which is another promise.
            took = crowd.wait_for_work(killed_at, answers=CROWD)
            slowest[victim.__name__] = max(slowest[victim.__name__], took)
    computed = runs(log)
    asked = {name for _, name in crowd.answered}
    assert not crowd.wrong
    assert asked <= set(computed)
    # Each kill can cost each of the two running jobs one more run, and never more than that.
    assert sum(computed.values()) - len(computed) <= 2 * killed.total()
    assert not list(server.directory.glob("*.damaged-*"))
    sys.stdout.write(
        f"\nkilled {dict(killed)}; {len(asked)} answers, {sum(computed.values())} computations;"
        f" longest until work went on: { ({name: round(s, 1) for name, s in slowest.items()}) }\n"
    )
    assert max(slowest.values()) <= BACK_SECONDS


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_a_container_stopped_with_twenty_jobs_answers_all_after_its_start(
    server: Server, tmp_path: Path, sent: signal.Signals
) -> None:
    log = tmp_path / "runs.log"
    pages = [Visitor(server.url, patient=True) for _ in range(20)]
    values: list[list[Any]] = [[f"job-{at}", JOB_SECONDS, str(log)] for at in range(20)]
    handles = [page.begin("compute", value) for page, value in zip(pages, values, strict=True)]
    until(lambda: len(runs(log)) >= 3)
    server.stop(sent)
    server.start()
    answers = [
        page.fetch("compute", value, handle)
        for page, value, handle in zip(pages, values, handles, strict=True)
    ]
    assert [answer["name"] for answer in answers] == [value[0] for value in values]
    assert sum(runs(log).values()) <= 20 + 2


def test_two_servers_on_one_directory_compute_each_question_once(
    server: Server, tmp_path: Path
) -> None:
    log = tmp_path / "runs.log"
    other = Server("ours", server.directory, processes=2)
    try:
        other.wait()
        visitors = [Visitor(one.url, patient=True) for one in (server, other) for _ in range(10)]
        wrong: list[str] = []

        def visit(at: int) -> None:
            # Twenty visitors with ten questions each, in orders of their own: 200 asks of 50.
            names = [f"q{(10 * at + step) % 50}" for step in range(10)]
            random.Random(at).shuffle(names)
            for name in names:
                if visitors[at].ask("compute", name, 0.05, log)["name"] != name:
                    wrong.append(name)

        threads = [threading.Thread(target=visit, args=(at,)) for at in range(20)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    finally:
        other.stop()
    assert not wrong
    assert runs(log) == {f"q{at}": 1 for at in range(50)}


def test_the_store_overwritten_with_noise_and_removed_while_serving(
    server: Server, tmp_path: Path
) -> None:
    log = tmp_path / "runs.log"
    with Crowd(server, log, size=3) as crowd:
        crowd.wait_for_work(0.0)
        for _ in range(3):
            _overwrite(server.directory / "store", "cache.db*")
            _healthy(server, crowd)
            _overwrite(server.directory / "queue", "queue.db*")
            _healthy(server, crowd)
            _remove(server.directory / "store")
            _healthy(server, crowd)
    assert not crowd.wrong


def _overwrite(directory: Path, databases: str) -> None:
    for database in sorted(directory.glob(databases)):
        # The server may have set the damaged directory aside by now, with what is left in it.
        with contextlib.suppress(FileNotFoundError):
            database.write_bytes(os.urandom(200_000))


def _remove(directory: Path) -> None:
    gone = directory.with_name(f"removed-{random.randrange(10**9)}")
    directory.rename(gone)


def _healthy(server: Server, crowd: Crowd) -> None:
    """Until the server says that store and queue are well, and work goes on."""

    def well() -> bool:
        try:
            told = requests.get(f"{server.url}/health", timeout=10).json()
        except requests.RequestException:
            return False
        return all(told[part]["status"] == "healthy" for part in ("store", "queue"))

    until(well)
    crowd.wait_for_work(time.monotonic())
