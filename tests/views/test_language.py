"""The language of a page is the one that its reader prefers."""

import pytest

from dashboard_app.views.language import named, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "es"),
        ("", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("es-VE,es;q=0.9,en;q=0.8", "es"),
        ("fr-FR,fr;q=0.9,en;q=0.5,es;q=0.4", "en"),
        ("es;q=0.1,en;q=0.2", "en"),
        ("de", "es"),
        ("en;q=x", "en"),
        ("en" * 5000, "es"),
    ],
)
def test_preferred(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_only_our_languages_are_named() -> None:
    assert (named("en"), named("fr"), named(None)) == ("en", None, None)
