"""How figures look: light and dark, wide and narrow, and one colour for each source."""

from dataclasses import dataclass, replace
from typing import Literal

import plotly.graph_objects as go

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Look:
    """The colours of one theme. Each pair of ink and paper has a contrast of 4.5 or more."""

    theme: Theme
    paper: str
    ink: str
    faint: str
    grid: str
    accent: str
    source: dict[str, str]
    sequence: tuple[str, ...]
    narrow: bool = False
    """Whether the figure is to fit a phone, or a column of that width."""

    def dress(self, figure: go.Figure) -> go.Figure:
        """The figure in this look; every `draw` ends with it."""
        figure.update_layout(
            template=None,
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            font={"color": self.ink, "size": 13, "family": "system-ui, sans-serif"},
            colorway=list(self.sequence),
            margin={"l": 56, "r": 16, "t": 16, "b": 48},
            legend={
                "orientation": "h",
                "y": 1.02,
                "yanchor": "bottom",
                "x": 0,
                # As large as it is drawn, the point of a dense series would show no colour.
                "itemsizing": "constant",
            },
            hovermode="x unified",
            hoverlabel={"bgcolor": self.paper, "font": {"color": self.ink}},
        )
        line = {
            "gridcolor": self.grid,
            "linecolor": self.grid,
            "zerolinecolor": self.grid,
            # Plotly would write 2 · 10⁻⁷ as "200n".
            "exponentformat": "power",
        }
        figure.update_xaxes(**line, automargin=True)
        figure.update_yaxes(**line, automargin=True)
        return figure


# Okabe and Ito's colours, which readers who do not see red or green tell apart, darkened or
# lightened until they keep a contrast of 3 or more against the paper of their theme.
LIGHT = Look(
    theme="light",
    paper="#ffffff",
    ink="#1b1f24",
    faint="#5c6670",
    grid="#e3e7eb",
    accent="#0b5cad",
    source={
        "google_trends": "#0072b2",
        "google_books": "#b34700",
        "bain_usability": "#007a5a",
        "bain_satisfaction": "#a8467f",
        "crossref": "#6b5b00",
    },
    sequence=("#0072b2", "#b34700", "#007a5a", "#a8467f", "#6b5b00", "#4b4b9e"),
)
DARK = Look(
    theme="dark",
    paper="#16191d",
    ink="#e8eaed",
    faint="#9aa4ae",
    grid="#333a41",
    accent="#6cb4ee",
    source={
        "google_trends": "#56b4e9",
        "google_books": "#f0954f",
        "bain_usability": "#2fc79a",
        "bain_satisfaction": "#dd93bd",
        "crossref": "#e0cf5a",
    },
    sequence=("#56b4e9", "#f0954f", "#2fc79a", "#dd93bd", "#e0cf5a", "#a9a9ee"),
)
LOOKS: dict[Theme, Look] = {"light": LIGHT, "dark": DARK}
SCREENS: dict[str, Look] = {
    f"{look.theme}{width}": replace(look, narrow=bool(width))
    for look in (LIGHT, DARK)
    for width in ("", " narrow")
}
"""The looks by what a page says of itself: its theme, and whether it is a phone's."""


def mixed(first: str, second: str, share: float) -> str:
    """The colour at `share` of the way from one #rrggbb to another."""
    parts = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in parts)


def readable(on: str) -> str:
    """Black or white, whichever is read better on a colour: its contrast is 4.5 or more."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, on))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours #rrggbb, from 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
