"""Funnels: how far a unit's share or rate may lie from the target by chance alone, given its size.

The limits are exact, not normal approximations (D. Spiegelhalter, "Funnel plots for comparing institutional
performance", 2005). Signals are judged together with a false-discovery limit: among thirty units one would leave the
95 % funnel for nothing.
"""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, poisson

from analysis.false_discovery import discoveries

Kind = Literal["share", "rate"]
LEVELS = {"95": 0.95, "998": 0.998}


def share_limits(n: ArrayLike, target: float, level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and the highest share that `n` cases show by chance when the true share is `target`; NaN for n = 0.

    10 cases, target 0.5, 95 %: 2 to 8 of 10 (the tails beyond hold 1.1 % each), so 0.2 to 0.8.
    """
    size = np.asarray(n, dtype=float)
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (binom.ppf(share, size, target) / size for share in (tail, 1 - tail))
    return np.where(size > 0, low, np.nan), np.where(size > 0, high, np.nan)


def count_limits(expected: ArrayLike, level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and the highest count that chance shows when `expected` is expected (Poisson).

    Expected 10, 95 %: 4 to 17.
    """
    tail = (1 - level) / 2
    mean = np.asarray(expected, dtype=float)
    return np.asarray(poisson.ppf(tail, mean), float), np.asarray(poisson.ppf(1 - tail, mean), float)


def funnel(units: pd.DataFrame, kind: Kind = "share", limit: float = 0.05, smallest: int = 1) -> pd.DataFrame:
    """Where each unit lies in the funnel of its group.

    In: columns key, group, numerator, denominator (cases judged, or residents for a rate). Units of one group share
    the target: their pooled share or rate. With a column is_top (some units hold others) only of those marked so.
    Out: these and `value`, `target` (both shares, or events per resident), `low_95`, `high_95`, `low_998`, `high_998`,
    `p` (two-sided, exact), `signal`: above or below (discoveries at `limit` among the units of the group), within,
    small (denominator, or expected events for a rate, below `smallest`) or no_data. The order: the strongest signals
    first, then by p; nobody is left out.
    """
    parts = [_of_group(part, kind, limit, smallest) for _, part in units.groupby("group", dropna=False, sort=False)]
    if not parts:
        limits: dict[str, list[float]] = {f"{end}_{name}": [] for name in LEVELS for end in ("low", "high")}
        return units.assign(value=[], target=[], **limits, p=[], signal=[])
    return pd.concat(parts).sort_values(["p", "key"], na_position="last", ignore_index=True)


def _of_group(units: pd.DataFrame, kind: Kind, limit: float, smallest: int) -> pd.DataFrame:
    k, n = units["numerator"].to_numpy(float), units["denominator"].to_numpy(float)
    once = (n > 0) & (units["is_top"].to_numpy(bool) if "is_top" in units else True)
    total = n[once].sum()
    target = k[once].sum() / total if total else np.nan
    found = units.assign(value=np.divide(k, n, out=np.full(len(n), np.nan), where=n > 0), target=target)
    for name, level in LEVELS.items():
        found[f"low_{name}"], found[f"high_{name}"] = _limits(n, target, level, kind)
    found["p"] = p = two_sided(k, n, target, kind)
    weight = n if kind == "share" else n * target
    judged = (n > 0) & (weight >= smallest)
    surprising = discoveries(np.where(judged, p, np.nan), limit)
    side = np.where(found["value"] > target, "above", "below")
    found["signal"] = np.where(
        n <= 0, "no_data", np.where(~judged, "small", np.where(surprising, side, "within"))
    ).astype(object)
    return found


def _limits(
    n: NDArray[np.float64], target: float, level: float, kind: Kind
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if kind == "share":
        return share_limits(n, target, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (edge / n for edge in count_limits(n * target, level))
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def two_sided(
    k: NDArray[np.float64], n: NDArray[np.float64], target: float | NDArray[np.float64], kind: Kind = "share"
) -> NDArray[np.float64]:
    """Twice the smaller exact tail, at most 1; NaN for n = 0. 8 of 10 against 0.5: 2 · 56 ÷ 1024 = 0.109."""
    if kind == "share":
        lower, upper = binom.cdf(k, n, target), binom.sf(k - 1, n, target)
    else:
        lower, upper = poisson.cdf(k, n * target), poisson.sf(k - 1, n * target)
    return np.where(n > 0, np.minimum(1.0, 2 * np.minimum(lower, upper)), np.nan)
