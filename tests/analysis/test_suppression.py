"""Small cells hidden: an attacker who knows every sum and everything shown still cannot work one out."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from analysis.intervals import wilson
from analysis.suppression import (
    HAIR,
    LEAST,
    bounds_of_told,
    hidden_cells,
    hidden_rows,
    in_steps,
    shielded,
    whole_percent,
)

TABLES = st.tuples(st.integers(2, 6), st.integers(2, 4)).flatmap(
    lambda shape: arrays(int, shape, elements=st.one_of(st.integers(0, 8), st.integers(0, 300)))
)


def attacked(votes: np.ndarray, hidden: np.ndarray, whole: np.ndarray, cell: int) -> tuple[float, float]:
    """The least and the most a hidden cell can be by subtraction, knowing that no count is below zero."""
    cells = np.argwhere(hidden)
    sums = [(cells[:, 1] == column, (votes * hidden)[:, column].sum()) for column in range(votes.shape[1])]
    sums += [(cells[:, 0] == row, (votes * hidden)[row].sum()) for row in range(votes.shape[0]) if not whole[row]]
    known = [(line.astype(float), total) for line, total in sums if line.any()]
    goal = np.eye(len(cells))[cell]
    ends = [
        linprog(sign * goal, A_eq=np.array([line for line, _ in known]), b_eq=[total for _, total in known]).fun * sign
        for sign in (1, -1)
    ]
    return ends[0], ends[1]


def test_the_example_of_the_docstring() -> None:
    votes = np.array([[3, 40], [20, 30], [25, 50]])
    hidden, whole = hidden_cells(votes, votes.sum(axis=1))
    assert hidden.tolist() == [[True, True], [True, True], [False, False]]
    assert not whole.any()


def test_nothing_small_hides_nothing() -> None:
    votes = np.array([[30, 10], [5, 15], [0, 9]])
    hidden, whole = hidden_cells(votes, votes.sum(axis=1))
    assert not hidden.any()
    assert not whole.any()


def test_a_village_of_three_takes_the_next_smallest_with_it() -> None:
    votes = np.array([[3, 0], [6, 8], [40, 50], [60, 70]])
    hidden, whole = hidden_cells(votes, votes.sum(axis=1))
    assert whole.tolist() == [True, True, False, False]
    assert hidden[:2].all()


@given(TABLES)
def test_no_hidden_count_can_be_worked_out_from_the_sums(votes: np.ndarray) -> None:
    hidden, whole = hidden_cells(votes, votes.sum(axis=1))
    small = (votes > 0) & (votes < LEAST)
    assert hidden[small].all()
    if hidden.all() and not whole.all():
        return  # the fall-back: nothing by place is told at all
    cells = np.argwhere(hidden)
    for number, (row, column) in enumerate(cells):
        if votes[row, column] > 0:
            low, high = attacked(votes, hidden, whole, number)
            assert high - low > 1e-6, (row, column)


@given(TABLES)
def test_places_hidden_whole_are_never_one_and_never_a_handful(votes: np.ndarray) -> None:
    people = votes.sum(axis=1)
    _, whole = hidden_cells(votes, people)
    assert whole[people < LEAST].all()
    if whole.any() and not whole.all():
        assert whole.sum() > 1
        assert people[whole].sum() >= LEAST


def test_no_step_of_five_crosses_the_number_from_which_on_something_is_judged() -> None:
    counts = pd.Series([0, 3, 7, 8, 9, 10, 12, 13])
    assert in_steps(counts).to_list() == [0, 5, 5, 10, 10, 10, 10, 15]
    assert in_steps(counts, smallest=10).to_list() == [0, 5, 5, 5, 5, 10, 10, 15]
    assert in_steps(counts, smallest=12).to_list() == [0, 5, 5, 10, 10, 10, 15, 15]


def test_of_equally_small_groups_the_same_is_hidden_in_whatever_order() -> None:
    rows = pd.DataFrame({"key": ["me", "c", "b", "few"], "group": "g", "denominator": [20, 12, 12, 3]})
    for asked in (rows, rows[::-1].reset_index(drop=True)):
        hidden = hidden_rows(asked, asked["key"] == "me")
        assert set(asked["key"][hidden]) == {"few", "b"}


def test_not_all_is_told_from_five_that_are_missing_on() -> None:
    some, of = pd.Series([1_200, 1_199, 1_196, 1_195, 0, 4, 5, 7]), 1_200
    told = whole_percent(some / of, some, of - some)
    assert told.tolist() == [1, 1, 1, 1 - HAIR, 0, 0, HAIR, 0.01]


def test_the_interval_of_a_share_is_worked_out_of_what_is_told() -> None:
    """86 % of 15 can be 85.5 % of 13; 100 % of 300 can be 99.5 % of 298, by Wilson 97.86 % at least."""
    told, of = pd.Series([0.86, 1, 0, 1 - HAIR, HAIR]), pd.Series([15, 300, 300, 1_200, 1_200])
    low, high = bounds_of_told(told, of, smallest=10)
    assert low.tolist() == [0.58, 0.97, 0, 0.98, HAIR]
    assert high.tolist() == [0.97, 1, 0.03, 1 - HAIR, 0.02]


COUNTED = st.integers(LEAST, 700).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.lists(COUNTED, min_size=2, max_size=30), st.sampled_from([0, 9, 10, 11, 12]))
def test_no_interval_is_narrower_than_that_of_the_counts_behind_it(
    counted: list[tuple[int, int]], smallest: int
) -> None:
    """And nobody learns of two that are told alike who has the one case more."""
    good, of = np.array(counted).T
    low, high = wilson(good, of)
    units = pd.DataFrame({"key": [str(n) for n in range(len(of))], "group": "all", "numerator": good,
                          "denominator": of, "value": good / of, "low": low, "high": high,
                          "state": np.where(good == 0, "zero", "value")})  # fmt: skip
    told = shielded(units, pd.Series(False, units.index), smallest=smallest)
    assert (told["low"] <= np.minimum(low, told["value"]) + 1e-12).all()
    assert (told["high"] >= np.maximum(high, told["value"]) - 1e-12).all()
    all_or_none = told["value"].isin((0, 1))
    assert (told["numerator"] == told["value"] * told["denominator"])[all_or_none].all(), "302 of 303 are 305 of 305"
    behind = ["low", "high", "state"]
    assert (told.groupby(["value", "denominator"])[behind].nunique() == 1).all(axis=None)
