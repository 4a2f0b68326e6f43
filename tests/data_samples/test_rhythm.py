"""Seasons, weekdays and hours."""

from datetime import date

import numpy as np

from data_samples.rhythm import HOURS, all_days, day_weights, season_factor


def test_snow_is_a_winter_theme_and_every_season_averages_to_one() -> None:
    snow = season_factor("snow")
    assert snow[0] > 5 * snow[6]
    assert all(abs(season_factor(name).mean() - 1) < 1e-9 for name in ("even", "snow", "heating", "summer", "flu"))


def test_sundays_are_quieter_than_mondays_and_registries_close() -> None:
    days = all_days(date(2025, 9, 1), date(2025, 9, 28))
    weights = day_weights("statutory", days, np.ones(12), seed=1).reshape(4, 7)
    assert (weights[:, 6] < 0.05 * weights[:, 0]).all()


def test_people_write_by_day() -> None:
    assert HOURS[9:21].sum() > 0.7 and HOURS[0:6].sum() < 0.05


def test_the_second_year_is_a_little_busier() -> None:
    days = all_days(date(2024, 1, 1), date(2025, 12, 31))
    weights = day_weights("pos", days, np.ones(12), seed=1)
    assert 1.02 < weights[366:].sum() / weights[:365].sum() < 1.15
