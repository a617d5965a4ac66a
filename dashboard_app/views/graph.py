"""A figure on the page: its text alternative and its language."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.views import ids
from dashboard_app.views.drawing import Drawing
from dashboard_app.views.marking import marked
from dashboard_app.words import Words

USUAL_HEIGHT = 480


def graph(drawing: Drawing, words: Words) -> Component:
    """The figure, told by its finding to those who do not see it."""
    picture = dcc.Graph(
        id=ids.FIGURE,
        figure=drawing.figure,
        config=config(words),
        responsive=True,
        style={"height": _height(drawing)},
    )
    # Within an image nothing can be reached: a figure that holds links is a group.
    role = "group" if drawing.linked else "img"
    return html.Div(
        picture,
        role=role,
        className="graph",
        # Plotly comes a moment later, and what stands below would be pushed down then.
        style={"minHeight": _height(drawing)},
        **marked(aria_label=drawing.finding),
    )


def _height(drawing: Drawing) -> str:
    return f"{drawing.height or USUAL_HEIGHT:g}px"


def config(words: Words) -> Any:
    """Plotly's settings. The locale travels with the figure: Plotly's own is a script more."""
    return {
        "displaylogo": False,
        # It would upload the figure to Plotly's servers; everything here stays with us.
        "showSendToCloud": False,
        # Buttons within an image cannot be reached; a double click shows the whole again.
        "displayModeBar": False,
        "locale": words.language,
        "locales": {words.language: locale(words)},
    }


def locale(words: Words) -> dict[str, Any]:
    """How Plotly writes dates and numbers in a language, and what its buttons are called."""
    months = [words(f"month_{number}") for number in range(1, 13)]
    days = words("page_days").split()
    return {
        "dictionary": {
            "Double-click to zoom back out": words("page_plot_zoom_out"),
        },
        "format": {
            "days": days,
            "shortDays": [day[:3] for day in days],
            "months": months,
            "shortMonths": [month[:3] for month in months],
            "date": words("page_plot_date"),
            # Decimal sign, then the sign between thousands.
            "decimal": "," if words.language == "es" else ".",
            "thousands": "\u202f" if words.language == "es" else ",",
        },
    }
