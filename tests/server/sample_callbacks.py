"""Background callbacks for the tests of the manager; a job imports them by their names."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
from dash import no_update
from dash.exceptions import PreventUpdate

from tests.cache.sample_jobs import note


def add(a: int, b: int, log: str) -> int:
    note(log)
    return a + b


def with_progress(tell: Callable[[Any], None], gate: str) -> str:
    tell(("half", 50))
    while not Path(gate).exists():
        time.sleep(0.01)
    return "done"


def prevents(a: int) -> int:
    raise PreventUpdate


def half(a: int) -> Any:
    return [no_update, a]


def fails(log: str) -> int:
    note(log)
    raise ValueError("a bug of the callback")


def sets_props(a: int) -> int:
    dash.set_props("one", {"children": "first", "title": "kept"})
    dash.set_props("one", {"children": "last"})
    dash.set_props("other", {"children": a})
    return a


def component(a: int) -> Any:
    return dash.html.Div(["text", dash.html.B(str(a))], id="made")
