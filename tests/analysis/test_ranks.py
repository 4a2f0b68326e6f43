"""Ranks and what they are worth."""

import numpy as np
import pandas as pd

from analysis.intervals import wilson
from analysis.ranks import rank_intervals


def shares(*rows: tuple[str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["key", "numerator", "denominator"])
    low, high = wilson(frame["numerator"], frame["denominator"])
    value = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0)
    return frame.assign(group="all", value=value, low=low, high=high)


def test_twenty_two_of_twenty_two_does_not_beat_970_of_1000() -> None:
    found = rank_intervals(shares(("small", 22, 22), ("large", 970, 1000), ("weak", 500, 1000)), "up").set_index("key")
    assert found["rank"].to_dict() == {"large": 1, "small": 2, "weak": 3}
    assert (found["rank_low"]["small"], found["rank_high"]["small"]) == (1, 2)
    assert (found["rank_low"]["weak"], found["rank_high"]["weak"]) == (3, 3)


def test_units_that_differ_by_chance_share_the_whole_range() -> None:
    found = rank_intervals(shares(*((str(number), 45 + number % 3, 50) for number in range(10))), "up")
    assert found["rank_low"].max() <= 4
    assert found["rank_high"].min() >= 7


def test_a_unit_with_too_few_cases_has_no_rank_and_stays() -> None:
    found = rank_intervals(shares(("tiny", 3, 3), ("zero", 0, 40), ("rest", 30, 40)), "up", smallest=10).set_index(
        "key"
    )
    assert "tiny" not in found["rank"].dropna()
    assert found["rank"]["zero"] == 2
    assert set(found["of"]) == {2}


def test_short_times_are_the_best() -> None:
    times = pd.DataFrame(
        {"key": ["quick", "slow"], "group": "all", "value": [3.0, 9.0], "low": [2.8, 8.0], "high": [3.2, 10.0],
         "numerator": 90, "denominator": 100}
    )  # fmt: skip
    found = rank_intervals(times, "down", "value").set_index("key")
    assert found["rank"].to_dict() == {"quick": 1, "slow": 2}


def test_the_interval_holds_the_true_rank_nearly_always() -> None:
    random = np.random.default_rng(3)
    truth = np.linspace(0.6, 0.95, 12)
    held = []
    for _ in range(60):
        sizes = random.integers(50, 500, 12)
        rows = shares(*((str(i), int(random.binomial(sizes[i], truth[i])), int(sizes[i])) for i in range(12)))
        found = rank_intervals(rows, "up").set_index("key")
        true_rank = {str(i): 12 - i for i in range(12)}
        held += [found["rank_low"][key] <= true_rank[key] <= found["rank_high"][key] for key in found.index]
    assert np.mean(held) >= 0.95
