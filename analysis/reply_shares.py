"""What judged replies add up to: shares by unit and by time, who stands out, and which replies could be models."""

import hashlib

import numpy as np
import pandas as pd

from analysis.false_discovery import p_of_share, q_values
from analysis.intervals import wilson

SMALLEST = 10  # replies that a unit needs to be compared with the others
MONTHS_FROM = 92  # days from which a trend goes by months instead of weeks
GOOD_KINDS = ("date", "done", "place", "document")


def against_others(rows: pd.DataFrame, smallest: int = SMALLEST) -> pd.DataFrame:
    """The rows of `analysis.replies.by_key` with reference (the share of all the others) and q: the false-discovery
    rate at which the unit's share lies above it. NaN for units that are too small and where there are no others.

    90 of 100 where the others have 100 of 1000: reference 0.1, q below 0.001.
    """
    of = rows["denominator"].sum() - rows["denominator"]
    reference = ((rows["numerator"].sum() - rows["numerator"]) / of.where(of > 0)).to_numpy(dtype=float)
    enough = (rows["denominator"] >= smallest) & rows["key"].notna() & ~np.isnan(reference)
    p = np.full(len(rows), np.nan)
    for place in np.flatnonzero(enough):
        row = rows.iloc[place]
        p[place] = p_of_share([row["numerator"]], [row["denominator"]], float(reference[place]), "above")[0]
    return rows.assign(reference=reference, q=q_values(p))


def by_time(found: pd.DataFrame, since: pd.Timestamp | None = None, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """Columns start (Monday or the first of the month), unit (week, month), numerator, denominator, value, low, high,
    is_whole, in the order of time. In: day (local), suspected. Months where the days span more than three of them.

    A week or month is whole when all of it lies from `since` up to but not including `until`, between which the days
    are known (without them: from the first day found to the last). From Wednesday 7 January up to Tuesday 27 January
    2026 the weeks of the 12th and the 19th are whole, those of the 5th and the 26th are not.
    """
    days = found["day"]
    long = bool(len(days)) and (days.max() - days.min()).days > MONTHS_FROM
    bucket = days.dt.to_period("M" if long else "W-SUN")
    rows = found["suspected"].groupby(bucket).agg(["sum", "size"]).reset_index()
    rows.columns = pd.Index(["start", "numerator", "denominator"])
    low, high = wilson(rows["numerator"], rows["denominator"])
    start, following = rows["start"].dt.start_time, (rows["start"] + 1).dt.start_time
    since = days.dt.normalize().min() if since is None else since
    until = days.dt.normalize().max() + pd.Timedelta(days=1) if until is None else until
    return rows.assign(
        start=start, unit="month" if long else "week", value=rows["numerator"] / rows["denominator"], low=low,
        high=high, is_whole=(start >= since) & (following <= until),
    )  # fmt: skip


def models(found: pd.DataFrame) -> pd.DataFrame:
    """Replies that say when, where and what was done, of cases that were solved and not rated badly: the richest first,
    then the best rated; one of each text.
    """
    kinds = sum(found["content"].map(lambda has, kind=kind: kind in has).astype(int) for kind in GOOD_KINDS)
    solved = (found["outcome"] == "solved") & ~(found["rating"].astype(float) < 4) & ~found["suspected"]
    rows = found.assign(kinds=kinds)[solved & (kinds >= 3)]
    rows = rows.assign(case=rows.index, stars=rows["rating"].astype(float).fillna(0))
    rows = rows.sort_values(["kinds", "stars", "case"], ascending=[False, False, True])
    return rows[~rows["cluster"].duplicated()].drop(columns=["case", "stars"])


def in_random_order(ids: pd.Index, seed: str) -> list[str]:
    """The ids in an order that only the seed and each id decide: a sample drawn from its start is a random one, and
    stays the same when others come or go.
    """
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())
