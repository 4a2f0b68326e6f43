"""Has it changed, or is it noise: counts, shares and values of two periods compared."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.intervals import wilson

WEEK = 7
SHORTEST_GAP = 3  # days: weekends and holidays are no lack of data
TINY = 1e-9


@dataclass(frozen=True)
class Change:
    """`value` with its 95 % interval: a relative change for counts (0.19 = 19 % more), a difference for shares and
    values.

    `is_significant`: the interval leaves zero out. `value` is NaN where there is nothing to compare.
    """

    value: float
    low: float
    high: float
    is_significant: bool


UNKNOWN = Change(math.nan, math.nan, math.nan, False)


def count_change(now: int, before: int, now_days: float = 1, before_days: float = 1, dispersion: float = 1) -> Change:
    """The relative change between two counts, per day, as Poisson counts.

    Given their sum, the first is binomial; Wilson's interval of its share becomes the interval of the ratio
    (Przyborowski and Wilenski's condition, 1940). Residents do not write independently of each other: `dispersion`,
    the variance over the mean (see `dispersion`), makes the counts as good as fewer ones. 120 after 100 is +20 % (−8
    to +56): noise; 1,200 after 1,000 is +20 % (+10 to +30).
    """
    if now + before == 0 or now_days <= 0 or before_days <= 0:
        return UNKNOWN
    longer = before_days / now_days
    low, high = (float(edge) for edge in wilson(now / dispersion, (now + before) / dispersion))
    ratio = now / before * longer if before else math.inf
    return _change(ratio - 1, _odds(low) * longer - 1, _odds(high) * longer - 1)


def share_change(now: int, of_now: int, before: int, of_before: int) -> Change:
    """The difference of two shares with Newcombe's hybrid score interval (1998, method 10).

    56 of 70 after 48 of 80: +0.200 (+0.052 to +0.334), the example of that paper.
    """
    if not of_now or not of_before:
        return UNKNOWN
    p1, p0 = now / of_now, before / of_before
    (low1, high1), (low0, high0) = wilson(now, of_now), wilson(before, of_before)
    low = p1 - p0 - math.hypot(p1 - float(low1), float(high0) - p0)
    high = p1 - p0 + math.hypot(float(high1) - p1, p0 - float(low0))
    return _change(p1 - p0, low, high)


def value_change(now: Sequence[float], before: Sequence[float]) -> Change:
    """The difference of two values, each given as (value, low, high), as medians are.

    Their 95 % intervals must not overlap: a stricter rule than an interval of the difference, and one that can be
    seen. An open end (NaN) reaches to infinity.
    """
    (v1, low1, high1), (v0, low0, high0) = now, before
    if math.isnan(v1) or math.isnan(v0):
        return UNKNOWN
    ends = [-math.inf if math.isnan(low1) else low1, math.inf if math.isnan(high1) else high1]
    others = [-math.inf if math.isnan(low0) else low0, math.inf if math.isnan(high0) else high0]
    return _change(v1 - v0, ends[0] - others[1], ends[1] - others[0])


def dispersion(daily: Sequence[float]) -> float:
    """How much more the daily counts vary than Poisson counts around their weekday's mean would; at least 1.

    Pearson's χ² over its degrees of freedom. Two weeks 10…10 (seven days) and 14…14: every weekday has mean 12, χ² =
    14 · 4/12, 7 degrees of freedom, so 0.67, that is 1. Fewer than two weeks say nothing: 1.
    """
    counts = np.asarray(daily, dtype=float)
    if len(counts) < 2 * WEEK:
        return 1.0
    weekday = np.arange(len(counts)) % WEEK
    means = np.array([counts[weekday == day].mean() for day in range(WEEK)])[weekday]
    lively = means > 0
    chi2 = float((((counts - means) ** 2)[lively] / means[lively]).sum())
    return max(1.0, chi2 / (len(counts) - WEEK))


def begins_late(silent_days: float, daily: float) -> bool:
    """Whether data that start with `silent_days` of nothing begin there rather than happen to be silent.

    At `daily` cases a day, so long a silence has the chance e^(−silent · daily): below one in a hundred, and longer
    than three days. Two a day and silent for ten days: e^−20, they begin late. One in ten days and silent for ten:
    e^−1, nothing follows.
    """
    return silent_days > SHORTEST_GAP and silent_days * daily > -math.log(0.01)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _change(value: float, low: float, high: float) -> Change:
    return Change(value, low, high, low > 0 or high < 0)


def of_metric(
    shape: str, now: Mapping[str, float], before: Mapping[str, float], longer: float = 1, spread: float = 1
) -> Change:
    """The change of a metric between two periods, by its shape in the registry.

    `now` and `before`: rows as `measure` returns them (value, low, high, numerator, denominator). `longer`: days
    before ÷ days now, for counts of what came in a period; stocks pass 1. `spread`: see `dispersion`. UNKNOWN when
    either has no value.
    """
    if math.isnan(now["value"]) or math.isnan(before["value"]):
        return UNKNOWN
    n1, d1, n0, d0 = (int(row[name]) for row in (now, before) for name in ("numerator", "denominator"))
    if shape in ("count", "rate"):
        return count_change(n1, n0, 1, longer, spread)
    if shape in ("share", "parts", "repeat", "callbacks"):
        return share_change(n1, d1, n0, d0)
    if shape == "duration":
        return value_change(*([row["value"], row["low"], row["high"]] for row in (now, before)))
    return UNKNOWN


def p_of_change(shape: str, now: Mapping[str, float], before: Mapping[str, float], spread: float = 1) -> float:
    """How surprising a change between two equally long periods is when nothing changed; NaN when it cannot be judged.

    For judging many changes together. Counts: the score test of a half in the sum, divided by `spread` (see
    `dispersion`): 30 after 10, z = 3.16, 0.0016. Shares: the two-sample score test with Yates' correction: 56 of 70
    after 48 of 80, z = 2.47, 0.013. Durations: 1 while their 95 % intervals overlap, else the normal test of the
    logarithms of the medians.
    """
    n1, d1, n0, d0 = (float(row[name]) for row in (now, before) for name in ("numerator", "denominator"))
    if shape == "count":
        total = (n1 + n0) / spread
        return _two_sided((n1 - n0) / spread / math.sqrt(total)) if total else math.nan
    if shape == "share":
        return p_of_shares(n1, d1, n0, d0)
    if shape != "duration" or not value_change(*(_ends(row) for row in (now, before))).is_significant:
        return 1.0 if shape == "duration" and not math.isnan(now["value"] + before["value"]) else math.nan
    (v1, low1, high1), (v0, low0, high0) = (_ends(row) for row in (now, before))
    spreads = [_log_spread(low1, high1), _log_spread(low0, high0)]
    size = abs(math.log(max(v1, TINY) / max(v0, TINY)))
    return _two_sided(size / max(math.hypot(*spreads), TINY))


def p_of_shares(k1: float, n1: float, k0: float, n0: float) -> float:
    """The two-sided p-value of two equal shares, the score test with Yates' correction; NaN without cases."""
    if not n1 or not n0:
        return math.nan
    pooled = (k1 + k0) / (n1 + n0)
    if pooled in (0.0, 1.0):
        return 1.0
    correction = (1 / n1 + 1 / n0) / 2
    gap = max(0.0, abs(k1 / n1 - k0 / n0) - correction)
    return _two_sided(gap / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0)))


def _ends(row: Mapping[str, float]) -> tuple[float, float, float]:
    return row["value"], row["low"], row["high"]


def _log_spread(low: float, high: float) -> float:
    """The standard error of a logarithm from its 95 % interval; an end that is not known says nothing: one."""
    if math.isnan(low) or math.isnan(high):
        return 1.0
    return math.log(max(high, TINY) / max(low, TINY)) / (2 * 1.96)


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))
