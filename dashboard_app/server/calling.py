"""What a job process runs for a Dash callback that is not ours: the callback, by its name."""

import json
import sys
from collections.abc import Callable
from typing import Any

from cache.child import function, plain

NO_UPDATE = {"_dash_no_update": "_dash_no_update"}
"""Dash's own sign, as it travels in JSON; so this process needs no Dash to say it."""

CALL = "dashboard_app.server.calling:call"


def call(
    tell: Callable[[Any], None],
    name: str,
    args: list[Any],
    kwargs: dict[str, Any],
    progress: bool,
) -> dict[str, Any]:
    """The callback's outputs and what it gave to `set_props`, both as JSON.

    `PreventUpdate` and `no_update` mean what they mean in Dash. `set_props` keeps the last
    word on each property. The callback context is not there: a job has no request.
    """
    callback = function(name)
    props: dict[str, dict[str, Any]] = {}
    _listen_to_set_props(props)
    try:
        outputs = callback(*([tell] if progress else []), *args, **kwargs)
    except Exception as error:
        if not _prevents_update(error):
            raise
        outputs = NO_UPDATE
    return {
        "outputs": json.dumps(outputs, default=plain),
        "props": json.dumps(props, default=plain),
    }


def _prevents_update(error: Exception) -> bool:
    dash = sys.modules.get("dash.exceptions")
    return dash is not None and isinstance(error, dash.PreventUpdate)


def _listen_to_set_props(props: dict[str, dict[str, Any]]) -> None:
    if "dash" not in sys.modules:
        return
    from dash._callback_context import context_value
    from dash._utils import AttributeDict
    from dash.background_callback._proxy_set_props import ProxySetProps

    def keep(component: str, changed: dict[str, Any]) -> None:
        props.setdefault(component, {}).update(changed)

    proxy = ProxySetProps(keep)  # type: ignore[no-untyped-call]
    context_value.set(AttributeDict(updated_props=proxy))
