"""Dash's background callbacks answered by the queue, as a browser would see them."""

import json
from pathlib import Path
from typing import Any

import pytest

from cache.jobs import Queue
from cache.states import State
from dashboard_app.server.background import NotByName
from dashboard_app.server.calling import CALL
from dashboard_app.server.handle import LONGEST, Handle, read
from tests.cache.conftest import Engine
from tests.cache.sample_jobs import noted
from tests.server import sample_callbacks as sample
from tests.server.background_page import OUT, Make, Page, alone, app, engine
from tests.waiting import until

__all__ = ["alone", "app", "engine"]


def test_a_callback_is_computed_in_a_job_process(app: Make, tmp_path: Path) -> None:
    page = Page(app(inputs=3))
    args = (2, 3, str(tmp_path / "log"))
    asked = page.ask(OUT, *args)
    assert page.answer(OUT, asked, *args).json["response"] == {"out-0": {"children": 5}}
    assert len(noted(tmp_path / "log")) == 1


def test_without_cache_by_every_ask_is_computed(app: Make, tmp_path: Path) -> None:
    page = Page(app(inputs=3))
    args = (2, 3, str(tmp_path / "log"))
    for _ in range(2):
        page.answer(OUT, page.ask(OUT, *args), *args)
    assert len(noted(tmp_path / "log")) == 2


def test_with_cache_by_the_same_ask_of_many_pages_is_computed_once(
    app: Make, tmp_path: Path
) -> None:
    made = app(inputs=3, cache_by=[lambda: "of today"])
    pages = [Page(made, f"page-{at}") for at in range(8)]
    args = (2, 3, str(tmp_path / "log"))
    asked = [page.ask(OUT, *args) for page in pages]
    for page, one in zip(pages, asked, strict=True):
        assert page.answer(OUT, one, *args).json["response"]["out-0"]["children"] == 5
    assert len(noted(tmp_path / "log")) == 1


def test_a_stored_answer_starts_nothing(app: Make, engine: Engine, tmp_path: Path) -> None:
    page = Page(app(inputs=3, cache_by=[lambda: 1]))
    args = (2, 3, str(tmp_path / "log"))
    page.answer(OUT, page.ask(OUT, *args), *args)
    asked = page.ask(OUT, *args)
    assert page.poll(OUT, asked, *args).json["response"]["out-0"]["children"] == 5
    assert engine.queue.by_state()["queued"] == 0
    assert len(noted(tmp_path / "log")) == 1


def test_a_stored_answer_can_come_in_the_first_round_trip(app: Make, tmp_path: Path) -> None:
    page = Page(app(inputs=3, cache_by=[lambda: 1], answers_at_once=True))
    args = (2, 3, str(tmp_path / "log"))
    page.answer(OUT, page.ask(OUT, *args), *args)
    assert page.ask(OUT, *args)["response"] == {"out-0": {"children": 5}}


def test_progress_comes_as_the_callback_said_it(app: Make, tmp_path: Path) -> None:
    page = Page(app(sample.with_progress, progress=2))
    gate = str(tmp_path / "gate")
    asked = page.ask(OUT, gate)
    said = until(lambda: page.poll(OUT, asked, gate).json.get("progress"))
    assert said == {"progress-0.children": "half", "progress-1.children": 50}
    Path(gate).touch()
    assert page.answer(OUT, asked, gate).json["response"]["out-0"]["children"] == "done"


def test_prevent_update_changes_nothing(app: Make) -> None:
    page = Page(app(sample.prevents))
    assert page.answer(OUT, page.ask(OUT, 1), 1).status_code == 204


def test_no_update_leaves_one_output_as_it_is(app: Make) -> None:
    page = Page(app(sample.half, outputs=2))
    both = "..out-0.children...out-1.children.."
    found = page.answer(both, page.ask(both, 4), 4).json["response"]
    assert found == {"out-1": {"children": 4}}


def test_set_props_keeps_the_last_word_on_each_property(app: Make) -> None:
    page = Page(app(sample.sets_props))
    found = page.answer(OUT, page.ask(OUT, 4), 4).json
    assert found["sideUpdate"] == {
        "one": {"children": "last", "title": "kept"}, "other": {"children": 4},
    }  # fmt: skip


def test_components_come_as_dash_writes_them(app: Make) -> None:
    page = Page(app(sample.component))
    made = page.answer(OUT, page.ask(OUT, 4), 4).json["response"]["out-0"]["children"]
    assert (made["type"], made["props"]["id"]) == ("Div", "made")


def test_an_error_is_told_by_its_reference_and_asked_again_computed_again(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    made = app(sample.fails, cache_by=[lambda: 1])
    made.server.config["PROPAGATE_EXCEPTIONS"] = False
    page = Page(made)
    log = str(tmp_path / "log")
    for tries in (1, 2):
        asked = page.ask(OUT, log)
        assert page.answer(OUT, asked, log).status_code == 500
        assert len(noted(tmp_path / "log")) == tries
    assert "a bug of the callback" not in page.poll(OUT, asked, log).text


def test_cancel_withdraws_this_pages_ticket_alone(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    made = app(sample.with_progress, progress=2, cache_by=[lambda: 1])
    one, other = Page(made, "one"), Page(made, "other")
    gate = str(tmp_path / "gate")
    first, second = one.ask(OUT, gate), other.ask(OUT, gate)
    cancel = next(
        name for name, spec in made.callback_map.items()
        if spec["inputs"] == [{"id": "cancel", "property": "n_clicks"}]
    )  # fmt: skip
    one.client.post(
        "/_dash-update-component",
        query_string={"endId": one.end_id, "cancelJob": first["job"]},
        data=json.dumps({
            "output": cancel,
            "outputs": {"id": "cancel", "property": "id"},
            "inputs": [{"id": "cancel", "property": "n_clicks", "value": 1}],
            "changedPropIds": ["cancel.n_clicks"],
        }),
        content_type="application/json",
    )  # fmt: skip
    withdrawn, waiting = (read(handle["job"].split("~")[0]).ticket for handle in (first, second))
    assert engine.queue.holds(withdrawn) == ""
    assert engine.queue.holds(waiting) == second["cacheKey"].split("~")[0]
    assert one.poll(OUT, first, gate).status_code in (200, 204)
    Path(gate).touch()
    assert other.answer(OUT, second, gate).json["response"]["out-0"]["children"] == "done"


@pytest.mark.parametrize("stage", ["store", "queue"])
def test_a_job_that_ends_while_a_poll_looks_at_it_is_answered(
    app: Make,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    made = app(sample.with_progress, progress=2, cache_by=[lambda: 1])
    page, gate = Page(made), tmp_path / "gate"
    asked = page.ask(OUT, str(gate))
    key = asked["cacheKey"].split("~")[0]
    look, get = engine.queue.look, engine.store.get
    looked = []

    def end() -> None:
        gate.touch()
        until(lambda: (state := look(key)) is not None and state.state is State.DONE)

    def ends_before_the_queue_is_asked(key: str) -> bytes | None:
        found = get(key)
        if not gate.exists():
            end()
        return found

    def ends_after_the_queue_was_asked(key: str) -> Any:
        seen = look(key)
        looked.append(seen)
        if len(looked) > 1:
            end()
        return seen

    if stage == "store":
        monkeypatch.setattr(engine.store, "get", ends_before_the_queue_is_asked)
    else:
        monkeypatch.setattr(engine.queue, "look", ends_after_the_queue_was_asked)
    found = page.answer(OUT, asked, str(gate))
    assert found.json["response"]["out-0"]["children"] == "done"
    assert engine.queue.by_state()["queued"] == 0


def test_a_page_that_comes_back_to_its_question_finds_the_same_job(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    page = Page(app(sample.with_progress, progress=2, cache_by=[lambda: 1]))
    gate, other = str(tmp_path / "gate"), str(tmp_path / "other")
    asked = page.ask(OUT, gate)
    until(lambda: page.poll(OUT, asked, gate).json.get("progress"))
    again = page.post(OUT, gate, oldJob=asked["job"]).json
    assert _ticket(engine, asked) == ""
    assert _ticket(engine, again) == again["cacheKey"].split("~")[0]
    # What the job has said so far is still there: it was not begun anew.
    assert page.poll(OUT, again, gate).json.get("progress")
    turned = page.post(OUT, other, oldJob=again["job"]).json
    assert _ticket(engine, again) == ""
    assert engine.queue.look(again["cacheKey"].split("~")[0]) is None
    Path(other).touch()
    assert page.answer(OUT, turned, other).json["response"]["out-0"]["children"] == "done"


def _ticket(engine: Engine, asked: dict[str, Any]) -> str | None:
    return engine.queue.holds(read(asked["job"].split("~")[0]).ticket)


def test_the_handle_of_another_page_reads_and_stops_nothing(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    made = app(sample.with_progress, progress=2, cache_by=[lambda: 1])
    owner, thief = Page(made, "owner"), Page(made, "thief")
    gate = str(tmp_path / "gate")
    asked = owner.ask(OUT, gate)
    until(lambda: owner.poll(OUT, asked, gate).json.get("progress"))
    assert thief.poll(OUT, asked, gate).status_code == 204
    thief.post(OUT, gate, oldJob=asked["job"])
    Path(gate).touch()
    assert owner.answer(OUT, asked, gate).json["response"]["out-0"]["children"] == "done"
    assert thief.poll(OUT, asked, gate).status_code == 204


@pytest.mark.parametrize("forged", ["1", "1~beef", "", "~", "stored", "busy-5", "../../secret~x"])
def test_a_forged_handle_does_nothing(
    app: Make, engine: Engine, tmp_path: Path, forged: str
) -> None:
    page = Page(app(inputs=3, cache_by=[lambda: 1]))
    args = (2, 3, str(tmp_path / "log"))
    asked = page.ask(OUT, *args)
    for handles in ({**asked, "cacheKey": forged}, {**asked, "job": forged}):
        assert page.poll(OUT, handles, *args).status_code in (200, 204)
    assert page.answer(OUT, asked, *args).json["response"]["out-0"]["children"] == 5


def test_an_answer_can_be_fetched_again_when_the_first_fetch_was_dropped(
    app: Make, tmp_path: Path
) -> None:
    page = Page(app(inputs=3))
    args = (2, 3, str(tmp_path / "log"))
    asked = page.ask(OUT, *args)
    first = page.answer(OUT, asked, *args).json
    assert page.poll(OUT, asked, *args).json == first


def test_an_answer_that_was_lost_is_computed_again_for_the_page_that_waits(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    page = Page(app(inputs=3, cache_by=[lambda: 1]))
    args = (2, 3, str(tmp_path / "log"))
    asked = page.ask(OUT, *args)
    key = asked["cacheKey"].split("~")[0]
    assert engine.end(key).state is State.DONE
    engine.store.put(key, b"noise")
    assert page.answer(OUT, asked, *args).json["response"]["out-0"]["children"] == 5
    assert len(noted(tmp_path / "log")) == 2


def test_a_page_open_during_a_restart_goes_on(
    app: Make, engine: Engine, tmp_path: Path, alone: None
) -> None:
    args = (2, 3, str(tmp_path / "log"))
    before = Page(app(inputs=3))
    asked = before.ask(OUT, *args)
    after = Page(app(inputs=3))
    after.end_id = before.end_id
    assert after.answer(OUT, asked, *args).json["response"]["out-0"]["children"] == 5


def test_a_function_without_a_name_to_import_is_refused(app: Make) -> None:
    made = app(lambda a: a)
    made.server.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(NotByName):
        Page(made).ask(OUT, 1)


def test_a_full_queue_says_busy_and_when_to_come_again(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    assert isinstance(engine.queue, Queue)
    engine.queue._length = 0
    made = app(inputs=3)
    made.server.config["PROPAGATE_EXCEPTIONS"] = False
    page = Page(made)
    args = (2, 3, str(tmp_path / "log"))
    asked = page.ask(OUT, *args)
    assert page.answer(OUT, asked, *args).status_code == 500
    assert not noted(tmp_path / "log")


def test_a_page_whose_queue_was_destroyed_is_answered_all_the_same(
    app: Make, tmp_path: Path
) -> None:
    page = Page(app(sample.with_progress, progress=2))
    gate = str(tmp_path / "gate")
    asked = page.ask(OUT, gate)
    (tmp_path / "cache" / "queue").rename(tmp_path / "away")
    until(lambda: page.poll(OUT, asked, gate).json.get("progress"))
    Path(gate).touch()
    assert page.answer(OUT, asked, gate).json["response"]["out-0"]["children"] == "done"


def test_a_page_whose_job_was_too_long_for_its_handle_is_told_of_the_loss(
    app: Make, tmp_path: Path
) -> None:
    made = app(sample.with_progress, progress=2)
    made.server.config["PROPAGATE_EXCEPTIONS"] = False
    page = Page(made)
    gate = str(tmp_path / ("g" * LONGEST))
    asked = page.ask(OUT, gate)
    (tmp_path / "cache" / "queue").rename(tmp_path / "away")
    assert page.answer(OUT, asked, gate).status_code == 500


def test_a_handle_asks_for_the_callbacks_of_its_application_alone(app: Make) -> None:
    made = app()
    made.server.config["PROPAGATE_EXCEPTIONS"] = False
    manager: Any = made._background_manager
    named = {"name": "os:system", "args": ["true"], "kwargs": {}, "progress": False}
    for handle in (
        Handle("unknown", CALL, "os:system", named),
        Handle("unknown", CALL, f"{sample.__name__}:add", named),
        Handle("unknown", "os:system", "", {"command": "true"}),
    ):
        assert "background_callback_error" in manager.get_result("key", handle.write())
        assert not manager.job_running(handle.write())
