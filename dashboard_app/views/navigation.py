"""The way from question to question: the analyses by family, then the pages about them."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Analysis, Family
from dashboard_app.params import Value
from dashboard_app.views import address, wording
from dashboard_app.views.marking import marked
from dashboard_app.words import LANGUAGES, Language, speak

Spoken = Mapping[str, Value]


def build(here: str, spoken: Spoken, kept: Spoken, language: Language) -> list[Component]:
    """The links, each keeping what can be kept: of the present question, or from before it."""
    words = speak(language)
    known = {**kept, **spoken}
    families = [_family(family, here, spoken, known, language) for family in Family]
    pages = [
        _link(words(f"page_{page}_title"), address.write(page, known, language), page == here)
        for page in address.PAGES
    ]
    return [*(group for group in families if group), _group(words("page_family_pages"), pages)]


def _family(
    family: Family, here: str, spoken: Spoken, known: Spoken, language: Language
) -> Component | None:
    members = [analysis for analysis in ANALYSES if analysis.family == family]
    if not members:
        return None
    links = [_analysis(analysis, here, spoken, known, language) for analysis in members]
    return _group(speak(language)(f"page_family_{family}"), links)


def _analysis(
    analysis: Analysis[Any], here: str, spoken: Spoken, known: Spoken, language: Language
) -> Component:
    title = wording.words_of(analysis, language)("title")
    said = spoken if analysis.id == here else address.carried(analysis.params, known)
    return _link(title, address.write(analysis.id, said, language), analysis.id == here)


def _link(label: str, href: str, active: bool) -> Component:
    current = marked(aria_current="page") if active else {}
    return html.Li(
        dmc.NavLink(label=label, href=href, active=active, className="question-link", **current)
    )


def _group(title: str, links: list[Component]) -> Component:
    return html.Div([html.H2(title, className="nav-family"), html.Ul(links, className="nav-list")])


def languages(here: str, spoken: Spoken, language: Language) -> list[Component]:
    """Links to this page in each language; each loads the page anew, its title included."""
    return [
        html.A(
            code.upper(),
            href=address.write(here, spoken, code),
            hrefLang=code,
            lang=code,
            title=speak(code)("page_this_language"),
            className="language-link",
            **marked(**({"aria_current": "true"} if code == language else {})),
        )
        for code in LANGUAGES
    ]
