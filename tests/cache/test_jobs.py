"""The queue as askers see it: one job a key, tickets, bounds, places in line."""

import json

import pytest

from cache.engine import Jobs, Turns
from cache.jobs import remaining
from cache.states import Busy, Outcome, Priority, State
from cache.turns import (
    KEPT_SECONDS,
    LEASE_SECONDS,
    MOST_LOSSES,
    TICKET_SECONDS,
    Job,
)
from tests.cache.asking import ARGS, NAME, ask, state
from tests.cache.places import Place


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(place: Place, clock: Clock) -> Jobs:
    return place.jobs(clock, length=5, jobs_per_visitor=2)


@pytest.fixture
def turns(place: Place, clock: Clock) -> Turns:
    return place.turns("pool", clock)


def claimed(turns: Turns) -> Job:
    job = turns.claim()
    assert job is not None
    return job


def test_the_same_question_is_one_job_with_a_ticket_for_each_asker(
    queue: Jobs, turns: Turns
) -> None:
    tickets = {ask(queue, "key", f"visitor-{at}") for at in range(16)}
    assert len(tickets) == 16
    assert claimed(turns).key == "key"
    assert turns.claim() is None


def test_a_job_carries_a_name_and_json_and_nothing_else(queue: Jobs, turns: Turns) -> None:
    ask(queue, "key")
    job = claimed(turns)
    assert (job.name, json.loads(job.args)) == (NAME, ARGS)
    with pytest.raises(TypeError):
        queue.ask("other", NAME, {"code": print})
    with pytest.raises(ValueError, match="letters"):
        queue.ask("other", NAME, {"text": "x" * 200_000})


def test_jobs_are_served_in_the_order_in_which_they_were_asked(queue: Jobs, turns: Turns) -> None:
    for key in "cab":
        ask(queue, key)
    assert [queue.look(key).position for key in "cab"] == [1, 2, 3]  # type: ignore[union-attr]
    assert [claimed(turns).key for _ in range(3)] == ["c", "a", "b"]
    assert queue.look("c").position == 0  # type: ignore[union-attr]


def test_visitors_come_before_idle_work_and_can_take_it_over(queue: Jobs, turns: Turns) -> None:
    ask(queue, "idle-1", priority=Priority.IDLE)
    ask(queue, "idle-2", priority=Priority.IDLE)
    ask(queue, "visitor")
    ask(queue, "idle-2")
    assert [claimed(turns).key for _ in range(3)] == ["idle-2", "visitor", "idle-1"]


def test_only_the_last_ticket_takes_the_job_with_it(queue: Jobs, turns: Turns) -> None:
    one, other = ask(queue, "key", "a"), ask(queue, "key", "b")
    lease = claimed(turns).lease
    assert not queue.withdraw(one)
    assert lease in turns.held()
    assert queue.withdraw(other)
    assert lease not in turns.held()
    assert queue.look("key") is None
    assert queue.counters()["jobs", "label", Outcome.WITHDRAWN] == 1


def test_a_ticket_that_is_not_there_withdraws_nothing(queue: Jobs) -> None:
    ticket = ask(queue, "key")
    assert not queue.withdraw("forged")
    assert queue.holds("forged") is None
    assert queue.holds(ticket) == "key"


def test_a_ticket_given_back_twice_is_given_back_once(queue: Jobs) -> None:
    one, _ = ask(queue, "key", "a"), ask(queue, "key", "b")
    queue.withdraw(one)
    assert not queue.withdraw(one)
    assert state(queue, "key") is State.QUEUED


def test_a_full_queue_says_when_to_come_again_and_loses_nothing(queue: Jobs) -> None:
    for at in range(5):
        ask(queue, f"key-{at}")
    with pytest.raises(Busy) as busy:
        ask(queue, "one-more")
    assert busy.value.retry_seconds >= 1
    ask(queue, "key-3", "joins what is queued")
    ask(queue, "idle", priority=Priority.IDLE)
    assert queue.by_state()["queued"] == 6


def test_a_visitor_has_a_share_of_the_queue(queue: Jobs, turns: Turns) -> None:
    ask(queue, "a", "visitor")
    ask(queue, "b", "visitor")
    with pytest.raises(Busy):
        ask(queue, "c", "visitor")
    ask(queue, "a", "visitor")
    ask(queue, "c", "another")
    turns.finish(claimed(turns), 1.0)
    ask(queue, "d", "visitor")


def test_a_failure_is_told_and_asked_again_computed_again(queue: Jobs, turns: Turns) -> None:
    ticket = ask(queue, "key")
    turns.fail(claimed(turns), Outcome.FAILED, "beef1234")
    look = queue.look("key")
    assert look is not None
    assert (look.state, look.reference) == (State.FAILED, "beef1234")
    assert queue.holds(ticket) == "key"
    ask(queue, "key")
    assert state(queue, "key") is State.QUEUED
    assert queue.look("key").reference == ""  # type: ignore[union-attr]


def test_a_crash_is_tried_once_more_and_then_told(queue: Jobs, turns: Turns) -> None:
    ask(queue, "key")
    assert turns.crash(claimed(turns), "first")
    assert state(queue, "key") is State.QUEUED
    assert not turns.crash(claimed(turns), "second")
    assert queue.look("key").reference == "second"  # type: ignore[union-attr]


def test_a_job_handed_back_keeps_its_place_and_its_tries(queue: Jobs, turns: Turns) -> None:
    ask(queue, "first")
    ask(queue, "second")
    for _ in range(10):
        job = claimed(turns)
        assert job.key == "first"
        turns.release(job)


def test_a_lease_that_runs_out_gives_the_job_to_another(
    queue: Jobs, turns: Turns, clock: Clock, place: Place
) -> None:
    ask(queue, "key")
    lost = claimed(turns)
    other = place.turns("other pool", clock)
    clock.now += LEASE_SECONDS - 0.1
    other.reclaim()
    assert other.claim() is None
    turns.beat([lost.lease])
    clock.now += LEASE_SECONDS - 0.1
    other.reclaim()
    assert other.claim() is None
    clock.now += 0.2
    other.reclaim()
    taken = claimed(other)
    assert taken.key == "key"
    # What the first runner still brings is not counted, and ends nothing.
    turns.finish(lost, 1.0)
    turns.fail(lost, Outcome.FAILED, "late")
    turns.release(lost)
    assert state(queue, "key") is State.RUNNING
    assert taken.lease in other.held()


def test_a_runner_started_again_takes_its_predecessors_jobs_at_once(
    queue: Jobs, turns: Turns, place: Place, clock: Clock
) -> None:
    ask(queue, "key")
    claimed(turns)
    place.turns("pool", clock).reclaim(own=True)
    assert state(queue, "key") is State.QUEUED


def test_a_machine_started_again_has_another_clock_and_loses_no_job(
    queue: Jobs, turns: Turns, clock: Clock
) -> None:
    ticket = ask(queue, "key")
    claimed(turns)
    clock.now = 3.0
    turns.reclaim()
    assert state(queue, "key") is State.QUEUED
    turns.sweep()
    assert queue.holds(ticket) == "key"


def test_a_job_that_kills_its_runners_is_given_up(queue: Jobs, turns: Turns) -> None:
    ask(queue, "key")
    for _ in range(MOST_LOSSES):
        claimed(turns)
        turns.reclaim(own=True)
    assert state(queue, "key") is State.FAILED
    assert queue.look("key").reference  # type: ignore[union-attr]


def test_pages_that_no_longer_poll_lose_their_tickets(
    queue: Jobs, turns: Turns, clock: Clock
) -> None:
    gone, polls = ask(queue, "gone"), ask(queue, "polled")
    idle = ask(queue, "idle", priority=Priority.IDLE)
    for _ in range(3):
        clock.now += TICKET_SECONDS / 2
        assert queue.holds(polls) == "polled"
        turns.sweep()
    assert queue.holds(gone) is None
    assert state(queue, "gone") is None
    assert state(queue, "polled") is State.QUEUED
    assert state(queue, "idle") is State.QUEUED
    assert idle == ""


def test_ended_jobs_are_remembered_for_a_while(queue: Jobs, turns: Turns, clock: Clock) -> None:
    ticket = ask(queue, "key")
    turns.fail(claimed(turns), Outcome.FAILED, "beef1234")
    clock.now += KEPT_SECONDS / 2
    turns.sweep()
    assert state(queue, "key") is State.FAILED
    clock.now += KEPT_SECONDS
    turns.sweep()
    assert state(queue, "key") is None
    assert queue.holds(ticket) is None


def test_an_answer_that_is_gone_is_computed_again_for_those_who_wait(
    queue: Jobs, turns: Turns
) -> None:
    ask(queue, "key")
    turns.finish(claimed(turns), 1.0)
    assert state(queue, "key") is State.DONE
    queue.again("key")
    assert claimed(turns).key == "key"


def test_progress_tells_fraction_phrase_and_time_left(
    queue: Jobs, turns: Turns, clock: Clock
) -> None:
    for seconds in (9.0, 10.0, 30.0):
        ask(queue, "past")
        turns.finish(claimed(turns), seconds)
    ask(queue, "key")
    ask(queue, "next")
    job = claimed(turns)
    clock.now += 4
    running, queued = queue.look("key"), queue.look("next")
    assert running is not None
    assert running.seconds_left == 6
    assert queued is not None
    assert queued.seconds_left == 6 + 10
    turns.advance(job, 0.5, "half", '{"fraction": 0.5}')
    look = queue.look("key")
    assert look is not None
    assert (look.fraction, look.phrase, look.serial) == (0.5, "half", 1)
    assert look.seconds_left == 5  # half of what runs say, 6, and half of its own pace, 4


@pytest.mark.parametrize(
    ("expected", "elapsed", "fraction", "left"),
    [(10, 4, 0, 6), (10, 20, 0, 0), (10, 4, 1, 0), (10, 5, 0.5, 5)],
)
def test_time_left(expected: float, elapsed: float, fraction: float, left: float) -> None:
    assert remaining(expected, elapsed, fraction) == left


def test_counts_what_was_computed_and_how_jobs_ended(queue: Jobs, turns: Turns) -> None:
    ask(queue, "a")
    turns.finish(claimed(turns), 1.0)
    ask(queue, "b")
    turns.finish(claimed(turns), 0.0, computed=False)
    queue.count("answers", "trends", "stored")
    queue.count("answers", "trends", "stored")
    assert queue.counters() == {
        ("computations", "label", ""): 1,
        ("jobs", "label", "computed"): 1,
        ("answers", "trends", "stored"): 2,
    }


def test_says_whether_a_runner_is_there(queue: Jobs, turns: Turns, clock: Clock) -> None:
    assert queue.state()["status"] == "degraded"
    turns.beat([])
    assert queue.state() == {
        "status": "healthy", "detail": None, "queued": 0, "running": 0, "runners": 1,
    }  # fmt: skip
    clock.now += LEASE_SECONDS + 1
    assert queue.state()["detail"] == "no job process is running"
