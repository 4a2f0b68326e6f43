"""Two measures of the same places: together, apart, or too few to say."""

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import rank_correlation, side_of


def test_ten_places_in_nearly_the_same_order() -> None:
    """Two neighbours changed: r = 1 - 6·2 ÷ (10·99) = 0.9879."""
    order = pd.Series(range(10))
    changed = pd.Series([1, 0, 2, 3, 4, 5, 6, 7, 8, 9])
    r, low, high, n = rank_correlation(order, changed)
    assert n == 10
    assert r == pytest.approx(1 - 12 / 990)
    spread = np.sqrt((1 + r * r / 2) / 7)
    assert low == pytest.approx(np.tanh(np.arctanh(r) - 1.96 * spread), abs=1e-3)
    assert low < r < high < 1


def test_nine_places_are_too_few_and_a_constant_says_nothing() -> None:
    assert np.isnan(rank_correlation(pd.Series(range(9)), pd.Series(range(9)))[0])
    assert np.isnan(rank_correlation(pd.Series(range(12)), pd.Series([1] * 12))[0])
    assert rank_correlation(pd.Series([1, None, 3]), pd.Series([1, 2, None]))[3] == 1


def test_a_side_is_taken_only_beyond_the_interval() -> None:
    low, high = pd.Series([0.6, 0.1, 0.4, np.nan]), pd.Series([0.8, 0.3, 0.6, np.nan])
    assert side_of(low, high, 0.5).tolist() == [1, -1, 0, 0]
