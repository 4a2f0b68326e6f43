"""Expected shares, shrunk rates, hidden groups, indexes and transfers, with numbers worked by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.expected import chance_of, expected
from analysis.rating import rating, scores
from analysis.shrinkage import shrunk
from analysis.suppression import shielded
from analysis.transfers import advice, loops, matrix


def test_a_unit_is_measured_by_the_kinds_of_cases_it_has() -> None:
    cells = pd.DataFrame(
        [("a", "easy", 80, 100), ("a", "hard", 5, 10), ("b", "easy", 100, 100), ("b", "hard", 45, 90)],
        columns=["key", "stratum", "numerator", "denominator"],
    )
    found = expected(cells).set_index("key")
    # easy: 180 of 200 = 0.9; hard: 50 of 100 = 0.5. Unit a: 100 · 0.9 + 10 · 0.5 = 95 expected, 85 seen
    assert found["expected"]["a"] == pytest.approx(95)
    assert found["ratio"]["a"] == pytest.approx(85 / 95)
    assert found["mix"]["a"] == "easier"
    assert found["mix"]["b"] == "harder"
    assert found["signal"]["a"] == "below"
    # the crude shares say the opposite of nothing: 85/110 = 0.773 against 145/190 = 0.763, although b does better
    assert found["value"]["a"] > found["value"]["b"]
    assert found["adjusted"]["a"] < found["adjusted"]["b"]


def test_one_late_answer_of_thirty_eight_is_chance() -> None:
    cells = pd.DataFrame(
        [("one", "x", 37, 38), ("two", "x", 1, 2), ("none", "x", 0, 0), (None, "x", 9_940, 9_960)],
        columns=["key", "stratum", "numerator", "denominator"],
    )
    found = expected(cells, smallest=10).set_index("key")
    # 22 late ones of 10,000: at least one of 38 happens in 8 of 100 such agencies, so twice that
    assert found["p"]["one"] == pytest.approx(2 * (1 - 0.9978**38))
    assert found["signal"][["one", "two", "none"]].to_list() == ["within", "small", "no_data"]


@given(st.tuples(*[st.tuples(st.integers(0, 40), st.floats(0.01, 0.99))] * 3), st.integers(0, 120))
def test_the_chance_of_a_sum_is_that_of_its_kinds_taken_together(kinds: Any, seen: int) -> None:
    every = np.ones(1)
    for n, share in kinds:
        every = np.convolve(every, binom.pmf(range(n + 1), n, share))
    seen = min(seen, len(every) - 1)
    wanted = min(1.0, 2 * min(every[: seen + 1].sum(), every[seen:].sum()))
    found = chance_of(seen, pd.Series([n for n, _ in kinds]), pd.Series([share for _, share in kinds]))
    if len(every) > 1:
        assert found == pytest.approx(wanted, rel=1e-3, abs=1e-11)


def test_agencies_whose_labels_are_shuffled_do_nothing_unusual() -> None:
    random = np.random.default_rng(5)
    kinds = pd.DataFrame({"stratum": ["x", "y", "z"], "share": [0.998, 0.997, 0.995]})
    told = 0
    for _run in range(60):
        cells = kinds.merge(pd.DataFrame({"key": range(20), "size": random.integers(5, 200, 20)}), how="cross")
        n = random.poisson(cells["size"] / 3)
        cells = cells.assign(denominator=n, numerator=random.binomial(n, cells["share"]))
        told += bool(expected(cells, smallest=10)["signal"].isin(["above", "below"]).any())
    assert told <= 3


cells = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 30), st.integers(0, 30)), min_size=1
)


@given(cells)
def test_what_is_expected_sums_to_what_was_seen(rows: list[tuple[str, str, int, int]]) -> None:
    frame = pd.DataFrame(
        [(key, stratum, k, k + rest) for key, stratum, k, rest in rows],
        columns=["key", "stratum", "numerator", "denominator"],
    )
    found = expected(frame)
    assert found["expected"].sum() == pytest.approx(frame["numerator"].sum())
    assert found["numerator"].sum() == frame["numerator"].sum()


def test_a_village_is_drawn_to_the_region_and_a_city_is_not() -> None:
    events, people = pd.Series([0, 40, 5_000, 9_000]), pd.Series([1_000, 4_000, 500_000, 600_000])
    found = shrunk(events, people) * 10_000
    pooled = 14_040 / 1_105_000 * 10_000
    assert 0 < found[0] < pooled
    assert found[2] == pytest.approx(100, rel=0.02)
    assert found[3] == pytest.approx(150, rel=0.02)


def test_rates_that_differ_by_chance_only_become_one() -> None:
    found = shrunk(pd.Series([9, 10, 11]), pd.Series([1_000, 1_000, 1_000]))
    assert found.to_list() == pytest.approx([0.01, 0.01, 0.01])


def test_a_perfect_three_of_three_is_drawn_towards_the_others() -> None:
    found = shrunk(pd.Series([50, 500, 900, 3]), pd.Series([100, 1_000, 1_000, 3]), "share")
    # pooled 1,453 of 2,103 = 0.691; between 0.0399, chance of three cases 0.0712: weight 0.36
    assert found[3] == pytest.approx(0.801, abs=0.001)
    assert found[2] == pytest.approx(0.899, abs=0.001)


def some_units(*sizes: int) -> pd.DataFrame:
    size = pd.Series(sizes)
    return pd.DataFrame(
        {"key": [str(i) for i in range(len(size))], "group": "all", "numerator": size // 2, "denominator": size,
         "value": 0.5, "low": 0.4123, "high": 0.6, "state": "value"}
    )  # fmt: skip


def test_a_single_small_group_takes_another_with_it() -> None:
    own = pd.Series([True, False, False, False])
    found = shielded(some_units(3, 2, 12, 40), own)
    assert list(found["state"]) == ["value", "hidden", "hidden", "value"]
    assert found["denominator"].to_list() == [3, pd.NA, pd.NA, 40]
    assert (found["low"][3], found["high"][3]) == (0.34, 0.66), "as of 49.5 % and 50.5 % of 38"


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8), st.integers(0, 7), st.integers(0, 4))
def test_no_subtraction_brings_a_small_group_back(sizes: list[int], target: int, taken: int) -> None:
    """Somebody knows the total and subtracts what is shown, or asks twice with and without a handful of cases."""
    own = pd.Series([False] * len(sizes))
    shown = shielded(some_units(*sizes), own)
    hidden = shown["state"] == "hidden"
    assert hidden.sum() != 1, "the total would give the one hidden group away"
    less = list(sizes)
    position = target % len(sizes)
    less[position] = max(0, less[position] - taken)
    again = shielded(some_units(*less), own)
    before, after = shown["denominator"][position], again["denominator"][position]
    if pd.notna(before) and pd.notna(after):
        assert (before - after) % 5 == 0, "a difference tells a handful exactly"


def test_points_run_from_worst_to_best() -> None:
    values = pd.DataFrame({"on_time": [0.95, 0.70], "days": [10.0, 4.0]})
    found = scores(values, pd.Series({"on_time": 0.8, "days": 16}), pd.Series({"on_time": 1.0, "days": 8}))
    assert found["on_time"].to_list() == pytest.approx([75, 0])
    assert found["days"].to_list() == pytest.approx([75, 100])


def test_an_index_is_the_sum_of_its_contributions_and_a_gap_is_no_gift() -> None:
    points = pd.DataFrame({"speed": [100.0, 50.0, np.nan], "quality": [0.0, 60.0, 100.0]}, index=["a", "b", "c"])
    found = rating(points, pd.Series({"speed": 3.0, "quality": 1.0}))
    assert found["index"]["a"] == pytest.approx(75)
    assert found["index"]["b"] == pytest.approx(52.5)
    assert found["contribution_speed"]["a"] == pytest.approx(75)
    assert "c" not in found["rank"].dropna()
    assert (found["rank"]["a"], found["rank_low"]["a"], found["rank_high"]["a"]) == (1, 1, 1)


def test_a_close_index_changes_places_with_its_weights() -> None:
    points = pd.DataFrame({"speed": [80.0, 60.0], "quality": [60.0, 79.0]}, index=["a", "b"])
    found = rating(points, pd.Series({"speed": 1.0, "quality": 1.0}))
    assert (found["rank_low"]["a"], found["rank_high"]["a"]) == (1, 2)


def test_transfers_are_shares_of_what_was_received() -> None:
    every = pd.DataFrame(
        [("A", "A", 80, 3.0), ("A", "B", 20, 9.0), ("B", "B", 50, 2.0)], columns=["received", "now", "cases", "days"]
    )
    found = matrix(every)
    assert found.to_dict("records") == [{"received": "A", "now": "B", "cases": 20, "days": 9.0, "share": 0.2}]


def test_advice_counts_the_transfers_it_would_cause() -> None:
    every = pd.DataFrame(
        [("A", "snow", "B", 12), ("A", "snow", "A", 3), ("A", "lights", "B", 4), ("A", "lights", "A", 6)],
        columns=["received", "topic", "now", "cases"],
    )
    (found,) = advice(every).to_dict("records")
    assert (found["topic"], found["send_to"], found["cases"], found["moved"], found["saves"]) == (
        "snow",
        "B",
        15,
        12,
        9,
    )


def test_what_ends_with_a_third_agency_is_sent_on_either_way() -> None:
    every = pd.DataFrame(
        [("A", "snow", "B", 12), ("A", "snow", "C", 2), ("A", "snow", "A", 1)],
        columns=["received", "topic", "now", "cases"],
    )
    (found,) = advice(every).to_dict("records")
    # 14 transfers now; all sent to B: two go on to C and one comes back
    assert (found["cases"], found["moved"], found["saves"]) == (15, 12, 14 - 3)


def test_a_case_that_comes_back_is_a_loop() -> None:
    steps = pd.DataFrame(
        [("1", 1, "A"), ("1", 2, "B"), ("1", 3, "A"), ("2", 1, "A"), ("2", 2, "A"), ("2", 3, "B")],
        columns=["case_id", "at", "agency_id"],
    )
    assert loops(steps).to_dict("records") == [{"case_id": "1", "agency_id": "A", "stations": 2}]
