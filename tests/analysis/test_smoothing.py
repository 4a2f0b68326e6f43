"""The mean of five weeks, by hand."""

import numpy as np
import pytest

from analysis.smoothing import smoothed


def test_each_week_is_the_mean_of_those_around_it_on_any_number_of_axes() -> None:
    by_hand = [10 / 3, 10 / 4, 10 / 5, 10 / 4, 10 / 3]
    assert smoothed(np.array([[0.0, 0, 10, 0, 0]])) == pytest.approx(np.array([by_hand]))
    assert smoothed(np.array([[[0.0, 0, 10, 0, 0]]]))[0, 0] == pytest.approx(by_hand)
