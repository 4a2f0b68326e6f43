"""How long it takes to simulate the places of a comparison: 32 municipalities, 2,000 organisations."""

import time

import numpy as np
import pandas as pd

from analysis.intervals import wilson
from analysis.ranks import rank_intervals

UNITS = {"32 municipalities": (32, 100), "2,000 organisations": (2_000, 1_000)}  # how many, and their limit in ms
TIMES = 5


def run() -> None:
    """Print the median of five runs beside the limit."""
    rows = []
    for name, (count, limit) in UNITS.items():
        units = _units(count)
        took = sorted(_milliseconds(units) for _run in range(TIMES))[TIMES // 2]
        rows.append({"places of": name, "ms": round(took), "limit, ms": limit, "÷ limit": round(took / limit, 2)})
    print("\nPlaces with their intervals, by simulation")
    print(pd.DataFrame(rows).to_string(index=False))


def _units(count: int) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    sizes = rng.integers(10, 2_000, count)
    hits = rng.binomial(sizes, rng.beta(18, 2, count))
    low, high = wilson(hits, sizes)
    columns = {"numerator": hits, "denominator": sizes, "value": hits / sizes, "low": low, "high": high}
    return pd.DataFrame(columns).assign(key=[str(n) for n in range(count)], group="all")


def _milliseconds(units: pd.DataFrame) -> float:
    start = time.perf_counter()
    rank_intervals(units, "up")
    return (time.perf_counter() - start) * 1_000
