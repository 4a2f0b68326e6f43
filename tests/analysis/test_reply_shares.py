"""Shares of suspected replies: who stands out, how they move, which replies could be models, a random order."""

import math

import pandas as pd
import pytest

from analysis.reply_shares import against_others, by_time, in_random_order, models


def test_an_agency_stands_out_against_the_share_of_all_the_others() -> None:
    rows = pd.DataFrame({"key": ["a", "b", "c"], "numerator": [90, 60, 4], "denominator": [100, 900, 4]})
    found = against_others(rows)
    assert found["reference"][0] == pytest.approx(64 / 904)
    many, few, small = found["q"].tolist()
    assert many < 0.001
    assert few > 0.9
    assert math.isnan(small)  # four replies judge nobody


def test_a_single_agency_has_nobody_to_be_compared_with() -> None:
    found = against_others(pd.DataFrame({"key": ["a"], "numerator": [90], "denominator": [100]}))
    assert found[["reference", "q"]].isna().all(axis=None)


@pytest.mark.parametrize(("last", "unit", "n"), [("2026-01-20", "week", 3), ("2026-06-01", "month", 2)])
def test_a_trend_goes_by_weeks_or_by_months(last: str, unit: str, n: int) -> None:
    days = pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-12", last])
    found = by_time(pd.DataFrame({"day": days, "suspected": [True, False, True, False]}))
    assert set(found["unit"]) == {unit}
    assert found["denominator"].sum() == 4
    assert len(found) == n


def test_a_week_that_the_period_or_the_data_cut_off_is_not_whole() -> None:
    days = pd.to_datetime(["2026-01-07", "2026-01-12", "2026-01-13", "2026-01-20", "2026-01-27"])
    found = pd.DataFrame({"day": days, "suspected": [True, False, True, False, True]})
    rows = by_time(found, pd.Timestamp("2026-01-07"), pd.Timestamp("2026-01-27 14:20"))
    assert [str(start.date()) for start in rows["start"]] == ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]
    assert list(rows["is_whole"]) == [False, True, True, False]
    assert list(rows["value"]) == [1, 0.5, 0, 1]
    assert by_time(found, pd.Timestamp("2026-01-05"), pd.Timestamp("2026-02-02"))["is_whole"].all()
    assert by_time(found.head(0)).empty


def test_a_model_says_when_where_and_what_and_is_shown_once() -> None:
    usual = {"outcome": "solved", "rating": 5, "suspected": False, "content": ("date", "place", "done"), "cluster": "x"}
    rows = [
        usual,
        usual | {"cluster": "x", "rating": None},
        usual | {"cluster": "y", "outcome": "explained"},
        usual | {"cluster": "z", "rating": 2},
        usual | {"cluster": "w", "content": ("date", "number")},
        usual | {"cluster": "v", "content": ("date", "place", "done", "document"), "rating": None},
    ]
    assert list(models(pd.DataFrame(rows)).index) == [5, 0]


def test_a_random_order_depends_on_nothing_but_the_seed_and_the_case() -> None:
    ids = [f"pos:{n}" for n in range(50)]
    order = in_random_order(pd.Index(ids), "seed")
    assert sorted(order) == sorted(ids) != order
    assert in_random_order(pd.Index(ids[::-1]), "seed") == order
    assert [one for one in order if one in ids[:20]] == in_random_order(pd.Index(ids[:20]), "seed")
    assert in_random_order(pd.Index(ids), "another") != order
