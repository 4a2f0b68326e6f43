"""Kaplan–Meier from life tables: how long it takes, counting the cases that are still open."""

import math

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
    low, high = band(curve)
    columns = {
        "median": _first_time(curve, curve["survival"] <= 0.5 + 1e-9),
        "median_low": _first_time(curve, low <= 0.5),
        "median_high": _first_time(curve, high <= 0.5),
        "p90": _first_time(curve, curve["survival"] <= 0.1 + 1e-9),
    }
    sums = by_key[["events", "censored"]].sum()
    found = pd.DataFrame({name: series.reindex(sums.index) for name, series in columns.items()}, index=sums.index)
    return found.join(sums)


def by_day(table: pd.DataFrame, last: int) -> pd.DataFrame:
    """The share answered by the end of each day, one minus Kaplan–Meier, with its 95 % band.

    In: a life table of one key, `time` in days. Out: columns day, share, low, high, at_risk (had not been answered
    before the day and were still seen on it), from day 0 to `last` or as long as anybody was seen.
    """
    curve = survival(table.assign(key="all"))
    low, high = band(curve)
    told = pd.DataFrame({"share": 1 - curve["survival"], "low": 1 - high, "high": 1 - low, "time": curve["time"]})
    longest = float(told["time"].max())
    seen = math.ceil(longest) if told["share"].iloc[-1] >= 1 else int(longest)  # where all are answered, all stay so
    days = pd.DataFrame({"day": [float(day) for day in range(min(last, seen) + 1)]})
    found = pd.merge_asof(days, told, left_on="day", right_on="time").fillna({"share": 0.0, "low": 0.0, "high": 0.0})
    waiting = table["events"] + table["censored"]
    found["at_risk"] = [int(waiting[table["time"] >= day].sum()) for day in found["day"]]
    return found[["day", "share", "low", "high", "at_risk"]]


def band(curve: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % log-log band of the survival of a curve as `survival` returns it: lower and upper ends."""
    s = curve["survival"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z_95 * np.sqrt(curve["variance"].to_numpy(dtype=float)) / np.abs(np.log(s))
        low, high = s ** np.exp(spread), s ** np.exp(-spread)
    return np.where(s <= 0, 0.0, np.where(s >= 1, 1.0, low)), np.where(s <= 0, 0.0, np.where(s >= 1, 1.0, high))


def _first_time(curve: pd.DataFrame, reached: pd.Series | NDArray[np.bool_]) -> pd.Series:
    return curve[np.asarray(reached)].groupby("key", dropna=False, sort=False)["time"].first()
