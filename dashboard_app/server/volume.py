"""The free space of the volume, with a warning before it runs out."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric

LEAST_BYTES = 200_000_000
LEAST_SHARE = 0.05

State = Callable[[], Mapping[str, Any]]


def watched(state: State, folder: Path) -> State:
    """The state of what is kept in a folder, degraded while its volume is nearly full."""

    def told() -> Mapping[str, Any]:
        found = dict(state())
        room = free(folder)
        if found["status"] == "healthy" and room is not None and nearly_full(*room):
            found["status"] = "degraded"
            found["detail"] = f"the volume is nearly full: {room[0] // 1_000_000} MB are left"
        return found

    return told


def nearly_full(free_bytes: int, total_bytes: int) -> bool:
    """Whether so little is left that answers will soon not be kept any more."""
    return free_bytes < min(LEAST_BYTES, LEAST_SHARE * total_bytes)


def free(folder: Path) -> tuple[int, int] | None:
    """Free and total bytes of the volume of a folder; None where it cannot be asked."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.free, usage.total


def metrics(folder: Path) -> Iterator[Metric]:
    """The room as a number for Prometheus."""
    room = free(folder)
    if room is not None:
        yield GaugeMetricFamily(
            "dashboard_volume_free_bytes", "Bytes left on the volume of the cache.", value=room[0]
        )
