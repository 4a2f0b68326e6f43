"""Many comparisons at once: which of them stand out more than chance would let a few."""

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from analysis.intervals import wilson

MANY = 1_000  # from this variance on the normal tail will do
LIMIT = 0.05  # one in twenty of the things we point at may be noise


def discoveries(p: ArrayLike, limit: float = LIMIT) -> NDArray[np.bool_]:
    """Which p-values are discoveries at a false-discovery rate (Benjamini and Hochberg, 1995). NaN never is.

    0.001, 0.02, 0.04, 0.30 at 5 %: their limits are 0.0125, 0.025, 0.0375, 0.05, so the first two.
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")  # NaN goes last
    known = int((~np.isnan(values)).sum())
    within = values[order][:known] <= limit * np.arange(1, known + 1) / max(known, 1)
    kept = int(np.nonzero(within)[0].max()) + 1 if within.any() else 0
    found = np.zeros(len(values), dtype=bool)
    found[order[:kept]] = True
    return found


def q_values(p: ArrayLike, tests: int | None = None) -> NDArray[np.float64]:
    """For each p-value the smallest false-discovery rate at which it would be a discovery. NaN stays NaN.

    `tests`: how many there were, when only the small ones are given. 0.001, 0.02, 0.04, 0.30: 0.004, 0.04, 0.0533, 0.3.
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    known = int((~np.isnan(values)).sum())
    ranked = values[order][:known] * (tests or known) / np.arange(1, known + 1)
    found = np.full(len(values), math.nan)
    found[order[:known]] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return found


def p_of_growth(now: ArrayLike, before: ArrayLike, longer: float = 1) -> NDArray[np.float64]:
    """One-sided p-values of "more per day than before" for pairs of Poisson counts; `longer` = days before ÷ days now.

    Score test of the binomial share given the sum. 30 after 10 over equal periods: z = 3.16, p = 0.0008.
    """
    a, b = np.asarray(now, dtype=float), np.asarray(before, dtype=float)
    expected = 1 / (1 + longer)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (a - (a + b) * expected) / np.sqrt((a + b) * expected * (1 - expected))
    return upper_tail(z)


def p_of_share(successes: ArrayLike, n: ArrayLike, reference: float, worse: str = "below") -> NDArray[np.float64]:
    """One-sided p-values of shares lying below (or above) a reference share: exact binomial tails; normal, with
    continuity correction, where that is exact to three digits. NaN for n = 0.

    60 of 100 against 0.75: p = 0.0007. 21 of 22 against 0.997: p = 0.064; the normal approximation would say 0.0002 and
    accuse an agency of one late answer.
    """
    k, size = np.asarray(successes, dtype=np.int64), np.asarray(n, dtype=np.int64)
    bad, chance = (size - k, 1 - reference) if worse == "below" else (k, reference)
    variance = size * chance * (1 - chance)
    with np.errstate(divide="ignore", invalid="ignore"):
        normal = upper_tail((bad - 0.5 - size * chance) / np.sqrt(variance))
    exact = np.where(bad > 0, betainc(np.maximum(bad, 1), size - bad + 1, chance), 1.0)
    return np.where(size == 0, math.nan, np.where(variance > MANY, normal, exact))


def sides(successes: ArrayLike, n: ArrayLike, references: ArrayLike) -> NDArray[np.int64]:
    """Of shares looked at together, each beside its own reference: 1 for those above it, -1 for those below it, by more
    than chance explains (both tails of `p_of_share`, at the usual false-discovery rate), else 0.

    30 of 100 beside 0.1, 42 of 100 beside 0.5, 12 of 100 beside 0.15: 1, 0, 0; the second alone would be 0, too
    (p = 0.13).
    """
    k, size, usual = np.broadcast_arrays(*(np.asarray(values, dtype=float) for values in (successes, n, references)))
    p = np.array(
        [
            [p_of_share([one], [of], reference, worse)[0] for worse in ("below", "above")]
            for one, of, reference in zip(k, size, usual, strict=True)
        ]
    ).reshape(-1, 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = discoveries(np.minimum(2 * p.min(axis=1), 1.0))
        return np.where(found, np.where(k / size > usual, 1, -1), 0)


def upper_tail(z: ArrayLike) -> NDArray[np.float64]:
    """The normal distribution's upper tail; NaN stays NaN."""
    tail = np.vectorize(lambda x: math.nan if math.isnan(x) else 0.5 * math.erfc(x / math.sqrt(2)), otypes=[float])
    return tail(np.asarray(z, dtype=float)) if np.size(z) else np.array([], dtype=float)


def growing(now: pd.DataFrame, before: pd.DataFrame, longer: float = 1, smallest: int = 10) -> pd.DataFrame:
    """Keys whose count grew more than chance explains, the largest growth in cases first.

    In: frames of a count by key as `measure` returns them. Out: key, now, before, growth (now − before ÷ longer).
    Cases without a key are never listed; nor are keys with fewer than `smallest` cases now.
    """
    pair = pd.DataFrame({"now": _counts(now), "before": _counts(before)}).fillna(0)
    pair = pair[pair["now"] >= smallest]
    found = pair[discoveries(p_of_growth(pair["now"], pair["before"], longer))]
    found = found.assign(growth=found["now"] - found["before"] / longer).rename_axis("key").reset_index()
    return found.sort_values(["growth", "key"], ascending=[False, True], ignore_index=True)


def standing_out(units: pd.DataFrame, reference: float, worse: str = "below", smallest: int = 10) -> pd.DataFrame:
    """Units whose share is worse than the reference by more than chance explains, the surest and widest gap first.

    In: columns key, numerator, denominator. Out: these, value, low and high (Wilson), and `gap`: the distance from the
    reference to the near end of the interval, so that a small unit never leads by noise. 3 of 10 and 550 of 1000
    against 0.75: the large one has its interval up to 0.581 and the gap 0.17, the small one up to 0.603 and 0.15.
    """
    known = units[units["key"].notna() & (units["denominator"] >= max(smallest, 1))]
    found = known[discoveries(p_of_share(known["numerator"], known["denominator"], reference, worse))]
    low, high = wilson(found["numerator"], found["denominator"])
    gap = reference - high if worse == "below" else low - reference
    found = found.assign(value=found["numerator"] / found["denominator"], low=low, high=high, gap=gap)
    return found[gap > 0].sort_values(["gap", "key"], ascending=[False, True], ignore_index=True)


def _counts(frame: pd.DataFrame) -> pd.Series:
    named = frame[frame["key"].notna()]
    return named.set_index("key")["numerator"].astype(float)
