"""What stays while the reader goes from question to question: head, navigation, stores, foot."""

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.views import ids, notices, wording
from dashboard_app.views.language import LANGUAGE
from dashboard_app.views.marking import marked
from dashboard_app.words import Language, speak

STORES = (
    ids.QUESTION,
    ids.PENDING,
    ids.PROGRESS,
    ids.FINISHED,
    ids.BROUGHT,
    ids.FORM,
    ids.THEME,
    ids.AGAIN,
    ids.CANCEL,
)
THEME: dict[str, Any] = {
    "fontFamily": "var(--text-font)",
    "headings": {"fontFamily": "var(--title-font)", "fontWeight": "600"},
    "primaryColor": "blue",
    "defaultRadius": "sm",
    "respectReducedMotion": True,
}
NAVBAR: dict[str, Any] = {"width": 248, "breakpoint": "md"}
"""Below the breakpoint the navigation is behind the burger."""


@dataclass(frozen=True)
class First:
    """What the first layout already shows: the parts of `callbacks.ask` that are known then."""

    stores: dict[str, Any]
    controls: list[Component]
    navigation: list[Component]
    languages: list[Component]
    welcome: Component | None = None


def layout(language: Language, first: First, demo: bool, embedded: bool) -> Component:
    """The whole page in a language; the answer itself comes with the first callback."""
    # A store that is given None says at once that it has changed.
    stores = [
        dcc.Store(id=name, **({"data": first.stores[name]} if name in first.stores else {}))
        for name in STORES
    ]
    shown = _alone(language, demo) if embedded else _furnished(language, first, demo)
    page = [dcc.Location(id=ids.ADDRESS, refresh=False), *stores, *shown]
    provider: Component = dmc.MantineProvider(page, theme=THEME, defaultColorScheme="auto")
    return provider


def _alone(language: Language, demo: bool) -> list[Component]:
    """The answer without head, navigation, controls and foot, as other sites frame it."""
    parts = [_connection(language), _answer(language)]
    banner = [notices.demonstration(language)] if demo else []
    # The callbacks write into these all the same, and a callback without its outputs fails.
    unused = [html.Div(id=name) for name in (ids.CONTROLS, ids.NAVIGATION, ids.LANGUAGES)]
    burger = dmc.Burger(id=ids.BURGER, opened=False)
    return [
        dmc.AppShell([dmc.AppShellMain([*banner, *parts])], id=ids.APPSHELL, className="embedded"),
        html.Div([*unused, burger], hidden=True),
    ]


def _furnished(language: Language, first: First, demo: bool) -> list[Component]:
    words = speak(language)
    shell = dmc.AppShell(
        [
            dmc.AppShellHeader(_head(language, first.languages), className="head"),
            # It is a landmark itself: another one within would be announced twice.
            dmc.AppShellNavbar(
                html.Div(first.navigation, id=ids.NAVIGATION),
                className="navbar",
                withBorder=False,
                **marked(aria_label=words("page_navigation")),
            ),
            dmc.AppShellMain(_main(language, first, demo)),
        ],
        id=ids.APPSHELL,
        header={"height": 60},
        navbar={**NAVBAR, "collapsed": {"mobile": True}},
        padding=0,
    )
    return [html.A(words("page_skip"), href=f"#{ids.CONTENT}", className="skip"), shell]


def _head(language: Language, languages: list[Component]) -> Component:
    words = speak(language)
    burger = dmc.Burger(
        id=ids.BURGER,
        opened=False,
        size="sm",
        hiddenFrom="md",
        **marked(aria_label=words("page_open_navigation"), aria_expanded="false"),
    )
    name = html.A(
        [html.Span(words("page_name"), className="name-long"), html.Span(words("page_name_short"))],
        href=f"/?{LANGUAGE}={language}",
        className="name",
    )
    theme = html.Button(
        html.Span(className="theme-icon", **marked(aria_hidden="true")),
        type="button",
        className="theme-button",
        title=words("page_theme"),
        **marked(data_theme_switch="", aria_label=words("page_theme")),
    )
    switch = html.Nav(
        languages,
        id=ids.LANGUAGES,
        className="languages",
        **marked(aria_label=words("page_language")),
    )
    return html.Div([burger, name, switch, theme], className="head-row")


def _main(language: Language, first: First, demo: bool) -> list[Component]:
    words = speak(language)
    panel = html.Section(
        [
            html.Button(
                words("page_controls_open"),
                type="button",
                className="controls-toggle",
                **marked(data_opens="controls-panel", aria_expanded="false"),
            ),
            html.Div(first.controls, id=ids.CONTROLS, className="controls"),
        ],
        id="controls-panel",
        className="controls-panel",
        **marked(aria_label=words("page_controls")),
    )
    return [
        *([notices.demonstration(language)] if demo else []),
        _connection(language),
        _answer(language, *([first.welcome] if first.welcome else []), panel),
        html.Footer(_foot(language), className="foot"),
    ]


def _answer(language: Language, *before: Component) -> Component:
    spoken = html.Div(id=ids.SPOKEN, className="spoken", role="status")
    inside = [*before, html.Div(id=ids.ANSWER, className="answer"), _waiting(language), spoken]
    return html.Div(inside, id=ids.CONTENT, className="content", tabIndex=-1)


def _connection(language: Language) -> Component:
    words = speak(language)
    said = {f"data_{one}": wording.template(f"page_connection_{one}", words) for one in SAID}
    return html.Div(
        id=ids.NOTICE, className="connection", hidden=True, role="alert", **marked(**said)
    )


SAID = ("retrying", "lost", "error", "limited", "again")
"""What the notice about the connection can say (assets/requests.js)."""


def _waiting(language: Language) -> Component:
    words = speak(language)
    return html.Section(
        [
            html.P(id=ids.WAITING_TEXT, role="status"),
            dmc.Progress(
                id=ids.WAITING_BAR, value=0, size="md", **marked(aria_label=words("page_waiting"))
            ),
            html.Button(
                words("page_cancel"),
                type="button",
                className="button",
                **marked(data_counts=ids.CANCEL),
            ),
        ],
        id=ids.WAITING,
        className="waiting",
        hidden=True,
    )


def _foot(language: Language) -> list[Component]:
    words = speak(language)
    return [
        html.P(words("page_foot")),
        html.P(html.A(words("page_foot_api"), href="/api/v1/analyses")),
    ]
