"""One application for all tests that only ask it, and a fresh one for those that change it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from tests.server import small


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """The application with generous budgets, shared."""
    plenty = "1000000 per minute"
    return small.app(
        tmp_path_factory.mktemp("dashboard"),
        metrics_token="0123456789abcdef",
        limit_views=plenty,
        limit_api=plenty,
        limit_downloads=plenty,
        limit_computations=plenty,
    )


@pytest.fixture
def client(dashboard: Dash) -> FlaskClient:
    """A visitor of the shared application."""
    browser: FlaskClient = dashboard.server.test_client()
    return browser


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[..., FlaskClient]:
    """Makes a visitor of an application with settings of its own."""

    def make(**settings: Any) -> FlaskClient:
        browser: FlaskClient = small.app(tmp_path, **settings).server.test_client()
        return browser

    return make
