"""Celery workers that are frozen, and Redis that goes away again and again, under jobs."""

import random
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from cache.states import Busy, State
from tests.cache.conftest import Engine
from tests.cache.sample_jobs import noted
from tests.cache.test_remote_worker import Machine, gated, machine, main_process, server
from tests.redis_server import RedisServer
from tests.waiting import until

__all__ = ["machine", "server"]

pytestmark = [pytest.mark.chaos, pytest.mark.redis]
ROUNDS = 25


def test_a_job_of_a_machine_that_stands_still_is_taken_by_another(
    machine: Machine, tmp_path: Path
) -> None:
    machines = [machine(), machine()]
    machines[0].ask("key", "wait_for", **gated(tmp_path, x=3))
    (pid,) = until(lambda: noted(tmp_path / "log"))
    runs = next(one for one in machines if one.pool.pid == psutil.Process(pid).parents()[1].pid)
    frozen = [main_process(runs), *main_process(runs).children(recursive=True)]
    for process in frozen:
        process.suspend()
    try:
        until(lambda: len(noted(tmp_path / "log")) == 2, "the other machine takes the job")
        (tmp_path / "gate").touch()
        assert machines[0].answer("key")["value"] == 3
    finally:
        for process in frozen:
            process.resume()


def test_a_celery_that_takes_no_messages_is_started_again(machine: Machine) -> None:
    one = machine()
    one.ask("before", "square", x=1)
    one.answer("before")
    # A message that is never acknowledged fills what Celery takes at once.
    main_process(one).children()[0].suspend()
    for at in (2, 3):
        one.ask(f"key-{at}", "square", x=at)
    assert [one.answer(f"key-{at}")["value"] for at in (2, 3)] == [4, 9]


def test_redis_goes_away_again_and_again_and_no_question_is_lost(
    machine: Machine, server: RedisServer
) -> None:
    one, chance = machine(), random.Random(1)
    for at in range(1, ROUNDS + 1):
        going = chance.choice(["stop", "stand still", "forget", "hang up"])
        if going == "stop":
            server.stop()
            time.sleep(chance.random())
            server.start()
        elif going == "stand still":
            server.stand_still()
            time.sleep(2 * chance.random())
            server.go_on()
        elif going == "forget":
            server.client.flushall()
        else:
            server.client.client_kill_filter(_type="normal")
        assert until(partial(answered, one, at), f"round {at}, {going}") == at * at


def answered(one: Engine, at: int) -> int | None:
    """The answer, asked as a page does: what is not known any more is asked again."""
    try:
        look = one.queue.look(f"key-{at}")
        if look is None:
            one.ask(f"key-{at}", "square", x=at)
    except Busy:
        return None
    return int(one.answer(f"key-{at}")["value"]) if look and look.state is State.DONE else None
