"""All tests of integrity together, over numbers behind which there is nothing: they have to be quiet."""

import numpy as np
import pandas as pd
import pytest

from queries.integrity import unusual

DAY = np.timedelta64(86_400, "s")
RUNS = 40


def innocent(n: int, random: np.random.Generator) -> pd.DataFrame:
    """Cases as `queries.integrity` reads them, of agencies that all do the same: a third is closed on the last day, a
    third of the deadlines is moved, the unhappy rate less, one case in two thousand contradicts itself.
    """
    filed = np.datetime64("2026-01-05", "s") + random.integers(0, 60 * 86_400, n).astype("timedelta64[s]")
    due = filed.astype("datetime64[D]").astype("datetime64[s]") + 11 * DAY - np.timedelta64(1, "s")
    day = due.astype("datetime64[D]") - random.choice(4, n, p=[0.3, 0.25, 0.25, 0.2]).astype("timedelta64[D]")
    closed = day.astype("datetime64[s]") + random.integers(9 * 3_600, 18 * 3_600, n).astype("timedelta64[s]")
    bad = random.random(n) < 0.3
    return pd.DataFrame({
        "id": np.arange(n), "name_ru": "Управа", "precision": "minute", "channel": "pos", "batch": 1, "review": False,
        "state": np.where(random.random(n) < 0.0005, "in_progress", "answered"),
        "outcome": np.where(bad, "refused", "solved"),
        "rating": np.where(random.random(n) < np.where(bad, 0.3, 0.5), 4.0, np.nan),
        "closed": closed, "decided": closed, "filed": filed, "registered": filed, "replied": closed, "due": due,
        "first_due": np.where(random.random(n) < 0.3, due - 5 * DAY, due), "now": filed + 300 * DAY, "flag": False,
        "seconds": (closed - filed).astype("int64"),
    })  # fmt: skip


@pytest.mark.parametrize(("agencies", "of_each"), [(2, 300), (12, 100)])
def test_shuffled_among_agencies_nothing_unusual_is_found_in_nineteen_runs_of_twenty(
    agencies: int, of_each: int
) -> None:
    """Two agencies are the hardest: each is measured by one other that is no surer than itself. Were one run of ten
    loud, both rows would pass once in 20 times, were it one of seven, once in 400 (binomial tails of 2 of 40, squared).
    """
    random = np.random.default_rng(11)
    keys = np.repeat([f"a{place}" for place in range(agencies)], of_each)
    loud = 0
    for _ in range(RUNS):
        known = innocent(len(keys), random).assign(key=random.permutation(keys))
        rows, looked_at, _hits = unusual(known)
        assert min(looked_at.values()) > 0, "every test is asked"
        loud += len(rows) > 0
    assert loud <= RUNS // 20


def test_the_same_shuffled_numbers_are_loud_once_one_agency_does_otherwise() -> None:
    random = np.random.default_rng(11)
    known = innocent(600, random).assign(key=random.permutation(np.repeat(["a", "b", "c"], 200)))
    known.loc[known["key"] == "a", "first_due"] = known["due"] - 5 * DAY
    rows, _, _ = unusual(known)
    assert set(zip(rows["code"], rows["key"], strict=True)) == {("extended_more_often", "a")}
