"""The coverage benchmark says miss where, and only where, a bound is missed beyond chance."""

import pytest

from benchmarks import coverage
from benchmarks.coverage_cell import Cell, Dates, Measured, measure


def cell(alarm: bool = False, claim: bool = True, bounded: bool = True) -> Cell:
    return Cell(
        "means", "mean", "made up", 20, lambda _: True, alarm=alarm, claim=claim, bounded=bounded
    )


@pytest.mark.parametrize(
    ("yes", "verdict"), [(950, "ok"), (906, "ok"), (900, "MISS"), (980, "ok"), (1000, "wide")]
)
def test_intervals(yes: int, verdict: str) -> None:
    assert Measured(cell(), 1000, 1000, yes).verdict == verdict


@pytest.mark.parametrize(("yes", "verdict"), [(0, "ok"), (50, "ok"), (70, "ok"), (85, "MISS")])
def test_alarms(yes: int, verdict: str) -> None:
    assert Measured(cell(alarm=True), 1000, 1000, yes).verdict == verdict


def test_each_end_of_the_bound_has_its_own_error() -> None:
    # At 98 % three hundred intervals stray by 0.8 points, at 92 % by 1.6.
    assert Measured(cell(), 300, 300, 300).verdict == "wide"
    assert Measured(cell(), 300, 300, 268).verdict == "ok"
    assert Measured(cell(), 300, 300, 266).verdict == "MISS"


def test_table_has_a_column_for_each_noise_and_marks_what_is_out_of_bound() -> None:
    def found(series: str, yes: int) -> Measured:
        return Measured(Cell("means", "mean", series, 13, lambda _: True), 300, 300, yes)

    rows = [found("line + white", 285), found("line + AR 0.5", 300), found("level", 250)]
    assert coverage.table(rows).splitlines() == [
        "| analysis | quantity | series | n | trials | white | AR 0.5 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| means | mean | line | 13 | 300 | 95.0 | 100.0 w |",
        "| means | mean | level | 13 | 300 | 83.3 m |  |",
    ]


def test_what_is_not_claimed_is_short_and_no_miss() -> None:
    assert Measured(cell(claim=False), 1000, 1000, 800).verdict == "short"


@pytest.mark.parametrize("yes", [0, 500, 1000])
def test_a_share_without_a_bound_is_stated_whatever_it_is(yes: int) -> None:
    assert Measured(cell(bounded=False), 1000, 1000, yes).verdict == "stated"


def test_refusals_claim_nothing() -> None:
    said = iter([True, None, False, None] * 10)
    refusing = Cell("means", "mean", "made up", 20, lambda _: next(said))
    measured = measure(refusing, 40)
    assert (measured.trials, measured.given, measured.yes) == (40, 20, 10)
    assert Measured(refusing, 40, 0, 0).verdict == "none"


def test_dates_that_one_date_holds_too_often_are_exact_and_not_wide() -> None:
    assert Measured(cell(), 1000, 1000, 1000, 1.4, 0.99).verdict == "exact"
    assert Measured(cell(), 1000, 1000, 1000, 1.4, 0.97).verdict == "wide"
    assert Measured(cell(), 1000, 1000, 970, 1.4, 0.99).verdict == "ok"


def test_dates_are_measured_with_their_width() -> None:
    said = iter([Dates(True, 1, True), Dates(False, 4, False), None, Dates(True, 7, False)] * 10)
    measured = measure(Cell("change_points", "date", "made up", 20, lambda _: next(said)), 40)
    assert (measured.given, measured.yes, measured.width) == (30, 20, 4.0)
    assert measured.exact == pytest.approx(1 / 3)
    assert coverage.table([measured]).endswith("66.7 m (4.0) |")


def test_names_tell_cells_apart() -> None:
    names = [one.name for one in coverage.chosen([])]
    assert len(set(names)) == len(names)


def test_a_miss_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    never = Cell("means", "mean", "never", 20, lambda _: False)
    monkeypatch.setattr(coverage, "chosen", lambda words: [never])
    assert coverage.main(["40"]) == 1
    assert "1 MISS" in capsys.readouterr().out
