"""What a unit's share would be if its cases fared as the same kind of cases fare everywhere: indirect standardisation.

An agency that gets the easy topics looks quick. Its expected number sums, over its cases, the region's share for cases
of the same kind (topic × season × channel); observed ÷ expected tells how it does with the work it has.
"""

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.false_discovery import discoveries
from analysis.intervals import wilson

MIX_NOTICED = 0.02  # an expected share that differs by less from the average is no easier or harder mix


MANY = 400  # from this variance on the normal tail will do
FAR = 1e-12  # below it a sum of rounded numbers is no tail any more


def expected(cells: pd.DataFrame, limit: float = 0.05, smallest: int = 1) -> pd.DataFrame:
    """Observed against expected for each unit.

    In: columns key, stratum, numerator, denominator, one row per unit and kind of case.
    Out: key, numerator (observed), denominator, `expected`, `ratio` (observed ÷ expected) with `ratio_low`,
    `ratio_high` (Wilson's interval of the observed share over the expected one), `value` (crude share),
    `expected_value` (expected share), `adjusted` (ratio × the region's share, at most 1), `mix` (easier, harder,
    average: how the expected share lies to the region's), `p` (two-sided, exact: see `chance_of`) and `signal` (above,
    below, within, at the false-discovery limit; small with fewer than `smallest` cases, no_data with none). Cases of
    nobody (key missing) are no unit to judge. Observed sums to expected over all units.

    Two kinds, 0.9 and 0.5 in the region: a unit with 80 of 100 easy cases and 5 of 10 hard ones is expected at
    90 + 5 = 95; it has 85, the ratio is 0.895.
    """
    strata = cells.groupby("stratum", dropna=False)[["numerator", "denominator"]].transform("sum")
    share = strata["numerator"] / strata["denominator"].where(strata["denominator"] > 0)
    rows = cells.assign(expected=share.fillna(0) * cells["denominator"], share=share.fillna(0))
    units = rows.groupby("key", dropna=False, sort=False)
    found = units[["numerator", "denominator", "expected"]].sum()
    p = [chance_of(int(part["numerator"].sum()), part["denominator"], part["share"]) for _key, part in units]
    return _compared(found.reset_index(), np.array(p, dtype=float), limit, smallest)


def chance_of(observed: int, cases: pd.Series, share: pd.Series) -> float:
    """How often chance alone takes the sum as far from what is expected, to either side: twice the smaller tail, at
    most 1; NaN without cases. In: for each kind the cases and the region's share.

    The sum of binomials is exact, by its characteristic function (Y. Hong, 2013); with a variance above 400 normal
    with continuity correction. 37 of 38 where 0.998 are usual: 0.14; the normal approximation would say 0.0007 and
    accuse of one late answer.
    """
    n, p = cases.to_numpy(float), share.to_numpy(float)
    n, p = n[n > 0], p[n > 0]
    if not n.size:
        return float("nan")
    mean, variance = float((n * p).sum()), float((n * p * (1 - p)).sum())
    beyond = abs(observed - mean) - 0.5
    normal = min(1.0, 2 * float(norm.sf(beyond / np.sqrt(variance)))) if variance > 0 else float(beyond < 0)
    if variance > MANY or variance == 0:
        return normal
    lower, upper = _tails(int(observed), n, p, mean, variance)
    exact = min(1.0, 2 * min(lower, upper))
    return exact if exact > FAR else min(FAR, normal)


def _tails(observed: int, n: np.ndarray, p: np.ndarray, mean: float, variance: float) -> tuple[float, float]:
    """P(sum ≤ observed) and P(sum ≥ observed), from as many points around the mean as hold all but 1e-15 of it."""
    reach = int(20 * np.sqrt(variance)) + 50  # S. Bernstein's bound
    first = max(0, int(mean) - reach)
    points = (min(int(n.sum()), int(mean) + reach) - first + 1) | 1
    turns = np.exp(-2j * np.pi * np.arange(points // 2 + 1) / points)
    spectrum = np.prod((1 - p[:, None] + p[:, None] * turns) ** n[:, None], axis=0)
    chances = np.roll(np.fft.irfft(spectrum, points), -(first % points))
    at = observed - first
    return float(chances[: max(at + 1, 0)].sum()), float(chances[max(at, 0) :].sum())


def _compared(units: pd.DataFrame, p: np.ndarray, limit: float, smallest: int) -> pd.DataFrame:
    k, n, mean = (units[name].to_numpy(float) for name in ("numerator", "denominator", "expected"))
    overall = k.sum() / n.sum() if n.sum() else np.nan
    low, high = wilson(k, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, value, usual = k / mean, k / n, mean / n
        ratio_low, ratio_high = low / usual, high / usual
    mix = np.where(
        usual > overall + MIX_NOTICED, "easier", np.where(usual < overall - MIX_NOTICED, "harder", "average")
    )
    side = np.where(k > mean, "above", "below")
    judged = units["key"].notna().to_numpy(bool) & (n >= max(smallest, 1))
    told = np.where(discoveries(np.where(judged, p, np.nan), limit), side, "within")
    return units.assign(
        value=value,
        expected_value=usual,
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        adjusted=np.minimum(ratio * overall, 1),
        mix=mix,
        p=p,
        signal=np.where(n <= 0, "no_data", np.where(n < smallest, "small", told)),
    )
