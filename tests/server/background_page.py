"""A page of an application with one background callback, for tests of how it is answered."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, Input, Output, _callback_signing, _get_app, html
from dash.background_callback.managers import BaseBackgroundCallbackManager

from dashboard_app.server.background import QueueManager
from tests.cache.conftest import Engine
from tests.server import sample_callbacks as sample
from tests.waiting import until


class Page:
    """One page load, which signs what it sends as Dash's renderer does."""

    def __init__(self, app: Dash, end_id: str = "page") -> None:
        self.client = app.server.test_client()
        # Dash signs with the secret of the app in its context, where an earlier test left another.
        _get_app.app_context.set(app)
        secret = app._get_signing_secret()
        self.end_id = _callback_signing.sign(secret, _callback_signing.END_SCOPE, end_id)

    def post(self, output: str, *values: Any, **query: Any) -> Any:
        multi = output.startswith("..")
        names = output.strip(".").split("...")
        outputs = [dict(zip(("id", "property"), one.split("."), strict=True)) for one in names]
        body = {
            "output": output,
            "outputs": outputs if multi else outputs[0],
            "inputs": [
                {"id": f"in-{at}", "property": "value", "value": value}
                for at, value in enumerate(values)
            ],
            "changedPropIds": ["in-0.value"],
        }
        return self.client.post(
            "/_dash-update-component",
            query_string={"endId": self.end_id, **query},
            data=json.dumps(body),
            content_type="application/json",
        )

    def ask(self, output: str, *values: Any) -> dict[str, Any]:
        response = self.post(output, *values)
        assert response.status_code == 200, response.text
        asked: dict[str, Any] = response.json
        return asked

    def poll(self, output: str, asked: dict[str, Any], *values: Any) -> Any:
        return self.post(output, *values, cacheKey=asked["cacheKey"], job=asked["job"])

    def answer(self, output: str, asked: dict[str, Any], *values: Any) -> Any:
        def ended() -> Any:
            response = self.poll(output, asked, *values)
            over = response.status_code != 200 or "response" in response.json
            return response if over else None

        return until(ended)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dash keeps managers and callbacks of the whole process in class attributes."""
    monkeypatch.setattr(BaseBackgroundCallbackManager, "managers", [])
    monkeypatch.setattr(BaseBackgroundCallbackManager, "functions", [])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    one = Engine(tmp_path / "cache")
    one.pool.start()
    yield one
    one.pool.stop()


Make = Callable[..., Dash]


@pytest.fixture
def app(alone: None, engine: Engine) -> Make:
    def make(
        function: Any = None, inputs: int = 1, outputs: int = 1, progress: int = 0, **how: Any
    ) -> Dash:
        manager = QueueManager(engine.queue, engine.store, **how)
        on_error = manager.at_once if how.get("answers_at_once") else None
        app = Dash(background_callback_manager=manager, enable_mcp=False, on_error=on_error)
        app.layout = html.Div()
        app.config.suppress_callback_exceptions = True
        targets = [Output(f"out-{at}", "children") for at in range(outputs)]
        said = [Output(f"progress-{at}", "children") for at in range(progress)]
        app.callback(
            targets if outputs > 1 else targets[0],
            *[Input(f"in-{at}", "value") for at in range(inputs)],
            background=True,
            **({"progress": said} if progress else {}),
            cancel=[Input("cancel", "n_clicks")],
        )(function or sample.add)
        app._setup_server()  # type: ignore[no-untyped-call]
        return app

    return make


OUT = "out-0.children"
