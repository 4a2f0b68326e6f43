"""The effect of a measure: hand-worked, against an independent regression, a planted halving, and no effect at all."""

import numpy as np
import pytest
import statsmodels.api as sm

from analysis.effect import effect, placebo_changes, told_weeks

FIRST, WEEKS = 60, 86


def weeks_of(
    here: float, elsewhere: float, rng: np.random.Generator, after: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """A season that both share, weeks that hang together, and from week 60 on `after` times as much here."""
    season = 1 + 0.5 * np.sin(2 * np.pi * np.arange(WEEKS) / 52)
    own = np.exp(np.convolve(rng.normal(0, 0.12, WEEKS + 2), [0.5, 0.3, 0.2], "valid"))
    changed = np.where(np.arange(WEEKS) < FIRST, 1.0, after)
    return rng.poisson(here * season * own * changed).astype(float), rng.poisson(elsewhere * season).astype(float)


def test_a_hand_worked_halving() -> None:
    here, elsewhere = np.r_[np.full(26, 10.0), np.full(26, 6.0)], np.r_[np.full(26, 20.0), np.full(26, 24.0)]
    found = effect(here, elsewhere, 26)
    assert found["effect"] == pytest.approx((6 / 24) / (10 / 20) - 1, abs=1e-3)
    assert (found["before"], found["after"], found["without"]) == pytest.approx((10, 6, 12))
    assert (found["verdict"], found["placebo_dates"]) == ("less", 7)
    assert found["placebo_share"] is None, "seven dates are too few for a placebo"


def test_the_effect_is_that_of_a_poisson_regression_with_places_and_weeks() -> None:
    here, elsewhere = weeks_of(8, 60, np.random.default_rng(1), after=0.6)
    here, elsewhere = here[34:], elsewhere[34:]  # the weeks that are compared
    size, first = len(here), 26
    y = np.r_[here, elsewhere]
    week = np.tile(np.eye(size), (2, 1))
    is_here = np.r_[np.ones(size), np.zeros(size)]
    treated = is_here * np.tile(np.arange(size) >= first, 2)
    oracle = sm.GLM(y, np.column_stack([week, is_here, treated]), family=sm.families.Poisson()).fit()
    assert effect(here, elsewhere, first)["effect"] == pytest.approx(np.expm1(oracle.params[-1]), abs=0.01)


def test_a_planted_halving_is_found() -> None:
    found = [effect(*weeks_of(8, 60, np.random.default_rng(seed), after=0.5), FIRST) for seed in range(30)]
    assert sum(each["verdict"] == "less" for each in found) >= 27
    assert np.median([each["effect"] for each in found]) == pytest.approx(-0.5, abs=0.05)
    assert sum(each["low"] <= -0.5 <= each["high"] for each in found) >= 27


def test_without_an_effect_nothing_is_claimed_nineteen_times_of_twenty() -> None:
    found = [effect(*weeks_of(6, 60, np.random.default_rng(1_000 + seed)), FIRST) for seed in range(100)]
    assert sum(each["verdict"] != "unclear" for each in found) <= 5


def test_at_shuffled_dates_nothing_is_claimed() -> None:
    rng = np.random.default_rng(5)
    claimed = 0
    for _ in range(80):
        here, elsewhere = weeks_of(8, 60, rng)
        claimed += effect(here, elsewhere, int(rng.integers(30, 78)))["verdict"] != "unclear"
    assert claimed <= 4


def test_too_early_too_little_and_too_few_are_said() -> None:
    here, elsewhere = weeks_of(8, 60, np.random.default_rng(1))
    assert effect(here, elsewhere, WEEKS - 7)["state"] == "too_early"
    assert effect(here, elsewhere, WEEKS + 3)["state"] == "too_early"
    assert effect(here, elsewhere, 11)["state"] == "too_little"
    assert effect(here / 100, elsewhere, FIRST)["state"] == "too_few"
    assert effect(here, elsewhere * 0, FIRST)["state"] == "too_few"


def test_nothing_left_after_a_measure_is_an_effect_and_no_error() -> None:
    here, elsewhere = weeks_of(8, 60, np.random.default_rng(1), after=0.0)
    found = effect(here, elsewhere, FIRST)
    assert -1 < found["effect"] < -0.95
    assert found["verdict"] == "less"


def test_placebo_dates_lie_wholly_before_the_measure() -> None:
    here, elsewhere = weeks_of(8, 60, np.random.default_rng(1))
    assert len(placebo_changes(here, elsewhere, FIRST)) == FIRST - 8 - 12 + 1
    loud = here.copy()
    loud[FIRST:] *= 50
    assert list(placebo_changes(loud, elsewhere, FIRST)) == list(placebo_changes(here, elsewhere, FIRST))


def test_what_the_others_would_have_is_drawn_beside_what_came() -> None:
    told = told_weeks(np.full(40, 5.0), np.full(40, 20.0), 26)
    assert told["expected"] == pytest.approx(np.full(40, 5.0), rel=0.01)
    assert list(told["part"]).count("after") == 14
