"""The job processes of one machine: a Celery worker whose pool takes turns at the common queue."""

import contextlib
import logging
import mmap
import os
import signal
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from celery import bootsteps, signals
from celery.exceptions import CPendingDeprecationWarning

from cache import child
from cache.ahead import Ahead
from cache.ledger import OutOfReach
from cache.plan import Plan
from cache.process import adopt_strays
from cache.remote import shared
from cache.remote.bell import TURN, Bell, celery
from cache.remote.line import Line
from cache.remote.store import Store
from cache.remote.turn import Turn
from cache.remote.turns import Turns
from cache.runner import BEAT_SECONDS, SWEEP_SECONDS, prepare

log = logging.getLogger(__name__)

DEAF_SECONDS = 5.0
"""How long messages may lie unheard while a process is free."""
LEAVE_SECONDS = 1.0
"""How long Celery has to close its pool. Jobs are handed back much sooner, at the next tick, and a
message that is on its way is rung again; Celery's processes may take seconds to fall asleep."""


class Worker:
    """Celery's worker with what its processes share: Redis, the bell, and whether to go on."""

    def __init__(self, plan: Plan, url: str, owner: str) -> None:
        self._plan, self._owner = plan, owner
        self.app = celery(url, plan.job_seconds)
        self._line = Line(url)
        self.bell = Bell(self.app, self._line)
        self.turns = Turns(self._line, owner, self.bell.ring, plan.processes)
        # One byte that the pool's processes, which are forks, see the moment it is set.
        self._leaving = mmap.mmap(-1, 1)
        self._turn: tuple[int, Turn] | None = None
        self._heard_at = time.monotonic()
        self.app.task(name=TURN)(self.take_turn)
        self.app.steps["consumer"].add(_keeper(self))
        for event, listener in self._listeners():
            event.connect(listener, weak=False)

    def run(self) -> int:
        """Until told to stop; the exit code."""
        with contextlib.suppress(OutOfReach):
            self.turns.beat([])
            self.turns.reclaim(own=True)
        if self._plan.prepare:
            prepare(self._plan)
        worker = self.app.Worker(
            pool="prefork", concurrency=self._plan.processes, hostname=f"{self._owner}@dashboard",
            without_gossip=True, without_mingle=True, without_heartbeat=True, quiet=True,
        )  # fmt: skip
        worker.start()
        self._retire()
        return int(worker.exitcode or 0)

    def take_turn(self) -> None:
        """In a process of the pool: run the next job, if there is one, to its end."""
        if self._turn is None or self._turn[0] != os.getpid():
            self._turn = os.getpid(), self._make_turn()
        self._turn[1].take()

    def tend(self) -> None:
        """In the main process, every second: leases that ran out, and rings that were lost."""
        with contextlib.suppress(OutOfReach):
            self.turns.beat([])
            for key in self.turns.reclaim():
                log.error("job %s was given up: its machines died", key[:12])
            waiting, unheard = self.turns.waiting(), self.bell.unheard()
            self._see_whether_deaf(bool(waiting and unheard))
            ahead = not waiting and bool(self._plan.ahead) and self.turns.leads()
            for _ in range(max(waiting, int(ahead)) - unheard):
                self.bell.ring()

    def sweep(self) -> None:
        """In the main process, every ten seconds."""
        with contextlib.suppress(OutOfReach):
            self.turns.sweep()

    def _see_whether_deaf(self, called: bool) -> None:
        """Leave, to be started again, where Celery hears no message though a process is free.

        It may be so after Redis went away between a turn and its acknowledgement: Celery then
        holds the message to be still at work for ever.
        """
        now = time.monotonic()
        if not called or len(self.turns.held()) >= self._plan.processes:
            self._heard_at = now
        elif now - self._heard_at > DEAF_SECONDS:
            log.warning("Celery takes no messages though it could, and is started again")
            os.kill(os.getpid(), signal.SIGTERM)

    def _make_turn(self) -> Turn:
        store = Store(self._line, self._plan.store_mb)
        queue = shared.queue(self._line, self.bell, Path(self._plan.directory))
        ahead = Ahead(self._plan, store, queue, self.turns.leads)
        alone = replace(self._plan, processes=1)
        return Turn(alone, self.turns, store, ahead, lambda: self._leaving[0] == 0)

    def _leave(self, **_: Any) -> None:
        self._leaving[0] = 1
        # The pool repeats what it says, and Celery would answer each time.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, self._leave_now)
        signal.setitimer(signal.ITIMER_REAL, LEAVE_SECONDS)

    def _leave_now(self, *_: Any) -> None:
        self._retire()
        os._exit(0)

    def _retire(self) -> None:
        with contextlib.suppress(OutOfReach):
            self.turns.retire()

    def _listeners(self) -> list[tuple[Any, Any]]:
        return [
            (signals.worker_shutting_down, self._leave),
            (signals.worker_process_init, lambda **_: adopt_strays()),
            (signals.setup_logging, _quieten),
        ]


def _quieten(**_: Any) -> None:
    """Leave the logs as they are set up, and keep Celery from telling each try to connect."""
    logging.getLogger("celery").setLevel(logging.WARNING)
    logging.getLogger("celery.worker.consumer.consumer").setLevel(logging.CRITICAL)


def _keeper(worker: Worker) -> type[bootsteps.StartStopStep]:
    class Keeper(bootsteps.StartStopStep):  # type: ignore[misc]
        """Has the loop of Celery's main process tend the queue while it is connected."""

        requires = {"celery.worker.consumer.tasks:Tasks"}  # noqa: RUF012  (Celery reads it so)
        timers: tuple[Any, ...] = ()

        def start(self, consumer: Any) -> None:
            """Celery is connected, at the start or again."""
            log.info("this machine takes jobs")
            # Each time that Redis goes it would propose to kill the jobs, which are brought home
            # when it is back.
            warnings.simplefilter("ignore", CPendingDeprecationWarning)
            every = consumer.timer.call_repeatedly
            self.timers = every(BEAT_SECONDS, worker.tend), every(SWEEP_SECONDS, worker.sweep)

        def stop(self, consumer: Any) -> None:
            """The connection is lost, or the worker leaves."""
            log.info("this machine takes no jobs, because it leaves or Redis went away")
            for timer in self.timers:
                timer.cancel()
            self.timers = ()

    return Keeper


def main(plan_json: str, owner: str, pool_pid: str, url: str) -> None:
    """The process of the worker, from its start to its end."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    plan = Plan.from_json(plan_json)
    child.die_with_parent(signal.SIGTERM, int(pool_pid))
    os.umask(0o077)
    sys.exit(Worker(plan, url, owner).run())
