"""The outcome of a unit-root or stationarity test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """The statistic, its p-value, the lags used, and the position of a break (-1: none)."""

    statistic: float
    p: float
    lags: int
    at: int = -1
