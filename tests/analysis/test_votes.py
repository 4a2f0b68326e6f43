"""Gaps of votes and means of scales, with numbers worked by hand."""

import numpy as np
import pytest

from analysis.votes import gaps, scale_mean


def test_a_gap_of_thirty_three_votes_is_chance() -> None:
    rows = gaps([12264, 5279, 5246, 3695])
    assert rows["rank"].tolist() == [1, 2, 3, 4]
    assert rows["gap"].tolist()[:3] == [6985, 33, 1551]
    half = 1.96 * np.sqrt(5279 + 5246 - 33**2 / 26484)
    assert rows["high"][1] == pytest.approx(33 + half, abs=0.1)
    assert rows["clear"].tolist() == [True, False, True, False]
    assert np.isnan(rows["gap"][3])


def test_rows_stay_in_the_order_of_the_question_and_ties_share_a_place() -> None:
    assert gaps([5, 9, 5])["rank"].tolist() == [2, 1, 2]
    assert gaps([]).empty


def test_the_mean_of_a_scale_and_its_interval() -> None:
    mean, low, high = scale_mean([1, 2, 3, 4, 5], [10, 20, 40, 20, 10])
    half = 1.96 * np.sqrt(1.2 / 100)  # the variance of these marks is 1.2
    assert mean == 3
    assert [low, high] == pytest.approx([3 - half, 3 + half], abs=0.02)
    assert scale_mean([1, 2], [7, 0]) == (1, 1, 1)
    assert np.isnan(scale_mean([1, 2], [0, 0])).all()
