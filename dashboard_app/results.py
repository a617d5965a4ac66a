"""The one place where analyses meet the cache: a question, and what is known of its answer."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from cache.codec import Damaged, decode, encode
from cache.engine import Jobs, Store
from cache.keys import fingerprint
from cache.states import Busy as Busy
from cache.states import Look, State
from dashboard_app.analyses import ANALYSES, BY_ID
from dashboard_app.analysis import Analysis, CannotAnalyse, Cost, Progress
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import BadParam, Choices, Raw, Value, parse, texts

log = logging.getLogger(__name__)

RUN = "dashboard_app.worker:run"
"""The name under which a job process finds what computes a question."""

Origin = Literal["stored", "computed"]


class UnknownAnalysis(KeyError):
    """No analysis has this id."""


@dataclass(frozen=True)
class Question:
    """One question, checked; `key` names everything that its answer depends on."""

    analysis: Analysis[Any]
    params: Mapping[str, Value]
    data_fingerprint: str
    key: str
    panel: Panel = field(repr=False, compare=False)

    @property
    def cost(self) -> Cost:
        """Whether it is answered inside the request or by a job."""
        return self.analysis.cost_of(len(self.panel.tools))

    def words(self) -> dict[str, list[str]]:
        """The parameters as URL and API write them; not given ones are left out."""
        told = {name: list(texts(value)) for name, value in self.params.items()}
        return {name: given for name, given in told.items() if given}

    def job(self) -> dict[str, Any]:
        """The question as a job carries it: names and texts, no object."""
        return {
            "analysis": self.analysis.id,
            "params": self.words(),
            "data": self.data_fingerprint,
            "key": self.key,
        }


@dataclass(frozen=True)
class Refusal:
    """Why the data cannot answer: the phrase `refusal_<reason>` and its facts."""

    reason: str
    facts: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Answer:
    """What a question was answered with: a result of the analysis, or a refusal."""

    key: str
    analysis_id: str
    version: int
    params: Mapping[str, Value]
    data_fingerprint: str
    computed_at: str
    seconds: float
    result: Any | None
    refusal: Refusal | None
    origin: Origin


Recall = Callable[[str], Answer | None]


@dataclass(frozen=True)
class Waiting:
    """A job on its way; `phrase` is the id of a phrase, `position` 0 once it runs."""

    key: str
    state: Literal["queued", "running"]
    position: int = 0
    fraction: float = 0.0
    phrase: str = ""
    seconds_left: float | None = None


@dataclass(frozen=True)
class Failed:
    """A bug of ours; the log has the traceback under this reference."""

    reference: str


class Live(Protocol):
    """Where the current panel comes from (dashboard_app.data.live.Live)."""

    def panel(self) -> Panel: ...
    def state(self) -> Any: ...


class Results:
    """Questions asked of the current data, answered from the store, at once, or by a job."""

    def __init__(self, live: Live, store: Store, queue: Jobs) -> None:
        self._live, self._store, self._queue = live, store, queue

    def question(self, analysis_id: str, raw: Raw) -> Question:
        """The checked question. Raises UnknownAnalysis, BadParam."""
        return ask_of(self._live.panel(), analysis_id, raw)

    def stored(self, question: Question) -> Answer | None:
        """The answer that is kept, if it is."""
        return self.by_key(question.key)

    def by_key(self, key: str) -> Answer | None:
        """The answer kept under a key; a damaged or outdated one is dropped."""
        return kept(self._store, key)

    def ready(self, question: Question) -> Answer | None:
        """The stored answer, or a QUICK one computed here; None where a job must be asked."""
        found = self.stored(question)
        if found is None and question.cost is Cost.QUICK:
            found = self._compute(question)
        if found is not None:
            self._queue.count("answers", question.analysis.id, found.origin)
        return found

    def answer(self, question: Question, visitor: str) -> Answer | Waiting | Failed:
        """The answer, or the visitor's job for it: asking again is the poll. Raises Busy.

        A failure is told once to each visitor that waited for it; who asks after that has
        it computed anew. A question whose data were replaced is asked of the new ones.
        """
        found = self.ready(question)
        if found is not None:
            return found
        ticket = _ticket(question.key, visitor)
        if self._queue.holds(ticket) == question.key:
            seen = self._queue.look(question.key)
            look = waiting(seen)
            outdated = seen is not None and seen.state is State.OUTDATED
            if outdated or isinstance(look, Failed):
                self._queue.withdraw(ticket)
            if look is not None:
                return look
            if seen is not None and outdated:
                return self._answer_anew(question, visitor, seen.reference)
        self._queue.ask(
            question.key,
            RUN,
            {"question": question.job()},
            visitor=visitor,
            label=question.analysis.id,
            ticket=ticket,
        )
        return (
            self.by_key(question.key) or self.look(question.key) or Waiting(question.key, "queued")
        )

    def _answer_anew(
        self, question: Question, visitor: str, reference: str
    ) -> Answer | Waiting | Failed:
        self.look_at_data()
        newer = self.question(question.analysis.id, question.words())
        if newer.key == question.key:
            # The job process finds other data than we do; its log says which.
            return Failed(reference)
        return self.answer(newer, visitor)

    def look_at_data(self) -> None:
        """See now whether the data were replaced, rather than within seconds."""
        self._live.state()

    def look(self, key: str) -> Waiting | Failed | None:
        """How far the job of this key is; None where there is none."""
        return waiting(self._queue.look(key))

    def withdraw(self, key: str, visitor: str) -> None:
        """This visitor no longer waits; the job goes on while others do."""
        self._queue.withdraw(_ticket(key, visitor))

    def asked(self, told: Any) -> Question:
        """The question that a page sends back to us, checked anew: it was out of our hands.

        Raises BadParam and UnknownAnalysis; the key and all else follow from what is asked.
        """
        if not isinstance(told, Mapping) or not isinstance(told.get("params"), Mapping):
            raise BadParam("question", type(told).__name__, "analysis and params")
        raw = told["params"]
        for name, values in raw.items():
            if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
                raise BadParam(str(name), str(values), "a list of texts")
        found = self.question(str(told.get("analysis")), raw)
        if told.get("key") not in (None, found.key):
            # Another worker, which the page asked first, may have newer data already.
            self.look_at_data()
            found = self.question(found.analysis.id, raw)
        return found

    def _compute(self, question: Question) -> Answer:
        packed = compute(question, lambda fraction, phrase: let_others())
        self._queue.count("computations", question.analysis.id, "")
        self._store.put(question.key, encode(packed))
        return replace(unpack(question.key, packed), origin="computed")


def let_others() -> None:
    """Let the other requests of this web worker go on, which under gevent a pause of 0 does."""
    time.sleep(0)


def ask_of(panel: Panel, analysis_id: str, raw: Raw) -> Question:
    """The question asked of this panel. Raises UnknownAnalysis, BadParam."""
    analysis = BY_ID.get(analysis_id)
    if analysis is None:
        raise UnknownAnalysis(analysis_id)
    params = parse(analysis.params, raw, Choices(panel.tools, SOURCE_IDS))
    key = fingerprint(analysis.id, analysis.version, params, panel.fingerprint)
    return Question(analysis, params, panel.fingerprint, key, panel)


def striking_questions(panel: Panel) -> tuple[Question, Question]:
    """What the first page tells of all tools: when they were searched for, and written of, most."""
    searched, written = (
        ask_of(panel, "overview", {"source": [source]}) for source in ("google_trends", "crossref")
    )
    return searched, written


def default_questions(panel: Panel) -> list[Question]:
    """What the first page tells, then each LONG analysis of each tool, with its defaults."""
    return [
        *striking_questions(panel),
        *_long_questions(panel),
    ]


def _long_questions(panel: Panel) -> list[Question]:
    return [
        ask_of(panel, analysis.id, {param.name: [tool]})
        for tool in panel.tools
        for analysis in ANALYSES
        if analysis.cost is Cost.LONG
        for param in analysis.params
        if param.kind in ("tool", "tools")
    ]


def kept(store: Store, key: str) -> Answer | None:
    """The answer that a store keeps under a key; a damaged or outdated one is dropped."""
    packed = decoded(store, key)
    if packed is None:
        return None
    try:
        return unpack(key, packed)
    except (KeyError, TypeError, ValueError) as error:
        _drop(store, key, error)
        return None


def decoded(store: Store, key: str) -> Mapping[str, Any] | None:
    """What a store keeps under a key, as it was given; what is damaged is dropped."""
    data = store.get(key)
    if data is None:
        return None
    try:
        return decode(data)
    except Damaged as error:
        _drop(store, key, error)
        return None


def _drop(store: Store, key: str, error: Exception) -> None:
    log.warning("dropped the damaged answer %s: %s", key[:12], error)
    store.drop(key)


def compute(
    question: Question,
    progress: Progress,
    clock: Callable[[], datetime] | None = None,
    recall: Recall | None = None,
) -> dict[str, Any]:
    """The answer as the store keeps it; a refusal is an answer. Bugs pass through.

    `recall` finds answers of other questions by key, for an analysis made of them.
    """
    began = time.perf_counter()
    refusal: str | None = None
    fields: dict[str, Any] = {}
    try:
        result = _result(question, progress, recall)
    except CannotAnalyse as refused:
        refusal = json.dumps({"reason": refused.reason, "facts": refused.facts})
    else:
        fields = {f"result.{name}": getattr(result, name) for name in question.analysis.columns()}
    now = clock() if clock else datetime.now(UTC)
    return {
        "analysis_id": question.analysis.id,
        "version": question.analysis.version,
        "params": json.dumps(dict(question.params), ensure_ascii=False),
        "data_fingerprint": question.data_fingerprint,
        "computed_at": now.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - began, 3),
        "refusal": refusal,
        **fields,
    }


def _result(question: Question, progress: Progress, recall: Recall | None) -> Any:
    analysis, panel = question.analysis, question.panel
    if analysis.gather is None or recall is None:
        return analysis.compute(panel, question.params, progress)

    def ask(other: Analysis[Any], raw: Raw, told: Progress) -> Any:
        asked = ask_of(panel, other.id, raw)
        known = recall(asked.key)
        if known is None:
            return other.compute(panel, asked.params, told)
        if known.refusal is not None:
            raise CannotAnalyse(known.refusal.reason, **known.refusal.facts)
        return known.result

    return analysis.gather(panel, question.params, progress, ask)


def unpack(key: str, packed: Mapping[str, Any]) -> Answer:
    """The answer again. Raises KeyError, TypeError or ValueError for what is none of ours."""
    analysis = BY_ID[packed["analysis_id"]]
    if packed["version"] != analysis.version:
        raise ValueError(f"of version {packed['version']}, now {analysis.version}")
    params = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(packed["params"]).items()
    }
    refusal = json.loads(packed["refusal"]) if packed["refusal"] else None
    fields = {name: packed[f"result.{name}"] for name in analysis.columns()} if not refusal else {}
    return Answer(
        key=key,
        analysis_id=analysis.id,
        version=analysis.version,
        params=params,
        data_fingerprint=packed["data_fingerprint"],
        computed_at=packed["computed_at"],
        seconds=packed["seconds"],
        result=None if refusal else analysis.result(**fields),
        refusal=Refusal(refusal["reason"], refusal["facts"]) if refusal else None,
        origin="stored",
    )


def waiting(look: Look | None) -> Waiting | Failed | None:
    """A glance at the queue in the words of results; a done or outdated job is neither."""
    if look is None or look.state in (State.DONE, State.OUTDATED):
        return None
    if look.state is State.FAILED:
        return Failed(look.reference)
    state: Literal["queued", "running"] = "queued" if look.state is State.QUEUED else "running"
    return Waiting(look.key, state, look.position, look.fraction, look.phrase, look.seconds_left)


def _ticket(key: str, visitor: str) -> str:
    return fingerprint("visitor", key, visitor)[:32]
