"""The periodogram drawn and told: ordinates by period, red noise, and its 95 % level."""

import numpy as np
import plotly.graph_objects as go

from dashboard_app.analyses.periodogram.compute import Periodogram
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.words import Words

MOST_TOLD = 3
ROUND_PERIODS = {
    "months": [2, 3, 4, 6, 12, 24, 60, 120, 240, 480],
    "years": [1, 2, 3, 5, 10, 20, 40, 80],
}
"""The periods that the axis names: those that a reader thinks in."""


def draw(result: Periodogram, words: Words, look: Look) -> go.Figure:
    """Ordinates against period on a logarithmic axis, with what red noise allows."""
    figure = go.Figure([*_noise(result, words, look), _ordinates(result, words, look)])
    if len(result.cycle__period):
        peaks = marks.observed(
            result.cycle__period, result.cycle__ordinate, words("cycle"), look.ink, joined=False
        )
        figure.add_trace(peaks.update(marker_symbol="diamond-open", marker_size=12))
    figure.update_xaxes(
        type="log", tickvals=ROUND_PERIODS[result.period_unit],
        title_text=words(f"axis_{result.period_unit}"),
    )  # fmt: skip
    figure.update_yaxes(title_text=words(f"axis_{result.method}"))
    if result.method == "fft":
        # Red noise spans powers of ten; ordinates that happen to vanish need no room.
        low = np.log10(result.spectrum__red_noise.min()) - 2
        high = np.log10(np.maximum(result.spectrum__ordinate, result.spectrum__level).max())
        figure.update_yaxes(type="log", range=[float(low), float(high) + 0.2], dtick=1)
    else:
        figure.update_yaxes(rangemode="tozero")
    return look.dress(figure.update_layout(height=460))


def _noise(result: Periodogram, words: Words, look: Look) -> list[go.Scatter]:
    """What red noise allows, and the autoregressive spectrum for who asks for it."""
    period = result.spectrum__period
    lines = [
        marks.line(
            period, result.spectrum__level, words("level"), look.accent, width=1.5, dash="dash"
        ),
        marks.line(period, result.spectrum__red_noise, words("red_noise"), look.faint, width=1.5),
    ]
    if np.isfinite(result.spectrum__autoregressive).all():
        name = words("autoregressive", order=result.ar_order)
        line = marks.line(
            period, result.spectrum__autoregressive, name, look.faint, width=1, dash="dot"
        )
        lines.append(line.update(visible="legendonly"))
    return lines


def _ordinates(result: Periodogram, words: Words, look: Look) -> go.Scatter:
    name = words("figure_with_n", name=words("ordinate"), n=result.n)
    colour = look.source[result.source]
    return marks.observed(result.spectrum__period, result.spectrum__ordinate, name, colour)


def tell(result: Periodogram, words: Words) -> str:
    """Which cycles rise above red noise, or that none does."""
    facts = {
        "tool": words.tool(result.tool),
        "source": words.source(result.source),
        "n": result.n,
        "p": words.p_value(result.lowest_p),
        "longest": _length(result.longest_tested, result, words),
    }
    sentences = []
    if len(result.cycle__period):
        told = [
            words("told_cycle", length=_length(period, result, words), p=words.p_value(p))
            for period, p in zip(
                result.cycle__period[:MOST_TOLD], result.cycle__p[:MOST_TOLD], strict=True
            )
        ]
        sentences.append(words("tell_cycles", cycles="; ".join(told), **facts))
        if any(_seasonal(period, result) for period in result.cycle__period[:MOST_TOLD]):
            sentences.append(words("tell_season"))
    else:
        sentences.append(words("tell_none", **facts))
    if result.method == "lomb_scargle":
        sentences.append(words("tell_few"))
    if result.filled:
        sentences.append(words("tell_filled", filled=result.filled))
    return " ".join(sentences)


def _length(period: float, result: Periodogram, words: Words) -> str:
    return words(f"length_{result.period_unit}", period=words.number(float(period), 1))


def _seasonal(period: float, result: Periodogram) -> bool:
    """Whether a period in months is the year or one of its fractions, to the bin."""
    if result.period_unit != "months":
        return False
    cycles = 12 / period
    return round(cycles) >= 1 and abs(cycles - round(cycles)) <= 12 / result.n
