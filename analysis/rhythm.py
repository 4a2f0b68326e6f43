"""What a usual day brings: daily counts of many series at once against weekday, season, days off and trend.

A quasi-Poisson regression with a logarithmic link, fitted for all series in one pass. The days and weeks of an earlier
outbreak count for less (Noufaily et al., 2013), so that last year's accident is not this year's expectation.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
YEAR = 365.25
STEPS, CLOSE = 25, 1e-8
ROUNDS = 3
OUTLYING = 2.58  # standardised residuals from here on lose weight, as 1/s²


def design(days: NDArray[np.datetime64], off: NDArray[np.bool_], seasons: bool) -> Numbers:
    """One row per day: 1, Tuesday … Sunday, a day off on a weekday, a working day at a weekend, then, with `seasons`,
    years passed and two harmonics of the year.
    """
    number = days.astype("datetime64[D]").astype(np.int64)
    weekday = (number + 3) % 7  # 1 January 1970 was a Thursday
    columns = [np.ones(len(days)), *(weekday == k for k in range(1, 7))]
    columns += [off & (weekday < 5), ~off & (weekday >= 5)]
    if seasons:
        turn = 2 * np.pi * number / YEAR
        columns += [(number - number[-1]) / YEAR]
        columns += [wave(k * turn) for k in (1, 2) for wave in (np.sin, np.cos)]
    return np.column_stack(columns).astype(float)


def quasi_poisson(
    counts: Numbers, x: Numbers, offset: Numbers, weights: Numbers, ridge: float = 0.0, near: Numbers | None = None
) -> Numbers:
    """Coefficients (series × columns of `x`) of log E(count) = offset + x·b, by Newton's method for all series at once.

    `counts`, `offset`, `weights`: series × days. `ridge` pulls all but the first coefficient to zero as a prior with
    the variance 1/ridge would; without it the result is that of an ordinary Poisson GLM. `near`: coefficients to begin
    with, where some are known that cannot be far off.
    """
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 0
    if near is None:
        near = np.zeros((len(counts), x.shape[1]))
        near[:, 0] = np.log(_sum(weights * counts, 0.5) / _sum(weights * np.exp(offset), 1e-9))
    b = near.copy()
    squares = np.einsum("tp,tq->tpq", x, x).reshape(len(x), -1)
    offset, weights = np.broadcast_to(offset, counts.shape), np.broadcast_to(weights, counts.shape)
    moving = np.arange(len(counts))  # the series whose coefficients are not found yet
    for _ in range(STEPS):
        mean = np.exp(np.clip(offset[moving] + b[moving] @ x.T, -30, 30))
        heavy = weights[moving]
        slope = (heavy * (counts[moving] - mean)) @ x - penalty * b[moving]
        bend = ((heavy * mean) @ squares).reshape(len(moving), x.shape[1], x.shape[1]) + np.diag(penalty + 1e-9)
        step = np.clip(np.linalg.solve(bend, slope[:, :, None])[:, :, 0], -3, 3)
        b[moving] += step
        moving = moving[np.abs(step).max(axis=1) >= CLOSE]
        if not len(moving):
            break
    return b


def fitted(counts: Numbers, x: Numbers, offset: Numbers, weights: Numbers, ridge: float = 0.0) -> Numbers:
    """Expected counts (series × days) where `weights` are zero too: the regression, fitted again with less weight for
    the days that stuck out, until none of them weighs on it.
    """
    again, b = weights, None
    for _ in range(ROUNDS):
        b = quasi_poisson(counts, x, offset, again, ridge, b)
        mean = np.exp(np.clip(offset + b @ x.T, -30, 30))
        again = weights * calm(counts, mean, dispersion(counts, mean, again)[:, None])
    return np.exp(np.clip(offset + quasi_poisson(counts, x, offset, again, ridge, b) @ x.T, -30, 30))


def calm(counts: Numbers, mean: Numbers, spread: Numbers | float = 1.0) -> Numbers:
    """Weights of days: 1, but (2.58/s)² where the count lies s > 2.58 standard deviations above its expectation.

    The variance is taken as at least `spread` (1 or more): one case where a tenth of one is expected is no outbreak.
    """
    excess = np.asarray(counts - mean)
    weights = np.ones_like(excess)
    high = np.nonzero(excess > OUTLYING)  # the others do not stick out, a standard deviation being 1 or more
    wide, usual = (np.broadcast_to(each, excess.shape)[high] for each in (spread, mean))
    s = excess[high] / np.sqrt(wide * np.maximum(usual, 1.0))
    weights[high] = np.where(s > OUTLYING, (OUTLYING / np.maximum(s, OUTLYING)) ** 2, 1.0)
    return weights


def dispersion(counts: Numbers, mean: Numbers, weights: Numbers) -> Numbers:
    """By series: Pearson's χ² over the days, how much more counts vary than Poisson counts would; at least 1.

    Counts 2, 0, 4, 2 against 2, 2, 2, 2: (0 + 2 + 2 + 0) / 4 = 1.
    """
    chi2 = (weights * (counts - mean) ** 2 / np.maximum(mean, 1e-9)).sum(axis=1)
    return np.maximum(1.0, chi2 / np.maximum(weights.sum(axis=1), 1e-9))


def _sum(values: Numbers, least: float) -> Numbers:
    return np.maximum(values.sum(axis=1), least)
