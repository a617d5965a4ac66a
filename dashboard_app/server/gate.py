"""The gate before Dash: what no page of ours can have sent is answered 4xx before it reaches Dash.

Dash trusts its own renderer: an unknown output, an input too many or a body that is no object
ends there in a KeyError or TypeError, which would be a 500 and a traceback in the log for each
request of a scanner.
"""

import json
from typing import Any

from dash import Dash
from flask import Flask, abort, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest

from dashboard_app.server.limits import CALLBACK_PATH
from dashboard_app.server.security import LARGEST_BODY
from dashboard_app.views import address, received

CATCH_ALL = "/<path:path>"
MOST_ITEMS = 200
MOST_QUERY_BYTES = 4096
Dependency = dict[str, Any]


def start(app: Dash) -> None:
    """Put the gate before every route; after all callbacks are registered."""
    server: Flask = app.server
    server.before_request(lambda: _check_request(app))


def _check_request(app: Dash) -> None:
    if len(request.query_string) > MOST_QUERY_BYTES:
        abort(414)
    rule = str(request.url_rule) if request.url_rule is not None else ""
    if rule == CATCH_ALL and not address.known(request.path):
        abort(404)
    if rule == CALLBACK_PATH:
        check_callback(app.callback_map, _json_body())


def _json_body() -> Any:
    try:
        # Of a body that does not say its length Werkzeug reads the most that is allowed, silently.
        if request.content_length is None and len(request.get_data()) >= LARGEST_BODY:
            abort(413)
        return request.get_json()
    except ParseException:
        raise BadRequest("The body is not sent in chunks as it says.") from None
    except RecursionError:
        raise BadRequest("The body is nested too deeply.") from None


def check_callback(callbacks: dict[str, Any], body: Any) -> None:
    """BadRequest unless the body has the shape of one registered callback's request."""
    _must(isinstance(body, dict), "The body is not an object.")
    output = body.get("output")
    _must(isinstance(output, str) and output in callbacks, "There is no such output.")
    declared = callbacks[output]
    # Callbacks in the browser are declared too; Dash has no function for them.
    _must("callback" in declared, "This output is written in the browser.")
    _must(_fits_all(declared["inputs"], body.get("inputs", [])), "The inputs do not fit.")
    _must(_fits_all(declared["state"], body.get("state", [])), "The state does not fit.")
    _must(_outputs_fit(output, declared, body.get("outputs")), "The outputs do not fit.")
    changed = body.get("changedPropIds", [])
    texts = isinstance(changed, list) and all(isinstance(name, str) for name in changed)
    _must(texts and len(changed) <= MOST_ITEMS, "The changed properties are not a list of names.")


def _fits_all(declared: list[Dependency], given: Any) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(declared)
        and all(_fits(one, item) for one, item in zip(declared, given, strict=True))
    )


def _fits(declared: Dependency, given: Any) -> bool:
    if not str(declared["id"]).startswith("{"):
        return _names(given, declared["id"], declared["property"]) and received.possible(
            declared["id"], given.get("value")
        )
    items = given if isinstance(given, list) else [given]
    wanted = json.loads(declared["id"])
    return len(items) <= MOST_ITEMS and all(
        isinstance(item, dict)
        and item.get("property") == declared["property"]
        and _matches(wanted, item.get("id"))
        and (declared["property"] == "id" or received.possible(declared["id"], item.get("value")))
        for item in items
    )


def _names(given: Any, component: str, prop: str) -> bool:
    return (
        isinstance(given, dict) and given.get("id") == component and given.get("property") == prop
    )


def _matches(wanted: dict[str, Any], given: Any) -> bool:
    """Whether an id fits a pattern, where ["ALL"] and the like stand for any short text."""
    return (
        isinstance(given, dict)
        and given.keys() == wanted.keys()
        and all(
            isinstance(given[name], str | int) and len(str(given[name])) <= MOST_ITEMS
            if isinstance(value, list)
            else given[name] == value
            for name, value in wanted.items()
        )
    )


def _outputs_fit(output: str, declared: dict[str, Any], given: Any) -> bool:
    if declared.get("no_output"):
        return given in (None, [])
    if output.startswith(".."):
        names = output[2:-2].split("...")
        return (
            isinstance(given, list)
            and len(given) == len(names)
            and all(_is_output(name, item) for name, item in zip(names, given, strict=True))
        )
    return _is_output(output, given)


def _is_output(name: str, given: Any) -> bool:
    # allow_duplicate adds a hash after "@", which the renderer keeps in both places.
    component, prop = name.rsplit(".", 1)
    if component.startswith("{"):
        wanted = json.loads(component)
        items = given if isinstance(given, list) else [given]
        return len(items) <= MOST_ITEMS and all(
            isinstance(item, dict)
            and _matches(wanted, item.get("id"))
            and item.get("property") == prop
            for item in items
        )
    return _names(given, component, prop)


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BadRequest(otherwise)
