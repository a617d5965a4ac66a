"""The memory of some processes, as all benchmarks measure it."""

from collections.abc import Iterable

import psutil


def megabytes(processes: Iterable[psutil.Process]) -> float:
    """Memory in MB of 10^6 bytes, pages that the processes share counted once (PSS).

    A process that has ended meanwhile, as job processes do, counts for nothing.
    """
    total = 0
    for one in processes:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 1e6
