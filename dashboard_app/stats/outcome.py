"""What a test of wandering came to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """A statistic, its probability under the null, the lags used, the position of a break."""

    statistic: float
    p: float
    lags: int
    at: int = -1
