"""Data that are replaced between a question and its job: the page is told, and asks anew."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, Input, Output, html
from dash.background_callback.managers import BaseBackgroundCallbackManager

from cache.pool import Pool
from config.settings import Settings
from dashboard_app import worker
from dashboard_app.data.database import find
from dashboard_app.data.live import Live
from dashboard_app.results import Answer, Results, Waiting
from dashboard_app.server import handle
from dashboard_app.server.background import QueueManager
from tests.cache.conftest import Engine
from tests.server.background_page import OUT, Page
from tests.waiting import until
from trials import databases

LONG = "change_points"
TOOL = "Benchmarking"


def write(path: Path, first: float) -> None:
    """A data.db that was there a minute ago, put in the place of the one before in one step."""
    months = databases.monthly("2004-01", [first + (at % 12) for at in range(120)])
    draft = databases.write(path.with_name("draft.db"), {(TOOL, "google_trends"): months})
    minute_ago = time.time() - 60
    os.utime(draft, (minute_ago, minute_ago))
    draft.replace(path)


@dataclass
class Place:
    """A dashboard's engine over one data.db; each web worker has a Live and a page of its own."""

    engine: Engine
    settings: Settings
    pool: Pool

    @property
    def database(self) -> Path:
        return self.settings.data_dir / "data.db"

    def live(self, tick: Callable[[], float] = time.monotonic) -> Live:
        wanted = self.settings
        found = find(wanted.database, wanted.notes, wanted.data_dir, wanted.demo)
        return Live(found, tick=tick)

    def results(self, live: Live) -> Results:
        return Results(live, self.engine.store, self.engine.queue)

    def page(self, results: Results, monkeypatch: pytest.MonkeyPatch) -> Page:
        monkeypatch.setattr(BaseBackgroundCallbackManager, "managers", [])
        monkeypatch.setattr(BaseBackgroundCallbackManager, "functions", [])
        manager = QueueManager(self.engine.queue, self.engine.store, results)
        app = Dash(background_callback_manager=manager, enable_mcp=False)
        app.layout = html.Div()
        app.config.suppress_callback_exceptions = True
        app.callback(
            Output("out-0", "children"),
            Input("in-0", "value"),
            background=True,
            progress=[Output("progress", "data")],
        )(worker.run)
        app._setup_server()  # type: ignore[no-untyped-call]
        return Page(app)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    settings = Settings.load({
        "DATA_DIR": str(tmp_path), "DASHBOARD_DEMO": "never", "DASHBOARD_WARM": "no",
    })  # fmt: skip
    write(tmp_path / "data.db", 10.0)
    one = Place(Engine(settings.cache_dir), settings, Pool(worker.plan(settings)))
    yield one
    one.pool.stop()


def stopped() -> float:
    """A clock that stands still: the web worker does not look at its files by itself."""
    return 0.0


def brought(response: Any) -> dict[str, Any]:
    told: dict[str, Any] = response.json["response"]["out-0"]["children"]
    return told


def test_a_job_process_with_newer_data_than_the_web_worker(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = place.results(place.live(stopped))
    page = place.page(results, monkeypatch)
    question = results.question(LONG, {})
    asked = page.ask(OUT, question.job())
    write(place.database, 20.0)
    place.pool.start()
    told = brought(page.answer(OUT, asked, question.job()))
    assert (told["state"], told["key"]) == ("outdated", question.key)
    assert place.engine.store.get(question.key) is None
    results.look_at_data()
    newer = results.question(LONG, {})
    assert newer.key != question.key
    told = brought(page.answer(OUT, page.ask(OUT, newer.job()), newer.job()))
    assert told == {"state": "ready", "key": newer.key}
    found = results.stored(newer)
    assert found is not None
    assert found.data_fingerprint == newer.data_fingerprint


def test_a_web_worker_with_newer_data_than_the_job_process(place: Place) -> None:
    place.pool.start()
    before = place.results(place.live())
    question = before.question(LONG, {})
    until(lambda: isinstance(before.answer(question, "a"), Answer))
    write(place.database, 20.0)
    results = place.results(place.live())
    newer = results.question(LONG, {})
    assert newer.key != question.key
    found = until(lambda: not isinstance(answer := results.answer(newer, "a"), Waiting) and answer)
    assert isinstance(found, Answer)
    assert found.data_fingerprint == newer.data_fingerprint
    assert ("jobs", LONG, "outdated") not in place.engine.queue.counters()


def test_a_page_that_asked_one_worker_and_is_served_by_another_with_other_data(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = place.results(place.live(stopped)).question(LONG, {})
    write(place.database, 20.0)
    results = place.results(place.live())
    page = place.page(results, monkeypatch)
    told = brought(page.answer(OUT, page.ask(OUT, old.job()), old.job()))
    assert (told["state"], told["key"]) == ("outdated", old.key)
    assert place.engine.queue.by_state()["queued"] == 0


def test_the_poll_of_the_api_goes_over_to_the_new_data(place: Place) -> None:
    results = place.results(place.live(stopped))
    question = results.question(LONG, {})
    assert isinstance(results.answer(question, "a"), Waiting)
    write(place.database, 20.0)
    place.pool.start()
    found = until(
        lambda: (
            not isinstance(answer := results.answer(results.question(LONG, {}), "a"), Waiting)
            and answer
        )
    )
    assert isinstance(found, Answer)
    assert found.data_fingerprint != question.data_fingerprint


def test_a_page_whose_queue_was_destroyed_asks_anew_where_its_handle_was_too_short(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handle, "LONGEST", 10)
    results = place.results(place.live())
    page = place.page(results, monkeypatch)
    question = results.question(LONG, {}).job()
    asked = page.ask(OUT, question)
    (place.engine.directory / "queue").rename(place.settings.data_dir / "away")
    told = brought(page.answer(OUT, asked, question))
    assert (told["state"], told["key"]) == ("outdated", question["key"])
    place.pool.start()
    told = brought(page.answer(OUT, page.ask(OUT, question), question))
    assert told == {"state": "ready", "key": question["key"]}
