"""Correlation drawn and told: three maps above each other, levels, detrended and differenced."""

from urllib.parse import urlencode

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from dashboard_app.analyses.correlation.compute import Correlation
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look, mixed, readable
from dashboard_app.figures.naming import names_of
from dashboard_app.stats.detrend import FORMS
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

HEIGHT_OF_MAP, HEIGHT_OF_ROW, HEIGHT_OF_NAMES = 30, 30, 100
"""Pixels between maps, of a row, and of the names below the last map."""
HEIGHT_OF_SCALE = 84
SCALE_GAP = 44
"""Pixels between the scale and the maps, where the title of the first map stands."""
MOST_LABELLED = 8
"""With more series the numbers no longer fit into their cells; the hover text has them."""


def draw(result: Correlation, words: Words, look: Look) -> go.Figure:
    """A map for each form; a star marks what is significant after correction for multiplicity."""
    names = names_of(result, words)
    # Side by side they would leave a phone some twelve pixels for a cell.
    beside = not look.narrow and len(names) <= MOST_LABELLED
    figure, plots = _maps_beside(words, names) if beside else _maps_stacked(words, names)
    for place, form in enumerate(FORMS):
        at = (1, place + 1) if beside else (place + 1, 1)
        rows = np.flatnonzero((result.pair__form == form) & (result.pair__method == result.method))
        drawn = _map(result, rows, names, words, look)
        drawn.update(showscale=place == 0, colorbar=marks.scale_above("r", SCALE_GAP / plots))
        figure.add_trace(drawn, *at)
        if len(names) <= MOST_LABELLED:
            _label(figure, result, rows, names, words, look, at)
    figure.update_yaxes(autorange="reversed")
    look.dress(figure)
    # Leaning to the left, so that the last name ends at its column and not beyond the figure.
    figure.update_xaxes(showgrid=False, tickangle=-35)
    figure.update_yaxes(showgrid=False)
    return figure.update_layout(
        hovermode="closest", height=plots + HEIGHT_OF_NAMES + HEIGHT_OF_SCALE, margin_t=0
    )


def _maps_beside(words: Words, names: list[str]) -> tuple[go.Figure, float]:
    titles = [words(f"form_{form}") for form in FORMS]
    figure = make_subplots(
        rows=1, cols=len(FORMS), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.02
    )
    figure.update_annotations(font_size=13)
    return figure, 1.3 * HEIGHT_OF_ROW * len(names)


def _maps_stacked(words: Words, names: list[str]) -> tuple[go.Figure, float]:
    titles = [words(f"form_{form}") for form in FORMS]
    plots = len(FORMS) * HEIGHT_OF_ROW * len(names) + (len(FORMS) - 1) * HEIGHT_OF_MAP
    figure = make_subplots(rows=len(FORMS), cols=1, shared_xaxes=True, subplot_titles=titles,
                           vertical_spacing=HEIGHT_OF_MAP / plots)  # fmt: skip
    marks.align_titles(figure, narrow=True)
    for row in range(1, len(FORMS)):
        # Ticks without names would run into the title of the map below.
        figure.update_xaxes(ticks="", row=row, col=1)
    return figure, plots


def _map(
    result: Correlation,
    rows: NDArray[np.int64],
    names: list[str],
    words: Words,
    look: Look,
) -> go.Heatmap:
    size = len(names)
    cells: list[list[float | None]] = [[None] * size for _ in range(size)]
    hover = [[""] * size for _ in range(size)]
    for row in rows:
        facts = {
            "r": words.number(float(result.pair__r[row]), 2),
            "low": words.number(float(result.pair__low[row]), 2),
            "high": words.number(float(result.pair__high[row]), 2),
            "q": words.p_value(result.pair__q[row], "q"),
            "n": result.pair__n[row],
            "effective": words.number(float(result.pair__n_effective[row]), 1),
            "cadence": words(f"cadence_{result.pair__cadence[row]}"),
        }
        for a, b in ((0, 1), (1, 0)):
            ends = (int(result.pair__x[row]), int(result.pair__y[row]))
            cells[ends[a]][ends[b]] = round(float(result.pair__r[row]), 4)
            hover[ends[a]][ends[b]] = words("hover", **facts)
    return go.Heatmap(
        z=cells, x=names, y=names, text=hover, zmin=-1, zmax=1, zmid=0,
        colorscale=[[0, look.sequence[1]], [0.5, look.paper], [1, look.sequence[0]]],
        hovertemplate="%{y}<br>%{x}<br>%{text}<extra></extra>", xgap=1, ygap=1,
    )  # fmt: skip


def _label(
    figure: go.Figure,
    result: Correlation,
    rows: NDArray[np.int64],
    names: list[str],
    words: Words,
    look: Look,
    at: tuple[int, int],
) -> None:
    plot = figure.get_subplot(*at)
    axes = {
        "xref": plot.xaxis.plotly_name.replace("axis", ""),
        "yref": plot.yaxis.plotly_name.replace("axis", ""),
    }
    labels = []
    for row in rows:
        star = "*" if result.pair__q[row] <= SIGNIFICANCE else ""
        label = words.number(float(result.pair__r[row]), 2) + star
        r = float(result.pair__r[row])
        colour = readable(mixed(look.paper, look.sequence[0 if r > 0 else 1], abs(r)))
        address = _regression(result, int(row))
        style = f"color:{colour};text-decoration:underline"
        label = f'<a href="{address}" target="_self" style="{style}">{label}</a>'
        for x, y in ((result.pair__x, result.pair__y), (result.pair__y, result.pair__x)):
            labels.append({"x": names[int(x[row])], "y": names[int(y[row])], "text": label,
                           "font": {"color": colour, "size": 12}, "showarrow": False,
                           **axes})  # fmt: skip
    # All at once: `add_annotation` checks those that are there already again, each time.
    figure.layout.annotations = (*figure.layout.annotations, *labels)


def _regression(result: Correlation, row: int) -> str:
    """Where the regression of this pair is found."""
    x_tool, y_tool = str(result.pair__x_tool[row]), str(result.pair__y_tool[row])
    asked = {
        "tool": x_tool,
        **({"y_tool": y_tool} if y_tool != x_tool else {}),
        "x_source": result.pair__x_source[row],
        "y_source": result.pair__y_source[row],
        "form": result.pair__form[row],
    }
    return f"/regression?{urlencode(asked)}"


def tell(result: Correlation, words: Words) -> str:
    """How many pairs are significant in each form, how many change sign, and the strongest."""
    mine = result.pair__method == result.method
    parts = [_tell_counts(result, mine, words)]
    turned = _turned(result, mine)
    if turned:
        parts.append(words("tell_turned", turned=turned))
    parts.append(_tell_strongest(result, mine, words))
    if len(result.absent__n):
        parts.append(words("tell_absent", pairs=len(result.absent__n)))
    return " ".join(parts)


def _tell_counts(result: Correlation, mine: NDArray[np.bool_], words: Words) -> str:
    counts = {
        form: int((mine & (result.pair__form == form) & (result.pair__q <= SIGNIFICANCE)).sum())
        for form in FORMS
    }
    pairs = len(set(zip(result.pair__x[mine], result.pair__y[mine], strict=True)))
    least, most = int(result.pair__n[mine].min()), int(result.pair__n[mine].max())
    phrase = "tell_counts_one" if pairs == 1 else "tell_counts"
    return words(
        phrase, pairs=pairs, n=least, most=most, method=words(f"choice_{result.method}"), **counts
    )


def _turned(result: Correlation, mine: NDArray[np.bool_]) -> int:
    """Pairs whose correlation in levels and in differences have opposite signs."""
    signs: dict[tuple[int, int], dict[str, float]] = {}
    for row in np.flatnonzero(mine):
        pair = (int(result.pair__x[row]), int(result.pair__y[row]))
        signs.setdefault(pair, {})[str(result.pair__form[row])] = float(result.pair__r[row])
    return sum(of.get("levels", 0.0) * of.get("differenced", 0.0) < 0 for of in signs.values())


def _tell_strongest(result: Correlation, mine: NDArray[np.bool_], words: Words) -> str:
    held = mine & (result.pair__form != "levels") & (result.pair__q <= SIGNIFICANCE)
    if not held.any():
        return words("tell_nothing")
    row = int(np.flatnonzero(held)[np.argmax(np.abs(result.pair__r[held]))])
    names = names_of(result, words)
    return words(
        "tell_strongest",
        x=names[int(result.pair__x[row])],
        y=names[int(result.pair__y[row])],
        form=words(f"form_{result.pair__form[row]}").lower(),
        r=words.number(float(result.pair__r[row]), 2),
        low=words.number(float(result.pair__low[row]), 2),
        high=words.number(float(result.pair__high[row]), 2),
        count=result.pair__n[row],
    )
