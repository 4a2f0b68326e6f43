"""The order of rows and columns that shows the blocks of a matrix: optimal leaf ordering (Z. Bar-Joseph, 2001)."""

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage

from analysis.rhythm import Numbers


def seriated(matrix: Numbers) -> tuple[list[int], list[int]]:
    """Positions of the rows and of the columns, neighbours alike, the heavier end first. No missing values."""
    return _order(matrix), _order(matrix.T)


def _order(rows: Numbers) -> list[int]:
    if len(rows) < 3:
        return [int(place) for place in np.argsort(-rows.sum(axis=1), kind="stable")]
    found = leaves_list(linkage(rows, method="average", metric="euclidean", optimal_ordering=True))
    weight = rows.sum(axis=1)[found]
    half = len(found) // 2
    lighter_first = weight[:half].sum() < weight[-half:].sum()
    return [int(place) for place in (found[::-1] if lighter_first else found)]
