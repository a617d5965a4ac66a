"""One turn of Celery's pool: the next job of all machines, run by a process of this one."""

import time

from cache.ledger import OutOfReach
from cache.process import end_strays
from cache.runner import BEAT_SECONDS, Runner
from cache.states import Priority

PRESSED_SECONDS = 0.3
"""How long a visitor's job may wait in line before work of idle hours makes room for it."""


class Turn(Runner):
    """Runs one job at a time, each to its end, in a process of Celery's pool that goes on living.

    The jobs themselves are forks of that process, as a runner's are: so they have the same limits,
    and one that dies leaves Celery's process alive to say so.
    """

    _begun = False
    _pressed_since: float | None = None

    def take(self) -> None:
        """Run the next job, if there is one, until its answer is brought home."""
        self._begun = False
        self._tick()
        while (self._running or self._endings) and self._wanted():
            self._listen()
            self._tick()
        if not self._wanted():
            self._hand_back()
        end_strays(set())

    def _tend(self) -> None:
        # What is of the whole machine is done by the keeper in Celery's main process.
        if self._running and self._every("beat", BEAT_SECONDS):
            self._turns.beat([one.job.lease for one in self._running if one.job.lease])
            end_strays({one.pid for one in self._running})

    def _start(self) -> None:
        if not self._begun:
            super()._start()
            self._begun = True

    def _yield_to_visitor(self, held: dict[str, int]) -> None:
        """Not at once: another process, here or elsewhere, may be free and take the visitor's."""
        idle = [one for one in self._running if held.get(one.job.lease, 9) == Priority.IDLE]
        if not idle or not self._every("line", PRESSED_SECONDS / 2):
            return
        now = time.monotonic()
        if self._turns.next_priority() != Priority.VISITOR:
            self._pressed_since = None
        elif self._pressed_since is None:
            self._pressed_since = now
        elif now - self._pressed_since >= PRESSED_SECONDS:
            self._pressed_since = None
            self._give_back(idle[0])

    def _hand_back(self) -> None:
        try:
            for one in list(self._running):
                self._give_back(one)
            self._settle_endings()
        except OutOfReach:
            return  # The lease runs out, and the job goes to another.
        finally:
            for one in list(self._running):
                self._close(one)
            self._endings.clear()
