"""Intervals of shares and rates. Arrays in, arrays out; shares between 0 and 1."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z_95 = 1.959963984540054  # the normal quantile of 0.975


def wilson(successes: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % Wilson score interval of a share (E. B. Wilson, 1927); NaN where n is 0.

    22 of 22 gives 0.851 to 1; 970 of 1000 gives 0.958 to 0.979; 3 of 3 starts at 0.438.
    """
    k, size = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, z2 = k / size, Z_95**2
        centre = (share + z2 / (2 * size)) / (1 + z2 / size)
        half = Z_95 * np.sqrt(share * (1 - share) / size + z2 / (4 * size**2)) / (1 + z2 / size)
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return np.where(k == 0, np.where(size > 0, 0.0, np.nan), low), np.where(
        k == size, np.where(size > 0, 1.0, np.nan), high
    )


def byar(count: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Byar's 95 % interval of a Poisson count (Breslow and Day, 1987, eq. 2.13), for rates.

    100 events: 81.4 to 121.6, the exact interval being 81.4 to 121.6.
    """
    seen = np.asarray(count, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = seen * (1 - 1 / (9 * seen) - Z_95 / (3 * np.sqrt(seen))) ** 3
    above = seen + 1
    high = above * (1 - 1 / (9 * above) + Z_95 / (3 * np.sqrt(above))) ** 3
    return np.where(seen > 0, np.maximum(low, 0), 0.0), high
