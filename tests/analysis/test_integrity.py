"""Heaping on the deadline day and batches: what stands out, and the quiet of shuffled numbers."""

import numpy as np
import pandas as pd
import pytest

from analysis.integrity import batches, heaping


def closings(by_key: dict[str, list[int]]) -> pd.DataFrame:
    """By key, how many closings three, two, one and no days before the deadline."""
    rows = [
        (key, offset)
        for key, counts in by_key.items()
        for offset, count in zip(range(-3, 1), counts, strict=True)
        for _ in range(count)
    ]
    return pd.DataFrame(rows, columns=["key", "offset"])


def test_heaping_on_the_last_day_is_found_against_a_quarter_and_the_others() -> None:
    (row,) = heaping(closings({"last": [0, 0, 0, 20], "even": [10, 10, 10, 10]})).to_dict("records")
    assert (row["key"], row["n"], row["of"], row["reference"]) == ("last", 20, 20, 0.25)
    assert row["p"] == pytest.approx(0.25**20)
    assert row["q"] == pytest.approx(2 * 0.25**20)  # two agencies were judged


def test_where_everybody_closes_on_the_last_day_nobody_stands_out() -> None:
    assert heaping(closings({key: [5, 5, 5, 30] for key in "abc"})).empty


def test_few_closings_are_not_judged_and_other_days_do_not_count() -> None:
    assert heaping(closings({"few": [0, 0, 0, 19], "even": [10, 10, 10, 10]})).empty
    far = pd.DataFrame({"key": "a", "offset": [-30] * 50 + [4] * 50})
    assert heaping(far).empty


def test_shuffled_closings_are_quiet_in_nineteen_runs_of_twenty() -> None:
    random = np.random.default_rng(5)
    offsets = random.choice(np.arange(-3, 1), 1500, p=[0.2, 0.2, 0.2, 0.4])
    keys = np.repeat([f"a{n}" for n in range(15)], 100)
    runs = [heaping(pd.DataFrame({"key": keys, "offset": random.permutation(offsets)})) for _ in range(100)]
    assert sum(found.empty for found in runs) >= 95


def test_a_minute_with_eight_closings_is_a_batch_and_a_busy_hour_is_not() -> None:
    at_once = ["2026-01-05 10:15:30"] * 8
    spread = [f"2026-01-05 11:{minute:02}:00" for minute in range(60) for _ in range(3)]
    rows = pd.DataFrame({"key": "a", "at": pd.to_datetime([*at_once, *spread])})
    (row,) = batches(rows).to_dict("records")
    assert (str(row["at"]), row["n"], row["of"]) == ("2026-01-05 10:15:00", 8, 8)
    assert batches(pd.DataFrame({"key": "a", "at": pd.to_datetime(at_once[:4])})).empty
    assert batches(rows[rows["at"].dt.hour == 9]).empty
