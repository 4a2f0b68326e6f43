"""One index from several metrics: what each contributes, and how much the order owes to the weights."""

import numpy as np
import pandas as pd

DRAWS, SPREAD, SEED = 2_000, 0.25, 20_251_122


def scores(values: pd.DataFrame, worst: pd.Series, best: pd.Series) -> pd.DataFrame:
    """Each value as points from 0 (`worst` or beyond) to 100 (`best` or beyond), linear between; missing stays missing.

    On time 0.80 to 1.00: 0.95 is 75 points. Days 16 to 8: 10 days are 75 points.
    """
    return ((values - worst) / (best - worst) * 100).clip(0, 100)


def rating(points: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """The index of each unit (index of `points`; columns are components) and its rank, 1 the best.

    Out: `index` (0–100), `rank`, `rank_low`, `rank_high` (95 % of the ranks when every weight is moved by up to
    ±25 %, independently), `of`, and a column `contribution_<component>` for each: points × weight ÷ sum of weights.
    A unit that lacks a component has no index and no rank, but stays in the list: a gap must not be a gift.
    """
    contributions = points * (weights / weights.sum())
    index = contributions.sum(axis=1, skipna=False)
    complete = points[index.notna()]
    low, high = _under_other_weights(complete.to_numpy(float), weights.to_numpy(float))
    found = pd.DataFrame({"index": index, "rank": index.rank(ascending=False, method="min").astype("Int64")})
    for name, ranks in {"rank_low": low, "rank_high": high}.items():
        found[name] = pd.Series(ranks, index=complete.index, dtype="float64").reindex(points.index).astype("Int64")
    return found.assign(of=len(complete)).join(contributions.add_prefix("contribution_"))


def _under_other_weights(points: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(points):
        return np.array([]), np.array([])
    moved = weights * np.random.default_rng(SEED).uniform(1 - SPREAD, 1 + SPREAD, (DRAWS, len(weights)))
    totals = points @ (moved / moved.sum(axis=1, keepdims=True)).T
    places = np.argsort(np.argsort(-totals, axis=0), axis=0) + 1
    low, high = np.quantile(places, [0.025, 0.975], axis=1, method="nearest")
    return low, high
