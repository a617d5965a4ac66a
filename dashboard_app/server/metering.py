"""The price of computing: what is stored is free, what is not is taken from the client's budget."""

from collections.abc import Mapping
from typing import Any

from flask import has_request_context, request

from cache.engine import Jobs, Store
from cache.states import Busy, State
from dashboard_app.data.live import Live
from dashboard_app.results import Answer, Question, Results
from dashboard_app.server import visitor
from dashboard_app.server.limits import Allowance

CRAWLER_RETRY_SECONDS = 86_400


class Spent(Busy):
    """The client has used up its budget of computations."""


class NotForCrawlers(Busy):
    """Crawlers and link previews get what is stored; nothing is computed for them."""


class Permit:
    """Asks the budget of the client whose request is being answered."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance

    def __call__(self) -> None:
        """Take one computation; raises Spent or NotForCrawlers."""
        if not has_request_context():
            return
        if visitor.is_crawler(request):
            raise NotForCrawlers(CRAWLER_RETRY_SECONDS)
        wait = self._allowance.spend()
        if wait is not None:
            raise Spent(wait)


class MeteredQueue:
    """A queue in which a new job costs the client; joining one that is on its way does not."""

    def __init__(self, jobs: Jobs, permit: Permit) -> None:
        self._jobs, self._permit = jobs, permit
        self.secret = jobs.secret
        self.look, self.holds, self.withdraw = jobs.look, jobs.holds, jobs.withdraw
        self.again, self.count = jobs.again, jobs.count
        self.counters, self.by_state, self.state = jobs.counters, jobs.by_state, jobs.state

    def ask(self, key: str, name: str, args: Mapping[str, Any], **how: Any) -> str:
        """A ticket of the job, as the queue gives it. Raises Spent, NotForCrawlers, Busy."""
        there = self._jobs.look(key)
        if there is None or there.state not in (State.QUEUED, State.RUNNING):
            self._permit()
        return self._jobs.ask(key, name, args, **how)


class MeteredResults(Results):
    """Results of which a QUICK computation in a web worker costs the client, too."""

    def __init__(self, live: Live, store: Store, queue: Jobs, permit: Permit) -> None:
        super().__init__(live, store, queue)
        self._permit = permit

    def _compute(self, question: Question) -> Answer:
        self._permit()
        return super()._compute(question)
