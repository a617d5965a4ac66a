"""What /health says: whether visitors can be served, and what is wrong even if they can."""

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from time import monotonic
from typing import Any

from flask import Blueprint, Response, jsonify

from dashboard_app.data.live import Live

SERVICE = "management-tools-dashboard"
KEPT_SECONDS = 0.5
"""An answer is kept this long, so that a flood of questions costs a worker nothing."""

SERVING = "database"
"""The one check without which nobody can be served; the others only degrade."""

PLACE = re.compile(r"(?<=')/[^']+(?=')|(?<![\w.'/])/[^\s/:;,'\"]+(?:/[^\s/:;,'\"]+)+")
"""An absolute path, in quotes as the errors of the system name it, or between spaces."""

RANKS = ("healthy", "degraded", "unhealthy")

Check = Callable[[], Mapping[str, Any]]


class Health:
    """The checks of all parts, asked at most twice a second."""

    def __init__(self, live: Live, checks: Mapping[str, Check], version: str) -> None:
        self._live, self._version = live, version
        self._checks = {SERVING: self._database, "notes": self._notes, **checks}
        self._told: dict[str, Any] = {}
        self._told_at = float("-inf")

    def tell(self) -> dict[str, Any]:
        """Status, version, every check, and which data are shown."""
        if monotonic() - self._told_at > KEPT_SECONDS:
            self._told, self._told_at = self._ask(), monotonic()
        return self._told

    def _ask(self) -> dict[str, Any]:
        state = self._live.state()
        checks = {name: _without_places(check()) for name, check in self._checks.items()}
        return {
            "status": _overall(checks),
            "version": self._version,
            "service": SERVICE,
            "checks": checks,
            "data": {name: state[name] for name in ("tools", "fingerprint", "demo")},
        }

    def _database(self) -> Mapping[str, Any]:
        state = self._live.state()
        return {"status": state["status"], "detail": state["detail"]}

    def _notes(self) -> Mapping[str, Any]:
        return self._live.notes_state()


def _without_places(check: Mapping[str, Any]) -> dict[str, Any]:
    # Everybody can read it: where a file lies is for the log alone.
    detail = check["detail"]
    return {
        **check,
        "detail": PLACE.sub(lambda found: PurePath(found[0]).name, detail) if detail else detail,
    }


def _overall(checks: Mapping[str, Mapping[str, Any]]) -> str:
    worst = max(RANKS.index(str(check["status"])) for check in checks.values())
    if checks[SERVING]["status"] == "unhealthy":
        return "unhealthy"
    return RANKS[min(worst, 1)]


def pages(health: Health) -> Blueprint:
    """The route /health."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/health")
    def tell() -> tuple[Response, int]:
        told = health.tell()
        response = jsonify(told)
        response.headers["Cache-Control"] = "no-store"
        return response, 503 if told["status"] == "unhealthy" else 200

    return blueprint
