"""Rates of small places, drawn towards the region's by as much as their smallness deserves."""

import numpy as np
import pandas as pd


def shrunk_rates(events: pd.Series, people: pd.Series) -> pd.Series:
    """Empirical-Bayes rates (R. Marshall, 1991, global): m + w · (rate − m), w = A ÷ (A + m ÷ people).

    m is the pooled rate, A the variance between the true rates: that of the seen rates, weighted by people, less what
    chance adds (m ÷ mean people), not below 0. Where nothing but chance differs everybody gets the region's rate.
    Places without people are NaN. The order of magnitude of a large place hardly moves: of 10 and 1,000 events per
    1,000 and 100,000 people beside 0 per 1,000, the last is not shown as the best place to live.
    """
    k, n = events.astype(float), people.astype(float)
    known = n > 0
    total = n[known].sum()
    if not total:
        return pd.Series(np.nan, index=events.index)
    rate, pooled = k[known] / n[known], k[known].sum() / total
    seen = (n[known] * (rate - pooled) ** 2).sum() / total
    between = max(0.0, seen - pooled / n[known].mean())
    chance = pooled / n[known]
    weight = between / (between + chance) if pooled else pd.Series(0.0, index=rate.index)
    return (pooled + weight * (rate - pooled)).reindex(events.index)
