"""The HTML that a request for a page gets first, in the reader's language."""

import re
from collections.abc import Callable
from html import escape

from dash import Dash
from flask import has_request_context, request

from dashboard_app.analyses import BY_ID
from dashboard_app.figures.look import LOOKS, Look
from dashboard_app.views import address, wording
from dashboard_app.views.language import LANGUAGE, of_request
from dashboard_app.words import LANGUAGES, Language, speak

FIRST_SCRIPT = "first.js"
"""Sets theme and language before anything is drawn; all other scripts come at the end."""

PLOTLY = "_dash-component-suites/plotly/package_data/plotly.min.js"

PAGE = """<!DOCTYPE html>
<html lang="{language}" data-mantine-color-scheme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta name="theme-color" content="{paper}">
{alternates}
<link rel="icon" type="image/svg+xml" href="{icon}">
<style>{colours}</style>
<script src="{first}"></script>
{preload}
{css}
</head>
<body>
{app_entry}
<noscript><p>{noscript}</p></noscript>
{config}
{scripts}
{renderer}
</body>
</html>
"""


def start(app: Dash) -> None:
    """Have `app` write its pages with this document."""
    app.config.assets_ignore = re.escape(FIRST_SCRIPT)
    app.interpolate_index = interpolate(app)  # type: ignore[method-assign]


def language_of_request() -> Language:
    """The language of the request that is being answered; the first one where there is none."""
    return of_request(request) if has_request_context() else LANGUAGES[0]


def interpolate(app: Dash) -> Callable[..., str]:
    """The function that Dash asks for the document."""

    def document(**parts: str) -> str:
        language = language_of_request()
        path = request.path if has_request_context() else "/"
        words = speak(language)
        return PAGE.format(
            language=language,
            title=escape(title(path, language)),
            description=escape(words("page_description")),
            paper=LOOKS["light"].paper,
            alternates=_alternates(path),
            icon=app.get_asset_url("favicon.svg"),
            first=app.get_asset_url(FIRST_SCRIPT),
            preload=_preload(app, path),
            colours=colours(),
            css=parts["css"],
            app_entry=parts["app_entry"].replace("Loading...", escape(words("page_loading"))),
            noscript=escape(words("page_noscript")),
            config=parts["config"],
            scripts=parts["scripts"],
            renderer=parts["renderer"],
        )

    return document


def title(path: str, language: Language) -> str:
    """The title of the window."""
    words = speak(language)
    name = address.read(path, "").name
    if name in BY_ID:
        return f"{wording.words_of(BY_ID[name], language)('title')} · {words('page_name')}"
    if name in address.PAGES:
        return f"{words(f'page_{name}_title')} · {words('page_name')}"
    return words("page_name")


def _preload(app: Dash, path: str) -> str:
    # Plotly is two thirds of a first visit, and Dash asks for it only once a figure is there.
    if address.read(path, "").name not in BY_ID:
        return ""
    plotly = f"{app.config.requests_pathname_prefix}{PLOTLY}"
    return f'<link rel="preload" as="script" href="{plotly}">'


def _alternates(path: str) -> str:
    links = (
        f'<link rel="alternate" hreflang="{code}" href="{escape(path)}?{LANGUAGE}={code}">'
        for code in LANGUAGES
    )
    return "\n".join(links)


def colours() -> str:
    """The colours of both themes as CSS variables, so that figures and page share them."""
    light, dark = _variables(LOOKS["light"]), _variables(LOOKS["dark"])
    return (
        f":root{{color-scheme:light;{light}}}"
        f":root[data-mantine-color-scheme=dark]{{color-scheme:dark;{dark}}}"
    )


def _variables(look: Look) -> str:
    names = ("paper", "ink", "faint", "grid", "accent")
    return ";".join(f"--{name}:{getattr(look, name)}" for name in names)
