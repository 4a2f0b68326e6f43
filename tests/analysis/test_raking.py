"""Raking: margins are met, a table worked by hand comes out, and what weights cost is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.raking import effective_n, rake

SAMPLE = pd.DataFrame({"sex": ["f", "f", "m", "m"], "age": ["young", "old"] * 2, "n": [30, 10, 20, 40]})
HALVES = {"sex": {"f": 1, "m": 1}, "age": {"young": 1, "old": 1}}


def test_two_by_two_keeps_the_odds_ratio_and_meets_the_halves() -> None:
    """By hand: cells a, 50-a, 50-a, a with the sample's odds ratio (30·40)÷(10·20) = 6: a² = 6 (50-a)²,
    a = 50·√6 ÷ (1+√6) = 35.51.
    """
    fitted = (rake(SAMPLE, HALVES) * SAMPLE["n"]).to_numpy()
    a = 50 * 6**0.5 / (1 + 6**0.5)
    assert fitted == pytest.approx([a, 50 - a, 50 - a, a], abs=1e-6)


def test_one_margin_is_post_stratification() -> None:
    rows = pd.DataFrame({"place": ["town", "village"], "n": [90, 10]})
    weights = rake(rows, {"place": {"town": 60_000, "village": 40_000}})
    assert weights.to_list() == pytest.approx([0.6 / 0.9, 0.4 / 0.1])


def test_a_category_without_respondents_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody in the sample has age = middle"):
        rake(SAMPLE, HALVES | {"age": {"young": 1, "old": 1, "middle": 1}})
    with pytest.raises(ValueError, match="the population has nobody with sex = m"):
        rake(SAMPLE, HALVES | {"sex": {"f": 1}})


def test_effective_n_of_kish() -> None:
    assert effective_n(pd.Series([1.0, 3.0]), pd.Series([50, 50])) == 80
    assert effective_n(pd.Series([2.0]), pd.Series([70])) == 70
    assert effective_n(pd.Series(dtype=float), pd.Series(dtype=float)) == 0


@given(
    st.lists(st.integers(1, 200), min_size=12, max_size=12),
    st.lists(st.integers(1, 50), min_size=2, max_size=2),
    st.lists(st.integers(1, 50), min_size=3, max_size=3),
)
def test_every_margin_is_met_and_the_number_of_respondents_stays(
    counts: list[int], sexes: list[int], ages: list[int]
) -> None:
    cells = [(sex, age, place) for sex in "fm" for age in "abc" for place in "xy"]
    sample = pd.DataFrame(cells, columns=["sex", "age", "place"]).assign(n=counts)
    margins = {"sex": dict(zip("fm", sexes, strict=True)), "age": dict(zip("abc", ages, strict=True)),
               "place": {"x": 3, "y": 2}}  # fmt: skip
    weighted = rake(sample, margins) * sample["n"]
    assert weighted.sum() == pytest.approx(sum(counts))
    for column, wanted in margins.items():
        share = weighted.groupby(sample[column]).sum() / weighted.sum()
        assert np.allclose(share, pd.Series(wanted) / sum(wanted.values()), atol=1e-6)
