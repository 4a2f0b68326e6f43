"""Numbers that are too good: closings heaped on the last day or made all at once, deadlines that move, ratings where
they are good; and records that contradict themselves.
"""

import numpy as np
import pandas as pd
from scipy.stats import nchypergeom_fisher, poisson

from analysis.false_discovery import LIMIT, p_of_share, q_values
from analysis.intervals import wilson

WINDOW = 4  # the deadline day and the three days before it
FEWEST = 20  # cases that an agency needs to be judged against others
TOLERATED = 0.001  # one case in a thousand may be a slip of the pen
BATCH = 5  # closings within one minute


def heaping(closings: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys that close on the very deadline day more often than the days before and the others explain.

    In: key, offset (days from the deadline day to closing, 0 on it). Of the closings on the last four days a quarter
    would fall on the last; where the others do it more often, their share is the reference. Out: see `_above`, n of
    those in the window on the day. 20 of 20 against a quarter: p = 9e-13.
    """
    near = closings[closings["offset"].between(1 - WINDOW, 0) & closings["key"].notna()]
    rows = _counts(near["key"], near["offset"] == 0)
    rows["reference"] = np.maximum(1 / WINDOW, _of_the_others(rows))
    return _above(rows[rows["of"] >= FEWEST], limit)


def extensions(cases: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys that move the deadlines of their cases more often than the others; nobody where there are no others.

    In: key, moved (bool). Out: see `_above`. 15 of 20 where the others moved 5 of 20: p = 4e-6.
    """
    named = cases[cases["key"].notna()]
    rows = _counts(named["key"], named["moved"])
    rows["reference"] = np.maximum(TOLERATED, _of_the_others(rows))
    return _above(rows[(rows["of"] >= FEWEST) & (rows["of"] < rows["of"].sum())], limit)


def slips(cases: pd.DataFrame, limit: float = LIMIT, tolerated: float = TOLERATED) -> pd.DataFrame:
    """Keys (one may be missing) with more of what should not be than slips of the pen explain, whatever others do.

    In: key, hit (bool). Out: see `_above`. 2 of 100 where 1 in 1,000 is tolerated: p = 0.005.
    """
    rows = _counts(cases["key"], cases["hit"])
    return _above(rows.assign(reference=tolerated), limit)


def silent_where_bad(closings: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys whose badly ended cases have fewer ratings than those that ended well, by more than with the others.

    In: key, rated, bad (bool). The ratings of a key are drawn from its closings; a badly ended one is drawn with the
    others' odds (N. Mantel and W. Haenszel, 1959), with even ones where they rate such cases more often. Fisher's
    noncentral hypergeometric tail. Out: see `_above`, n badly ended cases without a rating of all badly ended. 20 of
    20 where 20 cases ended well, all with a rating, and the odds are even: p = 1 / C(40, 20) = 7e-12.
    """
    named = closings[closings["key"].notna()].assign(
        good_rated=closings["rated"] & ~closings["bad"], bad_rated=closings["rated"] & closings["bad"],
    )  # fmt: skip
    rows = named.groupby("key").agg(
        size=("bad", "size"), bad=("bad", "sum"), rated=("rated", "sum"), good_rated=("good_rated", "sum"),
        bad_rated=("bad_rated", "sum"),
    )  # fmt: skip
    odds = _odds_of_the_others(rows)
    judged = (rows["bad"] >= FEWEST) & (rows["rated"] >= FEWEST) & (rows["bad"] < rows["size"])
    rows = rows.assign(odds=odds)[judged].astype(float).reset_index()
    drawn = nchypergeom_fisher(rows["size"], rows["bad"], rows["rated"], rows["odds"])
    rows = rows.assign(n=rows["bad"] - rows["bad_rated"], of=rows["bad"], p=drawn.cdf(rows["bad_rated"]))
    rows["reference"] = 1 - drawn.mean() / rows["bad"]
    return _found(rows[["key", "n", "of", "reference", "p"]].astype({"n": int, "of": int}), limit)


def _odds_of_the_others(rows: pd.DataFrame) -> pd.Series:
    """How much rarer a rating of a badly ended case is with all the others: at most 1, and 1 where nobody knows."""
    bad_silent, good = rows["bad"] - rows["bad_rated"], rows["size"] - rows["bad"]
    up = rows["bad_rated"] * (good - rows["good_rated"]) / rows["size"]
    down = rows["good_rated"] * bad_silent / rows["size"]
    others = down.sum() - down
    return ((up.sum() - up) / others.where(others > 0)).fillna(1).clip(upper=1)


def _counts(key: pd.Series, hit: pd.Series) -> pd.DataFrame:
    """Columns key, n (hits), of."""
    rows = hit.astype(bool).groupby(key, dropna=False).agg(["sum", "size"]).reset_index()
    rows.columns = pd.Index(["key", "n", "of"])
    return rows


def _of_the_others(rows: pd.DataFrame) -> pd.Series:
    """For each key the share of all the others together; 0 where there are none."""
    others = rows["of"].sum() - rows["of"]
    return ((rows["n"].sum() - rows["n"]) / others.where(others > 0)).fillna(0)


def _above(rows: pd.DataFrame, limit: float) -> pd.DataFrame:
    """The rows (key, n, of, reference) whose share lies above its reference: exact binomial tails, limit of false
    discoveries over all rows. Out: these columns and value, low, high, p, q; the surest first.
    """
    tails = [
        float(p_of_share([n], [of], reference, "above")[0])
        for n, of, reference in zip(rows["n"], rows["of"], rows["reference"], strict=True)
    ]
    return _found(rows.assign(p=tails), limit)


def _found(rows: pd.DataFrame, limit: float) -> pd.DataFrame:
    low, high = wilson(rows["n"], rows["of"])
    rows = rows.assign(value=rows["n"] / rows["of"], low=low, high=high, q=q_values(rows["p"]))
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
