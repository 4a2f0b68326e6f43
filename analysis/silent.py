"""Where fewer people write than such a place would make one expect: indirect standardisation of districts.

Few appeals there probably mean few reports, not few problems.
"""

import numpy as np
import pandas as pd
from scipy.special import betainc
from scipy.stats import chi2

from analysis.false_discovery import LIMIT, q_values
from analysis.rhythm import Numbers, fitted

COLUMNS = ("district", "population", "seen", "expected", "ratio", "low", "high", "p", "q", "is_silent")
HALF = 0.5  # silent is who writes less than half of what is expected
LEAST = 5.0  # expected cases; below it silence says nothing
FEWEST = 8  # districts to learn from
RIDGE = 5.0
TAIL = 0.1  # districts at either end that do not count for how much districts differ


def silence(counts: pd.DataFrame, places: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """One row per district with residents, columns `COLUMNS`, the most silent first.

    `counts`: topic, district, count of the period: its season is in all of them alike. `places`: id, population,
    is_city. Expected is the sum over topics of a quasi-Poisson regression on population and town or country, so that
    a topic of the towns is not missed in the country. `ratio` = seen ÷ expected with its exact 95 % interval; `p`: the
    chance of so few, given how much districts differ anyway. Empty with fewer than eight districts.
    """
    known = places[places["population"].fillna(0) > 0].sort_values("id", ignore_index=True)
    table = counts.pivot_table(index="topic", columns="district", values="count", aggfunc="sum", fill_value=0)
    y = table.reindex(columns=known["id"], fill_value=0).to_numpy(float)
    if len(known) < FEWEST or not y.sum():
        return pd.DataFrame(columns=list(COLUMNS))
    expected = _expected(y, known)
    seen = y.sum(axis=0)
    p = too_few(seen, expected, _differences(seen, expected))
    p[expected < LEAST] = np.nan
    low, high = exact_interval(seen, expected)
    rows = known.rename(columns={"id": "district"})[["district", "population"]].assign(
        seen=seen.astype(int), expected=expected, ratio=seen / expected, low=low, high=high, p=p, q=q_values(p)
    )
    rows["is_silent"] = (rows["q"] <= limit) & (rows["ratio"] < HALF)
    return rows.sort_values(["is_silent", "ratio"], ascending=[False, True], ignore_index=True)[list(COLUMNS)]


def _expected(y: Numbers, known: pd.DataFrame) -> Numbers:
    """By district. A first pass finds who is silent already; they do not teach the second what is usual."""
    people = known["population"].to_numpy(float)
    size = np.log(people)
    town = known["is_city"].to_numpy(float)
    x = np.column_stack([np.ones(len(known)), size - size.mean(), town - town.mean()])
    offset = np.broadcast_to(np.log(people / people.sum()), y.shape)
    weights = np.ones(y.shape)
    first = fitted(y, x, offset, weights, RIDGE).sum(axis=0)
    quiet = y.sum(axis=0) < HALF * first
    return np.asarray(fitted(y, x, offset, weights * ~quiet, RIDGE).sum(axis=0))


def _differences(seen: Numbers, expected: Numbers) -> float:
    """The relative variance by which districts differ beyond chance: moments, without a tenth at either end."""
    order = np.argsort(seen / expected)
    cut = int(np.ceil(TAIL * len(order)))
    y, e = seen[order][cut:-cut], expected[order][cut:-cut]
    return float(max(((y - e) ** 2 - e).sum() / (e**2).sum(), 1e-6)) * 2  # the cut tails held about half of it


def too_few(seen: Numbers, expected: Numbers, differences: float) -> Numbers:
    """P(count ≤ seen) of a negative binomial with this mean and the variance mean + differences·mean²."""
    size = 1 / differences
    return np.asarray(1 - betainc(seen + 1, size, expected / (size + expected)), dtype=float)


def exact_interval(seen: Numbers, expected: Numbers, within: float = 0.95) -> tuple[Numbers, Numbers]:
    """Of the ratio seen ÷ expected (Garwood, 1936): 5 of 10 → 0.162 to 1.167."""
    tail = (1 - within) / 2
    low = np.where(seen > 0, chi2.ppf(tail, 2 * np.maximum(seen, 0.5)) / 2, 0.0)
    return low / expected, chi2.ppf(1 - tail, 2 * seen + 2) / 2 / expected
