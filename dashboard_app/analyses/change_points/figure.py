"""Change points drawn and told: the observations, the level of each regime, the dates."""

import plotly.graph_objects as go

from dashboard_app.analyses.change_points.compute import ChangePoints
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.words import Words


def draw(result: ChangePoints, words: Words, look: Look) -> go.Figure:
    """Regimes as steps over the observations; each date a line in its 95 % interval."""
    colour = look.source.get(result.source, look.accent)
    figure = go.Figure()
    name = words("figure_with_n", name=words.source(result.source), n=result.n)
    figure.add_trace(
        marks.observed(result.observation__month, result.observation__value, name, colour)
    )
    level = marks.line(
        result.observation__month, result.observation__level, words("level"), look.accent, 3.0
    )
    level.line.shape = "hv"
    figure.add_trace(level)
    rows = zip(result.break__month, result.break__low, result.break__high, strict=True)
    for month, low, high in rows:
        figure.add_vrect(x0=str(low), x1=str(high), fillcolor=marks.faded(look.accent, 0.12),
                         line_width=0, layer="below")  # fmt: skip
        marks.add_break(figure, month, look.faint, words.date(month, result.cadence))
    figure.update_yaxes(title_text=words.unit(result.unit))
    look.dress(figure)
    figure.update_layout(margin={"t": 40}, height=460)
    return figure


def tell(result: ChangePoints, words: Words) -> str:
    """How many breaks, when, from which level to which, and what the other criterion says."""
    facts = {
        "n": result.n,
        "cadence": words(f"cadence_{result.cadence}"),
        "first": words.date(result.observation__month[0], result.cadence),
        "last": words.date(result.observation__month[-1], result.cadence),
        "criterion": words(f"by_{result.criterion}"),
    }
    other = words(
        "tell_criteria", sequential=result.breaks_sequential, bic=result.breaks_bic,
        memory=words.number(result.memory, 2),
    )  # fmt: skip
    if result.breaks == 0:
        p = words.p_value(result.model__p[1]) if len(result.model__p) > 1 else "p = —"
        return f"{words('tell_none', p=p, **facts)} {other}"
    phrase = "tell_one" if result.breaks == 1 else "tell_several"
    listed = "; ".join(_tell_break(result, index, words) for index in range(result.breaks))
    return f"{words(phrase, breaks=result.breaks, list=listed, **facts)} {other}"


def _tell_break(result: ChangePoints, index: int, words: Words) -> str:
    return words(
        "tell_break",
        month=words.date(result.break__month[index], result.cadence),
        low=words.date(result.break__low[index], result.cadence),
        high=words.date(result.break__high[index], result.cadence),
        before=words.number(float(result.break__before[index])),
        after=words.number(float(result.break__after[index])),
    )
