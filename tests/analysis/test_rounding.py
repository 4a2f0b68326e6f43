"""Percentages of a poll sum to 100, and no part is further from its exact share than one unit."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rounding import largest_remainder


def test_the_published_poll_no_longer_sums_to_96() -> None:
    assert largest_remainder([18, 10, 49, 21, 78, 7]) == [10, 5, 27, 11, 43, 4]
    assert largest_remainder([18, 10, 49, 21, 78, 7], 1) == [9.8, 5.5, 26.8, 11.5, 42.6, 3.8]


def test_equal_parts_share_what_is_left_in_their_order() -> None:
    assert largest_remainder([1, 1, 1]) == [34, 33, 33]


def test_nothing_has_no_shares_and_less_than_nothing_is_refused() -> None:
    assert all(math.isnan(share) for share in largest_remainder([0, 0]))
    assert largest_remainder([]) == []
    with pytest.raises(ValueError, match="below zero"):
        largest_remainder([1, -1])


@given(st.lists(st.integers(0, 10_000), min_size=1).filter(any), st.integers(0, 2))
def test_parts_always_sum_to_a_hundred_and_keep_their_order(counts: list[int], decimals: int) -> None:
    shares = largest_remainder(counts, decimals)
    assert round(sum(shares), decimals) == 100
    assert all(abs(s - 100 * n / sum(counts)) <= 10**-decimals + 1e-9 for s, n in zip(shares, counts, strict=True))
    ordered = sorted(zip(counts, shares, strict=True))
    assert all(one[1] <= two[1] for one, two in pairwise(ordered) if one[0] < two[0])
