"""Hot spots: places that have many cases for their residents and lie among others that do (Getis and Ord's Gi*, 1995).

Rates are smoothed first (empirical Bayes), so that a village with three cases is no hot spot; significance is by
permutation for districts and by the normal approximation for cells, at a false-discovery rate over all of them.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import h3
import numpy as np
import pandas as pd
import shapely
from esda.getisord import G_Local
from esda.smoothing import Empirical_Bayes
from libpysal.weights import W
from numpy.typing import NDArray

from analysis.false_discovery import LIMIT, q_values
from analysis.rhythm import Numbers

FEWEST = 20  # districts; with fewer neighbours say nothing
GAP = 0.002  # degrees (about 200 m): borders are drawn apart by simplification
PERMUTATIONS, SEED = 1_999, 7
PERSISTENT = 2 / 3  # of the parts of a period
KINDS = ("persistent", "emerging", "fading", "hot")


def contiguity(outlines: Mapping[str, Any]) -> dict[str, list[str]]:
    """Neighbours of each district by its GeoJSON geometry: those it shares a border or a corner with (queen).

    A district without any neighbour, an island or a gap in the data, is given the nearest one.
    """
    names = list(outlines)
    shapes = np.array([shapely.geometry.shape(outline) for outline in outlines.values()], dtype=object)
    tree = shapely.STRtree(shapes)
    found: dict[str, list[str]] = {name: [] for name in names}
    for one, other in zip(*tree.query(shapes, predicate="dwithin", distance=GAP), strict=True):
        if one != other:
            found[names[one]].append(names[other])
    for place, name in enumerate(names):
        if not found[name] and len(names) > 1:
            far = shapely.distance(shapes[place], shapes)
            far[place] = np.inf
            nearest = names[int(np.argmin(far))]
            found[name].append(nearest)
            found[nearest].append(name)
    return found


def around(cells: Sequence[str]) -> dict[str, list[str]]:
    """Neighbours of H3 cells and of the empty cells next to them."""
    every = sorted({near for cell in cells for near in h3.grid_disk(cell, 1)})
    known = set(every)
    return {cell: sorted(known.intersection(h3.grid_disk(cell, 1)) - {cell}) for cell in every}


def smoothed(counts: Numbers, people: Numbers) -> Numbers:
    """Rates drawn to the mean of all by empirical Bayes, the more the fewer people stand behind them."""
    return np.asarray(Empirical_Bayes(counts[:, None], people[:, None]).r, dtype=float).ravel()


def gi_star(values: Numbers, neighbours: Mapping[str, Sequence[str]], permutations: int) -> tuple[Numbers, Numbers]:
    """z and the one-sided p of "higher than elsewhere" of each place, in the order of `neighbours`."""
    if np.ptp(values) == 0:
        return np.zeros(len(values)), np.ones(len(values))
    names = {name: number for number, name in enumerate(neighbours)}
    weights = W({names[name]: [names[near] for near in nears] for name, nears in neighbours.items()},
                silence_warnings=True)  # fmt: skip
    with warnings.catch_warnings():  # an archipelago is no mistake
        warnings.simplefilter("ignore")
        found = G_Local(values, weights, transform="B", star=True, permutations=permutations, seed=SEED)
    p = found.p_sim if permutations else found.p_norm
    z = np.asarray(found.Zs, dtype=float)
    return z, np.where(z > 0, p, 1.0)


def of_districts(
    counts: pd.DataFrame, people: pd.Series, neighbours: Mapping[str, Sequence[str]], limit: float = LIMIT
) -> pd.DataFrame:
    """One row per district of `neighbours` with residents: district, cases, population, rate (per 10,000), smoothed,
    z, p, q, is_hot, kind; the hottest first.

    `counts`: district, part (0, 1, … of the period), count. `people`: residents by district. `kind` is one of `KINDS`
    or None. Raises ValueError with fewer than 20 districts.
    """
    names = [name for name in neighbours if people.get(name, 0) and people[name] > 0]
    if len(names) < FEWEST:
        raise ValueError(f"too few districts: {len(names)}, hot spots need {FEWEST} with a boundary and residents")
    kept = set(names)
    nears = {name: [near for near in neighbours[name] if near in kept] for name in names}
    size = people[names].to_numpy(float)

    def score(cases: Numbers) -> tuple[Numbers, Numbers]:
        return gi_star(smoothed(cases, size), nears, PERMUTATIONS)

    rows = _scored(counts, "district", names, score, limit)
    rate = rows["cases"].to_numpy(float) / size * 10_000
    even = smoothed(rows["cases"].to_numpy(float), size) * 10_000
    rows = rows.assign(population=size.astype(int), rate=rate, smoothed=even)
    return rows.sort_values(["is_hot", "z"], ascending=False, ignore_index=True)


def of_cells(counts: pd.DataFrame, limit: float = LIMIT) -> pd.DataFrame:
    """One row per H3 cell that holds a case: cell, cases, z, p, q, is_hot, kind; the hottest first.

    `counts`: cell, part, count. Nobody knows who lives in a cell: its value is the square root of its count, which
    makes the spread of counts even. Empty neighbours take part in the comparison.
    """
    neighbours = around(sorted(counts["cell"].unique()))
    if len(neighbours) < FEWEST:
        raise ValueError(f"too few cells: {len(neighbours)}, hot spots need {FEWEST}")

    def score(cases: Numbers) -> tuple[Numbers, Numbers]:
        return gi_star(np.sqrt(cases + 3 / 8), neighbours, 0)

    rows = _scored(counts, "cell", list(neighbours), score, limit)
    return rows[rows["cases"] > 0].sort_values(["is_hot", "z"], ascending=False, ignore_index=True)


def _scored(
    counts: pd.DataFrame, key: str, names: list[str], score: Callable[[Numbers], tuple[Numbers, Numbers]], limit: float
) -> pd.DataFrame:
    """Judged over the whole period, and in each part of it for the kind."""
    table = counts.pivot_table(index=key, columns="part", values="count", aggfunc="sum", fill_value=0)
    parts = table.reindex(names, fill_value=0).to_numpy(float)
    z, p = score(parts.sum(axis=1))
    q = q_values(p)
    hot = np.column_stack([q_values(score(part)[1]) <= limit for part in parts.T])
    kinds = [kind(bool(whole), each) for whole, each in zip(q <= limit, hot, strict=True)]
    frame = {key: names, "cases": parts.sum(axis=1).astype(int), "z": z, "p": p, "q": q, "is_hot": q <= limit}
    return pd.DataFrame(frame).assign(kind=pd.Series(kinds, dtype=object))


def kind(whole: bool, parts: NDArray[np.bool_]) -> str | None:
    """What a place is by the parts of the period in which it was hot, the latest last.

    persistent: in two thirds of them, the last among them; emerging: in the last, and not in most; fading: not in the
    last, but in one before and over the whole; hot: over the whole only. A period of fewer than three parts has no
    trend.
    """
    if len(parts) >= 3:
        if parts[-1]:
            return "persistent" if parts.mean() >= PERSISTENT else "emerging"
        if parts[:-1].any() and whole:
            return "fading"
    return "hot" if whole else None
