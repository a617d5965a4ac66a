"""A part of the page that is wider than a phone: it scrolls by itself, by keyboard too."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard_app.views.marking import marked


def region(inside: Any, label: str, class_name: str = "table", **marks: str) -> Component:
    """The part with a name for screen readers; `marks` are attributes as `marked` takes them."""
    return html.Div(
        inside,
        className=class_name,
        tabIndex=0,
        role="region",
        **marked(aria_label=label, **marks),
    )
