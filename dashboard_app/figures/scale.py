"""An axis of a still picture: where its values stand in pixels, and which ticks it has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard_app.data.panel import Floats

Kind = Literal["linear", "log", "date", "category"]

ISO_DATE = re.compile(r"\d{4}-\d\d(-\d\d([ T].*)?)?")
DAY_SECONDS = 86_400
YEAR_DAYS = 365.25
NICE_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    """From `low` at pixel `start` to `high` at pixel `end`.

    Both are numbers of the axis: days for dates, logarithms to 10, places of categories. No ticks
    of numbers are closer than `least`.
    """

    kind: Kind
    low: float
    high: float
    start: float
    end: float
    categories: tuple[str, ...] = ()
    least: float = 0.0

    def pixels(self, values: Sequence[Any]) -> Floats:
        """Where the values stand; missing ones nowhere (NaN)."""
        places: Floats = self.place(numbers(values, self.kind, self.categories))
        return places

    def place(self, value: Any) -> Any:
        """The pixel of a number of the axis, or of a column of them."""
        share = (np.asarray(value, dtype=float) - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int) -> list[tuple[float, float | str]]:
        """Number on the axis and what is written there: a number, or a text as it is."""
        low, high = sorted((self.low, self.high))
        match self.kind:
            case "category":
                every = max(1, -(-len(self.categories) // max(most, 1)))
                named = list(enumerate(self.categories))[::every]
                return [(float(at), name) for at, name in named if low <= at <= high]
            case "date":
                return _dates(low, high, most)
            case "log":
                return _decades(low, high)
            case _:
                return [(at, at) for at in _round_numbers(low, high, most, self.least)]


def kind_of(values: Sequence[Any], declared: str | None) -> Kind:
    """What an axis holds, as Plotly would find it."""
    if declared in ("linear", "log", "date", "category"):
        return declared  # type: ignore[return-value]
    column = np.asarray(values)
    if column.dtype.kind == "M":
        return "date"
    texts = [value for value in column.ravel().tolist() if isinstance(value, str)]
    if not texts:
        return "linear"
    if all(ISO_DATE.fullmatch(text) for text in texts):
        return "date"
    return "linear" if all(_is_number(text) for text in texts) else "category"


def numbers(values: Sequence[Any], kind: Kind, categories: Sequence[str] = ()) -> Floats:
    """Values as numbers of an axis of this kind; what has no place is NaN."""
    listed = np.asarray(values).tolist() if _is_plain_array(values) else list(values)
    if kind == "date":
        texts = ["NaT" if value is None else str(value) for value in listed]
        seconds = np.array(texts, dtype="datetime64[s]")
        days = seconds.astype(np.int64) / DAY_SECONDS
        places: Floats = np.where(np.isnat(seconds), np.nan, days)
        return places
    if kind == "category":
        place = {name: float(at) for at, name in enumerate(categories)}
        return np.array([_category(value, place) for value in listed], dtype=float)
    column: Floats = np.array(
        [np.nan if value is None else float(value) for value in listed], dtype=float
    )
    if kind == "log":
        return np.log10(column, out=np.full(len(column), np.nan), where=column > 0)
    return column


def _category(value: Any, place: dict[str, float]) -> float:
    # A number on an axis of names is a place, as in the range of such an axis.
    return float(value) if isinstance(value, int | float) else place.get(str(value), np.nan)


def _is_plain_array(values: Any) -> bool:
    return isinstance(values, np.ndarray) and values.dtype.kind != "M"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def round_step(span: float, most: int) -> float:
    """The least of 1, 2, 5 times a power of ten that makes no more than `most` steps of a span."""
    rough = max(span, 1e-12) / max(most, 1)
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(step * power for step in NICE_STEPS if step * power >= rough * 0.999))


def _round_numbers(low: float, high: float, most: int, least: float) -> list[float]:
    step = max(round_step(high - low, most), least)
    first = np.ceil(low / step - 1e-9)
    count = int(np.floor(high / step + 1e-9) - first) + 1
    return [float(round((first + index) * step, 12)) for index in range(count)]


def _decades(low: float, high: float) -> list[tuple[float, float | str]]:
    factors = (1,) if high - low > 2 else (1, 2, 5)
    powers = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    every = max(1, len(powers) // 8)
    places = [(float(np.log10(f) + p), f * 10.0**p) for p in powers[::every] for f in factors]
    return [(at, value) for at, value in places if low - 1e-9 <= at <= high + 1e-9]


def _dates(low: float, high: float, most: int) -> list[tuple[float, float | str]]:
    first, last = (np.datetime64(int(day), "D") for day in (np.ceil(low), np.floor(high)))
    if (high - low) / YEAR_DAYS < 2:
        months = np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1)
        kept = months[:: max(1, -(-len(months) // max(most, 1)))]
        return [(day, str(month)) for month in kept if (day := _day(month)) >= low]
    years = [first.astype("datetime64[Y]").astype(int), last.astype("datetime64[Y]").astype(int)]
    step = max(1, round(round_step((high - low) / YEAR_DAYS, most)))
    begin = -(-(years[0] + 1970) // step) * step
    listed = [np.datetime64(f"{year:04d}") for year in range(begin, years[1] + 1971, step)]
    return [(day, str(year)) for year in listed if low <= (day := _day(year)) <= high]


def _day(moment: np.datetime64) -> float:
    return float(moment.astype("datetime64[D]").astype(np.int64))
