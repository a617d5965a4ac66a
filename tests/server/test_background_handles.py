"""Handles that are withdrawn, expired or sent back changed, and what becomes of their jobs."""

import time
from pathlib import Path

import pytest

from cache.turns import TICKET_SECONDS, Turns
from dashboard_app.server.handle import LONGEST, Handle, read
from tests.cache.conftest import Engine
from tests.cache.sample_jobs import noted
from tests.server import sample_callbacks as sample
from tests.server.background_page import OUT, Make, Page, alone, app, engine

__all__ = ["alone", "app", "engine"]


def ticket(asked: dict[str, str]) -> str:
    return read(asked["job"].split("~")[0]).ticket


def test_a_handle_is_read_as_it_was_written() -> None:
    handle = Handle("ticket", "module:function", "label", {"tool": "Gestión de Costos", "x": [1]})
    assert read(handle.write()) == handle
    assert len(Handle("ticket", "name", "label", {"x": "y" * LONGEST}).write()) < LONGEST


@pytest.mark.parametrize(
    "text", ["", ".", "ticket", "ticket.%", "ticket.bm9pc2U", "ticket.W10", "t.WzEsMiwzXQ", "é.é"]
)
def test_a_text_that_holds_no_job_is_a_ticket_alone(text: str) -> None:
    handle = read(text)
    assert (handle.name, handle.args) == ("", None)


def test_a_handle_that_was_given_back_starts_nothing_when_it_is_replayed(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    page = Page(app(sample.with_progress, progress=2, cache_by=[lambda: 1]))
    gate = str(tmp_path / "gate")
    asked = page.ask(OUT, gate)
    engine.queue.withdraw(ticket(asked))
    assert page.poll(OUT, asked, gate).status_code == 204
    states = engine.queue.by_state()
    assert (states["queued"], states["running"]) == (0, 0)


def test_a_page_that_comes_back_after_its_ticket_expired_is_answered(
    app: Make, engine: Engine, tmp_path: Path
) -> None:
    page = Page(app(inputs=3, cache_by=[lambda: 1]))
    args = (2, 3, str(tmp_path / "log"))
    asked = page.ask(OUT, *args)
    page.answer(OUT, asked, *args)
    later = Turns(engine.directory, "other", lambda: time.monotonic() + 2 * TICKET_SECONDS)
    later.sweep()
    assert engine.queue.holds(ticket(asked)) is None
    engine.store.drop(asked["cacheKey"].split("~")[0])
    assert page.answer(OUT, asked, *args).json["response"]["out-0"]["children"] == 5
    assert len(noted(tmp_path / "log")) == 2
