"""Series of several cadences meet at the coarsest, in observations alone."""

import numpy as np

from dashboard_app.data.cadence import calendar_years, decimal_years, meet
from dashboard_app.data.sources import Cadence
from trials.published import series_of, survey_months


def test_months_meet_months_where_both_have_one() -> None:
    early, late = series_of(range(24), "2004-01"), series_of(range(24), "2005-01")
    together = meet([early, late])
    assert together.cadence == Cadence.MONTHLY
    assert (str(together.months[0]), together.n) == ("2005-01", 12)
    assert together.values[0].tolist() == [12, 0]


def test_a_year_is_the_mean_of_its_twelve_months() -> None:
    months = series_of(range(30), "2004-01")  # the last half year is no year
    years = series_of([7.0, 8.0, 9.0, 10.0], "2003-01", "google_books")
    together = meet([months, years])
    assert together.cadence == Cadence.YEARLY
    assert [str(month) for month in together.months] == ["2004-01", "2005-01"]
    assert together.values.tolist() == [[5.5, 8.0], [17.5, 9.0]]


def test_a_year_is_the_mean_of_its_four_quarters() -> None:
    months = np.datetime64("2004-01", "M") + 3 * np.arange(10)
    quarters = series_of(np.arange(10.0), months=months)  # the last half year is no year
    years = series_of([7.0, 8.0, 9.0, 10.0], "2003-01", "google_books")
    together = meet([quarters, years])
    assert together.values.tolist() == [[1.5, 8.0], [5.5, 9.0]]


def test_at_surveys_a_month_gives_way_to_its_year() -> None:
    months = series_of(np.arange(240.0), "2004-01")
    surveys = series_of(np.arange(13.0), source="bain_usability")
    together = meet([surveys, months])
    assert together.cadence == Cadence.SURVEY
    assert together.months.tolist() == survey_months()[5:].tolist()
    assert together.values[0].tolist() == [5.0, 5.5]


def test_series_that_never_meet_have_no_dates() -> None:
    assert meet([series_of([1.0, 2.0], "1990-01"), series_of([1.0], "2010-01")]).n == 0


def test_years_of_dates_before_and_after_the_epoch() -> None:
    months = np.array(["1950-01", "1969-12", "2004-07"], dtype="datetime64[M]")
    assert calendar_years(months).tolist() == [1950, 1969, 2004]
    np.testing.assert_allclose(decimal_years(months), [1950, 1969 + 11 / 12, 2004.5])
