"""A job process seen from outside: started, listened to, measured, ended."""

import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

from cache import child, frames
from cache.turns import Job

OUTPUT_KEPT = 4096
"""Bytes of what a job printed that are kept for the log; the rest is read and dropped."""
PIECE = 256 * 1024
MOST_PROCESSES = 32
MEASURE_SECONDS = 0.25
NICE, NICE_IDLE = 10, 19
ADOPTS_STRAYS = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


class Process:
    """One running job. `result`, `bug` or `broken` tells how it came out, once it has."""

    def __init__(self, job: Job, memory_mb: int, idle: bool) -> None:
        self.job, self.idle = job, idle
        self.began = time.monotonic()
        self._took: float | None = None
        self.result: bytes | None = None
        self.bug: dict[str, Any] | None = None
        self.broken: str | None = None
        self.told: bytes | None = None
        self.told_at = 0.0
        self.ended: set[int] = set()
        self._memory = memory_mb * 1024 * 1024
        self._measured = self.began
        self._output = bytearray()
        self._reader = frames.Reader()
        self._start(memory_mb)

    def _start(self, memory_mb: int) -> None:
        self.channel, channel = os.pipe()
        self.output, output = os.pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                _become_job(parent, channel, output)
                nice = NICE_IDLE if self.idle else NICE
                child.serve(self.job.name, self.job.args, child.KEEP_FDS, memory_mb, nice)
            finally:
                os._exit(1)
        os.close(channel)
        os.close(output)
        os.set_blocking(self.channel, False)
        os.set_blocking(self.output, False)

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        return self._took if self._took is not None else time.monotonic() - self.began

    def freeze(self) -> None:
        """Note that it has ended; `seconds` no longer grows."""
        self._took = self.seconds

    @property
    def over(self) -> bool:
        """Whether it has said its last word."""
        return self.result is not None or self.bug is not None or self.broken is not None

    def printed(self) -> str:
        """The end of what it printed."""
        return self._output.decode("utf-8", "replace").strip()

    def listen(self) -> None:
        """Take in what it has said and printed so far, and see whether it has died."""
        died = self._died()
        self._take(self.output, self._keep, most=PIECE)
        try:
            self._take(self.channel, self._hear, most=frames.LARGEST[frames.RESULT])
        except frames.Malformed as error:
            self.broken = str(error)
        if died is not None and not self.over:
            self.broken = died

    def exceeds(self) -> str | None:
        """What it takes too much of, or None."""
        now = time.monotonic()
        if now - self._measured < MEASURE_SECONDS:
            return None
        self._measured = now
        try:
            family = [psutil.Process(self.pid)]
            family += family[0].children(recursive=True)
            held = sum(_resident(one) for one in family)
        except psutil.Error:
            return None
        if len(family) > MOST_PROCESSES:
            return f"{len(family)} processes"
        if held > self._memory:
            return f"{held // 1024 // 1024} MB of memory"
        return None

    def end(self) -> None:
        """Kill it and whatever it started, and let go of its pipes."""
        with contextlib.suppress(psutil.Error):
            for one in psutil.Process(self.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    one.kill()
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self.channel)
        os.close(self.output)

    def _died(self) -> str | None:
        # WNOWAIT leaves the number taken until `end`, so that no other process can get it.
        try:
            gone = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return "it vanished"
        if gone is None:
            return None
        how = "signal" if gone.si_code != os.CLD_EXITED else "exit status"
        return f"it ended with {how} {gone.si_status}"

    def _take(self, pipe: int, use: Callable[[bytes], None], most: int) -> None:
        taken = 0
        while taken < most:
            try:
                piece = os.read(pipe, PIECE)
            except BlockingIOError:
                return
            if not piece:
                self.ended.add(pipe)
                return
            taken += len(piece)
            use(piece)

    def _keep(self, piece: bytes) -> None:
        self._output = (self._output + piece[-OUTPUT_KEPT:])[-OUTPUT_KEPT:]

    def _hear(self, piece: bytes) -> None:
        for kind, data in self._reader.feed(piece):
            if kind == frames.RESULT:
                self.result = data
            elif kind == frames.PROGRESS:
                self.told = data
            else:
                self.bug = _bug(data)


def adopt_strays() -> None:
    """Have processes whose parents are gone become children of this one, where Linux does it."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(ADOPTS_STRAYS, 1)


def end_strays(known: set[int]) -> None:
    """Kill what jobs that are over have left behind in sessions of their own."""
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process().children():
            if one.pid not in known:
                with contextlib.suppress(psutil.Error, OSError):
                    one.kill()
                    os.waitpid(one.pid, 0)


def _bug(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
        return {
            "traceback": str(said["traceback"]),
            "memory": bool(said["memory"]),
            "outdated": bool(said["outdated"]),
        }
    except (ValueError, KeyError, TypeError):
        return {"traceback": repr(data[:1000]), "memory": False, "outdated": False}


def _resident(one: psutil.Process) -> int:
    try:
        return int(one.memory_info().rss)
    except psutil.Error:
        return 0


def _become_job(parent: int, channel: int, output: int) -> None:
    """Keep three standard files and the channel as the fourth; nothing else of the runner."""
    os.setsid()
    child.die_with_parent(signal.SIGKILL, parent)
    for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(sent, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    # Above all numbers in use first, so that no duplicate overwrites what is still needed.
    safe = [os.dup(fd) for fd in (nothing, output, output, channel)]
    high = [fd if fd > child.KEEP_FDS else os.dup(fd) for fd in safe]
    for number, fd in enumerate(high):
        os.dup2(fd, number)
    os.closerange(child.KEEP_FDS + 1, 65536)
    # Celery's pool reads nothing from another file, which has just been closed.
    sys.stdin = open(0, closefd=False)
