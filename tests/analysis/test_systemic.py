"""Persistence, shares and scores worked by hand, and the order that shows blocks."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from analysis.seriation import seriated
from analysis.systemic import (
    Rules,
    baselines,
    mid_p,
    persistence,
    poisson_band,
    scored,
    shrunk_share,
    weeks_above,
)

RULES, WINDOW = Rules(), 26


def region(weeks: int = 104, seed: int = 3) -> np.ndarray:
    """Six topics, eight places of different size, a year's season, Poisson counts."""
    rng = np.random.default_rng(seed)
    topics, places = np.array([1, 2, 4, 8, 3, 6]), np.array([0.5, 0.5, 1, 1, 2, 2, 3, 20])
    season = 1 + 0.5 * np.sin(2 * np.pi * np.arange(weeks) / 52)
    mean = 0.25 * topics[:, None, None] * places[None, :, None] * season[None, None, :]
    return rng.poisson(mean).astype(float)


def lasting(counts: np.ndarray) -> np.ndarray:
    own, others = weeks_above(counts, baselines(counts, WINDOW, True), RULES)
    judged = slice(-WINDOW, None)
    return persistence(own[:, :, judged].sum(axis=2), others[:, :, judged].sum(axis=2), WINDOW, RULES)


def test_a_region_without_problems_has_none_that_stays() -> None:
    found = lasting(region())
    assert (found < 0.25).mean() > 0.95
    assert found[:, -1].max() < 0.1, "the large place is not a problem for being large"


def test_what_grew_half_a_year_ago_and_stayed_is_found_at_any_size() -> None:
    for place in (1, 4, 7):
        counts = region()
        counts[1, place, -WINDOW:] += np.random.default_rng(5).poisson(
            np.maximum(1.5, 2 * counts[1, place].mean()), WINDOW
        )
        found = lasting(counts)
        assert found[1, place] > 0.6
        assert found[1, place] == found.max()


def test_one_loud_week_does_not_stay() -> None:
    counts = region()
    counts[1, 2, -10] += 40
    assert lasting(counts)[1, 2] < 0.15


def test_what_has_always_been_above_the_others_counts_less_than_what_grew() -> None:
    counts = region()
    counts[1, 3] += np.random.default_rng(5).poisson(4 * counts[1, 3].mean(), counts.shape[2])
    assert lasting(counts)[1, 3] == pytest.approx(RULES.standing, abs=0.1)


def test_a_place_that_only_now_begins_to_write_has_no_problem_that_the_rest_has_not() -> None:
    counts = region()
    counts[:, 4, :-WINDOW] = 0
    assert lasting(counts)[:, 4].max() < 0.2


def test_where_nobody_else_is_a_place_is_judged_by_its_own_past() -> None:
    three_a_week = np.full((1, 1, 104), 3.0)
    usual = baselines(three_a_week, WINDOW, True)
    assert usual.own[0, 0] == pytest.approx(np.full(104, 0.5 * (0.5 + 78 * 3) / 39))  # 3.006
    assert np.isnan(usual.others).all()
    one_district = region()[:, 4:5]
    assert lasting(one_district).max() < 0.1
    one_district[2, 0, -WINDOW:] *= 3
    found = lasting(one_district)
    assert found[2, 0] == found.max() > 0.6
    assert np.delete(found, 2, axis=0).max() < 0.1


def test_a_topic_of_one_place_only_is_judged_by_its_own_past() -> None:
    counts = np.concatenate([region(), np.zeros((1, 8, 104))])
    counts[6, 2] = np.random.default_rng(4).poisson(3, 104)
    counts[6, 5, :9] = 1  # nine events elsewhere are no comparison
    assert lasting(counts)[6, 2] < 0.1
    assert np.isnan(baselines(counts, WINDOW, True).others[6, 2]).all()
    counts[6, 2, -WINDOW:] *= 3
    assert lasting(counts)[6, 2] > 0.6


def test_the_order_of_topics_and_places_changes_nothing() -> None:
    counts = region()
    topics, places = np.random.default_rng(1).permutation(6), np.random.default_rng(2).permutation(8)
    assert lasting(counts[topics][:, places]) == pytest.approx(lasting(counts)[topics][:, places])


def test_the_mid_p_is_that_of_a_negative_binomial() -> None:
    seen, mean, doubt = np.array([1.0, 4.0, 30.0]), np.array([0.2, 1.0, 22.0]), np.array([1e-6, 0.3, 0.05])
    law = nbinom(1 / doubt, 1 / (1 + mean * doubt))
    assert mid_p(seen, mean, doubt) == pytest.approx(law.sf(seen) + law.pmf(seen) / 2, rel=1e-6)
    assert mid_p(np.array([4.0]), np.array([1.0]), np.array([1e-9]))[0] == pytest.approx(0.019 - 0.0153 / 2, abs=1e-3)


def test_persistence_is_what_lies_beyond_chance() -> None:
    assert persistence(np.array([14]), np.array([0]), 26, RULES)[0] == pytest.approx(0.487, abs=1e-3)
    assert persistence(np.array([0]), np.array([26]), 26, RULES)[0] == pytest.approx(0.6)
    assert persistence(np.array([2]), np.array([np.nan]), 26, RULES)[0] == 0


def test_few_ratings_are_drawn_towards_all() -> None:
    negative, rated = pd.Series([3, 17, 0]), pd.Series([4, 96, 0])
    assert shrunk_share(negative, rated, 10)[0] == pytest.approx((3 + 10 * 0.2) / 14)
    assert shrunk_share(negative, rated, 10)[2] == pytest.approx(0.2)
    assert shrunk_share(pd.Series([0]), pd.Series([0]), 10).isna().all()


def test_every_part_counts_as_much_as_the_problem_stays_and_the_parts_sum_to_the_score() -> None:
    points = pd.DataFrame({"repeats": [1.0, 1.0, np.nan]})
    found = scored(pd.Series([0.5, 0.0, 1.0]), points, {"persistence": 0.4, "repeats": 0.6})
    assert list(found["score"]) == pytest.approx([50, 0, 100])
    assert list(found["contribution_repeats"]) == pytest.approx([30, 0, 0])
    assert list(found.filter(like="contribution_").sum(axis=1)) == pytest.approx(list(found["score"]))


def test_the_band_holds_ninety_five_of_a_hundred_usual_weeks() -> None:
    low, high = poisson_band(np.array([4.0, 0.1]))
    assert (list(low), list(high)) == ([1, 0], [8, 1])


def test_blocks_show_whatever_order_the_rows_come_in() -> None:
    blocks = np.zeros((6, 6))
    blocks[:3, :3], blocks[3:, 3:] = 9, 5
    for seed in range(5):
        mixed = np.random.default_rng(seed).permutation(6)
        rows, columns = seriated(blocks[mixed][:, mixed])
        shown = blocks[mixed][:, mixed][rows][:, columns]
        assert (shown[:3, :3] == 9).all()
        assert (shown[3:, 3:] == 5).all()


def test_a_matrix_of_one_row_keeps_it() -> None:
    assert seriated(np.array([[1.0, 3.0]])) == ([0], [1, 0])
