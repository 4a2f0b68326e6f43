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


def expected(cells: pd.DataFrame, limit: float = 0.05) -> pd.DataFrame:
    """Observed against expected for each unit.

    In: columns key, stratum, numerator, denominator, one row per unit and kind of case.
    Out: key, numerator (observed), denominator, `expected`, `ratio` (observed ÷ expected) with `ratio_low`,
    `ratio_high` (Wilson's interval of the observed share over the expected one), `value` (crude share),
    `expected_value` (expected share), `adjusted` (ratio × the region's share, at most 1), `mix` (easier, harder,
    average: how the expected share lies to the region's), `p` (score test) and `signal` (above, below, within, at the
    false-discovery limit). Observed sums to expected over all units.

    Two kinds, 0.9 and 0.5 in the region: a unit with 80 of 100 easy cases and 5 of 10 hard ones is expected at
    90 + 5 = 95; it has 85, the ratio is 0.895.
    """
    strata = cells.groupby("stratum", dropna=False)[["numerator", "denominator"]].transform("sum")
    share = strata["numerator"] / strata["denominator"].where(strata["denominator"] > 0)
    rows = cells.assign(
        expected=share.fillna(0) * cells["denominator"],
        variance=(share * (1 - share)).fillna(0) * cells["denominator"],
    )
    found = rows.groupby("key", dropna=False, sort=False)[["numerator", "denominator", "expected", "variance"]].sum()
    return _compared(found.reset_index(), limit)


def _compared(units: pd.DataFrame, limit: float) -> pd.DataFrame:
    k, n, mean = (units[name].to_numpy(float) for name in ("numerator", "denominator", "expected"))
    overall = k.sum() / n.sum() if n.sum() else np.nan
    low, high = wilson(k, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, value, usual = k / mean, k / n, mean / n
        ratio_low, ratio_high = low / usual, high / usual
        z = (k - mean) / np.sqrt(units.pop("variance").to_numpy(float))
    p = 2 * norm.sf(np.abs(z))
    mix = np.where(
        usual > overall + MIX_NOTICED, "easier", np.where(usual < overall - MIX_NOTICED, "harder", "average")
    )
    side = np.where(k > mean, "above", "below")
    return units.assign(
        value=value,
        expected_value=usual,
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        adjusted=np.minimum(ratio * overall, 1),
        mix=mix,
        p=p,
        signal=np.where(discoveries(p, limit), side, "within"),
    )
