"""What the page says instead of an answer, or above it: each with a way on."""

from collections.abc import Mapping
from typing import get_args

from dash import html
from dash.development.base_component import Component

from dashboard_app.params import Fault
from dashboard_app.views import ids
from dashboard_app.views.marking import marked
from dashboard_app.words import Fact, Language, Words, speak


def notice(*inside: str | Component, kind: str = "plain", title: str = "") -> Component:
    """A sentence of the page that is no finding; read out when it appears."""
    heading = [html.P(html.Strong(title))] if title else []
    parts = [html.P(part) if isinstance(part, str) else part for part in inside]
    return html.Div([*heading, *parts], className=f"notice notice-{kind}", role="status")


def demonstration(language: Language) -> Component:
    """That the data are synthetic, in both languages, the reader's first."""
    other: Language = "en" if language == "es" else "es"
    return html.Div(
        [
            html.Span(speak(language)("page_demo"), lang=language),
            html.Span(speak(other)("page_demo"), lang=other, className="demo-other"),
        ],
        id=ids.DEMO,
        className="demo",
        role="note",
    )


def refusal(
    reason: str, facts: Mapping[str, Fact], words: Words, instead: Component | None = None
) -> Component:
    """Why the data cannot answer, and what can be asked instead."""
    parts: list[str | Component] = [words.refusal(reason, facts)]
    if instead is not None:
        parts.append(instead)
    return notice(*parts, kind="refusal", title=words("page_refusal_title"))


def bad_param(name: str, got: str, fault: str, way_back: str, words: Words) -> Component:
    """That the link asks for what there is not, and the same page without it."""
    phrase = f"page_bad_{fault}" if fault in get_args(Fault) else "page_bad_value"
    return notice(
        words(phrase, name=name, got=got),
        html.P(html.A(words("page_bad_param_back"), href=way_back)),
        kind="bad",
        title=words("page_bad_param_title"),
    )


def unknown_page(way_back: str, words: Words) -> list[Component]:
    """That there is no such page."""
    return [
        html.H1(words("page_unknown_title")),
        notice(
            words("page_unknown"),
            html.P(html.A(words("page_unknown_back"), href=way_back)),
            kind="bad",
        ),
    ]


def busy(seconds: float, words: Words) -> Component:
    """That too much is asked for at once."""
    return notice(words("page_busy", seconds=round(seconds)), _again(words), kind="bad")


def failed(reference: str, words: Words) -> Component:
    """That we have made a mistake, and under which reference it can be found."""
    return notice(
        words("page_failed", reference=reference),
        _again(words),
        kind="bad",
        title=words("page_failed_title"),
    )


def cancelled(words: Words) -> Component:
    """That the reader gave up waiting."""
    return notice(words("page_cancelled"), _again(words))


def _again(words: Words) -> Component:
    return html.Button(
        words("page_again"), type="button", className="button", **marked(data_counts=ids.AGAIN)
    )
