"""What the combined forecast is made of, tried on years before those that are tested.

    python -m benchmarks.forecast_choice [data.db] [--intervals]

Every series is cut at the end of 2018 before anything else is done, so that the years on which
`make accuracy` tests cannot be seen here. Google Trends and Crossref are forecast 12 months
ahead every half year from the end of 2009 to the end of 2017, from 2004-01 on; Crossref of 1980
to 2009 at the end of each year. The combination as it is stands in the first row; each further
row makes one choice otherwise: the mean MASE, how much it differs, in how many tools it is
smaller, and in how many of 500 random halves of the tools. With --intervals it is counted what
the intervals of the whole analysis held in the first two sets, which takes longer.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np

from benchmarks.answering import answer
from benchmarks.real_data import add_database, panel_at
from dashboard_app.analyses.forecast import ANALYSIS, methods
from dashboard_app.analysis import silent
from dashboard_app.data.panel import Floats, Panel
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.calendar import even
from dashboard_app.stats.forecasting import naive, shrunken_season
from dashboard_app.stats.forecasting.mostly_zero import with_zeros
from dashboard_app.stats.mase import naive_scale

LAST, FIRST = np.datetime64("2018-12"), np.datetime64("2004-01")
HALF_YEARLY = tuple(np.arange("2009-12", "2018-01", 6, dtype="datetime64[M]"))
YEARLY = tuple(np.arange("1979-12", "2009-01", 12, dtype="datetime64[M]"))
PERIOD = AHEAD = 12
MEMORY, EARLIEST, BACKTEST = 300, 36, 72
"""Values that methods learn from, known at the first origin of a backtest, and its origins."""
OLD_LEAST, OLD_RECENT = 120, 120
"""Old Crossref is forecast from so many months or more; half of so many last are not zero."""
HALVES, SEED = 500, 5
TRENDS, CROSSREF, OLD = "google_trends", "crossref", "crossref, 1980 to 2009"


@dataclass(frozen=True)
class Origin:
    """What was known of one series at one time, and what came in the year after it."""

    group: str
    tool: str
    cut: np.datetime64
    known: Floats
    truth: Floats


@dataclass(frozen=True)
class Choice:
    """One way to make the combination of its members, (member, step)."""

    name: str
    combine: Callable[[Floats], Floats] = lambda members: methods.trimmed_mean([*members])
    zeros: bool = True
    two_memories: bool = True


AS_IT_IS = Choice("as it is")
CHOICES = (
    AS_IT_IS,
    Choice("no zeros for what is mostly zero", zeros=False),
    Choice("one memory for all seasons", two_memories=False),
    Choice("neither of the two", zeros=False, two_memories=False),
    Choice("without the last value", lambda members: methods.trimmed_mean([*members[:-1]])),
    Choice("and without the last cycles", lambda members: methods.trimmed_mean([*members[:-2]])),
    Choice("mean of these six", lambda members: members[:-2].mean(axis=0)),
    Choice("mean of all eight", lambda members: members.mean(axis=0)),
    Choice("median of all eight", lambda members: np.median(members, axis=0)),
)


def main() -> None:
    """Print a table for each set of forecasts, or what the intervals held."""
    parser = argparse.ArgumentParser(prog="benchmarks.forecast_choice")
    add_database(parser)
    parser.add_argument("--intervals", action="store_true", help="count what intervals held")
    asked = parser.parse_args()
    panel = _until_2018(panel_at(asked.database))
    if asked.intervals:
        _print_held(panel)
        return
    origins = list(_origins(panel))
    errors = np.array([_errors(origin) for origin in origins])
    for group in (TRENDS, CROSSREF, OLD):
        chosen = np.array([origin.group == group for origin in origins])
        tools = np.array([origin.tool for origin in origins])[chosen]
        print(f"{group}: {chosen.sum()} forecasts of {len(set(tools))} series")
        _print_table(errors[chosen], tools)


def _until_2018(panel: Panel) -> Panel:
    cut = {
        key: one.between(None, LAST)
        for key, one in panel.series.items()
        if one.cadence == Cadence.MONTHLY
    }
    return replace(panel, series={key: one for key, one in cut.items() if one.n})


def _origins(panel: Panel) -> Iterator[Origin]:
    for series in panel.series.values():
        grid = even(series)
        for group, cuts in ((series.source, HALF_YEARLY), (OLD, YEARLY)):
            if group == OLD and series.source != CROSSREF:
                continue
            for cut in cuts:
                known = grid.values[grid.months <= cut]
                if group == OLD:
                    known = _old(known[-MEMORY:])
                else:
                    known = known[grid.months[grid.months <= cut] >= FIRST]
                truth = grid.values[(grid.months > cut) & (grid.months <= cut + AHEAD)]
                if len(truth) == AHEAD and naive_scale(known, PERIOD) > 0:
                    yield Origin(group, series.tool, cut, known, truth)


def _old(known: Floats) -> Floats:
    """From the first year that has something; nothing where there is too little."""
    start = int(np.argmax(known > 0)) // PERIOD * PERIOD
    enough = len(known) - start >= OLD_LEAST and np.mean(known[-OLD_RECENT:] > 0) >= 0.5
    return known[start:] if enough else known[:0]


def _errors(origin: Origin) -> list[float]:
    """The absolute scaled error of each choice."""
    members = {True: _members(origin.known)}
    with patch.object(shrunken_season, "CLEAR", 0.0):
        members[False] = _members(origin.known)
    scale = naive_scale(origin.known, PERIOD)
    found = []
    for choice in CHOICES:
        mean = np.maximum(choice.combine(members[choice.two_memories]), 0)
        if choice.zeros:
            mean = with_zeros(mean[None], origin.known, PERIOD, [len(origin.known)])[0]
        found.append(float(np.mean(np.abs(origin.truth - mean))) / scale)
    return found


def _members(known: Floats) -> Floats:
    """What the members forecast from the last origin: (member, step); the last value is last."""
    n = len(known)
    first = max(n - BACKTEST, EARLIEST)
    # The first origin of the backtest sets the scale; a dozen, after which orders of ARIMA are
    # searched anew, stand for all.
    at = (first, *range(n - PERIOD + 1, n + 1))
    soft, plain = methods.scales(known, PERIOD, at)
    found = methods.members(known, PERIOD, at, AHEAD, soft, plain, silent)
    last_value = naive.naive(known, PERIOD, at, AHEAD)
    return np.array([forecasts[-1] for forecasts in (*found.values(), last_value)])


def _print_table(errors: Floats, tools: np.ndarray) -> None:
    names = sorted(set(tools))
    random = np.random.default_rng(SEED)
    halves = [random.choice(names, len(names) // 2, replace=False) for _ in range(HALVES)]
    for place, choice in enumerate(CHOICES):
        more = errors[:, place] - errors[:, 0]
        gains = sum(more[tools == name].sum() < 0 for name in names)
        share = np.mean([more[np.isin(tools, half)].sum() < 0 for half in halves])
        change = errors[:, place].mean() / errors[:, 0].mean() - 1
        told = f"{change:>+9.2%}{gains:>4} of {len(names)}{share:>7.0%}" if place else ""
        print(f"  {choice.name:<34}{errors[:, place].mean():.4f}{told}")


def _print_held(panel: Panel) -> None:
    held: dict[str, list[float]] = {TRENDS: [], CROSSREF: []}
    for origin in _origins(panel):
        if origin.group in held:
            asked = {"tool": [origin.tool], "source": [origin.group]}
            span = {"from": [str(FIRST)], "to": [str(origin.cut)]}
            found = answer(ANALYSIS, panel, asked | span)
            if found is not None:
                inside = (found.forecast__low_95 <= origin.truth) & (
                    origin.truth <= found.forecast__high_95
                )
                held[origin.group].append(float(np.mean(inside)))
    for group, shares in held.items():
        print(f"{group}: 95 % intervals held {np.mean(shares):.1%} in {len(shares)} forecasts")


if __name__ == "__main__":
    main()
