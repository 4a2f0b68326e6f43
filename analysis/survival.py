"""Kaplan–Meier from life tables: how long it takes, counting the cases that are still open."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.intervals import Z_95

COLUMNS = ["median", "median_low", "median_high", "p90", "events", "censored"]


def survival(table: pd.DataFrame) -> pd.DataFrame:
    """The Kaplan–Meier curve of each key.

    In: columns key, time, events, censored (counts at that time; several rows per time are summed).
    Out: columns key, time, at_risk, events, censored, survival, variance (Greenwood's sum), ordered by key and time.
    A case censored at t is still at risk at t. Kaplan and Meier, 1958.
    """
    rows = table.groupby(["key", "time"], dropna=False, sort=True, as_index=False)[["events", "censored"]].sum()
    leaving = rows["events"] + rows["censored"]
    group = rows.groupby("key", dropna=False, sort=False)
    number = group.ngroup()
    total = leaving.groupby(number).transform("sum")
    at_risk: pd.Series = total - leaving.groupby(number).cumsum() + leaving
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = pd.Series(np.log1p(-(rows["events"] / at_risk)), index=rows.index)
        term = rows["events"] / (at_risk * (at_risk - rows["events"]))
    curve = rows.assign(at_risk=at_risk)
    curve["survival"] = kept.groupby(number).cumsum().map(np.exp).fillna(0.0)
    curve["variance"] = term.replace(np.inf, np.nan).groupby(number).cumsum()
    return curve


def quantiles(table: pd.DataFrame) -> pd.DataFrame:
    """Median with its 95 % interval and 90th percentile of each key, from a life table as in `survival`.

    Out: index key; columns median, median_low, median_high, p90 (same unit as `time`; NaN where too many are still
    open to say), events, censored. Closed at 1, 2, 3, 4, 5 days and five open at 10 days: the median is 5 days, not
    the 3.0 of the closed ones. The interval inverts the log-log band (Brookmeyer and Crowley, 1982, with Kalbfleisch
    and Prentice's transformation).
    """
    curve = survival(table)
    by_key = curve.groupby("key", dropna=False, sort=False)
    low, high = _band(curve)
    columns = {
        "median": _first_time(curve, curve["survival"] <= 0.5 + 1e-9),
        "median_low": _first_time(curve, low <= 0.5),
        "median_high": _first_time(curve, high <= 0.5),
        "p90": _first_time(curve, curve["survival"] <= 0.1 + 1e-9),
    }
    sums = by_key[["events", "censored"]].sum()
    found = pd.DataFrame({name: series.reindex(sums.index) for name, series in columns.items()}, index=sums.index)
    return found.join(sums)


def share_answered(table: pd.DataFrame, by_time: float) -> pd.Series:
    """1 − S(t) of each key at `by_time`: the share answered by then, open cases counted as open. Index key."""
    curve = survival(table)
    before = curve[curve["time"] <= by_time].groupby("key", dropna=False)["survival"].last()
    keys = curve.groupby("key", dropna=False).size().index
    return 1 - before.reindex(keys).fillna(1.0)


def _band(curve: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    s = curve["survival"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z_95 * np.sqrt(curve["variance"].to_numpy(dtype=float)) / np.abs(np.log(s))
        low, high = s ** np.exp(spread), s ** np.exp(-spread)
    return np.where(s <= 0, 0.0, np.where(s >= 1, 1.0, low)), np.where(s <= 0, 0.0, np.where(s >= 1, 1.0, high))


def _first_time(curve: pd.DataFrame, reached: pd.Series | NDArray[np.bool_]) -> pd.Series:
    return curve[np.asarray(reached)].groupby("key", dropna=False, sort=False)["time"].first()
