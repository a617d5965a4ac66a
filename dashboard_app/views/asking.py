"""What an address asks for, and all of the page that depends on it, short of the answer."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dash.development.base_component import Component

from cache.states import Busy
from dashboard_app.analyses import BY_ID
from dashboard_app.analysis import Analysis, Cost
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import BadParam, Choices, Value, parse, texts
from dashboard_app.results import Question, Results
from dashboard_app.views import controls, document, navigation, wording
from dashboard_app.views.address import PAGES, Address, always_said, defaults, spoken, write
from dashboard_app.words import Language

UNASKED = "unasked"
"""The state of a question that nobody has put to the results yet."""

PROGRESS_PHRASES = "progress_"
"""Phrases of this beginning travel to the page, which shows them while a job runs."""

TOOL = "tool"
"""The parameter that questions about tools share."""

State = dict[str, Any]
Kept = tuple[str, ...]


class Asked(NamedTuple):
    """Question: name, state, parameters in words. Pending: the job to ask for, if one is needed.

    Form: what the scripts must know of the controls. The rest is drawn; embedded there is none.
    """

    question: State
    pending: State | None
    form: State
    controls: list[Component]
    navigation: list[Component]
    languages: list[Component]

    def alone(self) -> "Asked":
        """The same for an embedded page: the answer without anything to choose."""
        form = {**self.form, "embedded": True}
        return self._replace(form=form, controls=[], navigation=[], languages=[])


def ask(
    wanted: Address,
    language: Language,
    results: Results,
    tools: tuple[str, ...],
    compute: bool = True,
    kept: Kept = (),
) -> Asked:
    """Here the answer is only ensured to be stored; it is drawn later, in the theme of the page.

    Without `compute` a quick question that is not stored stays unasked: a layout must come
    whatever becomes of the computation. `kept` are the tools of the question before this one,
    to which the links of a page without a tool lead back.
    """
    analysis = BY_ID.get(wanted.name)
    if analysis is None:
        return _page(wanted, language, kept)
    asked = _of_analysis(analysis, wanted, language, results, tools, compute, kept)
    return asked.alone() if wanted.embedded else asked


def _of_analysis(
    analysis: Analysis[Any],
    wanted: Address,
    language: Language,
    results: Results,
    tools: tuple[str, ...],
    compute: bool,
    kept: Kept,
) -> Asked:
    there = Choices(tools, SOURCE_IDS)
    try:
        if wanted.problem is not None:
            raise wanted.problem
        question = results.question(analysis.id, wanted.raw)
    except BadParam as error:
        good = defaults(analysis.params, there) | _good_part(analysis, wanted, there)
        back = write(wanted.place, spoken(analysis.params, good, there), language)
        wrong = {"state": "bad", "parameter": error.name, "got": error.got,
                 "fault": error.fault, "back": back}  # fmt: skip
        return _asked(analysis, wrong, None, good, there, language, kept)
    state, pending = _answered(question, results, compute)
    values = in_given_order(question.params, wanted.raw)
    return _asked(analysis, state, pending, values, there, language, kept)


def in_given_order(values: Mapping[str, Value], raw: Mapping[str, list[str]]) -> dict[str, Value]:
    """The values with the tool that the address names first standing first."""
    ordered = dict(values)
    for name, value in values.items():
        given = [text for text in raw.get(name, []) if isinstance(value, tuple) and text in value]
        if isinstance(value, tuple) and name == "tool" and len(set(given)) == len(value):
            ordered[name] = tuple(dict.fromkeys(given))
    return ordered


def _answered(question: Question, results: Results, compute: bool) -> tuple[State, State | None]:
    known: State = {"state": "ready", "key": question.key, "raw": question.words()}
    if question.cost is Cost.LONG:
        if results.stored(question) is not None:
            return known, None
        return {**known, "state": "pending"}, question.job()
    if not compute and results.stored(question) is None:
        return {"state": UNASKED}, None
    try:
        results.answer(question, "")
    except Busy as busy:
        return {"state": "busy", "seconds": busy.retry_seconds, "raw": question.words()}, None
    return known, None


def _asked(
    analysis: Analysis[Any],
    state: State,
    pending: State | None,
    values: Any,
    there: Choices,
    language: Language,
    kept: Kept,
) -> Asked:
    words = wording.words_of(analysis, language)
    said = spoken(analysis.params, values, there)
    form = {
        "name": analysis.id,
        "language": language,
        "title": document.title(f"/{analysis.id}", language),
        "values": _texts(values),
        "defaults": _texts(defaults(analysis.params, there)),
        "always": [param.name for param in analysis.params if always_said(param)],
        "months": [param.name for param in analysis.params if param.kind == "month"],
        "month_error": words("page_month_pattern"),
        "kept": list(texts(said.get(TOOL, kept))),
        "phrases": _phrases(analysis.cost_of(len(there.tools)), words.phrases, language),
    }
    return Asked(
        {"name": analysis.id, **state},
        pending,
        form,
        controls.build(analysis.params, values, there, words),
        navigation.build(analysis.id, said, {TOOL: kept}, language),
        navigation.languages(analysis.id, said, language),
    )


def _page(wanted: Address, language: Language, kept: Kept) -> Asked:
    # A page in prose keeps the parameters in its address, so that the way back leads there.
    said: dict[str, Value] = {name: tuple(given) for name, given in wanted.raw.items()}
    state = "page" if wanted.name in PAGES else "unknown"
    form = {
        "name": wanted.name,
        "language": language,
        "title": document.title(f"/{wanted.name}", language),
        "values": {},
        "kept": list(texts(said.get(TOOL, kept))),
    }
    return Asked(
        {"name": wanted.name, "state": state},
        None,
        form,
        [],
        navigation.build(wanted.name, said, {TOOL: kept}, language),
        navigation.languages(wanted.name if state == "page" else "", said, language),
    )


def _good_part(analysis: Analysis[Any], wanted: Address, there: Choices) -> dict[str, Value]:
    """What of a bad address is good: each parameter tried by itself."""
    good: dict[str, Value] = {}
    for param in analysis.params:
        try:
            good |= parse([param], {param.name: wanted.raw.get(param.name, [])}, there)
        except BadParam:
            continue
    return good


def _texts(values: Any) -> dict[str, list[str]]:
    return {name: list(texts(value)) for name, value in values.items()}


def _phrases(cost: Cost, phrases: Any, language: Language) -> dict[str, str]:
    if cost is Cost.QUICK:
        return {}
    waiting = (PROGRESS_PHRASES, "page_waiting_")
    return {name: said[language] for name, said in phrases.items() if name.startswith(waiting)}
