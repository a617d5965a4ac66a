"""The figures drawn last, with their findings, in the memory of one web worker.

An answer is the same for all who ask, and drawing it is most of what a view costs. Nothing
here need be right for anybody but this process: a figure that is not here is drawn.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from dashboard_app.analysis import Analysis
from dashboard_app.figures.look import Look
from dashboard_app.results import Answer
from dashboard_app.words import Words

LINK = "href="
"""What is in the JSON of a figure that holds links."""

TITLE_GAP = 22
"""Pixels between the numbers of an upright axis and its title."""

MOST_KEPT = 64
"""At some 100 kB each, a few megabytes for each worker."""


@dataclass(frozen=True)
class Drawing:
    """A figure as Plotly's JSON, the finding that goes with it, and whether it has links."""

    figure: dict[str, Any]
    finding: str
    height: float | None
    linked: bool


class Drawings:
    """`of` draws an answer in a language and a theme, unless it was drawn lately."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str, str, bool], Drawing] = OrderedDict()

    def of(self, analysis: Analysis[Any], answer: Answer, words: Words, look: Look) -> Drawing:
        """The drawing of an answer that is no refusal."""
        key = (answer.key, words.language, look.theme, look.narrow)
        found = self._kept.pop(key, None) or _draw(analysis, answer, words, look)
        self._kept[key] = found
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found


def _draw(analysis: Analysis[Any], answer: Answer, words: Words, look: Look) -> Drawing:
    figure = analysis.draw(answer.result, words.for_figures(), look)
    figure.update_xaxes(title_font_size=12)
    # A title of two lines grows towards its axis, over the numbers there.
    figure.update_yaxes(title_font_size=12, title_standoff=TITLE_GAP)
    finding = analysis.tell(answer.result, words)
    linked = LINK in figure.to_json()
    return Drawing(figure.to_plotly_json(), finding, figure.layout.height, linked)
