"""Funnels against exact binomial and Poisson tails."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.funnel import count_limits, funnel, share_limits, two_sided


def units(*rows: tuple[str, int, int], group: str = "all") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["key", "numerator", "denominator"])
    return frame.assign(group=group)


def test_the_limits_of_ten_cases_at_one_half_are_two_and_eight() -> None:
    # P(X <= 1) = 11/1024 = 1.07 %, P(X <= 2) = 56/1024 = 5.5 %: the 2.5 % point is 2, by symmetry the other is 8
    low, high = share_limits([10, 0], 0.5, 0.95)
    assert low[0] == pytest.approx(0.2)
    assert high[0] == pytest.approx(0.8)
    assert math.isnan(low[1])


def test_ten_expected_events_may_be_four_to_seventeen() -> None:
    # Poisson(10): P(X <= 3) = 1.03 %, P(X <= 4) = 2.9 %; P(X <= 16) = 97.3 %, P(X <= 17) = 98.6 %
    low, high = count_limits([10.0], 0.95)
    assert (low[0], high[0]) == (4, 17)


def test_a_small_perfect_unit_stands_out_less_than_a_large_good_one() -> None:
    found = funnel(units(("small", 22, 22), ("large", 970, 1000), ("rest", 8000, 9000))).set_index("key")
    assert found["signal"]["large"] == "above"
    assert found["signal"]["small"] == "within"
    assert list(found.index).index("large") < list(found.index).index("small")
    assert found["value"]["small"] == 1


def test_a_unit_with_nothing_on_time_stays_and_stands_out() -> None:
    found = funnel(units(("none", 0, 30), ("rest", 900, 1000))).set_index("key")
    assert found["value"]["none"] == 0
    assert found["signal"]["none"] == "below"


def test_units_are_measured_by_their_own_group() -> None:
    both = pd.concat([units(("a", 50, 100), ("b", 52, 100), group="schools"), units(("c", 95, 100), group="utilities")])
    found = funnel(both).set_index("key")
    assert found["target"].to_dict() == pytest.approx({"a": 0.51, "b": 0.51, "c": 0.95})
    assert set(found["signal"]) == {"within"}


def test_nobody_is_left_out() -> None:
    found = funnel(units(("empty", 0, 0), ("tiny", 1, 2), ("rest", 90, 100)), smallest=10).set_index("key")
    assert found["signal"].to_dict() == {"empty": "no_data", "tiny": "small", "rest": "within"}


def test_rates_take_residents_as_their_size() -> None:
    # 30 events expected in each of the three; 60 is far outside Poisson(37.5)
    found = funnel(units(("a", 60, 10_000), ("b", 26, 10_000), ("c", 27, 10_000)), "rate").set_index("key")
    assert found["target"]["a"] == pytest.approx(113 / 30_000)
    assert found["signal"]["a"] == "above"


def test_chance_alone_gives_a_signal_in_few_of_many_funnels() -> None:
    random = np.random.default_rng(7)
    alarms = 0
    for _ in range(200):
        sizes = random.integers(20, 400, 32)
        rows = pd.DataFrame(
            {"key": range(32), "numerator": random.binomial(sizes, 0.8), "denominator": sizes, "group": 1}
        )
        alarms += bool(set(funnel(rows)["signal"]) & {"above", "below"})
    assert alarms <= 200 * 0.05 + 5


def test_eight_of_ten_is_no_surprise_at_one_half() -> None:
    # P(X >= 8) = (45 + 10 + 1) / 1024, twice
    (p,) = two_sided(np.array([8.0]), np.array([10.0]), 0.5)
    assert p == pytest.approx(112 / 1024)


def test_nobody_at_all_has_the_columns_of_somebody() -> None:
    somebody = funnel(units(("one", 1, 2)), "rate")
    assert list(funnel(units(), "rate").columns) == list(somebody.columns)
