"""Shows by simulation that 95 % intervals hold the truth, and how often noise gives an alarm.

`make coverage` prints a row for each estimate and kind of series: how many trials, in which
share of them an interval was given at all, how often it held the truth (or noise alarmed),
the Monte Carlo standard error of that, and the bound. It ends with 1 where a row misses its
bound by more than two standard errors. Arguments: trials, names to choose rows by, and `tables`
for the tables of docs/coverage.md after the rows. The cells come from all modules named
coverage_*. Run only where their name is given are those of the forecast, which takes seconds a
trial (`make coverage-forecast`), of diffusion's choice of a curve (`curve_choice`), and shares that
have no bound but stand in a text (`stated`).
"""

import pkgutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module

import numpy as np

import benchmarks
from benchmarks.coverage_cell import NOISES, Cell, Measured, measure

TRIALS = 300
ASKED_FOR = ("forecast", "curve_choice", "stated")
TABLES = "tables"
MARKS = {"MISS": " m", "short": " s", "wide": " w", "exact": " e"}
ROW = "{:<14} {:<18} {:<26} {:>5} {:>6} {:>6} {:>6} {:>6}  {:<10} {}"


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a cell misses."""
    trials = next((int(word) for word in arguments if word.isdigit()), TRIALS)
    words = [word for word in arguments if not word.isdigit() and word != TABLES]
    print(ROW.format("analysis", "quantity", "series", "n", "trials", "given", "rate", "error",
                     "bound", ""))  # fmt: skip
    started = time.monotonic()
    found = []
    for cell in chosen(words):
        found.append(measure(cell, trials))
        print(row(found[-1]), flush=True)
    verdicts = Counter(measured.verdict for measured in found)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    print(f"{sum(verdicts.values())} cells in {time.monotonic() - started:.0f} s: {told}")
    if TABLES in arguments:
        for kind in {(one.cell.bounded, one.cell.alarm): None for one in found}:
            print(table([one for one in found if (one.cell.bounded, one.cell.alarm) == kind]))
    return 1 if verdicts["MISS"] else 0


def chosen(words: Sequence[str]) -> list[Cell]:
    """The cells whose name holds any of the words; without words those that need none."""
    if not words:
        return [cell for cell in every() if cell.analysis not in ASKED_FOR]
    return [cell for cell in every() if any(word in cell.name for word in words)]


def every() -> Iterator[Cell]:
    """The cells of all modules that have some."""
    for found in pkgutil.iter_modules(benchmarks.__path__):
        if found.name.startswith("coverage_"):
            module = import_module(f"{benchmarks.__name__}.{found.name}")
            yield from getattr(module, "cells", list)()


def row(measured: Measured) -> str:
    """One line of the table."""
    cell = measured.cell
    return ROW.format(
        cell.analysis, cell.quantity, cell.series, cell.n, measured.trials,
        f"{measured.given / measured.trials:.2f}", f"{measured.rate:.3f}",
        f"{measured.error:.3f}", measured.bound, measured.verdict + dates(measured),
    )  # fmt: skip


def dates(measured: Measured) -> str:
    """How many dates the intervals span on average; nothing where they are of numbers."""
    return "" if np.isnan(measured.width) else f" ({measured.width:.1f})"


def table(found: Sequence[Measured]) -> str:
    """Rates in per cent as Markdown: a row for each estimate, a column for each noise."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for measured in sorted(found, key=lambda one: one.cell.analysis):
        cell = measured.cell
        noise = next((name for name in NOISES if name in cell.series), "white")
        kind = cell.series.replace(noise, "").strip(" +,")
        key = (cell.analysis, cell.quantity, kind, str(cell.n), str(measured.trials))
        mark = MARKS.get(measured.verdict, "")
        rate = f"{100 * measured.rate:.1f}" if measured.given else ""
        rows.setdefault(key, {})[noise] = rate + mark + dates(measured)
    columns = [name for name in NOISES if any(name in rates for rates in rows.values())]
    head = ["analysis", "quantity", "series", "n", "trials", *columns]
    lines = [head, ["---"] * len(head)]
    lines += [[*key, *(rates.get(name, "") for name in columns)] for key, rates in rows.items()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
