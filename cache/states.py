"""What may be said of a job: its state, its priority, how far it is, and that the queue is full."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class State(StrEnum):
    """Where a job stands. A done job's answer is in the store; a failed one has a reference.

    An outdated one has a reference, too, but no bug: its question must be asked anew.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    OUTDATED = "outdated"


OVER = (State.DONE, State.FAILED, State.OUTDATED)


class Priority(IntEnum):
    """Who is served first; a running IDLE job is put back when a VISITOR comes."""

    VISITOR = 0
    IDLE = 9


class Outcome(StrEnum):
    """How a job ended, as it is counted."""

    COMPUTED = "computed"
    FAILED = "failed"
    OUTDATED = "outdated"
    CRASHED = "crashed"
    TOO_SLOW = "too_slow"
    TOO_BIG = "too_big"
    WITHDRAWN = "withdrawn"
    HANDED_BACK = "handed_back"


@dataclass(frozen=True)
class Look:
    """One glance at a job.

    `position` counts from 1 in the queue and is 0 for a job that is not queued; `payload` is
    what the job's function last said, as JSON, with `serial` growing at each word.
    """

    key: str
    state: State
    name: str = ""
    position: int = 0
    fraction: float = 0.0
    phrase: str = ""
    seconds_left: float | None = None
    reference: str = ""
    payload: str = ""
    serial: int = 0


class Outdated(Exception):
    """A job raises it when what its question was asked of has been replaced since."""


class Busy(Exception):
    """The queue, or this visitor's share of it, is full; nothing was lost, ask again."""

    def __init__(self, retry_seconds: float) -> None:
        super().__init__(f"try again in {retry_seconds:.0f} s")
        self.retry_seconds = retry_seconds
