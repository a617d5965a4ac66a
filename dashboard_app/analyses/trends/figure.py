"""Trends drawn and told: one row of axes for each source, or for each unit."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from dashboard_app.analyses.trends.compute import Trends
from dashboard_app.data.sources import Cadence
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.picture import written
from dashboard_app.figures.scale import round_step
from dashboard_app.words import Words

MOST_STEPS = {True: 3, False: 6}
"""Ticks of a logarithmic axis, by whether each source has a row of its own."""

LOG_ROOM = 0.06
"""What is left free below and above the values of a logarithmic axis, as a share of them."""

FEW_DECADES = (0.7, 2.5)
"""Powers of ten below which an axis has even steps, and above which powers of ten alone."""

LEGEND_LINE = 22
"""Pixels that one name of a legend takes on a phone."""

TITLE_LINE = 20
"""Pixels that a line of a row's title takes."""

ROW_HEIGHT = {True: 150, False: 300}
"""Pixels of a row of axes, by whether each source has its own."""

AROUND = 160
"""Pixels for what stands above, below and between the rows."""

BETWEEN_PIXELS, BETWEEN_SHARE = 44, 0.06
"""What is between rows with a title each, whatever the height; and between the others."""


def draw(result: Trends, words: Words, look: Look) -> go.Figure:
    """Each series with its observations marked; unlike units never share an axis."""
    apart = _apart(result)
    keys = [str(key) for key in (result.series__source if apart else result.series__unit)]
    rows = list(dict.fromkeys(keys))
    titles = _titles(result, words) if apart else None
    height = AROUND + ROW_HEIGHT[apart] * len(rows)
    spacing = BETWEEN_PIXELS / height if apart else BETWEEN_SHARE
    figure = make_subplots(
        rows=len(rows), cols=1, shared_xaxes=True, vertical_spacing=spacing, subplot_titles=titles
    )
    # The dense series first, so that they do not bury the few points of a survey.
    for index in np.argsort(-result.series__n, kind="stable").tolist():
        _draw_series(figure, result, index, rows.index(keys[index]) + 1, words, look)
    for row, key in enumerate(rows, start=1):
        figure.update_yaxes(type=result.scale, row=row, col=1)
        if not apart:
            figure.update_yaxes(title_text=marks.wrapped(words.unit(key)), row=row, col=1)
        if result.scale == "log":
            axis = _log_axis(_values(result, keys, key), MOST_STEPS[apart], words)
            figure.update_yaxes(axis, row=row, col=1)
        elif apart:
            figure.update_yaxes(nticks=5, row=row, col=1)
    marks.align_titles(figure, look.narrow)
    # On a phone each name of the legend takes a line, and the plot is to keep its height.
    named = sum(trace.showlegend is not False for trace in figure.data) if look.narrow else 0
    look.dress(figure.update_layout(height=height + LEGEND_LINE * named))
    if apart:
        # The legend stands above the first title, which has two lines on a phone.
        title = TITLE_LINE * (2 if look.narrow else 1)
        figure.update_layout(
            margin_t=title + 8, legend_y=1 + title / (ROW_HEIGHT[apart] * len(rows))
        )
    return figure


def _titles(result: Trends, words: Words) -> list[str]:
    """The name of each source, with its unit where that is not the one of the row above."""
    titles, above = [], ""
    for source in dict.fromkeys(str(source) for source in result.series__source):
        here = np.flatnonzero(result.series__source == source)
        unit = str(result.series__unit[here[0]])
        name = words.source(source)
        if len(here) == 1:
            name = words("figure_with_n", name=name, n=result.series__n[here[0]])
        titles.append(name if unit == above else f"{name}: {words.unit(unit)}")
        above = unit
    return titles


def _values(result: Trends, keys: list[str], key: str) -> NDArray[np.float64]:
    """The observations that stand on the axes of a row."""
    shown = np.zeros(len(result.observation__value), dtype=np.bool_)
    for index in np.flatnonzero(np.array(keys) == key):
        shown |= (result.observation__tool == result.series__tool[index]) & (
            result.observation__source == result.series__source[index]
        )
    return result.observation__value[shown]


def _log_axis(values: NDArray[np.float64], steps: int, words: Words) -> dict[str, object]:
    """Ticks and ends by the observations: a guide may come near zero, where an axis has no end."""
    positive = values[values > 0]
    if not len(positive):
        return {}
    low, high = float(positive.min()), float(positive.max())
    ends = np.log10([low, high])
    room = max(LOG_ROOM * float(np.ptp(ends)), 0.02)
    return {"range": [ends[0] - room, ends[1] + room], **_log_ticks(low, high, steps, words)}


def _log_ticks(low: float, high: float, steps: int, words: Words) -> dict[str, object]:
    """Ticks with whole numbers: between powers of ten Plotly writes their first digit alone."""
    decades = np.log10(high / low)
    if decades < FEW_DECADES[0]:
        return {"dtick": f"L{round_step(max(high - low, low * 1e-3), steps):.3g}"}
    if decades > FEW_DECADES[1]:
        return {"dtick": max(1, int(decades / steps))}
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    ticks = [float(power * factor) for power in powers for factor in (1, 2, 5)]
    return {"tickvals": ticks, "ticktext": [written(tick, words) for tick in ticks]}


def _apart(result: Trends) -> bool:
    """Whether each source has a row of its own; several tools in one row would need two keys."""
    several_sources = len(set(result.series__source)) > 1
    return several_sources and (result.view == "apart" or len(set(result.series__tool)) > 1)


def _draw_series(
    figure: go.Figure, result: Trends, index: int, row: int, words: Words, look: Look
) -> None:
    tool, source = result.series__tool[index], result.series__source[index]
    tools = list(dict.fromkeys(result.series__tool))
    one_tool = len(tools) == 1
    name = words.source(source) if one_tool else words.tool(tool)
    colour = look.source[source] if one_tool else look.sequence[tools.index(tool)]

    def rows_of(table: str) -> NDArray[np.bool_]:
        tools_there: NDArray[np.str_] = getattr(result, f"{table}__tool")
        sources_there: NDArray[np.str_] = getattr(result, f"{table}__source")
        here: NDArray[np.bool_] = (tools_there == tool) & (sources_there == source)
        return here

    guided, seen, smoothed = rows_of("guide"), rows_of("observation"), rows_of("smooth")
    if guided.any():
        figure.add_trace(
            marks.guide(result.guide__month[guided], result.guide__value[guided], colour), row, 1
        )
    within = rows_of("interval")
    if within.any():
        figure.add_trace(
            marks.interval(
                result.observation__month[seen], result.observation__value[seen],
                result.interval__low[within], result.interval__high[within], colour,
            ), row, 1,
        )  # fmt: skip
    trace = _observations(result, index, seen, bool(smoothed.any()), name, colour, words)
    trace.update(
        legendgroup=name,
        legendrank=1 + index,
        showlegend=_in_legend(result, index),
    )
    figure.add_trace(trace, row, 1)
    if smoothed.any():
        curve = marks.line(
            result.smooth__month[smoothed], result.smooth__value[smoothed],
            words("smooth_of", name=name), colour, 2.5,
        )  # fmt: skip
        curve.update(legendgroup=name, showlegend=False)
        figure.add_trace(curve, row, 1)


def _observations(
    result: Trends,
    index: int,
    seen: NDArray[np.bool_],
    smoothed: bool,
    name: str,
    colour: str,
    words: Words,
) -> go.Scatter:
    months, values = result.observation__month[seen], result.observation__value[seen]
    joined = result.series__cadence[index] != Cadence.SURVEY and not smoothed
    shown = name if _apart(result) else words("figure_with_n", name=name, n=len(values))
    trace = marks.observed(months, values, shown, colour, joined)
    if len(result.series__n) > 1 and len(values) > marks.MANY_POINTS:
        # The jumps of a dense series would bury the others: its points stay, its line is faded.
        trace.line.color = marks.faded(colour, 0.5)
    return trace


def _in_legend(result: Trends, index: int) -> bool:
    """Whether it is named there: a tool once, a source where no title names it."""
    tools = list(result.series__tool)
    if len(set(tools)) > 1:
        return tools.index(tools[index]) == index
    return not _apart(result)


def tell(result: Trends, words: Words) -> str:
    """Each series in one sentence: how many observations, the peak, the end, the noise."""
    sentences = [_tell_series(result, index, words) for index in range(len(result.series__n))]
    zeros = int((result.observation__value <= 0).sum())
    if result.scale == "log" and zeros:
        sentences.append(words("tell_zeros", zeros=zeros))
    for tool in dict.fromkeys(result.absent__tool):
        sources = result.absent__source[result.absent__tool == tool]
        names = ", ".join(words.source(source) for source in sources)
        sentences.append(words("tell_absent", tool=words.tool(tool), sources=names))
    return "\n".join(sentences)


def _tell_series(result: Trends, index: int, words: Words) -> str:
    tool, source = result.series__tool[index], result.series__source[index]
    several_tools = len(set(result.series__tool)) > 1
    name = words.source(source)
    facts = {
        "name": f"{words.tool(tool)}, {name}" if several_tools else name,
        "n": result.series__n[index],
        "cadence": words(f"cadence_{result.series__cadence[index]}"),
        **{
            name: words.date(column[index], result.series__cadence[index])
            for name, column in (
                ("first", result.series__first),
                ("last", result.series__last),
                ("peak", result.series__peak),
            )
        },
        "peak_value": result.series__peak_value[index],
        "last_value": result.series__last_value[index],
        "step": result.series__step[index],
    }
    if result.series__n[index] == 1:
        return words("tell_single", **facts)
    return words("tell_series", **facts) + _tell_interval(result, index, words)


def _tell_interval(result: Trends, index: int, words: Words) -> str:
    here = (
        (result.interval__tool == result.series__tool[index])
        & (result.interval__source == result.series__source[index])
        & (result.interval__month == result.series__peak[index])
    )
    if not here.any():
        return ""
    low, high = result.interval__low[here][0], result.interval__high[here][0]
    return " " + words("tell_interval", low=low, high=high)
