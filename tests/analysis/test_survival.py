"""Kaplan–Meier against a hand-worked example and statsmodels."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from analysis.survival import quantiles, survival


def life_table(durations: list[float], answered: list[bool], key: str = "all") -> pd.DataFrame:
    return pd.DataFrame(
        {"key": key, "time": durations, "events": np.asarray(answered, int), "censored": 1 - np.asarray(answered, int)}
    )


def test_five_closed_and_five_open_have_a_median_of_five_days() -> None:
    table = life_table([1, 2, 3, 4, 5, 10, 10, 10, 10, 10], [True] * 5 + [False] * 5)
    row = quantiles(table).loc["all"]
    assert row["median"] == 5
    assert pd.isna(row["p90"])
    assert (row["events"], row["censored"]) == (5, 5)


case_lists = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=80)


@given(case_lists)
def test_the_curve_agrees_with_statsmodels(cases: list[tuple[int, bool]]) -> None:
    durations, answered = [float(d) for d, _ in cases], [a for _, a in cases]
    curve = survival(life_table(durations, answered))
    oracle = SurvfuncRight(np.array(durations), np.array(answered, int))
    ours = curve[curve["events"] > 0].set_index("time")["survival"]
    assert ours.to_numpy() == pytest.approx(oracle.surv_prob, abs=1e-9)
    half = oracle.quantile(0.5)
    median = quantiles(life_table(durations, answered)).loc["all", "median"]
    assert math.isnan(half) or median <= half, "ours is the first time at which half are answered, theirs after it"


@given(case_lists, st.randoms())
def test_the_order_of_cases_does_not_matter(cases: list[tuple[int, bool]], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(cases)
    random.shuffle(shuffled)
    one, other = (quantiles(life_table([float(d) for d, _ in c], [a for _, a in c])) for c in (cases, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_keys_are_kept_apart() -> None:
    table = pd.concat([life_table([1, 1, 1], [True] * 3, "fast"), life_table([9, 9, 9], [True] * 3, "slow")])
    found = quantiles(table)
    assert found["median"].to_dict() == {"fast": 1, "slow": 9}
    assert found["p90"].to_dict() == {"fast": 1, "slow": 9}


def test_the_interval_of_the_median_agrees_with_statsmodels() -> None:
    durations = [float(d) for d in range(1, 41)]
    answered = [d % 4 != 0 for d in range(1, 41)]
    row = quantiles(life_table(durations, answered)).loc["all"]
    low, high = SurvfuncRight(np.array(durations), np.array(answered, int)).quantile_ci(0.5, method="cloglog")
    assert (row["median_low"], row["median_high"]) == (low, high)
