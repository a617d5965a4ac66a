"""Stationarity drawn and told: the series with what it should settle around, the tests below."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.stationarity.compute import BROKEN, Stationarity
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.unit_root import KPSS_SIZES
from dashboard_app.stats.zivot_andrews import SHARES
from dashboard_app.words import Words

TABLES = {
    "kpss": (float(KPSS_SIZES[-1]), float(KPSS_SIZES[0])),
    "zivot_andrews": (float(SHARES[0]), float(SHARES[-1])),
}
"""The smallest and the largest probability that the printed table of a test knows."""


def draw(result: Stationarity, words: Words, look: Look) -> go.Figure:
    """Observations and their line; the break where one is found; the three probabilities."""
    figure = make_subplots(
        rows=2,
        cols=1,
        row_heights=[0.7, 0.3],
        vertical_spacing=0.2 if look.narrow else 0.14,
        subplot_titles=["", words("row_tests")],
    )
    colour = look.source[result.source]
    months = result.observation__month
    name = words("figure_with_n", name=words.source(result.source), n=result.n)
    figure.add_trace(marks.observed(months, result.observation__value, name, colour), 1, 1)
    around = words(f"choice_{result.around}")
    figure.add_trace(
        marks.line(months, result.observation__line, around, look.ink, 1.5, "dash"), 1, 1
    )
    if result.verdict == BROKEN:
        at = str(result.break_month.astype("datetime64[M]"))
        figure.add_vline(x=at, line={"color": look.accent, "dash": "dash", "width": 1.5},
                         row=1, col=1)  # fmt: skip
    _tests(figure, result, words, look)
    figure.update_yaxes(title_text=marks.wrapped(words.unit(result.unit)), row=1, col=1)
    marks.align_titles(figure, look.narrow, 34)
    return look.dress(figure.update_layout(height=620))


def _tests(figure: go.Figure, result: Stationarity, words: Words, look: Look) -> None:
    """A bar for the probability of each test, and the line below which it rejects."""
    names = [words(f"test_{name}").replace(": ", ":<br>") for name in result.test__name]
    colours = [look.accent if rejects else look.faint for rejects in result.test__rejects]
    bars = go.Bar(
        x=result.test__p.tolist(),
        y=names,
        orientation="h",
        marker={"color": colours},
        showlegend=False,
    )
    figure.add_trace(bars, 2, 1)
    figure.add_vline(
        x=SIGNIFICANCE, line={"color": look.ink, "width": 1, "dash": "dot"}, row=2, col=1
    )
    # Beyond the line also where the bar ends before it.
    beyond = [max(float(p), SIGNIFICANCE) + 0.01 for p in result.test__p]
    said = _told(result, words)
    figure.add_trace(
        go.Scatter(
            x=beyond, y=names, mode="text", text=said, textposition="middle right",
            textfont={"color": look.ink, "size": 12}, hoverinfo="skip", showlegend=False,
        ), 2, 1,
    )  # fmt: skip
    figure.update_xaxes(range=[0, 1.15], row=2, col=1)
    figure.update_yaxes(autorange="reversed", row=2, col=1)


def _told(result: Stationarity, words: Words) -> list[str]:
    """The probabilities of the tests, in their order."""
    return [
        words.p_value(p, table=TABLES.get(str(name), (0.0, 1.0)))
        for name, p in zip(result.test__name, result.test__p, strict=True)
    ]


def tell(result: Stationarity, words: Words) -> str:
    """The verdict, the tests behind it, which of them are too close to tell, and the memory."""
    adf, kpss, broken = _told(result, words)
    facts = {
        "tool": words.tool(result.tool),
        "source": words.source(result.source),
        "around": words(f"around_{result.around}"),
        "break_date": words.date(result.break_month, result.cadence),
    }
    sentences = [
        words(f"verdict_{result.verdict}", **facts),
        words("tell_tests", n=result.n, adf=adf, kpss=kpss, broken=broken),
        *_tell_length(result, words),
        words(
            "tell_memory",
            memory=words.percent(result.memory),
            low=words.percent(result.memory_low),
            high=words.percent(result.memory_high),
        ),
    ]
    if result.filled:
        sentences.append(words("tell_filled", filled=result.filled))
    return " ".join(sentences)


def _tell_length(result: Stationarity, words: Words) -> list[str]:
    """A sentence for each test that would have rejected, had the series been long."""
    return [
        words(
            "tell_length",
            test=words(f"test_{result.test__name[row]}").partition(":")[0],
            statistic=words.number(float(result.test__statistic[row]), 2),
            critical=words.number(float(result.test__critical[row]), 2),
        )
        for row in np.flatnonzero((result.test__p < SIGNIFICANCE) & ~result.test__rejects)
    ]
