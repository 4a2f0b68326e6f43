"""Percentages that add up: rounding one by one, or cutting off, lets parts sum to 96 or 101."""

from collections.abc import Sequence

import numpy as np


def largest_remainder(counts: Sequence[float], decimals: int = 0) -> list[float]:
    """Percentages of counts, rounded so that they sum to 100 exactly (Hamilton's method).

    Each is cut off; what is missing goes, a unit each, to those that lost most; the larger count first where they lost
    the same. 18, 10, 49, 21, 78, 7 of 183 are 10, 5, 27, 11, 43, 4 (cut off they would sum to 96). Without any count
    there is nothing to share: NaN. Raises ValueError for a count below zero.
    """
    values = np.asarray(counts, dtype=float)
    if (values < 0).any():
        raise ValueError("a count below zero has no share")
    total = values.sum()
    if total == 0:
        return [float("nan")] * len(values)
    units = 100 * 10**decimals
    exact = values * units / total
    floor = np.floor(exact + 1e-9)
    missing = round(units - floor.sum())
    order = np.lexsort((-values, -(exact - floor)))
    floor[order[:missing]] += 1
    return [float(round(unit / 10**decimals, decimals)) for unit in floor]
