"""One cell of the coverage benchmark: an estimate or a verdict, tried on one kind of series."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.ar1_noise import ar1_noise

WARM_UP = 300
NOISES = {"white": 0.0, "AR 0.5": 0.5, "AR 0.8": 0.8, "AR 0.95": 0.95, "walk": 1.0}
COVERED = (0.92, 0.98)
MOST_ALARMS = 0.06

Random = np.random.Generator


@dataclass(frozen=True)
class Dates:
    """An interval of whole dates: did it hold the truth, how many does it span, did one do?

    `exact` says whether the estimate is the truth, and so the narrowest interval would do.
    """

    held: bool
    width: int
    exact: bool


Trial = Callable[[Random], bool | Dates | None]


@dataclass(frozen=True)
class Cell:
    """A trial says whether the interval held the truth, or whether noise alarmed.

    None where the analysis gave no interval: a refusal claims nothing, and is counted apart.
    `share` is the part of the trials that this cell gets, less where one is slow. A cell that
    is no `claim` is printed, but cannot miss: the analysis itself says that it is short there.
    One that is not `bounded` is a share that a text states, and neither good nor bad.
    """

    analysis: str
    quantity: str
    series: str
    n: int
    trial: Trial
    alarm: bool = False
    share: float = 1.0
    claim: bool = True
    bounded: bool = True

    @property
    def name(self) -> str:
        """All that tells this cell from the others."""
        return f"{self.analysis} {self.quantity} {self.series} {self.n}"

    def random(self) -> Random:
        """Its own numbers, the same in each run and whichever other cells are run."""
        return np.random.default_rng(zlib.crc32(self.name.encode()))


@dataclass(frozen=True)
class Measured:
    """How many trials there were, in how many an interval was given, how many said yes.

    Of intervals of dates also the mean width, and the share in which the estimate alone is true.
    """

    cell: Cell
    trials: int
    given: int
    yes: int
    width: float = float("nan")
    exact: float = 0.0

    @property
    def rate(self) -> float:
        """Share of the given intervals that covered, or of all trials that alarmed."""
        return self.yes / self.given if self.given else float("nan")

    @property
    def limit(self) -> float:
        """The end of the bound that the rate lies nearer to, and is tested against.

        Without a bound it is the rate itself.
        """
        if not self.cell.bounded:
            return self.rate
        if self.cell.alarm:
            return MOST_ALARMS
        low, high = COVERED
        return low if self.rate < (low + high) / 2 else high

    @property
    def error(self) -> float:
        """The standard error that a rate has whose truth is the limit."""
        if not self.given:
            return float("nan")
        return float(np.sqrt(self.limit * (1 - self.limit) / self.given))

    @property
    def bound(self) -> str:
        """What the rate should be."""
        if not self.cell.bounded:
            return ""
        low, high = COVERED
        return f"<= {MOST_ALARMS:.2f}" if self.cell.alarm else f"{low:.2f}-{high:.2f}"

    @property
    def verdict(self) -> str:
        """ok, MISS beyond two standard errors, wide above the bound, none without an interval.

        stated where there is no bound.

        exact instead of wide where the estimate alone holds more than the bound allows: no
        interval around it could hold less.
        """
        if not self.given:
            return "none"
        if not self.cell.bounded:
            return "stated"
        beyond = (self.rate - self.limit) / self.error
        if self.limit == COVERED[1]:
            too_much = "exact" if self.exact > COVERED[1] else "wide"
            return too_much if beyond > 2 else "ok"
        if (beyond if self.cell.alarm else -beyond) > 2:
            return "MISS" if self.cell.claim else "short"
        return "ok"


def measure(cell: Cell, trials: int) -> Measured:
    """The cell tried out, with its own random numbers."""
    random, count = cell.random(), max(round(trials * cell.share), 20)
    said = [cell.trial(random) for _ in range(count)]
    given = [one for one in said if one is not None]
    dates = [one for one in given if isinstance(one, Dates)]
    if not dates:
        return Measured(cell, count, len(given), sum(map(bool, given)))
    width = float(np.mean([one.width for one in dates]))
    exact = float(np.mean([one.exact for one in dates]))
    return Measured(cell, count, len(dates), sum(one.held for one in dates), width, exact)


def noise(n: int, memory: float, random: Random, rows: int = 1) -> Floats:
    """Rows of autoregressive noise with unit shocks; memory 1 is a walk that starts at 0."""
    paths = ar1_noise(memory, (rows, n), WARM_UP, random)
    return paths - paths[:, :1] if memory == 1.0 else paths


def inside(low: float, truth: float, high: float) -> bool:
    """Whether an interval holds the truth."""
    return bool(low <= truth <= high)
