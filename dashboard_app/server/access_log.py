"""One log line and one measurement for each request."""

import logging
from time import perf_counter

from flask import Flask, Response, g, request

from dashboard_app.server import visitor
from dashboard_app.server.limits import STATIC
from dashboard_app.server.metrics import Metrics

log = logging.getLogger("dashboard.access")
QUIET = ("/health", "/metrics", *STATIC)


def start(app: Flask, metrics: Metrics) -> None:
    """Measure and log what the application answers; must be started before other hooks."""
    app.extensions["metrics"] = metrics

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = perf_counter() - g.pop("began", perf_counter())
        metrics.requested(route(), response.status_code, seconds)
        level = logging.DEBUG if request.path.startswith(QUIET) else logging.INFO
        if response.status_code >= 500:
            level = logging.WARNING
        if log.isEnabledFor(level):
            log.log(level, "request", extra=_facts(response, seconds))
        return response


def route() -> str:
    """The rule that matched, never what the client wrote: labels stay few."""
    if request.path.startswith(STATIC):
        return "static"
    rule = str(request.url_rule) if request.url_rule is not None else "none"
    return "page" if rule in ("/", "/<path:path>") else rule


def _facts(response: Response, seconds: float) -> dict[str, str | int | float]:
    # The query is left out: it may be long, and what is asked for is in the job's own events.
    return {
        "method": request.method,
        "path": request.path[:200],
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "bytes": response.calculate_content_length() or 0,
        "client": visitor.name(request),
    }
