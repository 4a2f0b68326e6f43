"""What is too good or contradicts itself: what stands out, and the quiet of shuffled numbers."""

from math import comb

import numpy as np
import pandas as pd
import pytest

from analysis.integrity import batches, extensions, heaping, silent_where_bad, slips


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
    assert row["p"] == pytest.approx(comb(30, 20) / comb(60, 20))  # against the other; more than 0.25^20
    assert row["q"] == pytest.approx(2 * row["p"])  # two agencies were judged
    (alone,) = heaping(closings({"last": [0, 0, 0, 20]})).to_dict("records")
    assert alone["p"] == pytest.approx(0.25**20)


def test_where_everybody_closes_on_the_last_day_nobody_stands_out() -> None:
    assert heaping(closings({key: [5, 5, 5, 30] for key in "abc"})).empty


def test_few_closings_are_not_judged_and_other_days_do_not_count() -> None:
    assert heaping(closings({"few": [0, 0, 0, 19], "even": [10, 10, 10, 10]})).empty
    far = pd.DataFrame({"key": "a", "offset": [-30] * 50 + [4] * 50})
    assert heaping(far).empty


def test_who_moves_deadlines_more_often_than_the_others() -> None:
    moved = [True] * 15 + [False] * 5 + [True] * 5 + [False] * 15 + [True] * 19
    cases = pd.DataFrame({"key": ["often"] * 20 + ["seldom"] * 20 + ["few"] * 19, "moved": moved})
    (row,) = extensions(cases[cases["key"] != "few"]).to_dict("records")
    assert (row["key"], row["n"], row["of"], row["reference"]) == ("often", 15, 20, 0.25)
    assert row["p"] == pytest.approx(0.00192, rel=0.01)  # Fisher's exact test of 15, 5 against 5, 15
    assert set(extensions(cases)["key"]) <= {"often"}  # 19 cases judge nobody
    assert extensions(cases.assign(moved=False)).empty


def test_two_contradictions_in_a_hundred_are_more_than_slips_whatever_others_do() -> None:
    cases = pd.DataFrame({"key": ["a"] * 100 + [None] * 2000, "hit": [True] * 2 + [False] * 98 + [True] * 2000})
    found = slips(cases.head(1100).assign(hit=cases["hit"] & (cases.index < 102)))
    assert [(row["key"], row["n"], row["of"]) for row in found.head(1).to_dict("records")] == [("a", 2, 100)]
    assert found["p"][0] == pytest.approx(0.00464, rel=0.01)
    assert slips(cases)["key"].isna().any()
    assert slips(pd.DataFrame({"key": ["a"] * 1000, "hit": [True] + [False] * 999})).empty


def test_ratings_only_where_it_ended_well_are_found_against_the_others_odds() -> None:
    def agency(key: str, silent_bad: int, rated_bad: int, silent_good: int, rated_good: int) -> pd.DataFrame:
        kinds = [(False, True)] * silent_bad + [(True, True)] * rated_bad
        kinds += [(False, False)] * silent_good + [(True, False)] * rated_good
        return pd.DataFrame(kinds, columns=["rated", "bad"]).assign(key=key)

    alone = agency("only", 20, 0, 0, 20)
    (row,) = silent_where_bad(alone).to_dict("records")
    assert (row["n"], row["of"], row["reference"]) == (20, 20, 0.5)
    assert row["p"] == pytest.approx(1 / 137_846_528_820)  # 1 / C(40, 20)
    fair = agency("fair", 30, 10, 30, 10)
    assert list(silent_where_bad(pd.concat([alone, fair]))["key"]) == ["only"]
    usual = pd.concat([agency(key, 40, 4, 20, 20) for key in "abc"])  # the unhappy rate less everywhere
    assert silent_where_bad(usual).empty


@pytest.mark.parametrize("test", ["heaping", "extensions", "silent_where_bad", "slips", "batches"])
def test_shuffled_closings_are_quiet_in_nineteen_runs_of_twenty(test: str) -> None:
    random = np.random.default_rng(5)
    n = 1500
    keys = np.repeat([f"a{place}" for place in range(15)], n // 15)
    bad = random.random(n) < 0.3
    facts = {
        "heaping": pd.DataFrame({"offset": random.choice(np.arange(-3, 1), n, p=[0.2, 0.2, 0.2, 0.4])}),
        "extensions": pd.DataFrame({"moved": random.random(n) < 0.3}),
        "silent_where_bad": pd.DataFrame({"bad": bad, "rated": random.random(n) < np.where(bad, 0.3, 0.5)}),
        "slips": pd.DataFrame({"hit": np.arange(n) == 0}),
        "batches": pd.DataFrame({"at": np.datetime64("2026-01-05T09", "s") + random.integers(0, 30_000, n)}),
    }[test]
    find = {"heaping": heaping, "extensions": extensions, "silent_where_bad": silent_where_bad, "slips": slips,
            "batches": batches}[test]  # fmt: skip
    runs = [find(facts.iloc[random.permutation(n)].assign(key=keys)) for _ in range(40)]
    assert sum(found.empty for found in runs) >= 38


def test_a_minute_with_eight_closings_is_a_batch_and_a_busy_hour_is_not() -> None:
    at_once = ["2026-01-05 10:15:30"] * 8
    spread = [f"2026-01-05 11:{minute:02}:00" for minute in range(60) for _ in range(3)]
    rows = pd.DataFrame({"key": "a", "at": pd.to_datetime([*at_once, *spread])})
    (row,) = batches(rows).to_dict("records")
    assert (str(row["at"]), row["n"], row["of"]) == ("2026-01-05 10:15:00", 8, 8)
    assert batches(pd.DataFrame({"key": "a", "at": pd.to_datetime(at_once[:4])})).empty
    assert batches(rows[rows["at"].dt.hour == 9]).empty
