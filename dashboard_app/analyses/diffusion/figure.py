"""The life cycle drawn and told: the best curve in its band, and what each curve predicted."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.diffusion.compute import NULL, Diffusion
from dashboard_app.data.sources import Cadence
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

KNOWN = 50.0
"""Of a saturation whose interval spans a larger factor the lower end alone is told."""

NOTHING = 1e-3
"""A lower end below this share of the saturation is as good as none."""


def draw(result: Diffusion, words: Words, look: Look) -> go.Figure:
    """Above, observations and curve; below, the error of each curve on what it had not seen."""
    titles = [words("panel_curve"), words("panel_errors")]
    figure = make_subplots(
        rows=2, cols=1, row_heights=[0.56, 0.44], vertical_spacing=0.14, subplot_titles=titles
    )
    marks.align_titles(figure, look.narrow, 32)
    colour = look.source.get(result.source, look.accent)
    top = 1.5 * float(result.observation__value.max())
    low, high = np.clip(result.curve__low, 0, top), np.clip(result.curve__high, 0, top)
    for trace in marks.band(result.curve__month, low, high, words("band"), look.accent):
        figure.add_trace(trace, 1, 1)
    name = words("figure_with_n", name=words.source(result.source), n=result.n)
    joined = result.cadence != Cadence.SURVEY
    figure.add_trace(
        marks.observed(result.observation__month, result.observation__value, name, colour, joined),
        1, 1,
    )  # fmt: skip
    label = words("curve", model=words(f"model_{result.model}"), view=words(f"view_{result.view}"))
    values = np.clip(result.curve__value, 0, top)
    figure.add_trace(marks.line(result.curve__month, values, label, look.accent, 3.0), 1, 1)
    _errors(figure, result, words, look)
    figure.update_yaxes(title_text=marks.wrapped(words.unit(result.unit)), row=1, col=1)
    figure.update_xaxes(title_text="RMSE", row=2, col=1)
    look.dress(figure)
    figure.update_yaxes(tickfont_size=12, row=2, col=1)
    figure.update_layout(height=780, margin={"t": 70}, legend={"y": 1.06}, bargap=0.3)
    return figure


def _errors(figure: go.Figure, result: Diffusion, words: Words, look: Look) -> None:
    names = [
        words("no_change")
        if model == NULL
        else f"{words(f'model_{model}')}, {words(f'view_{view}')}"
        for model, view in zip(result.model__model, result.model__view, strict=True)
    ]
    # The best stands on top; horizontal bars leave the names room.
    order = np.argsort(-result.model__rmse, kind="stable")
    bars = go.Bar(
        x=marks.light(result.model__rmse[order]), y=[names[i] for i in order], orientation="h",
        name=words("panel_errors"),
    )  # fmt: skip
    bars.marker.color = [
        look.ink if result.model__model[i] == NULL
        else look.accent if result.model__weight[i] > 0
        else marks.faded(look.faint, 0.4)
        for i in order
    ]  # fmt: skip
    bars.showlegend = False
    figure.add_trace(bars, 2, 1)


def tell(result: Diffusion, words: Words) -> str:
    """Verdict, best curve beside no change, peak, saturation, phase, and how sure each is."""
    parts = [_tell_verdict(result, words), _tell_model(result, words), _tell_peak(result, words)]
    parts.append(_tell_saturation(result, words))
    parts.append(
        words(
            "tell_phase",
            phase=words(f"phase_{result.phase}"),
            share=words.percent(result.phase_share),
        )
    )
    return " ".join(parts)


def _tell_verdict(result: Diffusion, words: Words) -> str:
    facts = {
        "n": result.n,
        "cadence": words(f"cadence_{result.cadence}"),
        "p": words.p_value(result.wandering_p),
        "share": words.percent(result.verdict_share),
    }
    if result.wandering_p > SIGNIFICANCE:
        return words("tell_wandering", **facts)
    return words(f"tell_{result.verdict}", **facts)


def _tell_model(result: Diffusion, words: Words) -> str:
    best = int(np.argmax(result.model__weight))
    error, naive = float(result.model__rmse[best]), float(result.model__rmse[-1])
    phrase = "tell_better" if error < naive else "tell_worse"
    return words(
        phrase,
        model=words(f"model_{result.model}"),
        view=words(f"view_{result.view}"),
        error=error,
        naive=naive,
    )


def _tell_saturation(result: Diffusion, words: Words) -> str:
    low, high = result.saturation_low, result.saturation_high
    if np.isnan(low):
        return words("tell_two_waves")
    if low <= NOTHING * result.saturation:
        return words("tell_no_saturation")
    # Were the widest left out, those that are told would be too narrow by selection.
    phrase = "tell_saturation" if high / low <= KNOWN else "tell_least_saturation"
    return words(phrase, saturation=result.saturation, low=low, high=high)


def _tell_peak(result: Diffusion, words: Words) -> str:
    low, high = (_dated(result, month, words) for month in (result.peak_low, result.peak_high))
    ahead = "_ahead" if result.peak > result.observation__month[-1] else ""
    return words(
        f"tell_peak_{result.view}{ahead}",
        peak=_dated(result, result.peak, words),
        span=low if low == high else words("peak_span", low=low, high=high),
    )


def _dated(result: Diffusion, month: np.datetime64, words: Words) -> str:
    """A date; what falls on the first observation may as well have been before it."""
    date = words.date(month, result.cadence)
    if month > result.observation__month[0]:
        return date
    return words("date_or_before", date=date)
