"""One small Dash application under either engine: three background callbacks and a light one."""

from pathlib import Path
from typing import Any

import diskcache
from dash import Dash, DiskcacheManager, Input, Output, html
from flask import Flask

from benchmarks import engine_jobs
from cache.jobs import Queue
from cache.store import Store
from dashboard_app.server.background import QueueManager

POLL_MS = 200
CALLBACKS = ("compute", "sleep", "fail")
QUEUE_LENGTH = 500


def create(engine: str, directory: str) -> Flask:
    """The server, with `engine` one of "stock" and "ours"."""
    how: dict[str, Any] = {}
    manager: Any
    if engine == "ours":
        queue = Queue(Path(directory), length=QUEUE_LENGTH, jobs_per_visitor=QUEUE_LENGTH)
        store = Store(Path(directory), 256)
        manager = QueueManager(queue, store, cache_by=[_version], answers_at_once=True)
        how = {"on_error": manager.at_once}
    else:
        stock: Any = DiskcacheManager
        manager = stock(diskcache.Cache(directory), cache_by=[_version])
    app = Dash("benchmark", background_callback_manager=manager, enable_mcp=False, **how)
    app.config.suppress_callback_exceptions = True
    app.layout = html.Div()
    for name in CALLBACKS:
        app.callback(
            Output(name, "data"),
            [Input(name, part) for part in ("name", "seconds", "log")],
            background=True,
            interval=POLL_MS,
            progress=[Output(name, "progress")],
        )(getattr(engine_jobs, name))

    @app.callback(Output("light", "data"), Input("light", "name"))
    def light(name: Any) -> Any:
        return {"name": name}

    if engine == "ours":
        app.server.add_url_rule("/health", view_func=lambda: {
            "store": store.state(), "queue": queue.state(), "counters": {
                " ".join(counter): n for counter, n in queue.counters().items()
            },
        })  # fmt: skip
    server: Flask = app.server
    return server


def _version() -> str:
    return "1"
