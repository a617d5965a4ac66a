"""The answer to a question, drawn and told in a language and a theme; or why there is none."""

from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from cache.states import Busy
from dashboard_app.analyses import BY_ID
from dashboard_app.analysis import Analysis, Cost
from dashboard_app.data.live import Live
from dashboard_app.figures.look import Look
from dashboard_app.results import Answer, Failed, Question, Results, Waiting
from dashboard_app.views import address, answer, notices, pages, wording
from dashboard_app.views.drawing import Drawings
from dashboard_app.words import Language, Words, speak


@dataclass(frozen=True)
class Shown:
    """What the page holds: its question, what the job brought, and how it is to be shown."""

    question: dict[str, Any]
    finished: dict[str, Any] | None
    cancelled: bool
    language: Language
    look: Look
    host: str
    embedded: bool = False


def show(shown: Shown, results: Results, live: Live, drawings: Drawings) -> list[Component]:
    """Everything below the controls."""
    words = speak(shown.language)
    name, state = str(shown.question.get("name")), shown.question.get("state")
    analysis = BY_ID.get(name)
    if state == "page" and name in address.PAGES:
        return pages.render(name, live.panel(), live.notes(), words)
    if analysis is None:
        return notices.unknown_page(address.write(address.HOME, {}, shown.language), words)
    if not live.panel().tools:
        return [notices.notice(words("health_unhealthy"), kind="bad")]
    return _analysis(analysis, shown, results, live, drawings)


def _analysis(
    analysis: Analysis[Any], shown: Shown, results: Results, live: Live, drawings: Drawings
) -> list[Component]:
    words = wording.words_of(analysis, shown.language)
    facts = shown.question
    if facts.get("state") == "bad":
        asked, got = str(facts.get("parameter"))[:60], str(facts.get("got"))[:60]
        named = [param for param in analysis.params if param.name == asked]
        name = wording.label(named[0], words) if named else asked
        head = answer.heading(analysis, {}, words)
        return [head, notices.bad_param(name, got, str(facts.get("fault")), facts["back"], words)]
    if facts.get("state") == "busy":
        return [answer.heading(analysis, {}, words), notices.busy(facts["seconds"], words)]
    question = results.question(analysis.id, facts.get("raw") or {})
    head = answer.heading(analysis, question.params, words)
    try:
        found = _found(question, results) or _of_replaced_data(facts.get("key"), question, results)
    except Busy as busy:
        return [head, notices.busy(busy.retry_seconds, words)]
    if isinstance(found, Answer):
        return _answered(analysis, found, shown, live, drawings)
    told = _told_by_job(shown, words)
    if told is not None:
        return [head, told]
    if isinstance(found, Failed):
        return [head, notices.failed(found.reference, words)]
    if shown.cancelled:
        return [head, notices.cancelled(words)]
    return [head]


def _told_by_job(shown: Shown, words: Words) -> Component | None:
    """What a job brought that is no answer (see worker.run)."""
    finished = shown.finished or {}
    if finished.get("key") != shown.question.get("key"):
        return None
    if finished.get("state") in ("failed", "outdated"):
        return notices.failed(str(finished.get("reference")), words)
    if finished.get("state") == "busy":
        return notices.busy(float(finished.get("retry_seconds") or 0), words)
    return None


def _found(question: Question, results: Results) -> Answer | Waiting | Failed | None:
    if question.cost is Cost.QUICK:
        return results.answer(question, "")
    return results.stored(question) or results.look(question.key)


def _of_replaced_data(key: Any, question: Question, results: Results) -> Answer | None:
    """The answer that the page was told of, where the data have been replaced since."""
    if question.cost is Cost.QUICK or not isinstance(key, str) or len(key) != len(question.key):
        return None
    found = results.by_key(key)
    return found if found is not None and found.analysis_id == question.analysis.id else None


def _answered(
    analysis: Analysis[Any], found: Answer, shown: Shown, live: Live, drawings: Drawings
) -> list[Component]:
    words = wording.words_of(analysis, shown.language)
    link = shown.host + address.write(analysis.id, found.params, shown.language)
    if shown.embedded:
        return answer.alone(analysis, found, live.panel(), words, shown.look, link, drawings)
    return answer.render(
        analysis, found, live.panel(), live.notes(), words, shown.look, link, drawings
    )
