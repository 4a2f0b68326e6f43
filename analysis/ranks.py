"""Ranks with their uncertainty: a place in a list is a number drawn from data, and has an interval like any other."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

Kind = Literal["share", "rate", "value"]
DRAWS, FEWER_DRAWS, MANY_UNITS = 4_000, 1_000, 300
SEED = 20_251_122  # the same question gets the same answer


def rank_intervals(
    units: pd.DataFrame, good: Literal["up", "down"], kind: Kind = "share", smallest: int = 1
) -> pd.DataFrame:
    """The place of each unit within its group, 1 the best, with a 95 % interval.

    In: columns key, group, value, low, high, numerator, denominator. `kind`: a share (numerator of denominator), a
    rate (events over residents), or a value with an interval, as a median is.
    Out: these and `rank`, `rank_low`, `rank_high`, `of` (ranked units of the group); missing for units with a
    denominator below `smallest` or without a value, which stay in the list.

    `rank` is by what the data vouch for, the worse end of the interval: 970 of 1000 (95.7 % at least) comes before
    22 of 22 (85.1 % at least). The interval is simulated: each unit's true value is drawn from what its cases say
    (Jeffreys' posterior for shares and rates, a log-normal for values), the draws are ranked, and 95 % of the ranks
    lie within it (H. Goldstein and D. Spiegelhalter, 1996); it is widened to hold `rank` itself.
    """
    parts = [_of_group(part, good, kind, smallest) for _, part in units.groupby("group", dropna=False, sort=False)]
    if not parts:
        return units.assign(rank=[], rank_low=[], rank_high=[], of=[])
    found = pd.concat(parts)
    return found.sort_values(["group", "rank", "key"], na_position="last", ignore_index=True)


def _of_group(units: pd.DataFrame, good: str, kind: Kind, smallest: int) -> pd.DataFrame:
    ranked = (units["denominator"] >= max(smallest, 1)) & units["value"].notna()
    part = units[ranked]
    sign = -1 if good == "up" else 1
    worse_end = part["low"] if good == "up" else part["high"].fillna(np.inf)
    places = rankdata(sign * worse_end.to_numpy(float), method="min").astype(int)
    low, high = _simulated(sign * _draws(part, kind))
    columns = {"rank": places, "rank_low": np.minimum(low, places), "rank_high": np.maximum(high, places)}
    found = units.assign(of=len(part))
    for name, ranks in columns.items():
        found[name] = pd.Series(ranks, index=part.index, dtype="float64").reindex(units.index).astype("Int64")
    return found


def _draws(units: pd.DataFrame, kind: Kind) -> NDArray[np.float64]:
    """One row a draw, one column a unit."""
    random = np.random.default_rng(SEED)
    size = (FEWER_DRAWS if len(units) > MANY_UNITS else DRAWS, len(units))
    k, n = units["numerator"].to_numpy(float), units["denominator"].to_numpy(float)
    if kind == "share":
        return random.beta(k + 0.5, n - k + 0.5, size)
    if kind == "rate":
        return random.gamma(k + 0.5, 1 / n, size)
    value = np.maximum(units["value"].to_numpy(float), 1e-9)
    low = np.maximum(units["low"].fillna(units["value"] / 2).to_numpy(float), 1e-9)
    high = units["high"].fillna(units["value"] * 4).to_numpy(float)
    spread = np.maximum(np.log(np.maximum(high, low) / low) / (2 * 1.96), 1e-9)
    return np.exp(random.normal(np.log(value), spread, size))


def _simulated(draws: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not draws.shape[1]:
        return np.array([], int), np.array([], int)
    places = np.argsort(np.argsort(draws, axis=1), axis=1) + 1
    low, high = np.quantile(places, [0.025, 0.975], axis=0, method="nearest")
    return low.astype(int), high.astype(int)
