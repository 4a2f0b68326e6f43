"""Numbers that are too good: closings heaped on the last day, and closings that were made all at once."""

import numpy as np
import pandas as pd
from scipy.stats import poisson

from analysis.false_discovery import LIMIT, p_of_share, q_values
from analysis.intervals import wilson

WINDOW = 4  # the deadline day and the three days before it
FEWEST = 20  # closings within the window that an agency needs to be judged
BATCH = 5  # closings within one minute


def heaping(closings: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys that close on the very deadline day more often than the days before and the others explain.

    In: key, offset (days from the deadline day to closing, 0 on it). Of the closings on the last four days a quarter
    would fall on the last; where the others do it more often, their share is the reference. Exact binomial tail, limit
    of false discoveries over all keys judged. Out: key, n (on the day), of (in the window), value, low, high,
    reference, p, q; the surest first. 20 of 20 against a quarter: p = 9e-13.
    """
    near = closings[closings["offset"].between(1 - WINDOW, 0) & closings["key"].notna()]
    rows = (near["offset"] == 0).groupby(near["key"]).agg(["sum", "size"]).reset_index()
    rows.columns = pd.Index(["key", "n", "of"])
    others, on_day = rows["of"].sum() - rows["of"], rows["n"].sum() - rows["n"]
    rows["reference"] = np.maximum(1 / WINDOW, (on_day / others.where(others > 0)).fillna(0))
    rows = rows[rows["of"] >= FEWEST].reset_index(drop=True)
    low, high = wilson(rows["n"], rows["of"])
    tails = [
        float(p_of_share([n], [of], reference, "above")[0])
        for n, of, reference in zip(rows["n"], rows["of"], rows["reference"], strict=True)
    ]
    rows = rows.assign(value=rows["n"] / rows["of"], low=low, high=high, p=tails, q=q_values(tails))
    return rows[rows["q"] <= limit].sort_values(["p", "key"], ignore_index=True)


def batches(closings: pd.DataFrame, limit: float = LIMIT, least: int = BATCH) -> pd.DataFrame:
    """Minutes in which a key closed many at once.

    In: key, at (datetime64, known to the minute). A minute is compared with the rest of its hour: a Poisson tail at
    (the hour's other closings + 1) / 59 a minute, limit of false discoveries over all the minutes with a closing.
    Out: key, at, n, of (closings of the hour), p, q; the surest first. 8 in a minute, none else in the hour: p = 2e-19.
    """
    named = closings[closings["key"].notna()]
    minute, hour = named["at"].dt.floor("min"), named["at"].dt.floor("h")
    counts = named.groupby(["key", minute.rename("minute")]).size().rename("n").reset_index()
    hours = named.groupby(["key", hour.rename("hour")]).size().rename("of").reset_index()
    rows = counts.assign(hour=counts["minute"].dt.floor("h")).merge(hours, on=["key", "hour"])
    rows["p"] = poisson.sf(rows["n"] - 1, (rows["of"] - rows["n"] + 1) / 59)
    rows["q"] = q_values(rows["p"])
    found = rows[(rows["n"] >= least) & (rows["q"] <= limit)].rename(columns={"minute": "at"}).drop(columns="hour")
    return found.sort_values(["p", "key", "at"], ignore_index=True)
