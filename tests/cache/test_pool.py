"""Job processes: what they may take, how each way of ending comes out, who starts them again."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from cache.jobs import Queue
from cache.states import Outcome, Priority, State
from tests.cache.conftest import JOBS, Engine
from tests.cache.sample_jobs import noted
from tests.waiting import until

Make = Callable[..., Engine]


def runner(engine: Engine) -> psutil.Process:
    """The runner, once it works."""
    until(lambda: engine.pool.pid and engine.queue.state().get("runners"), "a runner works")
    return psutil.Process(engine.pool.pid)


def test_a_job_is_answered_and_the_answer_kept(engine: Make) -> None:
    one = engine()
    one.ask("key", "square", x=3)
    assert one.answer("key")["value"] == 9
    assert one.queue.counters()["computations", "square", ""] == 1


def test_a_job_runs_apart_nice_single_threaded_and_without_dash(engine: Make) -> None:
    one = engine()
    nice = min(19, os.nice(0) + 10)
    one.ask("key", "limits")
    assert one.answer("key") == {
        "nice": nice, "threads": "1", "dash": False, "stdin": "", "session": True,
    }  # fmt: skip


def test_what_the_runner_prepared_is_there_in_every_job(engine: Make) -> None:
    one = engine(prepare=f"{JOBS}prepare", prepare_args={"word": "ready"})
    one.ask("key", "prepared")
    assert one.answer("key")["word"] == "ready"


def test_a_job_calls_nothing_but_what_the_plan_names(engine: Make, tmp_path: Path) -> None:
    one = engine(functions=(f"{JOBS}square",))
    # Progress is a function, too: so this would run a text of whoever writes to the queue.
    code = f"open({str(tmp_path / 'ran')!r}, 'w')"
    one.queue.ask("forged", "timeit:timeit", {"setup": code, "number": 1})
    assert one.end("forged").state is State.FAILED
    assert not (tmp_path / "ran").exists()
    one.ask("key", "square", x=3)
    assert one.answer("key")["value"] == 9


def test_a_runner_that_cannot_be_prepared_runs_jobs_all_the_same(engine: Make) -> None:
    one = engine(prepare="tests.cache.no_such_module:prepare")
    one.ask("key", "square", x=2)
    assert one.answer("key")["value"] == 4


def test_the_same_question_of_many_is_computed_once(engine: Make, tmp_path: Path) -> None:
    log = tmp_path / "log"
    one = engine(start=False)
    for _ in range(16):
        one.ask("key", "square", x=3, log=str(log))
    one.pool.start()
    assert one.answer("key")["value"] == 9
    assert len(noted(log)) == 1


def test_what_came_into_the_store_meanwhile_is_not_computed(engine: Make, tmp_path: Path) -> None:
    one = engine(start=False)
    one.store.put("key", b"there already")
    one.ask("key", "square", x=3, log=str(tmp_path / "log"))
    one.pool.start()
    assert one.end("key").state is State.DONE
    assert not noted(tmp_path / "log")
    assert one.store.get("key") == b"there already"


@pytest.mark.parametrize(
    ("job", "outcome"),
    [
        ("fail", Outcome.FAILED),
        ("unstorable", Outcome.FAILED),
        ("not_a_mapping", Outcome.FAILED),
        ("no_such_function", Outcome.FAILED),
        ("scribble", Outcome.CRASHED),
        ("allocate", Outcome.TOO_BIG),
        ("fork_bomb", Outcome.TOO_BIG),
        ("never", Outcome.TOO_SLOW),
        ("close_all", Outcome.TOO_SLOW),
    ],
)
def test_each_way_of_going_wrong_has_its_outcome_and_disturbs_nobody(
    engine: Make, job: str, outcome: Outcome
) -> None:
    one = engine(job_mb=300, job_seconds=2.0)
    one.ask("bad", job)
    one.ask("good", "square", x=5)
    look = one.end("bad")
    assert look.state is State.FAILED
    assert len(look.reference) == 8
    assert one.store.get("bad") is None
    assert one.answer("good")["value"] == 25
    assert one.queue.counters()["jobs", job, outcome] >= 1
    one.pool.stop()


def test_a_job_whose_question_is_outdated_is_no_failure_and_can_be_asked_anew(
    engine: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    one = engine()
    one.ask("key", "outdated")
    look = one.end("key")
    assert (look.state, len(look.reference)) == (State.OUTDATED, 8)
    assert one.queue.counters()["jobs", "outdated", Outcome.OUTDATED] == 1
    one.ask("key", "square", x=2)
    assert one.answer("key")["value"] == 4
    one.pool.stop()
    logged = capfd.readouterr().err
    assert logged.count(look.reference) == 1
    assert "Traceback" not in logged


def test_a_result_that_is_longer_than_any_may_be_is_a_failure(engine: Make) -> None:
    one = engine()
    one.ask("bad", "too_long_a_result")
    assert one.end("bad").state is State.FAILED
    one.ask("good", "square", x=5)
    assert one.answer("good")["value"] == 25
    assert one.store.get("bad") is None


def test_the_traceback_of_a_bug_is_logged_once_under_its_reference(
    engine: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    one = engine()
    one.ask("key", "fail")
    reference = one.end("key").reference
    one.pool.stop()
    logged = capfd.readouterr().err
    assert logged.count(reference) == 1
    assert logged.count("ValueError: a bug of the job") == 1


def test_a_job_that_ends_its_process_is_tried_once_more(engine: Make, tmp_path: Path) -> None:
    one = engine()
    one.ask("twice", "exit_at_once", log=str(tmp_path / "twice"))
    one.ask("once", "crash_once", log=str(tmp_path / "once"))
    assert one.end("twice").state is State.FAILED
    assert len(noted(tmp_path / "twice")) == 2
    assert one.answer("once")["value"] == "second try"
    assert len(noted(tmp_path / "once")) == 2


def test_after_a_failure_the_question_is_computed_again(engine: Make, tmp_path: Path) -> None:
    one = engine()
    for tries in (1, 2):
        one.ask("key", "fail", log=str(tmp_path / "log"))
        assert one.end("key").state is State.FAILED
        assert len(noted(tmp_path / "log")) == tries


def test_what_a_job_prints_is_read_and_dropped(engine: Make) -> None:
    one = engine(job_mb=200)
    one.ask("key", "print_much", megabytes=1024)
    assert one.answer("key")["value"] == 1024
    assert runner(one).memory_info().rss < 150 * 1024 * 1024


def test_a_job_that_talks_without_end_is_heard_at_most_five_times_a_second(engine: Make) -> None:
    one = engine()
    one.ask("key", "chatter", words=20_000)
    look = one.end("key")
    queue = one.queue
    assert isinstance(queue, Queue)
    (seconds,) = queue.ledger.read(
        lambda db: db.execute("SELECT max(seconds) FROM runs").fetchone()
    )
    assert look.serial <= 5 * seconds + 1


def test_progress_is_told_while_the_job_runs(engine: Make, tmp_path: Path) -> None:
    one = engine()
    one.ask("key", "wait_for", gate=str(tmp_path / "gate"))
    look = until(lambda: (found := one.queue.look("key")) and found.phrase and found)
    assert (look.state, look.fraction, look.phrase) == (State.RUNNING, 0.25, "waiting")
    (tmp_path / "gate").touch()
    one.answer("key")


def test_whoever_a_job_leaves_behind_is_ended_with_it(engine: Make, tmp_path: Path) -> None:
    one = engine()
    one.ask("key", "fork", log=str(tmp_path / "log"))
    grandchild = one.answer("key")["value"]
    until(lambda: not psutil.pid_exists(grandchild), "the grandchild is ended")


def test_a_withdrawn_job_is_stopped_and_the_next_one_begins(engine: Make, tmp_path: Path) -> None:
    one = engine()
    ticket = one.ask("key", "never", log=str(tmp_path / "log"))
    (pid,) = until(lambda: noted(tmp_path / "log"))
    one.queue.withdraw(ticket)
    one.ask("next", "square", x=2)
    assert one.answer("next")["value"] == 4
    until(lambda: not psutil.pid_exists(pid), "the job's process is ended")


def test_a_job_that_others_wait_for_goes_on(engine: Make, tmp_path: Path) -> None:
    one = engine()
    leaves = one.ask("key", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"), x=7)
    one.ask("key", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"), x=7)
    until(lambda: noted(tmp_path / "log"))
    one.queue.withdraw(leaves)
    (tmp_path / "gate").touch()
    assert one.answer("key")["value"] == 7
    assert len(noted(tmp_path / "log")) == 1


def test_no_more_jobs_run_at_once_than_may(engine: Make, tmp_path: Path) -> None:
    one = engine(processes=2)
    for at in range(4):
        one.ask(f"key-{at}", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"))
    until(lambda: len(noted(tmp_path / "log")) == 2)
    states = one.queue.by_state()
    assert (states["queued"], states["running"]) == (2, 2)
    (tmp_path / "gate").touch()
    for at in range(4):
        one.answer(f"key-{at}")


def test_idle_work_yields_to_a_visitor_and_is_done_afterwards(engine: Make, tmp_path: Path) -> None:
    one = engine()
    args = {"gate": str(tmp_path / "gate"), "log": str(tmp_path / "log"), "x": 1}
    one.queue.ask("idle", f"{JOBS}wait_for", args, priority=Priority.IDLE, label="idle")
    until(lambda: noted(tmp_path / "log"))
    one.ask("visitor", "square", x=6)
    assert one.answer("visitor")["value"] == 36
    (tmp_path / "gate").touch()
    assert one.answer("idle")["value"] == 1
    assert one.queue.counters()["jobs", "idle", Outcome.HANDED_BACK] >= 1
    assert ("jobs", "idle", Outcome.CRASHED) not in one.queue.counters()


def test_questions_are_computed_ahead_while_nobody_waits(engine: Make) -> None:
    one = engine(ahead=f"{JOBS}ahead")
    until(lambda: all(one.store.get(f"ahead-{x}") for x in range(3)), "all are computed")
    assert one.answer("ahead-2")["value"] == 4


def test_a_killed_runner_is_replaced_and_its_job_finished(engine: Make, tmp_path: Path) -> None:
    one = engine()
    one.ask("key", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"), x=3)
    (pid,) = until(lambda: noted(tmp_path / "log"))
    runner(one).kill()
    until(lambda: len(noted(tmp_path / "log")) == 2, "the job runs again")
    until(lambda: not psutil.pid_exists(pid), "the first run is ended")
    (tmp_path / "gate").touch()
    assert one.answer("key")["value"] == 3


def test_a_pool_that_is_stopped_hands_its_jobs_back_at_once(engine: Make, tmp_path: Path) -> None:
    one = engine()
    for at in range(3):
        one.ask(f"key-{at}", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"))
    until(lambda: noted(tmp_path / "log"))
    one.pool.stop()
    assert one.queue.by_state()["queued"] == 3
    assert one.queue.state()["status"] == "degraded"
    (tmp_path / "gate").touch()
    other = engine()
    for at in range(3):
        other.answer(f"key-{at}")
    assert ("jobs", "wait_for", Outcome.CRASHED) not in other.queue.counters()


def test_two_pools_on_one_directory_compute_each_question_once(
    engine: Make, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    one, other = engine(processes=2), engine(processes=2)
    for at in range(80):
        (one, other)[at % 2].ask(f"key-{at % 20}", "square", x=at % 20, log=str(log))
    for at in range(20):
        assert one.answer(f"key-{at}")["value"] == at * at
    assert len(noted(log)) == 20


def stopped_between_transactions(runner: psutil.Process, database: Path) -> bool:
    """Stop it; if that was within a transaction, whose lock stops everybody, let it go on."""
    runner.suspend()
    until(lambda: runner.status() == psutil.STATUS_STOPPED)
    with closing(sqlite3.connect(database, timeout=0)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            runner.resume()
            return False
    return True


def test_a_job_of_a_pool_that_vanished_is_taken_by_another(engine: Make, tmp_path: Path) -> None:
    one = engine()
    one.ask("key", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"), x=3)
    until(lambda: noted(tmp_path / "log"))
    # A stopped process neither hands its jobs back nor keeps its lease.
    frozen = runner(one)
    try:
        until(lambda: stopped_between_transactions(frozen, tmp_path / "cache/queue/queue.db"))
        engine()
        until(lambda: len(noted(tmp_path / "log")) == 2, "another runner takes the job")
        (tmp_path / "gate").touch()
        assert one.answer("key")["value"] == 3
    finally:
        frozen.resume()


def test_the_runner_leaves_when_the_process_that_started_it_dies(tmp_path: Path) -> None:
    pid = os.fork()
    if pid == 0:
        engine = Engine(tmp_path)
        engine.pool.start()
        while not engine.queue.state().get("runners"):
            pass
        (tmp_path / "draft").write_text(str(engine.pool.pid))
        (tmp_path / "draft").rename(tmp_path / "pid")
        signal.pause()
    until((tmp_path / "pid").exists)
    started = psutil.Process(int((tmp_path / "pid").read_text()))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    until(lambda: not started.is_running() or started.status() == "zombie", "the runner leaves")
    assert Queue(tmp_path).by_state()["running"] == 0


def test_an_answer_waits_while_the_disk_takes_nothing(engine: Make, tmp_path: Path) -> None:
    one = engine()
    one.ask("before", "square", x=1)
    one.answer("before")
    one.ask("key", "wait_for", gate=str(tmp_path / "gate"), log=str(tmp_path / "log"), x=3)
    until(lambda: noted(tmp_path / "log"))
    store = tmp_path / "cache" / "store"
    store.rename(tmp_path / "away")
    store.write_text("a file where the directory should be")
    (tmp_path / "gate").touch()
    until(lambda: one.store.state()["status"] == "degraded")
    assert one.queue.look("key").state is State.RUNNING  # type: ignore[union-attr]
    store.unlink()
    assert one.answer("key")["value"] == 3
    assert len(noted(tmp_path / "log")) == 1
    assert one.store.state()["status"] == "healthy"
