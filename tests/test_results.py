"""Results: a question's key, answers kept and given back, jobs asked for, nothing lost or mixed."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cache.codec import decode, encode
from cache.jobs import Queue
from cache.states import Busy, Outcome
from cache.store import Store
from cache.turns import Turns
from dashboard_app.analyses import BY_ID
from dashboard_app.analysis import Analysis, CannotAnalyse, Cost, Family, Progress, silent
from dashboard_app.data.panel import Panel
from dashboard_app.params import BadParam, Params, choice, integer, tool
from dashboard_app.results import (
    Answer,
    Failed,
    Results,
    UnknownAnalysis,
    Waiting,
    ask_of,
    compute,
    unpack,
)

PANEL = Panel("fingerprint-1", False, ("Benchmarking", "Calidad Total"), {})


@dataclass(frozen=True)
class Doubled:
    """The result of a question made for these tests."""

    value: int
    name: str
    column__month: Any
    column__text: Any
    notes: tuple[str, ...]


CALLS: list[str] = []


def double(panel: Panel, params: Params, progress: Progress) -> Doubled:
    CALLS.append(panel.fingerprint)
    if params["way"] == "refuse":
        have: Any = np.int64(5)  # as a computation with arrays gives it
        raise CannotAnalyse("too_short", have=have, need=8)
    if params["way"] == "fail":
        raise ZeroDivisionError("a bug")
    return Doubled(
        2 * int(str(params["x"])),
        str(params["tool"]),
        np.array(["2004-01", "2004-02"], dtype="datetime64[M]"),
        np.array(["á", "b"]),
        ("one", "two"),
    )


def analysis(name: str, cost: Cost) -> Analysis[Any]:
    params = (tool(), integer("x", 3, 0, 100), choice("way", "answer", "refuse", "fail"))
    return Analysis(
        name, Family.TRENDS, cost, 1, params, Doubled, double, None, None, Path()  # type: ignore[arg-type]
    )  # fmt: skip


class Data:
    """The current data, which a test replaces; `coming` are seen once they are looked at."""

    def __init__(self) -> None:
        self.now = PANEL
        self.coming: Panel | None = None

    def panel(self) -> Panel:
        return self.now

    def state(self) -> None:
        self.now, self.coming = self.coming or self.now, None


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    CALLS.clear()
    few = replace(analysis("of_few_tools", Cost.QUICK), quick_tools=len(PANEL.tools))
    monkeypatch.setitem(BY_ID, few.id, few)
    for name, cost in (("quick_one", Cost.QUICK), ("long_one", Cost.LONG)):
        monkeypatch.setitem(BY_ID, name, analysis(name, cost))


@pytest.fixture
def data() -> Data:
    return Data()


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "cache", length=3, jobs_per_visitor=2)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache", 16)


@pytest.fixture
def results(data: Data, store: Store, queue: Queue) -> Results:
    return Results(data, store, queue)


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(tmp_path / "cache", "pool")


def run(turns: Turns, store: Store) -> None:
    """What a job process does with the next job."""
    job = turns.claim()
    assert job is not None
    told = json.loads(job.args)["question"]
    store.put(job.key, encode(compute(ask_of(PANEL, told["analysis"], told["params"]), silent)))
    turns.finish(job, 1.0)


def test_the_key_names_all_that_the_answer_depends_on(
    results: Results, data: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {results.question("quick_one", {}).key}
    keys.add(results.question("long_one", {}).key)
    keys.add(results.question("quick_one", {"x": ["4"]}).key)
    keys.add(results.question("quick_one", {"tool": ["Calidad Total"]}).key)
    data.now = replace(PANEL, fingerprint="fingerprint-2")
    keys.add(results.question("quick_one", {}).key)
    data.now = PANEL
    monkeypatch.setitem(BY_ID, "quick_one", replace(BY_ID["quick_one"], version=2))
    keys.add(results.question("quick_one", {}).key)
    assert len(keys) == 6


def test_a_default_and_its_value_are_the_same_question(results: Results) -> None:
    said = {"x": ["3"], "tool": ["Benchmarking"], "way": ["answer"]}
    assert results.question("quick_one", said).key == results.question("quick_one", {}).key


def test_what_nobody_may_ask_is_told_apart(results: Results) -> None:
    with pytest.raises(UnknownAnalysis):
        results.question("no_such", {})
    with pytest.raises(BadParam):
        results.question("quick_one", {"x": ["many"]})


def test_a_quick_question_is_computed_once_and_then_stored(results: Results) -> None:
    question = results.question("quick_one", {"x": ["21"]})
    first, second = results.answer(question, "a"), results.answer(question, "b")
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.origin, second.origin) == ("computed", "stored")
    assert len(CALLS) == 1
    for answer in (first, second):
        assert answer.result is not None
        assert answer.result.value == 42
        assert answer.result.column__month.dtype == np.dtype("datetime64[M]")
        assert answer.result.column__text.tolist() == ["á", "b"]
        assert answer.result.notes == ("one", "two")
        assert answer.params == question.params
        assert answer.data_fingerprint == "fingerprint-1"


def test_a_refusal_is_an_answer_and_is_kept(results: Results) -> None:
    question = results.question("quick_one", {"way": ["refuse"]})
    for _ in range(2):
        answer = results.answer(question, "a")
        assert isinstance(answer, Answer)
        assert answer.result is None
        assert answer.refusal is not None
        assert (answer.refusal.reason, answer.refusal.facts) == (
            "too_short",
            {"have": 5, "need": 8},
        )
    assert len(CALLS) == 1


def test_a_bug_is_not_kept(results: Results) -> None:
    question = results.question("quick_one", {"way": ["fail"]})
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            results.answer(question, "a")
    assert len(CALLS) == 2


def test_a_damaged_answer_is_dropped_and_computed_again(results: Results, store: Store) -> None:
    question = results.question("quick_one", {})
    results.answer(question, "a")
    for damage in (b"noise", encode({"analysis_id": "quick_one"}), encode({})):
        store.put(question.key, damage)
        answer = results.answer(question, "a")
        assert isinstance(answer, Answer)
        assert answer.origin == "computed"


def test_an_answer_of_another_version_is_not_given(results: Results, store: Store) -> None:
    question = results.question("quick_one", {})
    results.answer(question, "a")
    old = decode(store.get(question.key) or b"")
    store.put(question.key, encode({**old, "version": 99}))
    assert results.stored(question) is None


def test_a_long_question_becomes_a_job_and_then_an_answer(
    results: Results, turns: Turns, store: Store
) -> None:
    question = results.question("long_one", {"x": ["5"]})
    waiting = results.answer(question, "a")
    assert isinstance(waiting, Waiting)
    assert (waiting.state, waiting.position) == ("queued", 1)
    assert results.answer(question, "b") == waiting
    assert results.ready(question) is None
    run(turns, store)
    answer = results.answer(question, "a")
    assert isinstance(answer, Answer)
    assert answer.result is not None
    assert answer.result.value == 10
    assert results.by_key(question.key) is not None
    assert results.look(question.key) is None
    assert not CALLS[1:]


def test_to_ask_again_is_the_poll_and_takes_no_more_of_the_visitors_share(
    results: Results, queue: Queue
) -> None:
    for _ in range(5):
        results.answer(results.question("long_one", {"x": ["1"]}), "a")
        results.answer(results.question("long_one", {"x": ["2"]}), "a")
    assert queue.by_state()["queued"] == 2
    with pytest.raises(Busy):
        results.answer(results.question("long_one", {"x": ["3"]}), "a")


def test_a_failure_is_told_once_and_asked_again_computed_again(
    results: Results, turns: Turns, queue: Queue
) -> None:
    question = results.question("long_one", {})
    results.answer(question, "a")
    job = turns.claim()
    assert job is not None
    turns.fail(job, Outcome.FAILED, "beef1234")
    assert results.look(question.key) == Failed("beef1234")
    assert results.answer(question, "a") == Failed("beef1234")
    assert isinstance(results.answer(question, "a"), Waiting)
    assert queue.by_state()["queued"] == 1


def outdate(turns: Turns) -> None:
    """What a job process does that finds other data than were asked of."""
    job = turns.claim()
    assert job is not None
    turns.fail(job, Outcome.OUTDATED, "beef5678")


NEWER = replace(PANEL, fingerprint="fingerprint-2")


def test_a_question_whose_data_were_replaced_is_asked_of_the_new_ones(
    results: Results, turns: Turns, queue: Queue, data: Data
) -> None:
    question = results.question("long_one", {"x": ["6"]})
    results.answer(question, "a")
    data.coming = NEWER
    outdate(turns)
    assert results.look(question.key) is None
    waiting = results.answer(question, "a")
    assert isinstance(waiting, Waiting)
    assert waiting.key == results.question("long_one", {"x": ["6"]}).key != question.key
    assert queue.by_state()["queued"] == 1


def test_data_that_only_the_job_process_finds_are_told_as_a_failure(
    results: Results, turns: Turns, queue: Queue
) -> None:
    question = results.question("long_one", {})
    results.answer(question, "a")
    outdate(turns)
    assert results.answer(question, "a") == Failed("beef5678")
    assert isinstance(results.answer(question, "a"), Waiting)
    assert queue.by_state()["queued"] == 1


def test_a_page_that_knows_newer_data_has_them_looked_at(results: Results, data: Data) -> None:
    told = ask_of(NEWER, "long_one", {}).job()
    data.coming = NEWER
    assert results.asked(told).key == told["key"]


def test_a_visitor_who_leaves_takes_the_job_only_if_nobody_else_waits(
    results: Results, queue: Queue
) -> None:
    question = results.question("long_one", {})
    results.answer(question, "a")
    results.answer(question, "b")
    results.withdraw(question.key, "a")
    assert isinstance(results.look(question.key), Waiting)
    results.withdraw(question.key, "b")
    assert results.look(question.key) is None


def test_an_evicted_answer_is_computed_again(results: Results, turns: Turns, store: Store) -> None:
    question = results.question("long_one", {})
    results.answer(question, "a")
    run(turns, store)
    store.drop(question.key)
    assert isinstance(results.answer(question, "a"), Waiting)
    run(turns, store)
    assert isinstance(results.answer(question, "a"), Answer)


def test_a_question_that_comes_back_from_a_page_is_checked_anew(results: Results) -> None:
    question = results.question("long_one", {"x": ["7"]})
    told = json.loads(json.dumps(question.job()))
    assert results.asked(told) == question
    forged = {**told, "key": "0" * 64, "data": "forged"}
    assert results.asked(forged).key == question.key
    assert results.asked({**told, "params": {"x": ["8"]}}).key != question.key


@pytest.mark.parametrize(
    "told",
    [
        None,
        "text",
        [],
        {},
        {"analysis": "long_one"},
        {"analysis": "long_one", "params": []},
        {"analysis": "long_one", "params": {"x": "5"}},
        {"analysis": "long_one", "params": {"x": [5]}},
        {"analysis": "long_one", "params": {"code": ["print"]}},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(results: Results, told: Any) -> None:
    with pytest.raises(BadParam):
        results.asked(told)


def test_one_request_takes_one_version_of_the_data(results: Results, data: Data) -> None:
    question = results.question("quick_one", {})
    data.now = replace(PANEL, fingerprint="fingerprint-2")
    answer = results.answer(question, "a")
    assert isinstance(answer, Answer)
    assert CALLS == ["fingerprint-1"]
    assert answer.data_fingerprint == "fingerprint-1"
    assert results.stored(results.question("quick_one", {})) is None


def test_the_moment_of_an_answer_is_told_in_utc() -> None:
    question = ask_of(PANEL, "quick_one", {})
    packed = compute(question, silent, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert unpack(question.key, packed).computed_at == "2026-01-02T03:04:05+00:00"


def test_answers_and_computations_are_counted(results: Results, queue: Queue) -> None:
    for _ in range(3):
        results.answer(results.question("quick_one", {}), "a")
    assert queue.counters() == {
        ("computations", "quick_one", ""): 1,
        ("answers", "quick_one", "computed"): 1,
        ("answers", "quick_one", "stored"): 2,
    }


def test_a_quick_question_of_more_tools_than_it_bears_is_a_job(
    results: Results, data: Data
) -> None:
    assert isinstance(results.answer(results.question("of_few_tools", {}), "a"), Answer)
    data.now = replace(PANEL, fingerprint="more", tools=(*PANEL.tools, "Outsourcing"))
    assert isinstance(results.answer(results.question("of_few_tools", {}), "a"), Waiting)
    assert isinstance(results.answer(results.question("quick_one", {}), "a"), Answer)
    assert CALLS == ["fingerprint-1", "more"]


def test_without_a_disk_quick_questions_are_still_answered(
    results: Results, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the directory should be")
    answer = results.answer(results.question("quick_one", {"x": ["4"]}), "a")
    assert isinstance(answer, Answer)
    assert answer.result is not None
    assert answer.result.value == 8
    with pytest.raises(Busy):
        results.answer(results.question("long_one", {}), "a")
