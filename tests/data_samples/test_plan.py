"""What is decided before anything is written."""

from datetime import datetime

import pytest

from data_samples.plan import SLICE_ROWS, Plan, make_plan
from data_samples.topics import CHANNELS


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(400_000, 24, 7, datetime(2026, 1, 31, 14, 20))


def test_slices_hold_every_day_once_and_stay_small(plan: Plan) -> None:
    for channel in CHANNELS:
        parts = plan.slices(channel, monthly=True)
        days = [day for part in parts for day in range(part.first, part.last + 1)]
        assert days == list(range(len(plan.days)))
        for part in parts:
            planted = plan.planted[plan.planted["channel"] == channel]["day"].between(part.first, part.last).sum()
            assert part.background + planted <= SLICE_ROWS
            assert len({(plan.days[day].year, plan.days[day].month) for day in (part.first, part.last)}) == 1


def test_background_and_planted_rows_add_up_to_the_totals(plan: Plan) -> None:
    for channel in CHANNELS:
        parts = plan.slices(channel, monthly=False)
        planted = int((plan.planted["channel"] == channel).sum())
        assert sum(part.background for part in parts) + planted == plan.truth["totals"][channel]
        assert [part.offset for part in parts][1:] == [part.offset + part.background for part in parts][:-1]


def test_planted_numbers_are_unique_and_rise_with_time(plan: Plan) -> None:
    for _, rows in plan.planted.groupby("channel"):
        assert rows["number"].is_unique
        assert rows.sort_values("filed", kind="stable")["number"].is_monotonic_increasing


def test_too_few_cases_are_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match="too few"):
        make_plan(40, 24, 7, datetime(2026, 1, 31))
