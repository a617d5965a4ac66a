"""How tests of the queue ask, and see where a job stands."""

from typing import Any

from cache.engine import Jobs
from cache.states import State

NAME, ARGS, LABEL = "module:function", {"x": 1}, "label"
"""The job that they ask for; nothing runs it."""


def ask(queue: Jobs, key: str, visitor: str = "", **how: Any) -> str:
    """The ticket of whoever asks for the job of this key."""
    return queue.ask(key, NAME, ARGS, visitor=visitor, label=LABEL, **how)


def state(queue: Jobs, key: str) -> State | None:
    """Where the job stands; None where there is none."""
    look = queue.look(key)
    return look.state if look else None
