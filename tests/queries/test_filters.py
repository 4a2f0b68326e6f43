"""Periods and links: what a link says is what the screen shows."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.filters import (
    Filters,
    Period,
    compared_period,
    days_period,
    from_params,
    preset_period,
    to_local,
    to_params,
    to_utc,
)  # fmt: skip

words = st.text(alphabet="abcxyz0123456789", min_size=1, max_size=8)
lists = st.lists(words, max_size=3, unique=True).map(tuple)


@given(lists, lists, lists, st.text(alphabet="абв яма12", max_size=12))
def test_a_link_brings_back_the_same_filters(channels: tuple, districts: tuple, topics: tuple, text: str) -> None:
    filters = Filters(channels=channels, districts=districts, topics=topics, text=text)
    assert from_params(to_params(filters)) == filters


def test_link_parameters_are_short_and_empty_ones_are_left_out() -> None:
    assert to_params(Filters(channels=("pos", "social"), districts=("52601000",))) == {
        "ch": "pos,social",
        "d": "52601000",
    }


def test_seven_days_are_seven_local_days_up_to_the_data_time() -> None:
    as_of = to_utc(datetime(2026, 3, 10, 14, 30), "Asia/Omsk")
    period = preset_period("7d", as_of, "Asia/Omsk")
    assert to_local(period.start, "Asia/Omsk") == datetime(2026, 3, 4)
    assert to_local(period.end, "Asia/Omsk") == datetime(2026, 3, 10, 14, 30, 1)


def test_the_previous_period_ends_at_the_same_hour_so_that_a_running_day_is_compared_fairly() -> None:
    period = Period(datetime(2026, 3, 4), datetime(2026, 3, 10, 14))
    assert compared_period(period, "previous", "UTC") == Period(datetime(2026, 2, 25), datetime(2026, 3, 3, 14))


def test_last_year_survives_a_leap_day() -> None:
    period = Period(datetime(2028, 2, 29), datetime(2028, 3, 1))
    assert compared_period(period, "last_year", "UTC") == Period(datetime(2027, 2, 28), datetime(2027, 3, 1))
    two_parts = Period(datetime(2028, 2, 28, 14), datetime(2028, 2, 29, 14))  # the last 24 hours
    before = Period(datetime(2027, 2, 27, 14), datetime(2027, 2, 28, 14))
    assert compared_period(two_parts, "last_year", "UTC") == before


@pytest.mark.parametrize("zone", ["UTC", "Asia/Omsk", "America/New_York"])
@pytest.mark.parametrize(
    ("first", "last", "first_before", "last_before"),
    [
        (date(2028, 2, 29), date(2028, 2, 29), date(2027, 2, 28), date(2027, 2, 28)),
        (date(2029, 3, 1), date(2029, 3, 1), date(2028, 3, 1), date(2028, 3, 1)),
        (date(2029, 2, 28), date(2029, 2, 28), date(2028, 2, 28), date(2028, 2, 28)),
        (date(2029, 3, 1), date(2029, 3, 31), date(2028, 3, 1), date(2028, 3, 31)),
        (date(2028, 2, 1), date(2028, 2, 29), date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_a_day_is_compared_with_one_day_a_year_ago_wherever_it_begins(
    zone: str, first: date, last: date, first_before: date, last_before: date
) -> None:
    period = days_period(first, last, zone)
    assert compared_period(period, "last_year", zone) == days_period(first_before, last_before, zone)


def test_a_month_with_an_hour_more_is_compared_with_as_many_days() -> None:
    period = days_period(date(2026, 11, 1), date(2026, 11, 30), "America/New_York")
    before = days_period(date(2026, 10, 2), date(2026, 10, 31), "America/New_York")
    assert compared_period(period, "previous", "America/New_York") == before


def test_days_include_both_ends() -> None:
    period = days_period(date(2026, 1, 1), date(2026, 1, 31), "UTC")
    assert period == Period(datetime(2026, 1, 1), datetime(2026, 2, 1))
    with pytest.raises(ValueError, match="before it starts"):
        days_period(date(2026, 2, 1), date(2026, 1, 1), "UTC")
