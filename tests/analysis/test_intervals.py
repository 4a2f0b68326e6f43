"""Intervals against published numbers and against statsmodels and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from analysis.intervals import byar, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (22, 22, 0.851, 1.0),
        (970, 1000, 0.957, 0.979),
        (3, 3, 0.438, 1.0),
        (150, 200, 0.686, 0.805),
        (36, 40, 0.769, 0.960),
    ],
)
def test_wilson_meets_the_published_numbers(successes: int, n: int, low: float, high: float) -> None:
    found = wilson(successes, n)
    assert (float(found[0]), float(found[1])) == pytest.approx((low, high), abs=6e-4)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_statsmodels_and_holds_the_share(pair: tuple[int, int]) -> None:
    successes, n = pair
    low, high = wilson(successes, n)
    oracle = proportion_confint(successes, n, method="wilson")
    assert (float(low), float(high)) == pytest.approx(oracle, abs=1e-9)
    assert low <= successes / n <= high


def test_nothing_known_has_no_interval() -> None:
    assert np.isnan(wilson(0, 0)).all()


@pytest.mark.parametrize("count", [5, 20, 100, 1000])
def test_byar_is_close_to_the_exact_poisson_interval(count: int) -> None:
    low, high = byar(count)
    exact = chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2
    assert float(low) == pytest.approx(exact[0], rel=0.02)
    assert float(high) == pytest.approx(exact[1], rel=0.02)
