"""The seam to Dash's background callbacks: what Dash asks of a manager, and how it calls it."""

import inspect

from dash import _callback, _callback_signing
from dash.background_callback.managers import BaseBackgroundCallbackManager

from dashboard_app.server.background import QueueManager

SEAM = {
    "terminate_job": "(self, job)",
    "terminate_unhealthy_job": "(self, job)",
    "job_running": "(self, job)",
    "make_job_fn": "(self, fn, progress, key=None)",
    "call_job_fn": "(self, key, job_fn, args, context)",
    "get_progress": "(self, key)",
    "result_ready": "(self, key)",
    "get_result": "(self, key, job)",
    "get_updated_props": "(self, key)",
    "get_or_create_signing_secret": "(self, generate)",
    "build_cache_key": "(self, fn, args, cache_args_to_ignore, triggered)",
}
"""What Dash 4.4.1 asks of a manager."""


def test_dash_asks_of_a_manager_what_ours_answers() -> None:
    base = BaseBackgroundCallbackManager
    found = {
        name: str(inspect.signature(method))
        for name, method in vars(base).items()
        if inspect.isfunction(method) and name in SEAM
    }
    assert found == SEAM
    others = {
        name
        for name, method in vars(base).items()
        if inspect.isfunction(method)
        and "NotImplementedError" in inspect.getsource(method)
        and name not in SEAM
    }
    assert not others
    assert all(name in vars(QueueManager) for name in SEAM)


def test_dash_calls_the_manager_as_ours_expects() -> None:
    asks = inspect.getsource(_callback._setup_background_callback)
    polls = inspect.getsource(_callback._update_background_callback)
    rest = inspect.getsource(_callback._handle_rest_background_callback)
    assert "callback_manager.build_cache_key(" in asks
    assert "callback_manager.call_job_fn(" in asks
    assert "str(job)" in asks
    assert "callback_manager.get_result(cache_key, job_id)" in polls
    assert "callback_manager.job_running(job_id)" in rest
    assert "callback_manager.get_updated_props(cache_key)" in rest
    assert _callback_signing._SEP == "~"
