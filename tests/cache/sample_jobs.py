"""Jobs for the tests of the engine: each is imported by its name in a job process."""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cache.states import Outdated

Tell = Callable[[Any], None]


def note(path: str) -> None:
    """Append the id of this process to a file as a line, whole, so that a test can count runs."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.write(file, f"{os.getpid()}\n".encode())
    os.close(file)


def noted(path: Path) -> list[int]:
    """The ids of the processes that noted themselves in a file, in order."""
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def square(tell: Tell, x: int, log: str = "") -> dict[str, Any]:
    if log:
        note(log)
    return {"value": x * x, "column": np.arange(3.0)}


def wait_for(tell: Tell, gate: str, log: str = "", x: int = 0) -> dict[str, Any]:
    """Runs until the file `gate` is there."""
    if log:
        note(log)
    tell({"fraction": 0.25, "phrase": "waiting"})
    while not Path(gate).exists():
        time.sleep(0.01)
    return {"value": x}


def fail(tell: Tell, log: str = "") -> dict[str, Any]:
    if log:
        note(log)
    raise ValueError("a bug of the job")


def outdated(tell: Tell) -> dict[str, Any]:
    raise Outdated("asked of what is no longer there")


def exit_at_once(tell: Tell, log: str) -> dict[str, Any]:
    note(log)
    os._exit(7)


def crash_once(tell: Tell, log: str) -> dict[str, Any]:
    note(log)
    if len(noted(Path(log))) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"value": "second try"}


def unstorable(tell: Tell) -> dict[str, Any]:
    return {"value": object()}


def not_a_mapping(tell: Tell) -> Any:
    return [1, 2]


def too_long_a_result(tell: Tell) -> dict[str, Any]:
    return {"value": np.random.default_rng(1).random(20_000_000)}


def never(tell: Tell, log: str = "") -> dict[str, Any]:
    if log:
        note(log)
    while True:
        time.sleep(0.05)


def allocate(tell: Tell) -> dict[str, Any]:
    held = []
    while True:
        held.append(np.ones(4_000_000))


def fork(tell: Tell, log: str) -> dict[str, Any]:
    """Leaves a grandchild behind that would run for ever."""
    pid = os.fork()
    if pid == 0:
        note(log)
        while True:
            time.sleep(0.05)
    while not Path(log).exists():
        time.sleep(0.01)
    return {"value": pid}


def fork_bomb(tell: Tell) -> dict[str, Any]:
    while True:
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                time.sleep(600)
                os._exit(0)
        time.sleep(0.005)


def print_much(tell: Tell, megabytes: int) -> dict[str, Any]:
    line = "x" * 1023 + "\n"
    for _ in range(megabytes):
        sys.stdout.write(line * 1024)
    sys.stdout.flush()
    return {"value": megabytes}


def chatter(tell: Tell, words: int) -> dict[str, Any]:
    for word in range(words):
        tell({"fraction": word / words, "phrase": f"word {word}"})
    return {"value": words}


def scribble(tell: Tell) -> dict[str, Any]:
    """Writes noise where its answer belongs."""
    os.write(3, b"noise" * 100)
    time.sleep(60)
    return {}


def close_all(tell: Tell) -> dict[str, Any]:
    """Closes its pipes and goes on."""
    os.closerange(0, 100)
    time.sleep(60)
    return {}


def kill_runner(tell: Tell) -> dict[str, Any]:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return {}


def limits(tell: Tell) -> dict[str, Any]:
    return {
        "nice": os.nice(0),
        "threads": os.popen("echo $OPENBLAS_NUM_THREADS").read().strip(),
        "dash": "dash" in sys.modules,
        "stdin": sys.stdin.read(),
        "session": os.getsid(0) == os.getpid(),
    }


def prepare(word: str) -> None:
    """Called in the runner before jobs are forked."""
    sys.prepared = word  # type: ignore[attr-defined]


def prepared(tell: Tell) -> dict[str, Any]:
    return {"word": getattr(sys, "prepared", "")}


def ahead(tell: Tell) -> dict[str, Any]:
    asks = [
        {"key": f"ahead-{x}", "name": f"{__name__}:square", "args": {"x": x}, "label": "square"}
        for x in range(3)
    ]
    return {"asks": json.dumps(asks)}
