"""Rates and shares of small places, drawn towards those of all by as much as their smallness deserves."""

from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["rate", "share"]


def shrunk(events: pd.Series, of: pd.Series, kind: Kind = "rate") -> pd.Series:
    """Empirical-Bayes rates (R. Marshall, 1991, global): m + w · (rate − m), w = A ÷ (A + c ÷ of).

    m is the pooled rate; c the variance that one resident or case adds by chance: m for a rate (Poisson), m · (1 − m)
    for a share (binomial); A the variance between the true rates: that of the seen rates, weighted by `of`, less what
    chance adds (c ÷ mean of `of`), not below 0. Where nothing but chance differs everybody gets the pooled rate. Places
    without residents or cases are NaN. A large place hardly moves: with 50 of 100, 500 of 1,000, 900 of 1,000 and 3 of
    3 on time the last is told as 80 %, between the pooled 69 % and its own 100 %.
    """
    k, n = events.astype(float), of.astype(float)
    known = n > 0
    total = n[known].sum()
    if not total:
        return pd.Series(np.nan, index=events.index)
    rate, pooled = k[known] / n[known], k[known].sum() / total
    each = pooled * (1 - pooled) if kind == "share" else pooled
    seen = (n[known] * (rate - pooled) ** 2).sum() / total
    between = max(0.0, seen - each / n[known].mean())
    chance = each / n[known]
    weight = (between / (between + chance)).where(between + chance > 0, 1.0)
    return (pooled + weight * (rate - pooled)).reindex(events.index)
