"""The inside of a job process: one function, called once, under its limits."""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from cache import frames
from cache.codec import encode
from cache.states import Outdated

PROGRESS_SECONDS = 0.2
"""How often, at most, a job's progress is told, and written down."""
TRACEBACK_LENGTH = 20_000
KEEP_FDS = 3
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


class NotFound(LookupError):
    """No function has this name."""


def function(name: str) -> Callable[..., Any]:
    """The function called "module:qualified.name". Raises NotFound."""
    module_name, _, path = name.partition(":")
    try:
        found: Any = importlib.import_module(module_name)
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError, ValueError) as error:
        raise NotFound(f"{name}: {error}") from error
    if not callable(found):
        raise NotFound(f"{name} cannot be called")
    called: Callable[..., Any] = found
    return called


def die_with_parent(sent: signal.Signals, parent: int) -> None:
    """Have the kernel send this signal when the parent dies; leave if it died already."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, sent)
    if os.getppid() != parent:
        os._exit(0)


class Teller:
    """Passes on the latest progress, at most five times a second, and always the last word."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._latest: Any = None
        self._news = threading.Event()
        self._writing = threading.Lock()
        threading.Thread(target=self._pass_on, daemon=True).start()

    def __call__(self, value: Any) -> None:
        """Say how far the job is: anything that JSON holds, best {fraction, phrase}."""
        self._latest = json.dumps(value, default=plain).encode()
        self._news.set()

    def say(self, kind: bytes, data: bytes) -> None:
        """Write one frame, alone."""
        with self._writing:
            frames.send(self._channel, kind, data)

    def _pass_on(self) -> None:
        pause = threading.Event()
        while self._news.wait():
            self._news.clear()
            with contextlib.suppress(ValueError, OSError):
                self.say(frames.PROGRESS, self._latest)
            pause.wait(PROGRESS_SECONDS)


def plain(value: Any) -> Any:
    """For json.dumps: components, figures and numpy's numbers say themselves what they hold."""
    for method in ("to_plotly_json", "tolist", "isoformat"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"{type(value).__name__} is not JSON")


def serve(name: str, args: str, channel: int, memory_mb: int, nice: int) -> NoReturn:
    """Call the function, send what it returns, and end. Runs in a process of its own."""
    code = 1
    try:
        _confine(memory_mb, nice)
        tell = Teller(channel)
        try:
            result = function(name)(tell, **json.loads(args))
            if not isinstance(result, Mapping):
                raise TypeError(f"{name} returned {type(result).__name__}, not a mapping")
            tell.say(frames.RESULT, encode(result))
        except BaseException as error:
            # The one place where a job's bugs are caught: its runner gives them a reference.
            tell.say(frames.BUG, _bug(error))
        code = 0
    finally:
        os._exit(code)


def _bug(error: BaseException) -> bytes:
    text = "".join(traceback.format_exception(error))[-TRACEBACK_LENGTH:]
    kinds = {"memory": isinstance(error, MemoryError), "outdated": isinstance(error, Outdated)}
    return json.dumps({"traceback": text, **kinds}).encode()


def _confine(memory_mb: int, nice: int) -> None:
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm") as file:
            mapped = int(file.read().split()[0]) * resource.getpagesize()
        # What is mapped already is shared with the runner; the job may add its share to it.
        limit = mapped + memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
