"""The forecast drawn and told: what was observed, what may come, how the methods fared."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.forecast.compute import Forecast
from dashboard_app.data.panel import Floats
from dashboard_app.data.sources import Cadence
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.stats.forecasting.mostly_zero import CYCLES
from dashboard_app.words import Words

PAST_PER_STEP = 5
"""Observations in view at first for each step ahead, so that the forecast takes a sixth of the
width; the reader can zoom out to all."""
LEAST_SHOWN = 24
HEIGHT, NARROW_HEIGHT = 760, 880
AROUND = 110
"""Pixels above and below the plots."""
NAME_GAP = 0.55
"""The share of a row that its bar leaves to the name above it, on a phone."""
ROOM = 0.03
"""What is left free beside what is in view, as a share of it."""


def draw(result: Forecast, words: Words, look: Look) -> go.Figure:
    """Observations, forecast with both bands; below, each method's error in the backtest."""
    figure = make_subplots(rows=2, cols=1, row_heights=[0.6, 0.4], vertical_spacing=0.1)
    colour = look.source[result.source]
    # Each band begins at the last observation, so that it opens out of what is known.
    months = np.concatenate([result.observation__month[-1:], result.forecast__month])
    last = result.observation__value[-1:]
    for low, high in (
        (result.forecast__low_95, result.forecast__high_95),
        (result.forecast__low_80, result.forecast__high_80),
    ):
        for trace in marks.band(
            months, np.concatenate([last, low]), np.concatenate([last, high]), "", look.accent
        ):
            # One entry for line and bands: the legend has to fit a phone.
            figure.add_trace(trace.update(showlegend=False, legendgroup="forecast"), 1, 1)
    joined = result.cadence != Cadence.SURVEY
    seen = words("figure_with_n", name=words.source(result.source), n=result.n)
    figure.add_trace(
        marks.observed(result.observation__month, result.observation__value, seen, colour, joined),
        1, 1,
    )  # fmt: skip
    figure.add_trace(
        marks.line(months, np.concatenate([last, result.forecast__value]), words("forecast"),
                   look.accent, 2.5).update(legendgroup="forecast"), 1, 1,
    )  # fmt: skip
    _show_the_last(figure, result)
    title = marks.wrapped(words.unit(result.unit))
    figure.update_yaxes(title_text=title, row=1, col=1)
    _draw_accuracy(figure, result, words, look)
    figure.update_layout(
        height=NARROW_HEIGHT if look.narrow else HEIGHT, bargap=NAME_GAP if look.narrow else 0.3
    )
    return look.dress(figure)


def _show_the_last(figure: go.Figure, result: Forecast) -> None:
    """Both axes around the last observations and the forecast: an old peak would flatten them."""
    shown = max(LEAST_SHOWN, PAST_PER_STEP * len(result.forecast__month))
    first, last = result.observation__month[-shown:][0], result.forecast__month[-1]
    room = max(1, round(ROOM * int((last - first).astype(int))))
    figure.update_xaxes(range=[str(first - room), str(last + room)], row=1, col=1)
    seen = np.concatenate(
        [result.observation__value[-shown:], result.forecast__low_95, result.forecast__high_95]
    )
    room_above = 2 * ROOM * float(np.ptp(seen)) or 1.0
    view = [float(seen.min()) - room_above, float(seen.max()) + room_above]
    figure.update_yaxes(range=view, row=1, col=1)


def _draw_accuracy(figure: go.Figure, result: Forecast, words: Words, look: Look) -> None:
    scaled = bool(np.isfinite(result.accuracy__mase).all())
    errors = result.accuracy__mase if scaled else result.accuracy__mae
    # The best method stands on top; horizontal bars leave their names room.
    order = np.argsort(-errors, kind="stable")
    methods = [str(method) for method in result.accuracy__method[order]]
    names = [words(f"choice_{method}") for method in methods]
    quiet = marks.faded(look.faint, 0.4)
    colours = [look.accent if method == result.method else quiet for method in methods]
    figure.add_trace(
        go.Bar(
            x=marks.light(errors[order]),
            y=names,
            orientation="h",
            name=words("backtest_error"),
            marker={"color": colours},
            text=[words.write(float(error)) for error in errors[order]],
            textposition="outside",
            showlegend=False,
        ),
        2,
        1,
    )
    title = words("axis_mase" if scaled else "axis_mae")
    # The numbers stand behind the bars, and need room there.
    view = [0, (1.3 if look.narrow else 1.18) * float(errors.max()) or 1.0]
    figure.update_xaxes(title_text=title, range=view, row=2, col=1)
    if look.narrow:
        # Beside their bars, the names would take a third of the width from both plots.
        low, high = figure.layout.yaxis2.domain
        room = (high - low) * (NARROW_HEIGHT - AROUND) / len(names)
        marks.write_above(figure, names, 2, 1, room, NAME_GAP)


def tell(result: Forecast, words: Words) -> str:
    """Where the series is heading and how surely, on how much, and how often that held."""
    sentences = [words(f"tell_{_direction(result)}", **_facts(result, words))]
    if _usual_is_zero(result):
        sentences.append(words("tell_zero"))
    sentences += [
        words(
            "tell_interval",
            month=words.date(result.forecast__month[-1], result.cadence),
            value=result.forecast__value[-1],
            low=result.forecast__low_95[-1],
            high=result.forecast__high_95[-1],
            n=result.n,
        ),
        _tell_coverage(result, words),
    ]
    if np.isfinite(result.aicc):
        sentences.append(words("tell_model", model=result.model, aicc=result.aicc))
    sentences += _tell_errors(result, words)
    if result.cadence == Cadence.SURVEY:
        sentences.append(words("tell_survey"))
    return " ".join(sentences)


def _tell_errors(result: Forecast, words: Words) -> list[str]:
    """The error in the replayed past, and beside it that of repeating what was."""
    if not np.isfinite(result.mase):
        return []
    told = [words("tell_mase", method=words(f"choice_{result.method}"), mase=result.mase)]
    errors = dict(zip(result.accuracy__method, result.accuracy__mase, strict=True))
    # Where a cycle is one observation long, both naive methods are the same.
    naive = "naive" if result.period == 1 else "seasonal_naive"
    if naive != result.method and np.isfinite(errors.get(naive, np.nan)):
        told.append(words("tell_naive", method=words(f"choice_{naive}"), mase=errors[naive]))
    return told


def _usual_is_zero(result: Forecast) -> bool:
    """Whether zero is forecast because most values are, so that their mean is above it."""
    zeros = [np.mean(values == 0) for values in (result.forecast__value, _last_cycles(result))]
    return result.method == "combination" and result.period > 1 and min(zeros) > 0.5


def _last_cycles(result: Forecast) -> Floats:
    return result.observation__value[-CYCLES * result.period :]


def _level(result: Forecast) -> float:
    """The mean of the last whole cycle, with which the forecast is compared."""
    return float(result.observation__value[-result.period :].mean())


def _direction(result: Forecast) -> str:
    """Up or down where the level of the last cycle is outside the mean 80 % interval."""
    level = _level(result)
    if level < result.forecast__low_80.mean():
        return "rise"
    return "fall" if level > result.forecast__high_80.mean() else "steady"


def _facts(result: Forecast, words: Words) -> dict[str, object]:
    return {
        "tool": words.tool(result.tool),
        "source": words.source(result.source),
        "mean": float(result.forecast__value.mean()),
        "level": _level(result),
        "steps": len(result.forecast__value),
        "unit": words(f"steps_{result.cadence}"),
    }


def _tell_coverage(result: Forecast, words: Words) -> str:
    if result.coverage_n == 0:
        return words("tell_coverage_unknown", origins=result.origins)
    return words(
        "tell_coverage",
        origins=result.origins,
        coverage=words.percent(result.coverage_95),
        count=result.coverage_n,
    )
