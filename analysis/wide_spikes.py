"""One event of the whole region is one signal: topics counted over all districts, and what of the districts' own
signals is left beside it.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.rhythm import Numbers
from analysis.usual import Panel, gathered

EVERYWHERE = "all"  # the district of a topic's signal in the whole region
LEAST_PLACES = 3  # districts that write about a topic; with fewer there is no region to speak of
ONE_IN_A_HUNDRED = 2.33  # standard deviations of the normal distribution
SHARPER = 2.0  # a district that rises so many times as much as the region keeps a signal of its own


def whole_region(panel: Panel) -> Panel | None:
    """A series for each topic that at least three districts write about: all of them together. None without any.

    What can be known of a day is the mean over the districts, each with the weight of its cases.
    """
    names, topic = np.unique(panel.topics.astype(str), return_inverse=True)
    lively = np.bincount(topic, weights=panel.counts.any(axis=1), minlength=len(names)) >= LEAST_PLACES
    if not lively.any():
        return None
    weight = panel.counts.sum(axis=1) + 1e-9
    counts = gathered(panel.counts, topic)
    known = gathered(panel.known * (weight / np.bincount(topic, weights=weight)[topic])[:, None], topic)
    where = np.full(int(lively.sum()), EVERYWHERE, dtype=object)
    return Panel(names[lively].astype(object), where, panel.days, panel.off, counts[lively], known[lively])


def one_each(
    panel: Panel, local: pd.DataFrame, wide: pd.DataFrame, inside: Callable[[pd.Series], Numbers]
) -> pd.DataFrame:
    """The signals of districts and of topics in the whole region, each event once; with column `places`.

    `inside`: the cases of each series in the time of a signal. The region rises only where the rest of it rises without
    the district that brought most (and without those that ring by themselves, while these are one or two). Then the
    districts' signals of this topic and time are parts of the region's, except where a district rose at least twice as
    much. `places`: how many districts had more than their usual share of what was expected (0: a district's signal).
    """
    kept, told = [], local.assign(places=0)
    for _, row in wide.iterrows():
        mine = panel.topics == row["topic"]
        history, seen = panel.counts[mine].sum(axis=1), inside(row)[mine]
        expected = row["expected"] * history / max(history.sum(), 1e-9)
        part = (told["topic"] == row["topic"]) & (told["from"] <= row["to"]) & (told["to"] >= row["from"])
        ringing = np.isin(panel.districts[mine], told.loc[part, "district"])
        aside = ringing if ringing.sum() < LEAST_PLACES else np.zeros(len(seen), dtype=bool)
        aside[int(np.argmax(seen - expected))] = True
        if not _rises(row, seen[~aside].sum(), expected[~aside].sum()):
            continue
        sharper = told["seen"] * row["expected"] >= SHARPER * row["seen"] * told["expected"]
        told = told[~part | sharper]
        kept.append({**row, "places": int((seen > expected).sum())})
    if not kept:
        return told.reset_index(drop=True)
    region = pd.DataFrame(kept)
    return pd.concat([told, region], ignore_index=True) if len(told) else region


def _rises(row: pd.Series, seen: float, expected: float) -> bool:
    """Whether a part of the region has more than it has by chance one time in a hundred; its standard deviation is that
    of the region's signal, by the root of its share.
    """
    deviation = (row["high"] - row["low"]) / (2 * 1.96) * np.sqrt(expected / row["expected"])
    return bool(seen - expected > ONE_IN_A_HUNDRED * deviation)
