"""The status page: what /health and /metrics say, for people."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from cache.engine import Jobs
from cache.states import Busy
from dashboard_app.data.panel import shortened
from dashboard_app.server import plain_page
from dashboard_app.server.health import Health
from dashboard_app.views.language import of_request
from dashboard_app.words import Words, speak


def pages(health: Health, queue: Jobs) -> Blueprint:
    """The route /status."""
    blueprint = Blueprint("status", __name__)

    @blueprint.get("/status")
    def status() -> Response:
        words = speak(of_request(request))
        told = health.tell()
        parts = [
            plain_page.paragraph(words(f"health_{told['status']}")),
            plain_page.table(_checks(told["checks"], words), words("health_checks")),
            plain_page.table(_data(told, words), words("health_data")),
            plain_page.table(_work(queue, words), words("health_work")),
        ]
        return plain_page.render(words("health_title"), "".join(parts), words)

    return blueprint


def _checks(checks: Mapping[str, Mapping[str, Any]], words: Words) -> list[tuple[str, ...]]:
    return [
        (
            words(f"health_check_{name}"),
            words(f"health_state_{check['status']}"),
            _why(name, str(check["status"]), words),
        )
        for name, check in checks.items()
    ]


def _why(name: str, state: str, words: Words) -> str:
    # The detail of /health is for operators, and speaks English alone.
    return "" if state == "healthy" else words(f"health_why_{name}_{state}")


def _data(told: Mapping[str, Any], words: Words) -> list[tuple[str, ...]]:
    data = told["data"]
    shown = "health_demo" if data["demo"] else "health_real"
    return [
        (words("health_version"), str(told["version"])),
        (words("health_shown"), words(shown, tools=data["tools"])),
        (words("health_fingerprint"), shortened(str(data["fingerprint"]))),
    ]


def _work(queue: Jobs, words: Words) -> list[tuple[str, ...]]:
    try:
        states, counters = queue.by_state(), queue.counters()
    except Busy:
        return []
    answers = dict.fromkeys(("stored", "computed"), 0)
    for (what, _, kind), n in counters.items():
        if what == "answers" and kind in answers:
            answers[kind] += n
    return [
        (words("health_waiting"), words.write(states["queued"])),
        (words("health_running"), words.write(states["running"])),
        (words("health_stored"), words.write(answers["stored"])),
        (words("health_computed"), words.write(answers["computed"])),
    ]
