"""The dashboard put together: the one file that knows everybody."""

from pathlib import Path
from typing import Any

from dash import Dash
from flask import Flask

from cache.place import engine
from config.settings import Settings, WrongSettings, from_environment
from dashboard_app.data.database import NoData, find
from dashboard_app.data.live import Live
from dashboard_app.server import (
    access_log,
    api,
    compression,
    crawlers,
    errors,
    gate,
    health,
    limits,
    metrics,
    security,
    status,
    volume,
)
from dashboard_app.server.background import QueueManager
from dashboard_app.server.metering import MeteredQueue, MeteredResults, Permit
from dashboard_app.server.static.shelf import Shelf
from dashboard_app.views import callbacks
from dashboard_app.worker import bounds

ASSETS = Path(__file__).with_name("assets")


def create_app(settings: Settings) -> Dash:
    """The dashboard of these settings, ready to serve. Raises NoData where none may be shown."""
    live = Live(find(settings.database, settings.notes, settings.data_dir, settings.demo))
    shared = engine(settings.cache_dir, bounds(settings), settings.redis_url)
    store = shared.store
    server = Flask("dashboard_app")
    measured = metrics.Metrics()
    access_log.start(server, measured)
    limiter = limits.start(server, settings)
    compression.start(server)
    Shelf().start(server)
    permit = Permit(limits.Allowance(limiter, settings.limit_computations))
    queue = MeteredQueue(shared.jobs, permit)
    results = MeteredResults(live, store, queue, permit)
    app = Dash(
        "dashboard_app",
        server=server,  # type: ignore[arg-type]
        assets_folder=str(ASSETS),
        background_callback_manager=QueueManager(queue, store, results),
        title="Dashboard",
        enable_mcp=False,
    )
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    callbacks.register(app, results, live)
    checks = {"cache": volume.watched(store.state, settings.cache_dir), "jobs": queue.state}
    state = health.Health(live, checks, settings.version)
    server.register_blueprint(health.pages(state))
    server.register_blueprint(status.pages(state, queue))
    server.register_blueprint(
        metrics.pages(
            settings.metrics_token,
            [
                measured.collect,
                lambda: metrics.of_queue(queue),
                lambda: metrics.of_store(store),
                lambda: metrics.of_data(live),
                lambda: volume.metrics(settings.cache_dir),
            ],
        )
    )
    server.register_blueprint(api.pages(results, live))
    server.register_blueprint(crawlers.pages())
    errors.start(server)
    _finish(app, settings)
    return app


def _finish(app: Dash, settings: Settings) -> None:
    # Dash completes its callbacks at the first request; it is done here so that the gate and
    # the policy know all of them, and so that workers share what it makes.
    app._setup_server()  # type: ignore[no-untyped-call]
    gate.start(app)
    security.start(app, settings.trusted_proxies)


def __getattr__(name: str) -> Any:
    """`server`, the Flask application of this process' environment, made when it is asked for."""
    if name == "server":
        try:
            globals()[name] = create_app(from_environment()).server
        except (NoData, WrongSettings) as error:
            # A sentence for the operator; a traceback would hide it.
            raise SystemExit(str(error)) from None
        return globals()[name]
    raise AttributeError(name)
