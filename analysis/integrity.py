"""Numbers that are too good: closings heaped on the last day or made all at once, deadlines that move, ratings where
they are good; and records that contradict themselves.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom, nchypergeom_fisher

from analysis.false_discovery import LIMIT, p_of_share, q_values
from analysis.intervals import wilson

WINDOW = 4  # the deadline day and the three days before it
FEWEST = 20  # cases that an agency needs to be judged against others
TOLERATED = 0.001  # one case in a thousand may be a slip of the pen
BATCH = 5  # closings within one minute


def heaping(closings: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys that close on the very deadline day more often than the days before and the others explain.

    In: key, offset (days from the deadline day to closing, 0 on it). Of the closings on the last four days a quarter
    would fall on the last; where the others do it more often, their share is the reference, and both have to be left
    behind. Out: see `_above`, n of those in the window on the day. 20 of 20 against a quarter: p = 9e-13.
    """
    near = closings[closings["offset"].between(1 - WINDOW, 0) & closings["key"].notna()]
    return _above(_counts(near["key"], near["offset"] == 0), 1 / WINDOW, limit)


def extensions(cases: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys that move the deadlines of their cases more often than the others; nobody where there are no others.

    In: key, moved (bool). Out: see `_above`. 15 of 20 where the others moved 5 of 20: p = 0.002.
    """
    named = cases[cases["key"].notna()]
    rows = _counts(named["key"], named["moved"])
    return _above(rows, TOLERATED, limit) if len(rows) > 1 else _above(rows.head(0), TOLERATED, limit)


def slips(cases: pd.DataFrame, limit: float = LIMIT, tolerated: float = TOLERATED) -> pd.DataFrame:
    """Keys (one may be missing) with more of what should not be than slips of the pen explain, whatever others do.

    In: key, hit (bool). Out: see `_found`. 2 of 100 where 1 in 1,000 is tolerated: p = 0.005.
    """
    rows = _counts(cases["key"], cases["hit"]).assign(reference=tolerated)
    return _found(rows.assign(p=_against(rows, tolerated)), limit)


def silent_where_bad(closings: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """Keys whose badly ended cases have fewer ratings than those that ended well, by more than with the others.

    In: key, rated, bad (bool). The ratings of a key are drawn from its closings; a badly ended one is drawn with the
    others' odds (N. Mantel and W. Haenszel, 1959), with even ones where they rate such cases more often. Fisher's
    noncentral hypergeometric tail; see `_drawn_with` for what the others' odds leave open. Out: see `_found`, n badly
    ended cases without a rating of all badly ended. 20 of 20 where 20 cases ended well, all with a rating, and the odds
    are even: p = 1 / C(40, 20) = 7e-12.
    """
    named = closings[closings["key"].notna()].assign(
        good_rated=closings["rated"] & ~closings["bad"], bad_rated=closings["rated"] & closings["bad"],
    )  # fmt: skip
    rows = named.groupby("key").agg(
        size=("bad", "size"), bad=("bad", "sum"), rated=("rated", "sum"), good_rated=("good_rated", "sum"),
        bad_rated=("bad_rated", "sum"),
    )  # fmt: skip
    rows = rows.assign(odds=_odds_of_the_others(rows), known=_known_of_the_others(rows))
    judged = (rows["bad"] >= FEWEST) & (rows["rated"] >= FEWEST) & (rows["bad"] < rows["size"]) & (rows["odds"] != 0)
    rows = rows[judged].astype(float).reset_index()
    drawn = nchypergeom_fisher(rows["size"], rows["bad"], rows["rated"], rows["odds"].fillna(1).clip(upper=1))
    rows = rows.assign(n=rows["bad"] - rows["bad_rated"], of=rows["bad"], reference=1 - drawn.mean() / rows["bad"])
    rows["p"] = [_drawn_with(row) for row in rows.to_dict("records")]
    return _found(rows[["key", "n", "of", "reference", "p"]].astype({"n": int, "of": int}), limit)


def _drawn_with(row: dict[Any, Any]) -> float:
    """How likely so few of the badly ended cases of a key are rated: by even odds and by the others', whichever is
    likelier.

    The others' odds are known only so far: given how many ratings of badly ended cases all keys have together (as in
    M. Zelen's exact test, 1971), the others must have as many more as this key has fewer, which their own spread makes
    the less likely the farther it is from what they have.
    """
    even = float(nchypergeom_fisher(row["size"], row["bad"], row["rated"], 1).cdf(row["bad_rated"]))
    if np.isnan(row["odds"]):
        return even
    ratings = np.arange(max(0, row["rated"] + row["bad"] - row["size"]), min(row["bad"], row["rated"]) + 1)
    drawn = nchypergeom_fisher(row["size"], row["bad"], row["rated"], row["odds"]).pmf(ratings)
    away = ratings - row["bad_rated"]
    shared = drawn * np.exp(-(away**2) / (2 * row["known"])) if row["known"] else drawn * (away == 0)
    return max(even, float(shared[away <= 0].sum() / shared.sum()))


def _odds_of_the_others(rows: pd.DataFrame) -> pd.Series:
    """How much rarer a rating of a badly ended case is with all the others; NaN where nobody knows."""
    bad_silent, good = rows["bad"] - rows["bad_rated"], rows["size"] - rows["bad"]
    up = rows["bad_rated"] * (good - rows["good_rated"]) / rows["size"]
    down = rows["good_rated"] * bad_silent / rows["size"]
    others = down.sum() - down
    return (up.sum() - up) / others.where(others > 0)


def _known_of_the_others(rows: pd.DataFrame) -> pd.Series:
    """The variance of how many badly ended cases all the others rate, by the cells of their tables."""
    cells = [rows["bad_rated"], rows["good_rated"], rows["bad"] - rows["bad_rated"]]
    cells.append(rows["size"] - rows["bad"] - rows["good_rated"])
    own = 1 / (1 / pd.concat(cells, axis=1).astype(float)).sum(axis=1)  # 1 / 0 is infinite: nothing is left open
    return own.sum() - own


def _counts(key: pd.Series, hit: pd.Series) -> pd.DataFrame:
    """Columns key, n (hits), of."""
    rows = hit.astype(bool).groupby(key, dropna=False).agg(["sum", "size"]).reset_index()
    rows.columns = pd.Index(["key", "n", "of"])
    return rows


def _above(rows: pd.DataFrame, least: float, limit: float) -> pd.DataFrame:
    """The keys (key, n, of; those with `FEWEST` are judged) whose share is above `least` and above that of all the
    others together: the larger of an exact binomial and an exact hypergeometric tail, as the others' share is no more
    certain than their number makes it (R. Fisher, 1935). Out: see `_found`, `reference` the higher of the two shares.
    """
    n, of = rows["n"].sum(), rows["of"].sum()
    others = (of - rows["of"]).astype(float)
    rows = rows.assign(reference=np.maximum(least, ((n - rows["n"]) / others.where(others > 0)).fillna(0)))
    alike = np.where(others > 0, hypergeom.sf(rows["n"] - 1, of, n, rows["of"]), 0)
    rows = rows.assign(p=np.maximum(_against(rows, least), alike))
    return _found(rows[rows["of"] >= FEWEST], limit)


def _against(rows: pd.DataFrame, share: float) -> NDArray[np.float64]:
    """Exact binomial tails of n of `of` above a share that is given."""
    return p_of_share(rows["n"], rows["of"], share, "above")


def _found(rows: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Of the rows (key, n, of, reference, p) those that stand out, limit of false discoveries over all of them, and
    value, low, high, q; the surest first.
    """
    low, high = wilson(rows["n"], rows["of"])
    rows = rows.assign(value=rows["n"] / rows["of"], low=low, high=high, q=q_values(rows["p"]))
    return rows[rows["q"] <= limit].sort_values(["p", "key"], ignore_index=True)


def batches(closings: pd.DataFrame, limit: float = LIMIT, least: int = BATCH) -> pd.DataFrame:
    """Minutes in which a key closed many at once.

    In: key, at (datetime64, known to the minute). Of an hour's closings each minute would have a sixtieth: an exact
    binomial tail, limit of false discoveries over all minutes of the hours with a closing. Out: key, at, n, of
    (closings of the hour), p, q; the surest first. 8 in a minute, none else in the hour: p = 60^-8 = 6e-15.
    """
    named = closings[closings["key"].notna()]
    minute, hour = named["at"].dt.floor("min"), named["at"].dt.floor("h")
    counts = named.groupby(["key", minute.rename("minute")]).size().rename("n").reset_index()
    hours = named.groupby(["key", hour.rename("hour")]).size().rename("of").reset_index()
    rows = counts.assign(hour=counts["minute"].dt.floor("h")).merge(hours, on=["key", "hour"])
    rows["p"] = binom.sf(rows["n"] - 1, rows["of"], 1 / 60)
    rows["q"] = q_values(rows["p"], 60 * len(hours))
    found = rows[(rows["n"] >= least) & (rows["q"] <= limit)].rename(columns={"minute": "at"}).drop(columns="hour")
    return found.sort_values(["p", "key", "at"], ignore_index=True)
