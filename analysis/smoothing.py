"""Curves without the accidents of single weeks."""

import numpy as np

from analysis.rhythm import Numbers

SMOOTH = 5  # weeks over which a topic's curve is averaged: one storm is no season


def smoothed(curves: Numbers) -> Numbers:
    """Mean of the weeks (the last axis) around each, fewer at the ends: 0 0 10 0 0 → 3⅓ 2½ 2 2½ 3⅓."""
    half, weeks = SMOOTH // 2, curves.shape[-1]
    total = np.concatenate([np.zeros((*curves.shape[:-1], 1)), np.cumsum(curves, axis=-1)], axis=-1)
    at = np.arange(weeks)
    low, high = np.maximum(at - half, 0), np.minimum(at + half + 1, weeks)
    return np.asarray((total[..., high] - total[..., low]) / (high - low))
