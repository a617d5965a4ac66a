"""The pool: starts the job runner as a process of its own, and starts it again when it dies."""

import contextlib
import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
import time

from cache.plan import Plan

log = logging.getLogger(__name__)

# The single-threaded numerical libraries must be told before they are loaded; putenv reaches
# them without changing what the runner itself reads from its environment.
BOOTSTRAP = """
import json, os, sys
for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.putenv(name + "_NUM_THREADS", "1")
sys.path[:] = json.loads(sys.argv[1])
from cache.runner import main
main(*sys.argv[2:])
"""
STOP_SECONDS = 5.0
LOOK_SECONDS = 0.2
SOON_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 5.0


class Pool:
    """Watches over one runner from a thread of the process that starts it (Gunicorn's master).

    Call `start` where nothing has been patched by gevent, and before any web worker is forked.
    The runner leaves when this process dies, however it dies.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._owner = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the runner and the thread that watches it."""
        self._thread = threading.Thread(target=self._watch, name="job-pool", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Have the runner hand its jobs back, and wait until it is gone."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """The runner's number, for tests and logs."""
        return self._process.pid if self._process is not None else None

    def _watch(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            began = time.monotonic()
            self._process = self._spawn()
            while self._process.poll() is None:
                if self._stopping.wait(LOOK_SECONDS):
                    return
            if self._stopping.is_set():
                return
            lived = time.monotonic() - began
            pause = 0.0 if lived > SOON_SECONDS else min(LONGEST_PAUSE_SECONDS, 2 * pause + 0.5)
            log.warning("the job runner died after %.1f s and is started again", lived)

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                BOOTSTRAP,
                json.dumps(sys.path),
                self._plan.to_json(),
                self._owner,
                str(os.getpid()),
            ],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
