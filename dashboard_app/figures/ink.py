"""Elements of SVG: text in lines, paths, rectangles, with their numbers cut short."""

import re
from collections.abc import Iterable
from html import escape, unescape

BREAK = re.compile(r"<br\s*/?>")
TAG = re.compile(r"<[^>]*>")
LETTER = 0.56
"""Width of a letter as a share of the font size, on average, in a sans-serif."""
LINE = 1.2
"""Height of a line as a share of the font size."""


def element(name: str, inside: str = "", **attributes: object) -> str:
    """One element; `stroke_width` is the attribute stroke-width, None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _short(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def path(points: Iterable[tuple[float, float]]) -> str:
    """A path through the points, broken where one is missing (NaN)."""
    parts: list[str] = []
    pen = "M"
    for x, y in points:
        if x != x or y != y:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)


def lines(text: str) -> list[str]:
    """The lines of a label as Plotly has it, without its other marks."""
    return [unescape(TAG.sub("", part)) for part in BREAK.split(text)]


def one_line(text: str) -> str:
    """A label without its breaks."""
    return BREAK.sub(" ", text)


def width(text: str, size: float) -> float:
    """How wide a label will be, about."""
    return max(len(line) for line in lines(text)) * size * LETTER


def label(
    text: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    across: str = "middle",
    along: str = "middle",
    turn: float = 0.0,
) -> str:
    """A text at a point: `across` is SVG's text-anchor, `along` top, middle or bottom."""
    parts = lines(text)
    height = len(parts) * size * LINE
    first = y + size * 0.85 - {"top": 0.0, "middle": height / 2, "bottom": height}[along]
    spans = "".join(
        element("tspan", escape(part) or " ", x=x, y=first + row * size * LINE)
        for row, part in enumerate(parts)
    )
    turned = f"rotate({turn:g} {x:.1f} {y:.1f})" if turn else None
    return element("text", spans, fill=colour, font_size=size, text_anchor=across, transform=turned)
