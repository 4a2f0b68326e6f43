"""How likely a count is, against scipy's distributions."""

import numpy as np
from scipy.stats import nbinom, poisson

from analysis.predictive import upper_tail, usual_range

ONE = np.array([1.0])


def test_nineteen_where_six_are_expected_is_no_chance() -> None:
    nearly_poisson = float(upper_tail(np.array([19.0]), np.array([6.0]), ONE, np.array([1e-9]))[0])
    np.testing.assert_allclose(nearly_poisson, poisson.sf(18, 6), rtol=1e-4)
    assert 1e-5 < nearly_poisson < 3e-5


def test_bunches_and_doubt_make_the_tail_longer() -> None:
    found = upper_tail(np.array([19.0]), np.array([6.0]), np.array([2.0]), np.array([0.1]))
    size = 6 / (1 + 0.6)  # variance 2·6 + 0.1·36 = 15.6 = 6 + 36/size
    np.testing.assert_allclose(found, nbinom.sf(18, size, size / (size + 6)), rtol=1e-9)


def test_the_usual_range_holds_its_share_of_chance() -> None:
    low, high = usual_range(6, 1.0, 1e-9)
    assert [low, high] == [poisson.ppf(0.025, 6), poisson.ppf(0.975, 6)]
