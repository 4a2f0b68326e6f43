"""Two columns of bars and the ribbons between them: where what began on the left has ended on the right."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

GAP = 0.03  # between two bars of a column, as a part of the whole
STEPS = 24  # points along a ribbon


@dataclass(frozen=True)
class Sankey:
    """`bars`: side (start, end), key, cases, low, high. `ribbons`: start, end, cases, x (0 to 1), low, high; several
    rows a ribbon, in the order of x. Heights are parts of the whole from the top down, 0 to 1 and the gaps.
    """

    bars: pd.DataFrame
    ribbons: pd.DataFrame


def sankey(pairs: pd.DataFrame) -> Sankey:
    """In: columns start, end, cases, one row a pair. The largest bars stand on top, and every bar is as high as the
    ribbons that leave or reach it: of 30 and 10 cases from A and 60 from B the bars are 0.4 and 0.6 high.
    """
    whole = pairs["cases"].sum()
    if not whole:
        empty = pd.DataFrame(columns=["side", "key", "cases", "low", "high"])
        return Sankey(empty, pd.DataFrame(columns=["start", "end", "cases", "x", "low", "high"]))
    sides = {side: _bars(pairs, side, whole) for side in ("start", "end")}
    rows = pairs.assign(height=pairs["cases"] / whole)
    for side, bars in sides.items():
        tops = bars.set_index("key")["low"]
        other = "end" if side == "start" else "start"
        order = sides[other].reset_index().set_index("key")["index"]
        placed = rows.assign(order=rows[other].map(order)).sort_values([side, "order"])
        above = placed.groupby(side)["height"].cumsum() - placed["height"]
        rows[f"{side}_low"] = (placed[side].map(tops) + above).reindex(rows.index)
    bars = pd.concat([part.assign(side=side) for side, part in sides.items()], ignore_index=True)
    return Sankey(bars[["side", "key", "cases", "low", "high"]], _ribbons(rows))


def _bars(pairs: pd.DataFrame, side: str, whole: float) -> pd.DataFrame:
    sums = pairs.groupby(side)["cases"].sum().rename_axis("key").reset_index()
    sums = sums.sort_values(["cases", "key"], ascending=[False, True], ignore_index=True)
    height = sums["cases"] / whole
    low = height.cumsum() - height + GAP * np.arange(len(sums))
    return sums.assign(low=low, high=low + height)


def _ribbons(rows: pd.DataFrame) -> pd.DataFrame:
    x = np.linspace(0, 1, STEPS)
    bend = x * x * (3 - 2 * x)  # level at both ends
    parts = []
    for row in rows.to_dict("records"):
        low = row["start_low"] + (row["end_low"] - row["start_low"]) * bend
        told = {name: row[name] for name in ("start", "end", "cases")}
        parts.append(pd.DataFrame({"x": x, "low": low, "high": low + row["height"]}).assign(**told))
    return pd.concat(parts, ignore_index=True)[["start", "end", "cases", "x", "low", "high"]]
