"""How figures look: light and dark, and one colour for each source and tool of a comparison."""

from dataclasses import dataclass
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

    def dress(self, figure: go.Figure) -> go.Figure:
        """The figure in this look; every `draw` ends with it."""
        figure.update_layout(
            template=None,
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            font={"color": self.ink, "size": 13, "family": "system-ui, sans-serif"},
            colorway=list(self.sequence),
            margin={"l": 56, "r": 16, "t": 16, "b": 48},
            legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
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
