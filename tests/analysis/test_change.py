import math

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import confint_poisson_2indep

from analysis.change import UNKNOWN, begins_late, count_change, dispersion, share_change, value_change


def test_the_growth_of_a_published_example_is_81_5_percent() -> None:
    assert count_change(34_410, 18_956).value == pytest.approx(0.815, abs=0.0005)


def test_twenty_percent_more_of_a_hundred_is_noise_and_of_a_thousand_is_not() -> None:
    assert not count_change(120, 100).is_significant
    assert count_change(1_200, 1_000).is_significant


def test_counts_are_compared_per_day() -> None:
    change = count_change(70, 300, now_days=7, before_days=30)
    assert change.value == pytest.approx(0.0)
    assert not change.is_significant


@pytest.mark.parametrize(("now", "before", "days"), [(120, 100, 30), (1_200, 1_000, 30), (15, 40, 7), (300, 90, 365)])
def test_the_interval_of_a_ratio_agrees_with_statsmodels(now: int, before: int, days: int) -> None:
    change = count_change(now, before, now_days=days, before_days=days)
    low, high = confint_poisson_2indep(now, days, before, days, method="score", compare="ratio")
    assert (change.low + 1, change.high + 1) == pytest.approx((low, high), rel=0.002)


def test_counts_that_vary_more_than_chance_need_a_larger_change() -> None:
    assert count_change(1_200, 1_000).is_significant
    assert not count_change(1_200, 1_000, dispersion=10).is_significant


def test_growth_from_nothing_is_infinite_and_nothing_to_nothing_is_unknown() -> None:
    assert count_change(20, 0).value == math.inf
    assert count_change(20, 0).is_significant
    assert count_change(0, 0) is UNKNOWN
    assert count_change(0, 20).value == -1


def test_the_difference_of_shares_meets_newcombes_example() -> None:
    change = share_change(56, 70, 48, 80)
    assert (change.value, change.low, change.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0001)
    assert change.is_significant


def test_the_difference_of_shares_agrees_with_statsmodels() -> None:
    change = share_change(150, 200, 900, 1_000)
    low, high = confint_proportions_2indep(150, 200, 900, 1_000, method="newcomb", compare="diff", correction=False)
    assert (change.low, change.high) == pytest.approx((low, high), abs=1e-9)


def test_a_share_of_nothing_cannot_be_compared() -> None:
    assert share_change(0, 0, 5, 10) is UNKNOWN


def test_medians_changed_only_when_their_intervals_are_apart() -> None:
    assert value_change((5.0, 4.5, 5.5), (7.0, 6.0, 8.0)).is_significant
    assert not value_change((5.0, 4.5, 6.5), (7.0, 6.0, 8.0)).is_significant
    assert not value_change((5.0, 4.5, math.nan), (7.0, 6.0, 8.0)).is_significant
    assert value_change((math.nan, 1.0, 2.0), (7.0, 6.0, 8.0)) is UNKNOWN


def test_a_weekly_rhythm_is_not_dispersion() -> None:
    rhythm = [30, 28, 26, 25, 24, 8, 6]
    assert dispersion(rhythm * 4) == 1.0


def test_an_outage_week_is_dispersion() -> None:
    # Weekdays alternate between 10 and 50, mean 30: χ² = 28 · 400/30 = 373.3 over 21 degrees of freedom.
    assert dispersion([10] * 7 + [50] * 7 + [10] * 7 + [50] * 7) == pytest.approx(373.33 / 21, rel=1e-4)


def test_less_than_two_weeks_say_nothing_about_dispersion() -> None:
    assert dispersion([1, 100, 1, 100]) == 1.0


def test_a_lively_channel_that_starts_with_ten_silent_days_begins_late() -> None:
    assert begins_late(10, daily=2)
    assert not begins_late(10, daily=0.1)
    assert not begins_late(2, daily=100)
