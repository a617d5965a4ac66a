"""The pool: starts the job runner, a process of its own, and starts it again when it dies."""

import contextlib
import importlib
import json
import logging
import os
import secrets
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from cache.child import function
from cache.plan import Plan

log = logging.getLogger(__name__)

# Gunicorn lets its sockets be inherited, and a runner that held one would keep the port taken.
# Numerical libraries must be told of their one thread before they are loaded.
BOOTSTRAP = """
import json, os, sys
os.closerange(3, 65536)
os.setsid()
for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.putenv(name + "_NUM_THREADS", "1")
sys.path[:] = json.loads(sys.argv[1])
from cache.child import function
function(sys.argv[2])(*sys.argv[3:])
"""
NAME = "job-runner"
"""What `ps -e` calls a forked runner, whose command line is that of the process that forked."""
STOP_SECONDS = 5.0
LOOK_SECONDS = 0.05
SOON_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 2.0

pools: list["Pool"] = []
"""The pools of this process. Here they outlive Gunicorn's configuration, which is read again."""


class Pool:
    """Watches over one runner from a thread of the process that starts it (Gunicorn's master).

    The thread is one of the operating system even where gevent has patched threads: Gunicorn's
    master waits for signals without ever running greenlets. The runner leaves when the process
    that started it dies, however it dies. `main` names its function, which is given the plan as
    JSON, the pool's name and the number of the process that starts it.
    """

    def __init__(self, plan: Plan, main: str = "cache.runner:main") -> None:
        self._plan, self._main = plan, main
        self._owner = secrets.token_hex(8)
        self._stopping = self._started = False
        self._forked: tuple[int, int] | None = None
        self.pid: int | None = None

    def fork(self) -> None:
        """Fork the runner off; it waits for `start`, and leaves if this process does so before.

        It shares the memory of all that is loaded by now, which a process of its own would take
        again. Only for a process that has no other thread yet and is not patched for gevent. A
        runner that has to be started again is a process of its own.
        """
        if self._plan.processes <= 0:
            return
        waits, gate = os.pipe()
        told = (self._plan.to_json(), self._owner, str(os.getpid()))
        pid = os.fork()
        if pid == 0:
            try:
                _wait_at(waits)
                function(self._main)(*told)
            finally:
                _leave(sys.exc_info()[1])
        os.close(waits)
        self._forked = pid, gate

    def start(self) -> None:
        """Start the runner and the thread that watches it; call it once, before any fork."""
        if not self._started and self._plan.processes > 0:
            self._started = True
            _unpatched("_thread", "start_new_thread")(self._watch, ())

    def stop(self) -> None:
        """Have the runner hand its jobs back, and wait until it is gone."""
        self._stopping = True
        for sent, patience_seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 1.0)):
            deadline = time.monotonic() + patience_seconds
            while self.pid is not None and time.monotonic() < deadline:
                # Repeated, because a runner that has just begun may not handle the signal yet.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, sent)
                time.sleep(LOOK_SECONDS)

    def _watch(self) -> None:
        pause = 0.0
        sleep = _unpatched("time", "sleep")
        while not self._told_to_stop():
            began = time.monotonic()
            self.pid = self._forked_off() or self._spawn()
            # Gunicorn's master may have reaped it before; that, too, says that it is gone.
            with contextlib.suppress(ChildProcessError):
                _unpatched("os", "waitpid")(self.pid, 0)
            self.pid = None
            if self._told_to_stop():
                return
            lived = time.monotonic() - began
            pause = 0.0 if lived > SOON_SECONDS else min(LONGEST_PAUSE_SECONDS, 2 * pause + 0.5)
            log.warning("the job runner died after %.1f s and is started again", lived)
            sleep(pause)

    def _told_to_stop(self) -> bool:
        return self._stopping

    def _forked_off(self) -> int | None:
        if self._forked is None:
            return None
        (pid, gate), self._forked = self._forked, None
        with contextlib.suppress(BrokenPipeError):
            os.write(gate, b"!")
        os.close(gate)
        return pid

    def _spawn(self) -> int:
        command = [
            sys.executable,
            "-c",
            BOOTSTRAP,
            json.dumps(sys.path),
            self._main,
            self._plan.to_json(),
            self._owner,
            str(os.getpid()),
        ]
        # Not subprocess: it waits at a pipe until the new program runs, and Gunicorn's master may
        # fork a web worker just then, which would hold that pipe open for its whole life.
        nothing = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
        return os.posix_spawn(command[0], command, os.environ, file_actions=[nothing])


def _wait_at(gate: int) -> None:
    """Wait for a byte, with nothing else of the process that forked; leave at the end."""
    os.setsid()
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(NAME)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    gate = os.dup2(gate, 3)
    os.closerange(4, 65536)
    if not os.read(gate, 1):
        os._exit(0)
    os.close(gate)


def _leave(error: BaseException | None) -> NoReturn:
    """End a fork, whose callers are those of the process that forked and must not go on in it."""
    if isinstance(error, Exception):
        sys.excepthook(type(error), error, error.__traceback__)
    os._exit(1 if error else 0)


def _unpatched(module: str, name: str) -> Any:
    """The operating system's own, where gevent has put another in its place."""
    patch = sys.modules.get("gevent.monkey")
    if patch is not None:
        return patch.get_original(module, name)
    return getattr(importlib.import_module(module), name)
