"""Seasonality drawn and told: the parts above each other, then the profile of the months."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.seasonality.compute import Seasonality
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.words import Words


def draw(result: Seasonality, words: Words, look: Look) -> go.Figure:
    """Observations with their trend, season, remainder; below, the mean of each month."""
    titles = [words(name) for name in ("row_observed", "row_seasonal", "row_remainder")]
    figure = make_subplots(
        rows=4,
        cols=1,
        row_heights=[0.34, 0.2, 0.16, 0.3],
        vertical_spacing=0.075,
        subplot_titles=[*titles, words("row_profile")],
    )
    colour = look.source[result.source]
    months = result.part__month
    name = words("figure_with_n", name=words("observed"), n=result.n)
    figure.add_trace(marks.observed(months, result.part__observed, name, colour), 1, 1)
    figure.add_trace(marks.line(months, result.part__trend, words("trend"), look.ink), 1, 1)
    season = marks.line(months, result.part__seasonal, words("row_seasonal"), look.accent, 1.2)
    figure.add_trace(season.update(showlegend=False), 2, 1)
    rest = marks.line(months, result.part__remainder, words("row_remainder"), look.faint, 1.0)
    figure.add_trace(rest.update(showlegend=False), 3, 1)
    names = [words(f"month_{month}")[:3] for month in result.profile__calendar_month]
    figure.add_trace(
        marks.interval(
            names, result.profile__mean, result.profile__low, result.profile__high, look.ink
        ),
        4,
        1,
    )
    profile = marks.observed(names, result.profile__mean, words("row_profile"), look.accent, False)
    figure.add_trace(profile.update(showlegend=False), 4, 1)
    for row in (2, 3):
        figure.update_xaxes(matches="x", row=row, col=1)
    unit = words("unit_log") if result.transform == "log" else words.unit(result.unit)
    figure.update_yaxes(title_text=marks.wrapped(unit), row=1, col=1)
    marks.align_titles(figure, look.narrow)
    look.dress(figure.update_layout(height=860))
    return figure.update_layout(margin_t=48)


def tell(result: Seasonality, words: Words) -> str:
    """Whether there is a season, how strong, when it is high and low."""
    sentences = [_verdict(result, words)]
    if result.source == "crossref":
        sentences.append(_january(result, words))
    if result.filled:
        sentences.append(words("tell_filled", filled=result.filled))
    return " ".join(sentences)


def _verdict(result: Seasonality, words: Words) -> str:
    facts = {
        "tool": words.tool(result.tool),
        "source": words.source(result.source),
        "n": result.n,
        "strength": result.seasonal_strength,
        "corrected": result.corrected_strength,
        "low": result.strength_low,
        "high": result.strength_high,
        "p": words.p_value(result.p),
        "peak": words(f"month_{result.peak_month}"),
        "trough": words(f"month_{result.trough_month}"),
    }
    return words("tell_season" if result.clear else "tell_no_season", **facts)


def _january(result: Seasonality, words: Words) -> str:
    beside = words.p_value(result.p_beside_january)
    if result.only_january:
        return words("tell_only_january", p=beside)
    if result.clear:
        return words("tell_beside_january", p=beside)
    return words("tell_january")
