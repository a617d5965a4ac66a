"""The read-only API under /api/v1: tools, sources, series, and every analysis with its answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np
from flask import Blueprint, Response, jsonify, request

from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Analysis
from dashboard_app.data.catalogue import tool_name
from dashboard_app.data.live import Live
from dashboard_app.data.panel import Panel, Series
from dashboard_app.data.sources import SOURCE_IDS, SOURCES
from dashboard_app.params import BadParam, Choices, Param, choice, month, parse, sources, tool
from dashboard_app.report import document
from dashboard_app.results import Answer, Failed, Question, Results, Waiting, let_others
from dashboard_app.server import visitor
from dashboard_app.server.errors import answer as error_answer
from dashboard_app.server.formats import as_json, plain, result_csv, to_csv
from dashboard_app.views.address import MOST_FIELDS
from dashboard_app.views.language import LANGUAGE, named
from dashboard_app.words import LANGUAGES, Language, speak

POLL_SECONDS = 2
FORMAT = choice("format", "json", "csv")
ANSWER_FORM = (choice("format", "json", "csv", "html"), choice(LANGUAGE, *LANGUAGES))
REPORT = "report"
"""The one analysis whose answer is also a document."""

SERIES = (tool(), sources(), month("from"), month("to"), FORMAT)
SERIES_COLUMNS = ("tool", "source", "month", "value", "respondents")


def pages(results: Results, live: Live) -> Blueprint:
    """The routes of the API."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

    @blueprint.get("/tools")
    def tools() -> Response:
        _nothing_asked()
        panel = live.panel()
        return _fresh(jsonify(tools=[_tool(panel, name) for name in panel.tools]), panel)

    @blueprint.get("/sources")
    def all_sources() -> Response:
        _nothing_asked()
        return jsonify(sources=[_source(index) for index in range(len(SOURCES))])

    @blueprint.get("/series")
    def series() -> Response:
        panel = live.panel()
        asked = parse(SERIES, _raw(), Choices(panel.tools, SOURCE_IDS))
        chosen = _chosen(panel, asked)
        if asked["format"] == "csv":
            text = to_csv(SERIES_COLUMNS, [row for one in chosen for row in _rows(one)])
            return _fresh(_csv(text, f"{asked['tool']}.csv"), panel)
        return _fresh(jsonify(tool=asked["tool"], series=[_one(one) for one in chosen]), panel)

    @blueprint.get("/analyses")
    def analyses() -> Response:
        _nothing_asked()
        count = len(live.panel().tools)
        return jsonify(analyses=[_definition(analysis, count) for analysis in ANALYSES])

    @blueprint.get("/analyses/<analysis_id>")
    def analysis(analysis_id: str) -> Response:
        raw = _raw()
        form, language = _form(analysis_id, raw)
        table = raw.pop("table", [None])[-1] if form == "csv" else None
        question = results.question(analysis_id, raw)
        answered = results.answer(question, visitor.name(request))
        if isinstance(answered, Waiting):
            return _waiting(answered)
        if isinstance(answered, Failed):
            message = f"This is our error; its reference is {answered.reference}."
            return error_answer(500, "bug", message, {"reference": answered.reference})
        if form == "html" and answered.refusal is None:
            return _document(answered, live, language)
        return _result_csv(answered, table) if form == "csv" else _answer(question, answered)

    return blueprint


def _raw() -> dict[str, list[str]]:
    if request.query_string.count(b"&") >= MOST_FIELDS:
        raise BadParam("URL", f"{len(request.query_string)} bytes", f"at most {MOST_FIELDS} fields")
    return request.args.to_dict(flat=False)


def _nothing_asked() -> None:
    if request.args:
        raise BadParam(next(iter(request.args)), "a parameter", "no parameter")


def _form(analysis_id: str, raw: dict[str, list[str]]) -> tuple[str, Language]:
    names = ("format", LANGUAGE) if analysis_id == REPORT else ("format",)
    given = {name: raw.pop(name, []) for name in names}
    asked = parse(ANSWER_FORM, given, Choices((), ()))
    if asked["format"] == "html" and analysis_id != REPORT:
        raise BadParam("format", "html", "one of json, csv")
    return str(asked["format"]), named(str(asked[LANGUAGE])) or LANGUAGES[0]


def _chosen(panel: Panel, asked: Mapping[str, Any]) -> list[Series]:
    first, last = (_month(asked[name]) for name in ("from", "to"))
    there = [one for one in asked["source"] if panel.has(asked["tool"], one)]
    return [panel.get(asked["tool"], one).between(first, last) for one in there]


def _month(text: str | None) -> Any:
    return None if text is None else np.datetime64(text, "M")


def _tool(panel: Panel, name: str) -> dict[str, Any]:
    return {
        "id": name,
        **{language: tool_name(name, language) for language in LANGUAGES},
        "sources": {source: _extent(panel.get(name, source)) for source in panel.sources_of(name)},
    }


def _extent(series: Series) -> dict[str, Any]:
    first, last = (plain(series.months[place]) for place in (0, -1))
    return {"n": series.n, "from": first, "to": last, "unit": series.unit}


def _source(index: int) -> dict[str, Any]:
    source = SOURCES[index]
    names = {str(language): speak(language).source(source.id) for language in LANGUAGES}
    return {"id": source.id, **names, "cadence": source.cadence, "raw_unit": source.raw_unit}


def _one(series: Series) -> dict[str, Any]:
    return {
        "source": series.source,
        "cadence": series.cadence,
        "unit": series.unit,
        "n": series.n,
        "month": plain(series.months),
        "value": plain(series.values),
        "respondents": plain(series.respondents),
    }


def _rows(series: Series) -> list[tuple[Any, ...]]:
    respondents = plain(series.respondents) or [None] * series.n
    columns = (plain(series.months), plain(series.values), respondents)
    return [(series.tool, series.source, *row) for row in zip(*columns, strict=True)]


def _definition(analysis: Analysis[Any], tools: int) -> dict[str, Any]:
    return {
        "id": analysis.id,
        "family": analysis.family,
        "cost": analysis.cost_of(tools),
        "version": analysis.version,
        "params": [_param(param) for param in analysis.params],
        "result": list(analysis.columns()),
    }


def _param(param: Param) -> dict[str, Any]:
    told: dict[str, Any] = {"name": param.name, "kind": param.kind, "default": param.default}
    if param.choices:
        told["choices"] = list(param.choices)
    if param.kind in ("integer", "number"):
        told["bounds"] = [plain(param.low), plain(param.high)]
    if param.highest:
        told["highest"] = list(param.highest)
    if param.most > 1:
        told["most"] = param.most
    return told


def _answer(question: Question, answered: Answer) -> Response:
    told: dict[str, Any] = {
        "id": answered.analysis_id,
        "version": answered.version,
        "params": {name: plain(value) for name, value in answered.params.items()},
        "data_fingerprint": answered.data_fingerprint,
        "computed_at": answered.computed_at,
        "seconds": answered.seconds,
    }
    if answered.refusal is None:
        told["result"] = as_json(answered.result)
    else:
        reason, facts = answered.refusal.reason, dict(answered.refusal.facts)
        message = speak("en", question.analysis.folder).refusal(reason, facts)
        told["refusal"] = {"reason": reason, "facts": facts, "message": message}
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(answered.key[:32])
    response.make_conditional(request)
    return response


def _waiting(job: Waiting) -> Response:
    response = jsonify(
        state=job.state,
        position=job.position,
        progress=plain(job.fraction),
        seconds_left=plain(job.seconds_left),
    )
    response.status_code = 202
    response.headers["Retry-After"] = str(POLL_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _document(answered: Answer, live: Live, language: Language) -> Response:
    asked = urlencode({"tool": answered.params["tool"], LANGUAGE: language})
    link = f"{request.host_url}{REPORT}?{asked}"
    panel = live.panel()
    text = document.write(answered, live.notes(), language, link, panel.demo, let_others)
    response = Response(text, content_type="text/html; charset=utf-8")
    name = document.filename(answered, language)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Data-Fingerprint"] = answered.data_fingerprint
    return response


def _result_csv(answered: Answer, table: str | None) -> Response:
    if answered.refusal is not None:
        reason = answered.refusal.reason
        return error_answer(409, "refused", f"The data cannot answer: {reason}.")
    try:
        text, names = result_csv(answered.result, table)
    except KeyError:
        _, names = result_csv(answered.result, None)
        raise BadParam("table", str(table), f"one of {', '.join(names)}") from None
    response = _csv(text, f"{answered.analysis_id}_{table or names[0]}.csv")
    response.headers["X-Tables"] = ", ".join(names)
    response.headers["X-Data-Fingerprint"] = answered.data_fingerprint
    response.headers["X-Computed-At"] = answered.computed_at
    return response


def _csv(text: str, filename: str) -> Response:
    response = Response(text, content_type="text/csv; charset=utf-8; header=present")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _fresh(response: Response, panel: Panel) -> Response:
    response.headers["X-Data-Fingerprint"] = panel.fingerprint
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
