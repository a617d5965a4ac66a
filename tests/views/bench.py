"""Results over a small panel and a store in memory, as the views meet them."""

from typing import Any

from cache.states import Look
from dashboard_app.data.notes import Note, Notes
from dashboard_app.data.panel import Panel
from dashboard_app.results import Results
from tests.analyses import sample


class Memory:
    """A store that keeps answers as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> bool:
        self.kept[key] = data
        return True

    def drop(self, key: str) -> None:
        self.kept.pop(key, None)


class NoQueue:
    """A queue in which there is never a job."""

    def count(self, what: str, label: str, kind: str) -> None: ...

    def look(self, key: str) -> Look | None:
        return None


class Still:
    """Data that do not change."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel

    def panel(self) -> Panel:
        return self._panel

    def notes(self) -> Notes:
        note = Note("10.5281/zenodo.1", "**Nota** de prueba", ("https://example.org/q",), "")
        return Notes(
            {("Benchmarking", "google_trends"): note}, {"Benchmarking": "10.5281/zenodo.2"}
        )


def results(panel: Panel) -> Results:
    """Results over this panel."""
    return Results(Still(panel), Memory(), NoQueue())  # type: ignore[arg-type]


def full() -> tuple[Results, Still]:
    """Results over a panel with every kind of series."""
    panel = sample.full()
    return results(panel), Still(panel)


def walk(component: Any) -> list[Any]:
    """A component and all that is in it, texts included."""
    if isinstance(component, list | tuple):
        return [inside for part in component for inside in walk(part)]
    if component is None or isinstance(component, str):
        return [component] if component else []
    own = vars(component) if hasattr(component, "__dict__") else {}
    return [component, *walk(own.get("children")), *walk(own.get("label"))]


def text(component: Any) -> str:
    """All that can be read in a component."""
    return " ".join(part for part in walk(component) if isinstance(part, str))
