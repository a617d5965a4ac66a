"""Background callbacks that the benchmark and the fault suite give to both engines."""

import os
import time
from collections.abc import Callable
from typing import Any


def note(log: str, name: Any) -> None:
    """One line a run, written whole, so that runs can be counted."""
    file = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.write(file, f"{name} {os.getpid()}\n".encode())
    os.close(file)


def compute(set_progress: Callable[[Any], None], name: Any, seconds: float, log: str) -> Any:
    """Uses the processor for so many seconds."""
    began = time.time()
    note(log, name)
    set_progress((0.0,))
    while time.process_time() < seconds:
        sum(range(1000))
    return {"name": name, "began": began}


def sleep(set_progress: Callable[[Any], None], name: Any, seconds: float, log: str) -> Any:
    """Waits, as for a network, for so many seconds."""
    began = time.time()
    note(log, name)
    time.sleep(seconds)
    return {"name": name, "began": began}


def fail(set_progress: Callable[[Any], None], name: Any, seconds: float, log: str) -> Any:
    """Raises the first time, answers afterwards."""
    note(log, name)
    while time.process_time() < seconds:
        sum(range(1000))
    with open(log) as file:
        if sum(line.startswith(f"{name} ") for line in file) == 1:
            raise ValueError("only once")
    return {"name": name, "began": time.time()}
