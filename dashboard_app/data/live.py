"""The data as they are now: the files are polled, and one that changed is read anew as a whole."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal, TypedDict, TypeVar

from dashboard_app.data import demo
from dashboard_app.data.database import Files, NoData, find, load
from dashboard_app.data.notes import Notes, load_notes
from dashboard_app.data.oddities import ROWS_LOST, SOURCE_LOST, told
from dashboard_app.data.panel import Oddity, Panel
from dashboard_app.data.snapshot import Signature, Unreadable, probe, signature

LOOK_SECONDS = 2.0
SETTLED_SECONDS = 1.0
"""A file younger than this may still be being written, and is read at the next look."""

DAMAGE = frozenset({"truncated", "table_damaged"})

Status = Literal["healthy", "degraded", "unhealthy"]
T = TypeVar("T")

log = logging.getLogger(__name__)


class State(TypedDict):
    """What /health says of the database."""

    status: Status
    detail: str
    tools: int
    fingerprint: str
    demo: bool


class NotesState(TypedDict):
    """What /health says of the notes."""

    status: Status
    detail: str
    notes: int


@dataclass
class _File(Generic[T]):
    """One file as it was last read: the last good content, and what is wrong with it now."""

    read: Callable[[Path], T]
    content: T
    path: Path | None = None
    signature: Signature | None = None
    wrong: str = ""
    good: bool = False

    def look(self, path: Path, now: float) -> None:
        """Read the file if it is another one than before; keep the last good content."""
        try:
            found = signature(path)
        except OSError as error:
            self._refuse(Unreadable(path, error.strerror or "it cannot be read"))
            self.signature = None
            return
        if path == self.path and found == self.signature:
            return
        age = now - found.modified_ns / 1e9
        if self.good and 0 <= age < SETTLED_SECONDS:
            return
        self.path, self.signature = path, found
        try:
            content = self.read(path)
            if self.good:
                _check_whole(path, content)
        except Unreadable as error:
            self._refuse(error)
            return
        self.content, self.good, self.wrong = content, True, ""
        _tell(path, content)

    def probe(self) -> None:
        """Read a little of the file for real: `stat` still answers when reading no longer works."""
        if self.path and self.signature and not self.wrong:
            try:
                probe(self.path)
            except Unreadable as error:
                self._refuse(error)
                self.signature = None

    def _refuse(self, error: Unreadable) -> None:
        # Visitors can read this too: where the file lies is for the log alone.
        wrong = f"{Path(error.path).name}: {error.reason}"
        if wrong != self.wrong:
            log.error("%s", error)
        self.wrong = wrong


def _check_whole(path: Path, content: object) -> None:
    """A damaged file does not take the place of a good one."""
    if isinstance(content, Panel) and (damage := told(content.oddities, DAMAGE)):
        raise Unreadable(path, f"it is damaged: {damage}")


def _tell(path: Path, content: object) -> None:
    log.info("%s was read", path)
    if isinstance(content, Panel) and (lost := told(content.oddities, SOURCE_LOST | ROWS_LOST)):
        log.warning("%s: not all could be used: %s", path, lost)


@dataclass
class Live:
    """Panel and notes of a pair of files; takes up a changed file within seconds.

    A caller takes one Panel for one request, so that no answer mixes old and new. Any
    thread or greenlet may call; while one of them reads a new file, the others get the
    content before. `now` is the clock, `tick` measures the time between looks.
    """

    files: Files
    now: Callable[[], float] = time.time
    tick: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _looked: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        self._database: _File[Panel] = _File(load, _empty(""))
        self._notes: _File[Notes] = _File(load_notes, Notes())
        with self._lock:
            self._look()

    def panel(self) -> Panel:
        """All series of the current version; one without tools where there never was a good one."""
        self._refresh()
        return self._database.content

    def notes(self) -> Notes:
        """The notes of the current version; none where there are none."""
        self._refresh()
        if self._database.content.demo and not self._notes.good:
            return demo.notes()
        return self._notes.content

    def state(self) -> State:
        """How the database is at this moment, told from the file itself."""
        with self._lock:
            self._look()
            self._database.probe()
            panel, wrong = self._database.content, self._database.wrong
            lost = told(panel.oddities, SOURCE_LOST)
            status: Status = "degraded" if wrong or lost else "healthy"
            return State(
                status=status if self._database.good else "unhealthy",
                detail=wrong or lost or told(panel.oddities, ROWS_LOST),
                tools=len(panel.tools),
                fingerprint=panel.fingerprint,
                demo=panel.demo,
            )

    def notes_state(self) -> NotesState:
        """How the notes are at this moment; without them the dashboard does less, but serves."""
        with self._lock:
            self._look()
            self._notes.probe()
            file = self._notes
            if self._database.content.demo and not file.wrong and not file.good:
                return NotesState(status="healthy", detail="", notes=len(demo.notes().notes))
            detail = file.wrong or ("" if file.good else "there is no file of notes")
            status: Status = "degraded" if detail else "healthy"
            return NotesState(status=status, detail=detail, notes=len(file.content.notes))

    def _refresh(self) -> None:
        if self.tick() - self._looked < LOOK_SECONDS or not self._lock.acquire(blocking=False):
            return
        try:
            self._look()
        finally:
            self._lock.release()

    def _look(self) -> None:
        self._looked = self.tick()
        self._find_again()
        if self.files.database is None:
            self._demonstrate()
            return
        self._database.look(self.files.database, self.now())
        if not self._database.good:
            self._database.content = _empty(self.files.database.name)
        if notes := self.files.notes or self._notes.path:
            self._notes.look(notes, self.now())

    def _find_again(self) -> None:
        """Data that appear take the place of the demonstration; never the other way round."""
        try:
            found = find(*self.files.wanted)
        except NoData:
            return
        if found.database or not self.files.database:
            if found.database and self.files.demo:
                self._notes = _File(load_notes, Notes())
            self.files = found

    def _demonstrate(self) -> None:
        if not self._database.good:
            self._database.content, self._database.good = demo.panel(), True


def _empty(name: str) -> Panel:
    """A panel without series, whose oddity says that the file of that name cannot be used."""
    oddity = Oddity("unreadable", "", "", False, {"count": 1, "example": name})
    return Panel("0" * 64, False, (), {}, (oddity,))
