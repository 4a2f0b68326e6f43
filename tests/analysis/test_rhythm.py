"""The regression behind the expectations, against statsmodels."""

import numpy as np
import statsmodels.api as sm

from analysis.rhythm import calm, design, dispersion, fitted, quasi_poisson

DAYS = np.arange("2024-01-01", "2025-07-01", dtype="datetime64[D]")
OFF = ((DAYS.astype(int) + 3) % 7 >= 5) | (np.datetime64("2024-05-09") == DAYS)


def noisy_year() -> tuple[np.ndarray, np.ndarray]:
    x = design(DAYS, OFF, seasons=True)
    mean = np.exp(2 + 0.4 * np.sin(2 * np.pi * DAYS.astype(int) / 365.25) - 0.3 * OFF)
    return np.random.default_rng(7).poisson(mean, (3, len(DAYS))).astype(float), x


def test_the_coefficients_are_those_of_statsmodels() -> None:
    counts, x = noisy_year()
    x = x[:, [k for k in range(x.shape[1]) if x[:, k].any()]]
    offset, weights = np.full(counts.shape, 0.3), np.ones(counts.shape)
    weights[:, 100:120] = 0.25
    ours = quasi_poisson(counts, x, offset, weights)
    for row, b in zip(counts, ours, strict=True):
        theirs = sm.GLM(row, x, sm.families.Poisson(), offset=offset[0], var_weights=weights[0]).fit()
        np.testing.assert_allclose(b, theirs.params, atol=1e-6)
        mean = np.exp(offset[0] + x @ b)[None, :]
        chi2 = float(dispersion(row[None, :], mean, weights[:1])[0] * weights[0].sum())
        np.testing.assert_allclose(chi2, max(theirs.pearson_chi2, weights[0].sum()), rtol=1e-9)


def test_a_design_knows_days_off_and_worked_weekends() -> None:
    days = np.array(["2026-05-08", "2026-05-09", "2026-05-11"], dtype="datetime64[D]")  # Friday, Saturday, Monday
    x = design(days, np.array([False, False, True]), seasons=False)
    assert x[:, 7].tolist() == [0, 0, 1]
    assert x[:, 8].tolist() == [0, 1, 0]


def test_last_years_accident_is_not_this_years_expectation() -> None:
    counts, x = noisy_year()
    with_accident = counts.copy()
    with_accident[:, 200:210] += 60
    nothing, whole = np.zeros(counts.shape), np.ones(counts.shape)
    usual = fitted(counts, x, nothing, whole)
    after = fitted(with_accident, x, nothing, whole)
    assert np.abs(after / usual - 1).mean() < 0.03


def test_only_days_far_above_their_expectation_lose_weight() -> None:
    weights = calm(np.array([[4.0, 9.16, 14.32, 0.0]]), np.array([[4.0, 4.0, 4.0, 0.1]]))
    np.testing.assert_allclose(weights, [[1, 1, 0.25, 1]])


def test_dispersion_is_chi2_by_day_and_never_below_one() -> None:
    mean = np.full((2, 4), 2.0)
    found = dispersion(np.array([[2.0, 0, 4, 2], [6, 0, 4, 2]]), mean, np.ones((2, 4)))
    assert found.tolist() == [1.0, 3.0]
