"""What the client is told when a request cannot be answered, as a page or as JSON.

Exception
    BadParam                    an unknown parameter, or one out of bounds: 400, one info line
        UnknownAnalysis         404
    HTTPException               what Flask, its extensions and our gates raise, 4xx
        RateLimitExceeded       429, with Retry-After
    results.Busy                the queue is full: 503, with Retry-After
        metering.Spent          the client's budget of computations is used up: 429
        metering.NotForCrawlers a crawler asked for what is not stored: 403
    any other                   our bug: 500, its traceback logged once under a reference

CannotAnalyse is none of them: a refusal is a result.
"""

import logging
import secrets
from collections.abc import Mapping
from time import time

from dash.exceptions import DependencyException
from flask import Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from cache.states import Busy
from dashboard_app.params import BadParam
from dashboard_app.results import UnknownAnalysis
from dashboard_app.server import limits, plain_page
from dashboard_app.server.metering import NotForCrawlers, Spent
from dashboard_app.views.language import of_request
from dashboard_app.words import speak

log = logging.getLogger(__name__)

OWN_PHRASE = {400, 403, 404, 405, 413, 429, 500, 503}


def start(app: Flask) -> None:
    """Answer every error of the application in one form."""
    app.register_error_handler(BadParam, _bad_param)
    app.register_error_handler(UnknownAnalysis, _unknown_analysis)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DependencyException, _no_such_file)
    app.register_error_handler(Exception, _bug)


def answer(
    status: int,
    code: str,
    message: str | None = None,
    facts: Mapping[str, str | int] | None = None,
    retry_seconds: int | None = None,
) -> Response:
    """One error: JSON for programs and callbacks, a page for people.

    `message` is for programs; people read the phrase of the status.
    """
    facts = dict(facts or {})
    if retry_seconds is not None:
        facts["retry_seconds"] = retry_seconds
    if request.path.startswith(("/api/", "/_dash", "/metrics")):
        said = message or _sentence(status, facts)
        body = {"status": status, "code": code, "message": said, **facts}
        response = jsonify(error=body)
    else:
        words = speak(of_request(request))
        told = plain_page.paragraph(_sentence(status, facts))
        response = plain_page.render(words("error_title"), told, words)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if retry_seconds is not None:
        response.headers["Retry-After"] = str(retry_seconds)
    return response


def _sentence(status: int, facts: Mapping[str, str | int]) -> str:
    words = speak(of_request(request))
    known = status if status in OWN_PHRASE else 400 if status < 500 else 503
    shown = {"reference": "", "retry_seconds": 0} | dict(facts)
    return words(f"error_{known}", **shown)


def _no_such_file(error: DependencyException) -> ResponseReturnValue:
    # Its text lists every file of every package, for a developer.
    return answer(404, "not_found", "There is no such file.")


def _bad_param(error: BadParam) -> ResponseReturnValue:
    log.info("bad parameter", extra={"parameter": error.name, "path": request.path[:200]})
    facts = {"parameter": error.name, "got": error.got, "expected": error.expected}
    return answer(400, "bad_param", str(error), facts)


def _unknown_analysis(error: UnknownAnalysis) -> ResponseReturnValue:
    return answer(404, "unknown_analysis", "There is no such analysis: see /api/v1/analyses.")


def _busy(error: Busy) -> ResponseReturnValue:
    seconds = int(error.retry_seconds)
    if isinstance(error, Spent):
        current_app.extensions["metrics"].limited("computations")
        message = f"Too many computations were asked for; ask again in {seconds} s."
        return answer(429, "computations_spent", message, retry_seconds=seconds)
    if isinstance(error, NotForCrawlers):
        return answer(403, "not_for_crawlers", "Crawlers are given stored answers only.")
    return answer(503, "busy", f"Busy; ask again in {seconds} s.", retry_seconds=seconds)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    retry = _window_seconds() if status == 429 else None
    if status == 429:
        current_app.extensions["metrics"].limited(limits.kind_of(request))
    name = error.name.lower().replace(" ", "_")
    response = answer(status, name, error.description, retry_seconds=retry)
    for header, value in error.get_headers():
        if header in ("Allow", "WWW-Authenticate"):
            response.headers[header] = value
    return response


def _window_seconds() -> int:
    """Until the breached budget is full again, as Flask-Limiter knows it."""
    for limiter in current_app.extensions["limiter"]:
        limit = limiter.current_limit
        if limit is not None and limit.breached:
            return max(1, int(limit.reset_at - time()) + 1)
    return 60


def _bug(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.error(
        "a request failed",
        exc_info=error,
        extra={"reference": reference, "method": request.method, "path": request.path[:200]},
    )
    message = f"This is our error; its reference is {reference}."
    return answer(500, "bug", message, {"reference": reference})
