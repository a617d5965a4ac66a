"""Dash's background callback manager, answered by our queue and store.

What travels to the browser is the job's key and a ticket, both signed by Dash for one page.
A ticket is not a process: giving it back stops nothing that somebody else waits for.
"""

import contextlib
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from dash.background_callback.managers import BaseBackgroundCallbackManager
from flask import Response, after_this_request, g, has_request_context, request

from cache.engine import Jobs, Store
from cache.keys import fingerprint
from cache.ledger import OutOfReach
from cache.states import Busy, Look, State
from dashboard_app.results import RUN, Results, decoded
from dashboard_app.server import visitor
from dashboard_app.server.calling import CALL
from dashboard_app.server.handle import Handle, read

BUSY = "busy-"
OUTDATED = "outdated-"
KEY = re.compile("[0-9a-f]{64}")
SUPERSEDED = "oldJob"
"""Names in a request what its page waited for before; Dash has it ended before it asks."""
LOST = "lost"
"""The reference of a job that is in no log: its queue was destroyed, and its handle too short."""


class NotByName(TypeError):
    """A background callback must be a function of a module, for a job carries only its name."""


class AnswerReady(Exception):
    """The answer was there when it was asked for; `at_once` turns this into the response."""

    def __init__(self, value: Any) -> None:
        super().__init__("answered at once")
        self.value = value


@dataclass(frozen=True)
class Named:
    """A callback as a job carries it."""

    name: str
    progress: bool


class QueueManager(BaseBackgroundCallbackManager):
    """Keeps @callback(background=True, progress=, cancel=, running=) as Dash documents it.

    `cache_by` works as with Dash's managers, except that the key holds the callback's name and
    not its source text; without it each ask is a job of its own. The callback of our own
    questions, worker.run, has the question's key. With `answers_at_once` and
    Dash(on_error=manager.at_once) a stored answer comes in the first round trip.
    """

    def __init__(
        self,
        queue: Jobs,
        store: Store,
        results: Results | None = None,
        cache_by: list[Callable[[], Any]] | None = None,
        answers_at_once: bool = False,
    ) -> None:
        self._queue, self._store, self._results = queue, store, results
        self._at_once = answers_at_once
        self._secret = queue.secret
        self._names: set[str] = set()
        super().__init__(cache_by)  # type: ignore[no-untyped-call]

    def make_job_fn(self, fn: Callable[..., Any], progress: bool, key: str | None = None) -> Named:
        """The callback's name; whether it can be imported is seen when it is asked for."""
        named = Named(f"{fn.__module__}:{fn.__qualname__}", bool(progress))
        self._names.add(named.name)
        return named

    def build_cache_key(
        self, fn: Callable[..., Any], args: Any, cache_args_to_ignore: Any, triggered: Any
    ) -> str:
        """The key of the answer; raises BadParam for a question that no page of ours asks."""
        name = f"{fn.__module__}:{fn.__qualname__}"
        if name == RUN and self._results is not None:
            return self._results.asked(_only(args)).key
        if self.cache_by is None:
            return uuid4().hex
        kept = _without(args, cache_args_to_ignore)
        return fingerprint(name, kept, triggered, [by() for by in self.cache_by])

    def call_job_fn(self, key: str, job_fn: Named, args: Any, context: Any) -> str:
        """A handle of the job. Raises NotByName, BadParam; AnswerReady where that is wanted."""
        ours = job_fn.name == RUN and self._results is not None
        if ours and (known := _key(args)) not in ("", key):
            # The page knows its question by the key of data that were replaced meanwhile.
            return f"{OUTDATED}{known}"
        handle = self._handle(job_fn, args)
        if self._store.get(key) is not None:
            if self._at_once and (found := self._answer(key)) is not self.UNDEFINED:
                raise AnswerReady(found)
            return handle.write()
        try:
            self._turn_to(key)
            self._ask(key, handle)
        except Busy as busy:
            return f"{BUSY}{busy.retry_seconds:.0f}"
        return handle.write()

    def _handle(self, job_fn: Named, args: Any) -> Handle:
        ticket = secrets.token_hex(16)
        if job_fn.name == RUN and self._results is not None:
            question = self._results.asked(_only(args))
            return Handle(ticket, RUN, question.analysis.id, {"question": question.job()})
        return Handle(ticket, CALL, job_fn.name, _call(job_fn, args))

    def _turn_to(self, key: str) -> None:
        """Give back what the page waited for before, lest it counts beside what it asks for now."""
        for ticket in g.get(SUPERSEDED, ()) if has_request_context() else ():
            if self._queue.holds(ticket) != key:
                self._queue.withdraw(ticket)

    def _ask(self, key: str, handle: Handle) -> None:
        asker = visitor.name(request) if has_request_context() else ""
        self._queue.ask(
            key,
            handle.name,
            handle.args or {},
            visitor=asker,
            label=handle.label,
            ticket=handle.ticket,
        )

    def _ask_again(self, key: str, handle: Handle) -> Any:
        """For a page whose ticket nobody knows, because the queue was destroyed under it."""
        try:
            self._ask(key, handle)
        except OutOfReach:
            return self.UNDEFINED
        except Busy as busy:
            return self._refused(key, busy.retry_seconds)
        return self.UNDEFINED

    def _can_ask(self, handle: Handle) -> bool:
        # A handle asks for nothing but the callbacks of this application, whoever signed it.
        if handle.name == CALL:
            return handle.label in self._names and (handle.args or {}).get("name") == handle.label
        return handle.name == RUN and self._results is not None

    def at_once(self, error: Exception) -> Any:
        """For on_error: the stored answer as the callback's outputs; other errors go on."""
        if isinstance(error, AnswerReady):
            return error.value
        raise error

    def get_result(self, key: str, job: str | None) -> Any:
        """What the callback is answered with, or UNDEFINED while it is on its way."""
        if job and job.startswith(BUSY):
            return self._refused(key, float(job.removeprefix(BUSY)))
        if job and job.startswith(OUTDATED):
            return _outdated(job.removeprefix(OUTDATED), "data")
        found = self._answer(key)
        if found is not self.UNDEFINED:
            return found
        try:
            return self._without_answer(key, job)
        except Busy:
            return self.UNDEFINED

    def result_ready(self, key: str) -> bool:
        """Whether the answer is in the store."""
        return self._store.get(key) is not None

    def get_progress(self, key: str) -> list[Any] | None:
        """What the job said last; for our own questions the state and place in the queue, too."""
        with contextlib.suppress(Busy):
            look = self._queue.look(key)
            if look is None or look.state not in (State.QUEUED, State.RUNNING):
                return None
            if self._is_ours(look):
                return [_progress(look)]
            said = json.loads(look.payload or "null")
            return said if isinstance(said, list) else None if said is None else [said]
        return None

    def job_running(self, job: str | None) -> bool:
        """Whether this page still waits for its job, one that has just ended included.

        Dash asks this after get_result, and a page that then hears no stops asking: a job that
        ended between the two would never be told.
        """
        if not job or not _is_ticket(job):
            return False
        handle = read(job)
        try:
            key = self._queue.holds(handle.ticket)
            if key is None:
                return self._can_ask(handle)
            return bool(key and self._queue.look(key))
        except Busy:
            return True

    def terminate_job(self, job: str | None) -> None:
        """Give this page's ticket back; where it asks for something now, after that.

        A page that was left for another one comes back to the same question: the job would go
        with its last ticket, and with it what is computed already.
        """
        if not job or not _is_ticket(job):
            return
        ticket = read(job).ticket
        if has_request_context() and SUPERSEDED in request.args:
            g.setdefault(SUPERSEDED, []).append(ticket)
            after_this_request(partial(self._withdraw, ticket))
        else:
            self._withdraw(ticket)

    def _withdraw(self, ticket: str, response: Response | None = None) -> Any:
        with contextlib.suppress(Busy):
            self._queue.withdraw(ticket)
        return response

    def terminate_unhealthy_job(self, job: str | None) -> bool:
        """Never: runners see to the health of jobs."""
        return False

    def get_updated_props(self, key: str | None) -> dict[str, Any]:
        """What the callback gave to `set_props`."""
        kept = decoded(self._store, key) if key else None
        props: dict[str, Any] = json.loads(kept.get("props", "{}")) if kept else {}
        return props

    def get_or_create_signing_secret(self, generate: Callable[[], bytes]) -> bytes:
        """The secret that Dash signs handles with."""
        return self._secret.get(generate)

    def _answer(self, key: str) -> Any:
        kept = decoded(self._store, key)
        if kept is None:
            return self.UNDEFINED
        if "outputs" in kept:
            return json.loads(kept["outputs"])
        return {"state": "ready", "key": key}

    def _without_answer(self, key: str, job: str | None) -> Any:
        look = self._queue.look(key)
        if look is not None and look.state is State.DONE:
            # It may have ended since the store was asked.
            found = self._answer(key)
            if found is not self.UNDEFINED:
                return found
            # The answer was evicted, or found damaged, before this page had it.
            self._queue.again(key)
            return self.UNDEFINED
        if look is not None and look.state is State.FAILED:
            return self._failed(key, look.reference, self._is_ours(look))
        if look is not None and look.state is State.OUTDATED:
            if self._is_ours(look):
                return _outdated(key, look.reference)
            return self._failed(key, look.reference, ours=False)
        handle = read(job or "")
        if job and self._queue.holds(handle.ticket) is None:
            if self._can_ask(handle):
                return self._ask_again(key, handle)
            if self._results is not None:
                return _outdated(key, LOST)
            return self._failed(key, LOST, ours=False)
        return self.UNDEFINED

    def _is_ours(self, look: Look) -> bool:
        return self._results is not None and look.name == RUN

    def _failed(self, key: str, reference: str, ours: bool) -> dict[str, Any]:
        if ours:
            return {"state": "failed", "key": key, "reference": reference}
        return _error(f"it failed; the log has it under the reference {reference}")

    def _refused(self, key: str, retry_seconds: float) -> dict[str, Any]:
        if self._results is not None:
            return {"state": "busy", "key": key, "retry_seconds": retry_seconds}
        return _error(f"too many jobs are waiting; try again in {retry_seconds:.0f} s")


def _is_ticket(job: str) -> bool:
    return not job.startswith((BUSY, OUTDATED))


def _outdated(key: str, reference: str) -> dict[str, Any]:
    return {"state": "outdated", "key": key, "reference": reference}


def _error(message: str) -> dict[str, Any]:
    return {"background_callback_error": {"msg": message, "tb": ""}}


def _progress(look: Look) -> dict[str, Any]:
    return {
        "state": str(look.state),
        "key": look.key,
        "fraction": look.fraction,
        "phrase": look.phrase,
        "position": look.position,
        "seconds_left": look.seconds_left,
    }


def _only(args: Any) -> Any:
    values = list(args.values()) if isinstance(args, Mapping) else args
    return values[0] if isinstance(values, list | tuple) and len(values) == 1 else values


def _key(args: Any) -> str:
    """The key by which a page of ours knows its question; "" where it names none."""
    told = _only(args)
    key = told.get("key") if isinstance(told, Mapping) else None
    return key if isinstance(key, str) and KEY.fullmatch(key) else ""


def _without(args: Any, ignored: Any) -> Any:
    left_out = ignored if isinstance(ignored, list | tuple) else [ignored]
    if isinstance(args, Mapping):
        return {name: value for name, value in args.items() if name not in left_out}
    return [value for at, value in enumerate(args) if at not in left_out]


def _call(job_fn: Named, args: Any) -> dict[str, Any]:
    if "<" in job_fn.name or job_fn.name.startswith("__main__:"):
        raise NotByName(f"{job_fn.name} is not a function that another process can import")
    by_name = isinstance(args, Mapping)
    positional = [] if by_name else list(args) if isinstance(args, list | tuple) else [args]
    return {
        "name": job_fn.name,
        "args": positional,
        "kwargs": dict(args) if by_name else {},
        "progress": job_fn.progress,
    }
