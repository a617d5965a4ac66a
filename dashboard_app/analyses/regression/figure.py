"""Regression drawn and told: the points in the order of time, the curve, its two bands."""

import numpy as np
import plotly.graph_objects as go

from dashboard_app.analyses.regression.compute import Regression
from dashboard_app.data.cadence import calendar_years
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import told_apart
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import RAISED, Words


def draw(result: Regression, words: Words, look: Look) -> go.Figure:
    """Each point an observation of both sources; colour goes from early to late."""
    figure = go.Figure()
    x = result.curve__x
    figure.add_traces(
        marks.band(x, result.curve__prediction_low, result.curve__prediction_high,
                   words("band_prediction"), look.faint)
    )  # fmt: skip
    figure.add_traces(
        marks.band(x, result.curve__mean_low, result.curve__mean_high,
                   words("band_mean"), look.accent)
    )  # fmt: skip
    curve = marks.wrapped(equation(result, words), 36)
    figure.add_trace(marks.line(x, result.curve__fit, curve, look.accent, 2.5))
    figure.add_trace(_points(result, words, look))
    names = _names(result, words)
    suffix = "" if result.form == "levels" else f" ({words(f'choice_{result.form}').lower()})"
    x_title = f"{names[0]}<br>{words.unit(result.x_unit)}{suffix}"
    y_title = f"{names[1]}<br>{words.unit(result.y_unit)}{suffix}"
    figure.update_xaxes(title_text=marks.wrapped(x_title, 44))
    figure.update_yaxes(title_text=marks.wrapped(y_title, 44))
    look.dress(figure)
    figure.update_layout(hovermode="closest", height=560)
    figure.update_yaxes(range=_heights(result))
    return figure


def _heights(result: Regression) -> list[float]:
    """Room for the points and the band of one more; that of the curve may go beyond it.

    With strong autocorrelation and few dates it is many times as wide as the observed range.
    """
    shown = np.concatenate(
        [result.point__y, result.curve__fit, result.curve__prediction_low,
         result.curve__prediction_high]
    )  # fmt: skip
    low, high = float(shown.min()), float(shown.max())
    margin = 0.25 * (high - low) or abs(high) or 1.0
    return [low - margin, high + margin]


def _names(result: Regression, words: Words) -> list[str]:
    """What stands along x and along y: two sources of a tool, or two tools."""
    return told_apart((result.tool, result.y_tool), (result.x_source, result.y_source), words)


def _points(result: Regression, words: Words, look: Look) -> go.Scatter:
    years = calendar_years(result.point__month)
    return go.Scatter(
        x=marks.light(result.point__x),
        y=marks.light(result.point__y),
        mode="markers",
        name=words("points", n=result.n),
        text=marks.ticks(result.point__month),
        marker={
            "color": years,
            "colorscale": [[0, look.grid], [1, look.source.get(result.y_source, look.accent)]],
            "line": {"color": look.faint, "width": 0.7},
            "size": 6 if result.n > marks.MANY_POINTS else 9,
            "showscale": True,
            "colorbar": {
                "title": {"text": words("year"), "font": {"size": 12}},
                "tickformat": "d",
                "thickness": 10,
                "nticks": 5,
                "tickfont": {"size": 11},
                "outlinewidth": 0,
            },
        },
        hovertemplate="%{text}<br>x = %{x:.4g}<br>y = %{y:.4g}<extra></extra>",
    )


def equation(result: Regression, words: Words) -> str:
    """y = a + b x + ... with every term of the fit, to five significant digits."""
    text = f"y = {_coefficient(result.term__estimate[0], words)}"
    for power, estimate in zip(result.term__power[1:], result.term__estimate[1:], strict=True):
        sign = "−" if estimate < 0 else "+"
        variable = "x" if power == 1 else "x" + str(power).translate(RAISED)
        text += f" {sign} {_coefficient(abs(estimate), words)} {variable}"
    return text


def _coefficient(value: float, words: Words) -> str:
    text = f"{value:.5g}"
    if "e" in text:
        factor, power = text.split("e")
        text = f"{factor}\u00a0×\u00a010{str(int(power)).translate(RAISED)}"
    text = text.replace("-", "−")
    return text.replace(".", ",") if words.language == "es" else text


def tell(result: Regression, words: Words) -> str:
    """The equation with its R², its slope in each form, and the checks of the residuals."""
    x, y = _names(result, words)
    parts = [
        words(
            "tell_fit",
            n=result.n,
            cadence=words(f"cadence_{result.cadence}"),
            x=x,
            y=y,
            form=words(f"choice_{result.form}").lower(),
            equation=equation(result, words),
            r2=words.number(result.r2, 2),
            error=words.number(result.residual_error),
        ),
        _tell_slope(result, words),
    ]
    if np.isfinite(result.ljung_box_p):
        phrase = "tell_memory" if result.ljung_box_p < SIGNIFICANCE else "tell_no_memory"
        parts.append(words(phrase, p=words.p_value(result.ljung_box_p)))
    if _curve_is_less_sure(result):
        parts.append(words("tell_wide_curve"))
    if np.isfinite(result.cointegration_p):
        phrase = "tell_cointegrated" if result.cointegration_p < SIGNIFICANCE else "tell_apart"
        parts.append(words(phrase, p=words.p_value(result.cointegration_p)))
    return " ".join(parts)


def _curve_is_less_sure(result: Regression) -> bool:
    """Whether autocorrelation makes the band of the curve wider than that of an observation."""
    curve = result.curve__mean_high - result.curve__mean_low
    observation = result.curve__prediction_high - result.curve__prediction_low
    return bool(np.median(curve) > np.median(observation))


def _tell_slope(result: Regression, words: Words) -> str:
    """The slope of the straight line in levels, detrended and differenced, with its intervals."""
    listed = [
        words(
            "tell_form",
            form=words(f"choice_{name}").lower(),
            slope=words.number(float(slope)),
            low=words.number(float(low)),
            high=words.number(float(high)),
        )
        for name, slope, low, high in zip(
            result.form__name, result.form__slope, result.form__low, result.form__high, strict=True
        )
    ]
    return words("tell_slope", list="; ".join(listed))
