"""Kaplan–Meier from life tables: how long it takes, counting the cases that are still open."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

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
    ends = _ends(rows)
    events = rows["events"].to_numpy(float)
    leaving = events + rows["censored"].to_numpy(float)
    at_risk = _each(ends, leaving, lambda part: part[::-1].cumsum()[::-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = _each(ends, np.log1p(-(events / at_risk)), np.cumsum)
        term = _each(ends, events / (at_risk * (at_risk - events)), np.cumsum)
    everybody_left = at_risk == events  # the last row of a key at most, none being at risk after it
    return rows.assign(
        at_risk=at_risk.astype("int64"),
        survival=np.where(everybody_left, 0.0, np.exp(kept)),
        variance=np.where(everybody_left, np.nan, term),
    )


def _ends(rows: pd.DataFrame) -> NDArray[np.intp]:
    """Where the rows of each key end; they stand together."""
    number = rows.groupby("key", dropna=False, sort=False).ngroup().to_numpy()
    return np.append(np.flatnonzero(np.diff(number)) + 1, len(rows))


def _each(ends: NDArray[np.intp], values: NDArray[np.float64], of: Callable[..., Any]) -> NDArray[np.float64]:
    """`of` the values of each key, one after the other: a sum that ran on from key to key would round differently."""
    return np.concatenate([of(values[start:end]) for start, end in pairwise((0, *ends))]) if len(values) else values


def quantiles(table: pd.DataFrame) -> pd.DataFrame:
    """Median with its 95 % interval and 90th percentile of each key, from a life table as in `survival`.

    Out: index key; columns median, median_low, median_high, p90 (same unit as `time`; NaN where too many are still
    open to say), events, censored. Closed at 1, 2, 3, 4, 5 days and five open at 10 days: the median is 5 days, not
    the 3.0 of the closed ones. The interval inverts the log-log band (Brookmeyer and Crowley, 1982, with Kalbfleisch
    and Prentice's transformation).
    """
    curve = survival(table)
    if curve.empty:
        return pd.DataFrame(columns=COLUMNS, index=pd.Index([], name="key"), dtype=float)
    ends = _ends(curve)
    starts = np.append(0, ends[:-1])
    s, time = curve["survival"].to_numpy(), curve["time"].to_numpy(float)
    low, high = band(curve)
    reached = (s <= 0.5 + 1e-9, low <= 0.5, high <= 0.5, s <= 0.1 + 1e-9)
    columns = {name: _first_time(ends, time, there) for name, there in zip(COLUMNS[:4], reached, strict=True)}
    sums = {name: np.add.reduceat(curve[name].to_numpy(), starts) for name in COLUMNS[4:]}
    return pd.DataFrame(columns | sums, index=pd.Index(curve["key"].to_numpy()[starts], name="key"))


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
    found["at_risk"] = _seen_from(table, found["day"].to_numpy())
    return found[["day", "share", "low", "high", "at_risk"]]


def _seen_from(table: pd.DataFrame, days: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of a life table were still seen at the beginning of each day."""
    ordered = table.sort_values("time")
    gone = np.append(0, (ordered["events"] + ordered["censored"]).to_numpy(np.int64).cumsum())
    return np.asarray(gone[-1] - gone[np.searchsorted(ordered["time"].to_numpy(float), days)])


def band(curve: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % log-log band of the survival of a curve as `survival` returns it: lower and upper ends."""
    s = curve["survival"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z_95 * np.sqrt(curve["variance"].to_numpy(dtype=float)) / np.abs(np.log(s))
        low, high = s ** np.exp(spread), s ** np.exp(-spread)
    return np.where(s <= 0, 0.0, np.where(s >= 1, 1.0, low)), np.where(s <= 0, 0.0, np.where(s >= 1, 1.0, high))


def _first_time(ends: NDArray[np.intp], time: NDArray[np.float64], reached: NDArray[np.bool_]) -> NDArray[np.float64]:
    """For each key the first of its times at which this is reached; NaN where it never is."""
    found = np.full(len(ends), np.nan)
    there = np.flatnonzero(reached)[::-1]
    found[np.searchsorted(ends, there, side="right")] = time[there]  # the first is written last
    return found
