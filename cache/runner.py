"""The job runner: claims jobs, forks a process for each, and brings their answers home.

It is one process without threads, so that forking it is safe; it is never a web worker.
"""

import contextlib
import json
import logging
import os
import secrets
import selectors
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cache import child
from cache.ahead import Ahead
from cache.engine import Store, Turns
from cache.jobs import Queue
from cache.ledger import OutOfReach
from cache.plan import Plan
from cache.process import Process, adopt_strays, end_strays
from cache.states import Outcome, Priority
from cache.store import Store as LocalStore
from cache.turns import Job
from cache.turns import Turns as LocalTurns

log = logging.getLogger(__name__)

TICK_SECONDS = 0.025
BEAT_SECONDS = 1.0
SWEEP_SECONDS = 10.0
PREPARE_SECONDS = 5.0


class Runner:
    """Runs the jobs of one queue until it is told to stop or its pool is gone."""

    def __init__(
        self, plan: Plan, turns: Turns, store: Store, ahead: Ahead, wanted: Callable[[], bool]
    ) -> None:
        self._plan, self._turns, self._store, self._ahead = plan, turns, store, ahead
        self._wanted = wanted
        self._running: list[Process] = []
        self._endings: list[Callable[[], object]] = []
        self._selector = selectors.DefaultSelector()
        self._stopping = False
        self._due: dict[str, float] = {}

    def stop(self, *_: object) -> None:
        """Hand all jobs back and leave, at the next tick."""
        self._stopping = True

    def greet(self) -> None:
        """Say that jobs will be run, before what may take seconds is made ready."""
        with contextlib.suppress(OutOfReach):
            self._turns.beat([])

    def run(self) -> None:
        """Run jobs until told to stop."""
        self._later(lambda: self._turns.reclaim(own=True))
        while not self._stopping and self._wanted():
            self._listen()
            self._tick()
        self._leave()

    def _listen(self) -> None:
        for listener, _ in self._selector.select(TICK_SECONDS):
            listener.data.listen()
            # A pipe at its end would wake the loop at once, for ever.
            self._ignore(listener.data.ended)

    def _tick(self) -> None:
        try:
            self._watch()
            self._tend()
            # No job is started while the answer of another cannot be kept.
            self._settle_endings()
            self._start()
        except OutOfReach:
            # Said once by the ledger. Jobs go on, and what they bring waits in `_endings`.
            self._watch_alone()

    def _tend(self) -> None:
        """See to the queue: leases, those of runners that died, what is to be forgotten."""
        if self._every("beat", BEAT_SECONDS):
            self._beat()
            for key in self._turns.reclaim():
                log.error("job %s was given up: its runners died", key[:12])
        if self._every("sweep", SWEEP_SECONDS):
            self._turns.sweep()

    def _beat(self) -> None:
        self._turns.beat([one.job.lease for one in self._running if one.job.lease])
        end_strays({one.pid for one in self._running})

    def _watch(self) -> None:
        """See to the jobs that are over, withdrawn, too big or too slow."""
        self._watch_alone()
        mine = [one for one in self._running if one.job.lease]
        held = self._turns.held() if mine else {}
        for one in mine:
            if one.job.lease not in held:
                self._close(one)
            elif self._tell(one):
                self._advance(one)
        self._yield_to_visitor(held)

    def _watch_alone(self) -> None:
        for one in list(self._running):
            one.listen()
            if one.over:
                self._close(one)
                self._settle(one)
            elif one.seconds > self._plan.job_seconds:
                self._stop_job(one, Outcome.TOO_SLOW, f"{self._plan.job_seconds:.0f} s")
            elif excess := one.exceeds():
                self._stop_job(one, Outcome.TOO_BIG, excess)

    def _settle(self, one: Process) -> None:
        if not one.job.lease:
            self._ahead.told(one.result)
        elif one.result is not None:
            self._bring_home(one, one.result)
        elif one.bug is not None:
            self._failed(one, one.bug)
        else:
            self._later(lambda: self._crashed(one))

    def _failed(self, one: Process, bug: dict[str, Any]) -> None:
        outcome = Outcome.TOO_BIG if bug["memory"] else Outcome.FAILED
        if bug["outdated"]:
            outcome, reference = Outcome.OUTDATED, secrets.token_hex(4)
            told = bug["traceback"].strip().splitlines()[-1]
            log.info("job %s is to be asked anew, reference %s: %s", one.job.label, reference, told)
        else:
            reference = self._report(one, bug["traceback"])
        self._later(lambda: self._turns.fail(one.job, outcome, reference))

    def _bring_home(self, one: Process, result: bytes) -> None:
        def ending() -> None:
            # A full disk keeps the answer here, with its lease held, until it can be written.
            if not self._store.put(one.job.key, result):
                self._turns.beat([one.job.lease])
                raise OutOfReach("the store keeps nothing")
            self._turns.finish(one.job, one.seconds)

        one.freeze()
        self._later(ending)

    def _crashed(self, one: Process) -> None:
        reference = secrets.token_hex(4)
        if self._turns.crash(one.job, reference):
            log.warning("job %s crashed (%s) and is tried once more", one.job.label, one.broken)
            return
        self._ahead.failed(one.job.key)
        log.error(
            "job %s failed, reference %s: %s\n%s",
            one.job.label, reference, one.broken, one.printed(),
        )  # fmt: skip

    def _stop_job(self, one: Process, outcome: Outcome, excess: str) -> None:
        self._close(one)
        if not one.job.lease:
            self._ahead.told(None)
            return
        reference = self._report(one, f"stopped: it took more than it may, {excess}")
        self._later(lambda: self._turns.fail(one.job, outcome, reference))

    def _report(self, one: Process, what: str) -> str:
        reference = secrets.token_hex(4)
        self._ahead.failed(one.job.key)
        log.error("job %s failed, reference %s\n%s", one.job.label, reference, what.strip())
        return reference

    def _tell(self, one: Process) -> bool:
        return one.told is not None and time.monotonic() - one.told_at >= child.PROGRESS_SECONDS

    def _advance(self, one: Process) -> None:
        payload = (one.told or b"null").decode("utf-8", "replace")
        one.told, one.told_at = None, time.monotonic()
        fraction, phrase = _progress(payload)
        self._turns.advance(one.job, fraction, phrase, payload)

    def _yield_to_visitor(self, held: dict[str, int]) -> None:
        idle = [one for one in self._running if held.get(one.job.lease, 9) == Priority.IDLE]
        if idle and len(self._running) >= self._plan.processes:
            if self._turns.next_priority() == Priority.VISITOR:
                self._give_back(idle[0])

    def _give_back(self, one: Process) -> None:
        self._close(one)
        if one.job.lease:
            self._later(lambda: self._turns.release(one.job))
        else:
            self._ahead.told(None)

    def _start(self) -> None:
        while len(self._running) < self._plan.processes:
            if self._turns.next_priority() is None:
                ask = None if self._running else self._ahead.next()
                if ask is None:
                    return
                if ask.lease == "" and ask.key == "":
                    self._open(Process(ask, self._plan.job_mb, idle=True))
                    return
                self._ahead.ask(ask)
            job = self._turns.claim()
            if job is None:
                return
            if not self._plan.allows(job.name):
                self._refuse(job)
                continue
            if self._store.get(job.key) is not None:
                # Whoever asked had looked before it came in.
                self._turns.finish(job, 0.0, computed=False)
                continue
            self._prepare()
            self._open(Process(job, self._plan.job_mb, job.priority == Priority.IDLE))

    def _refuse(self, job: Job) -> None:
        """End a job that none of ours can have asked for."""
        reference = secrets.token_hex(4)
        log.error("job %r failed, reference %s: it may not call %r", job.label, reference, job.name)
        self._later(lambda: self._turns.fail(job, Outcome.FAILED, reference))

    def _prepare(self) -> None:
        if self._plan.prepare and self._every("prepare", PREPARE_SECONDS):
            prepare(self._plan)

    def _open(self, one: Process) -> None:
        self._running.append(one)
        self._selector.register(one.channel, selectors.EVENT_READ, one)
        self._selector.register(one.output, selectors.EVENT_READ, one)

    def _close(self, one: Process) -> None:
        self._running.remove(one)
        self._ignore({one.channel, one.output})
        one.end()

    def _ignore(self, pipes: set[int]) -> None:
        for pipe in pipes & self._selector.get_map().keys():
            self._selector.unregister(pipe)

    def _later(self, ending: Callable[[], object]) -> None:
        """Do it now; if the database is out of reach, again at later ticks."""
        self._endings.append(ending)
        try:
            self._settle_endings()
        except OutOfReach:
            return

    def _settle_endings(self) -> None:
        while self._endings:
            self._endings[0]()
            self._endings.pop(0)

    def _every(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + seconds
        return True

    def _leave(self) -> None:
        try:
            for one in list(self._running):
                self._give_back(one)
            self._settle_endings()
            self._turns.retire()
        except OutOfReach:
            log.warning("jobs could not be handed back; their leases will run out")
        finally:
            for one in self._running:
                one.end()


def _progress(payload: str) -> tuple[float, str]:
    """The fraction and phrase in what a job said, if it said any."""
    said = json.loads(payload)
    if isinstance(said, list) and said:
        said = said[0]
    if not isinstance(said, dict):
        return 0.0, ""
    fraction, phrase = said.get("fraction", 0.0), said.get("phrase", "")
    if not isinstance(fraction, int | float) or not isinstance(phrase, str):
        return 0.0, ""
    return min(1.0, max(0.0, float(fraction))), phrase[:200]


def prepare(plan: Plan) -> None:
    """Import and load what every job needs; a job says itself what is wrong with it."""
    try:
        child.function(plan.prepare)(**plan.prepare_args)
    except Exception:
        log.exception("job processes could not be prepared by %s", plan.prepare)


def main(plan_json: str, owner: str, pool_pid: str) -> None:
    """The runner's process, from its start to its end."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    plan = Plan.from_json(plan_json)
    child.die_with_parent(signal.SIGTERM, int(pool_pid))
    adopt_strays()
    os.umask(0o077)
    store = LocalStore(plan.directory, plan.store_mb)
    ahead = Ahead(plan, store, Queue(plan.directory))
    parent = int(pool_pid)
    turns = LocalTurns(plan.directory, owner)
    runner = Runner(plan, turns, store, ahead, lambda: os.getppid() == parent)
    signal.signal(signal.SIGTERM, runner.stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Path(plan.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
    runner.greet()
    if plan.prepare:
        prepare(plan)
    runner.run()
