"""Shows by simulation that 95 % intervals hold the truth, and how often noise gives an alarm.

`make coverage` prints a row for each estimate and kind of series: how many trials, in which
share of them an interval was given at all, how often it held the truth (or noise alarmed),
the Monte Carlo standard error of that, and the bound. It ends with 1 where a row misses its
bound by more than two standard errors. Arguments: trials, and names to choose rows by.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks import (
    coverage_cycles,
    coverage_life_cycle,
    coverage_relations,
    coverage_trends,
)
from benchmarks.coverage_cell import Cell, Measured, measure

TRIALS = 300
MODULES = (coverage_trends, coverage_cycles, coverage_relations, coverage_life_cycle)
ROW = "{:<14} {:<18} {:<26} {:>5} {:>6} {:>6} {:>6} {:>6}  {:<10} {}"


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a cell misses."""
    trials = next((int(word) for word in arguments if word.isdigit()), TRIALS)
    words = [word for word in arguments if not word.isdigit()]
    print(ROW.format("analysis", "quantity", "series", "n", "trials", "given", "rate", "error",
                     "bound", ""))  # fmt: skip
    started = time.monotonic()
    verdicts: Counter[str] = Counter()
    for cell in chosen(words):
        measured = measure(cell, trials)
        verdicts[measured.verdict] += 1
        print(row(measured), flush=True)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    print(f"{sum(verdicts.values())} cells in {time.monotonic() - started:.0f} s: {told}")
    return 1 if verdicts["MISS"] else 0


def chosen(words: Sequence[str]) -> list[Cell]:
    """The cells whose name holds any of the words; all of them without words."""
    cells = [cell for module in MODULES for cell in module.cells()]
    return [cell for cell in cells if not words or any(word in cell.name for word in words)]


def row(measured: Measured) -> str:
    """One line of the table."""
    cell = measured.cell
    return ROW.format(
        cell.analysis, cell.quantity, cell.series, cell.n, measured.trials,
        f"{measured.given / measured.trials:.2f}", f"{measured.rate:.3f}",
        f"{measured.error:.3f}", measured.bound, measured.verdict,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
