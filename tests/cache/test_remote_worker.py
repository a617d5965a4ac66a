"""Celery workers at the common queue: what they promise is what job processes of one machine do."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from cache.plan import Plan
from cache.pool import Pool
from cache.remote.bell import TURN, celery
from cache.states import Outcome, Priority
from tests.cache.conftest import JOBS, Engine
from tests.cache.sample_jobs import noted
from tests.cache.test_pool import (
    test_a_job_is_answered_and_the_answer_kept,
    test_a_job_runs_apart_nice_single_threaded_and_without_dash,
    test_a_job_that_ends_its_process_is_tried_once_more,
    test_a_job_that_others_wait_for_goes_on,
    test_a_result_that_is_longer_than_any_may_be_is_a_failure,
    test_a_withdrawn_job_is_stopped_and_the_next_one_begins,
    test_after_a_failure_the_question_is_computed_again,
    test_each_way_of_going_wrong_has_its_outcome_and_disturbs_nobody,
    test_progress_is_told_while_the_job_runs,
    test_the_same_question_of_many_is_computed_once,
    test_what_came_into_the_store_meanwhile_is_not_computed,
    test_what_the_runner_prepared_is_there_in_every_job,
    test_whoever_a_job_leaves_behind_is_ended_with_it,
)
from tests.redis_server import RedisServer
from tests.waiting import until

__all__ = [
    "test_a_job_is_answered_and_the_answer_kept",
    "test_a_job_runs_apart_nice_single_threaded_and_without_dash",
    "test_a_job_that_ends_its_process_is_tried_once_more",
    "test_a_job_that_others_wait_for_goes_on",
    "test_a_result_that_is_longer_than_any_may_be_is_a_failure",
    "test_a_withdrawn_job_is_stopped_and_the_next_one_begins",
    "test_after_a_failure_the_question_is_computed_again",
    "test_each_way_of_going_wrong_has_its_outcome_and_disturbs_nobody",
    "test_progress_is_told_while_the_job_runs",
    "test_the_same_question_of_many_is_computed_once",
    "test_what_came_into_the_store_meanwhile_is_not_computed",
    "test_what_the_runner_prepared_is_there_in_every_job",
    "test_whoever_a_job_leaves_behind_is_ended_with_it",
]
"""Tests of the pool that are run once more, here with the `engine` of this module."""

pytestmark = pytest.mark.redis
PLAN = {
    "job_mb": 300, "job_seconds": 3.0, "prepare": f"{JOBS}prepare",
    "prepare_args": {"word": "ready"},
}  # fmt: skip


class Kept(Pool):
    """The pool of a worker that serves all tests: it works already, and goes on."""

    def start(self) -> None:
        """It works already."""

    def stop(self) -> None:
        """Others need it."""


@pytest.fixture(scope="module")
def worker(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One Celery worker for the tests that leave it as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDIS_URL", redis_server.url)
        one = Engine(tmp_path_factory.mktemp("worker"), redis_server.url, **PLAN)
        one.pool.start()
        until(lambda: one.queue.state().get("runners"), "the worker works")
        yield one
        one.pool.stop()


@pytest.fixture
def engine(worker: Engine, redis: RedisServer) -> Callable[..., Engine]:
    """The engine in an empty Redis, served by the module's worker whatever plan is asked for."""

    def make(start: bool = True, **plan: Any) -> Engine:
        one = Engine(worker.directory, redis.url)
        one.pool = Kept(Plan(worker.directory))
        return one

    return make


Machine = Callable[..., Engine]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server that the test may stop."""
    one = RedisServer(tmp_path)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def machine(
    server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """Makes machines with a Celery worker of their own, all on one Redis."""
    monkeypatch.setenv("REDIS_URL", server.url)
    made: list[Engine] = []

    def make(**plan: Any) -> Engine:
        made.append(Engine(tmp_path / f"machine-{len(made)}", server.url, **plan))
        made[-1].pool.start()
        until(lambda: made[0].queue.state().get("runners") == len(made), "all workers work")
        return made[-1]

    yield make
    for one in made:
        one.pool.stop()


def main_process(one: Engine) -> psutil.Process:
    """Celery's main process."""
    assert one.pool.pid is not None
    return psutil.Process(one.pool.pid)


def gated(tmp_path: Path, x: int = 0) -> dict[str, Any]:
    """What a job is told that waits for a gate and writes down that it runs."""
    return {"gate": str(tmp_path / "gate"), "log": str(tmp_path / "log"), "x": x}


def test_a_message_that_was_lost_loses_no_job(
    engine: Machine, redis: RedisServer, tmp_path: Path
) -> None:
    one = engine()
    one.ask("key", "wait_for", **gated(tmp_path))
    until(lambda: noted(tmp_path / "log"))
    one.ask("next", "square", x=5)
    assert redis.client.delete("dashboard:celery:turns") == 1
    (tmp_path / "gate").touch()
    assert one.answer("next")["value"] == 25


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._folder),)


def test_a_pickle_among_the_messages_is_not_run_and_holds_nobody_up(
    engine: Machine, redis: RedisServer, tmp_path: Path
) -> None:
    one = engine()
    trap = Trap(tmp_path / "run")
    celery(redis.url, 10).send_task(TURN, args=(trap,), serializer="pickle")
    one.ask("key", "square", x=5)
    assert one.answer("key")["value"] == 25
    until(lambda: not redis.client.hlen("dashboard:celery:unacked"), "all messages are done with")
    assert not (tmp_path / "run").exists()


def test_killed_workers_lose_no_job(machine: Machine, tmp_path: Path) -> None:
    one = machine(processes=2)
    one.ask("key", "wait_for", **gated(tmp_path, x=3))
    one.ask("other", "wait_for", **gated(tmp_path, x=4))
    first = until(lambda: len(noted(tmp_path / "log")) == 2 and noted(tmp_path / "log"))
    # A process of Celery's pool; the job is its child and goes with it.
    psutil.Process(first[0]).parent().kill()  # type: ignore[union-attr]
    until(lambda: len(noted(tmp_path / "log")) == 3, "the job runs again")
    until(lambda: not psutil.pid_exists(first[0]), "the first run is ended")
    main_process(one).kill()
    until(lambda: len(noted(tmp_path / "log")) == 5, "both jobs run again")
    (tmp_path / "gate").touch()
    assert [one.answer(key)["value"] for key in ("key", "other")] == [3, 4]


def test_machines_share_questions_and_one_that_stops_hands_its_job_over(
    machine: Machine, tmp_path: Path
) -> None:
    log = tmp_path / "log-of-squares"
    one, other = machine(), machine()
    for at in range(40):
        (one, other)[at % 2].ask(f"key-{at % 10}", "square", x=at % 10, log=str(log))
    for at in range(10):
        assert one.answer(f"key-{at}")["value"] == at * at
    assert len(noted(log)) == 10
    one.ask("key", "wait_for", **gated(tmp_path, x=3))
    (pid,) = until(lambda: noted(tmp_path / "log"))
    runs = {psutil.Process(pid).parents()[1].pid: one for one in (one, other)}
    stopped = one if one.pool.pid in runs else other
    stopped.pool.stop()
    until(lambda: len(noted(tmp_path / "log")) == 2, "the other machine runs the job")
    assert one.queue.counters()["jobs", "wait_for", Outcome.HANDED_BACK] == 1
    (tmp_path / "gate").touch()
    assert one.answer("key")["value"] == 3
    assert ("jobs", "wait_for", Outcome.CRASHED) not in one.queue.counters()


def test_redis_may_be_stopped_under_a_job_and_started_again(
    machine: Machine, server: RedisServer, tmp_path: Path
) -> None:
    one = machine()
    ticket = one.ask("key", "wait_for", **gated(tmp_path, x=3))
    until(lambda: noted(tmp_path / "log"))
    server.stop()
    (tmp_path / "gate").touch()
    assert one.queue.state()["status"] == one.store.state()["status"] == "degraded"
    server.start()
    until(lambda: one.store.get("key"), "the answer waited for Redis")
    assert one.answer("key")["value"] == 3
    assert one.queue.holds(ticket) == "key"
    assert len(noted(tmp_path / "log")) == 1
    until(lambda: one.queue.state()["status"] == "healthy", "the worker is heard of again")
    one.ask("next", "square", x=5)
    assert one.answer("next")["value"] == 25


def test_idle_hours_are_used_by_one_machine_and_end_when_somebody_asks(
    machine: Machine, tmp_path: Path
) -> None:
    one = machine(ahead=f"{JOBS}ahead")
    until(lambda: all(one.store.get(f"ahead-{x}") for x in range(3)), "all are computed")
    one.queue.ask(
        "idle", f"{JOBS}wait_for", gated(tmp_path, x=1), priority=Priority.IDLE, label="idle"
    )
    until(lambda: noted(tmp_path / "log"))
    one.ask("visitor", "square", x=6)
    assert one.answer("visitor")["value"] == 36
    (tmp_path / "gate").touch()
    assert one.answer("idle")["value"] == 1
    assert one.queue.counters()["jobs", "idle", Outcome.HANDED_BACK] >= 1
