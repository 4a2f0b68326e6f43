"""Whether two measures of the same places go together, and where they part."""

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis.intervals import Z_95

LEAST_PLACES = 10  # fewer say nothing about a correlation


def rank_correlation(one: pd.Series, other: pd.Series) -> tuple[float, float, float, int]:
    """Spearman's correlation with its 95 % interval (Bonett and Wright, 2000: Fisher's z with a variance of
    (1 + r² ÷ 2) ÷ (n - 3)) and the number of places that have both. NaN for fewer than ten, or where one never changes.
    """
    both = pd.concat([one.reset_index(drop=True), other.reset_index(drop=True)], axis=1).dropna().astype(float)
    n = len(both)
    if n < LEAST_PLACES or (both.nunique() < 2).any():
        return float("nan"), float("nan"), float("nan"), n
    r = float(spearmanr(both.iloc[:, 0], both.iloc[:, 1]).statistic)
    z, half = np.arctanh(np.clip(r, -0.999999, 0.999999)), Z_95 * np.sqrt((1 + r * r / 2) / (n - 3))
    return r, float(np.tanh(z - half)), float(np.tanh(z + half)), n


def side_of(low: pd.Series, high: pd.Series, usual: float) -> pd.Series:
    """1 where an interval lies above the usual value, -1 below it, 0 where chance explains it or there is none."""
    above, below = low.astype(float) > usual, high.astype(float) < usual
    return above.astype(int) - below.astype(int)
