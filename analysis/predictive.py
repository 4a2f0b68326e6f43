"""What a count may be when its expectation is not known exactly and cases come in bunches: negative binomial."""

import numpy as np
from scipy.special import betainc

from analysis.rhythm import Numbers


def upper_tail(seen: Numbers, mean: Numbers, spread: Numbers, doubt: Numbers) -> Numbers:
    """P(count ≥ seen) of a negative binomial with this mean and the variance spread·mean + doubt·mean².

    Nearly Poisson, 19 where 6 are expected: 0.00002.
    """
    size = _size(mean, spread, doubt)
    return np.asarray(betainc(seen, size, mean / (size + mean)), dtype=float)


def usual_range(mean: float, spread: float, doubt: float, within: float = 0.95) -> tuple[float, float]:
    """Between which two counts a usual one lies."""
    size = float(_size(np.array(mean), np.array(spread), np.array(doubt)))
    counts = np.arange(1, mean + 20 * np.sqrt(mean * (spread + doubt * mean)) + 20)
    above = betainc(counts, size, mean / (size + mean))  # P(count ≥ each)
    low, high = (1 - (1 - within) / 2, (1 - within) / 2)
    return float((above > low).sum()), float((above > high).sum())


def _size(mean: Numbers, spread: Numbers, doubt: Numbers) -> Numbers:
    return np.asarray(mean / np.maximum(spread - 1 + doubt * mean, 1e-9))
