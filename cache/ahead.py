"""Work for idle hours: questions that visitors are likely to ask, computed before they do."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from cache.codec import Damaged, decode
from cache.engine import Jobs, Store
from cache.plan import Plan
from cache.states import Priority
from cache.turns import Job

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 60.0
"""How old the list of questions may be; new data bring new questions."""
REST_SECONDS = 1.0
"""How long after the last look at the store the next one may be."""


class Ahead:
    """Gives one question after the other that has no answer yet. Failed ones are not repeated.

    Where machines share a queue, only the one that `leads` does so.
    """

    def __init__(
        self, plan: Plan, store: Store, queue: Jobs, leads: Callable[[], bool] = lambda: True
    ) -> None:
        self._plan, self._store, self._queue, self._leads = plan, store, queue, leads
        self._asks: list[Job] = []
        self._failed: set[str] = set()
        self._list_due = self._look_due = 0.0
        self._listing = False

    def next(self) -> Job | None:
        """A question without an answer; or, with no key, the job that lists the questions."""
        now = time.monotonic()
        if not self._plan.ahead or self._listing or now < self._look_due or not self._leads():
            return None
        while self._asks:
            ask = self._asks.pop(0)
            if ask.key not in self._failed and self._store.get(ask.key) is None:
                return ask
        self._look_due = now + REST_SECONDS
        if now < self._list_due:
            return None
        self._list_due = now + ASK_AGAIN_SECONDS
        self._listing = True
        return Job("", self._plan.ahead, "{}", "ahead", Priority.IDLE, "")

    def ask(self, ask: Job) -> None:
        """Put a question into the queue, behind everybody."""
        self._queue.ask(
            ask.key, ask.name, json.loads(ask.args), priority=Priority.IDLE, label=ask.label
        )

    def told(self, result: bytes | None) -> None:
        """Take in the result of the job that lists the questions; None where it failed."""
        self._listing = False
        try:
            asks: list[dict[str, Any]] = json.loads(decode(result or b"")["asks"])
            self._asks = [
                Job(
                    str(ask["key"]), str(ask["name"]), json.dumps(ask["args"]),
                    str(ask["label"]), Priority.IDLE, "",
                )
                for ask in asks
            ]  # fmt: skip
        except (Damaged, KeyError, TypeError, ValueError) as error:
            log.info("no list of questions to compute ahead: %s", error)

    def failed(self, key: str) -> None:
        """Never again ask ahead for a question whose job failed."""
        self._failed.add(key)
