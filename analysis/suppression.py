"""Small groups hidden so that no subtraction brings them back."""

import numpy as np
import pandas as pd

LEAST, STEP = 5, 5  # a number of cases below LEAST is hidden; others are told in steps of STEP


def shielded(units: pd.DataFrame, own: pd.Series, least: int = LEAST) -> pd.DataFrame:
    """The rows of other units as somebody may see them who may not see their cases.

    In: columns key, group, value, low, high, numerator, denominator, state. `own`: which rows belong to the reader;
    they stay as they are.
    Out: of the others, a row with fewer than `least` cases in its denominator is hidden (state hidden, no number). If
    only one row of a group were hidden, the next smallest is hidden with it, for the group's total would give it
    away. What stays is told in steps of five cases and whole percentages, so that the difference between two
    questions (with and without a channel, say) says nothing about a handful of people.
    """
    rows, others = units.copy(), ~own.to_numpy(bool)
    hidden = others & (rows["denominator"].to_numpy() < least)
    for _, part in rows.groupby("group", dropna=False):
        positions = rows.index.get_indexer(part.index)
        if hidden[positions].sum() == 1:
            candidates = positions[others[positions] & ~hidden[positions]]
            if len(candidates):
                sizes = rows["denominator"].to_numpy()[candidates]
                hidden[candidates[np.argmin(sizes)]] = True
    coarse = others & ~hidden
    for name in ("numerator", "denominator", "left_out", "unknown"):
        if name in rows:
            rows[name] = rows[name].astype("Int64")
            rows.loc[coarse, name] = (rows.loc[coarse, name].astype(float) / STEP).round().astype("int64") * STEP
            rows.loc[hidden, name] = pd.NA
    for name in ("value", "low", "high"):
        rows[name] = rows[name].astype(float)
        rows.loc[coarse, name] = rows.loc[coarse, name].round(2)
        rows.loc[hidden, name] = np.nan
    rows["state"] = rows["state"].astype(object).where(~hidden, "hidden")
    return rows
