"""Small groups hidden so that no subtraction brings them back."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.intervals import wilson

COUNTS = ("numerator", "denominator", "left_out", "unknown")
NUMBERS = ("value", "low", "high", "p90")
LEAST, STEP = 5, 5  # a number of cases below LEAST is hidden; others are told in steps of STEP
# How far from all and from none a share is told that is neither, and that whole percentages do not part.
HAIR = 2.0**-40
HALF_PERCENT = 0.005  # how far a share may lie from its whole percentage


def shielded(
    units: pd.DataFrame, own: pd.Series, least: int = LEAST, size: str = "denominator", smallest: int = 0,
    is_share: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """The rows of other units as somebody may see them who may not see their cases.

    In: columns key, group, value, low, high, numerator, denominator, state, and p90 of durations. `own`: which rows
    belong to the reader; they stay as they are.
    `size`: the column that counts cases: the numerator of a rate, whose denominator (residents) is no secret.
    `is_share`: the values are shares, not durations, rates or points.
    Out: the others without those of `hidden_rows` (state hidden, no number). What stays is told in steps of five cases
    (see `in_steps`) and whole percentages (see `whole_percent`), and what follows from a share (its interval, see
    `bounds_of_told`, and whether it is zero) follows from the one that is told, so that the difference between two
    questions (with and without a channel, say) says nothing about a handful of people.
    """
    rows, others = units.copy(), ~own.to_numpy(bool)
    hidden = hidden_rows(units, own, least, size)
    coarse = others & ~hidden
    if size == "numerator":
        _told_by_steps(rows, coarse, hidden, smallest)
    for name in COUNTS if size == "denominator" else {*COUNTS} - {"denominator"}:
        if name in rows:
            rows[name] = rows[name].astype("Int64")
            rows.loc[coarse, name] = in_steps(rows.loc[coarse, name].astype(float), smallest).astype("int64")
            rows.loc[hidden, name] = pd.NA
    numbers = [name for name in NUMBERS if name in rows]
    told = _shares_told(rows, units, smallest, least) if is_share else rows[numbers].astype(float).round(2)
    for name in numbers:
        exact = rows[name].astype(float)
        rows[name] = exact.mask(coarse, told[name].where(exact.notna())).mask(hidden)
    state = rows["state"].astype(object)
    if is_share:
        is_none, is_all = (coarse & (rows["value"] == share) for share in (0, 1))
        rows["numerator"] = rows["numerator"].mask(is_none, 0).mask(is_all, rows["denominator"])
        state = state.mask(coarse & state.isin(("value", "zero")), np.where(is_none, "zero", "value"))
    rows["state"] = state.where(~hidden, "hidden")
    return rows


def hidden_rows(
    units: pd.DataFrame, own: pd.Series, least: int = LEAST, size: str = "denominator"
) -> NDArray[np.bool_]:
    """Which rows to hide from somebody who may see the cases of `own` rows only: of the others those with fewer than
    `least` cases. If only one row of a group were hidden, the next smallest is hidden with it, for the group's total
    would give it away; of equally small ones the first by key, in whatever order the rows are.
    """
    others, sizes = ~own.to_numpy(bool), units[size].to_numpy(float)
    hidden: NDArray[np.bool_] = others & (sizes < least)
    for _, part in units.groupby("group", dropna=False):
        positions = units.index.get_indexer(part.index)
        candidates = positions[others[positions] & ~hidden[positions]]
        if hidden[positions].sum() == 1 and len(candidates):
            hidden[min(candidates, key=lambda place: (sizes[place], str(units["key"].iloc[place])))] = True
    return hidden


def in_steps(counts: pd.Series, smallest: int = 0) -> pd.Series:
    """Counts to the nearest five, and none across `smallest`, from which on a number is judged: 8 of too few are told
    as 5, not as 10. 12 are told as 10, 13 as 15.
    """
    near = (counts / STEP).round() * STEP
    over, under = (near >= smallest) & (counts < smallest), (near < smallest) & (counts >= smallest)
    return near.mask(over, near - STEP).mask(under, near + STEP)


def whole_percent(shares: pd.Series, some: pd.Series, missing: pd.Series, least: int = LEAST) -> pd.Series:
    """Shares in whole percentages. In: beside each how many cases are `some`, its numerator, and how many `missing`.

    Where at least `least` are missing a share is never 1, and where they are some never 0, but a `HAIR` from it, which
    `components.numbers.percent` writes as «> 99 %» and «< 1 %»: 1,195 of 1,200 are 1 − HAIR, 5 of 1,200 HAIR. Where
    fewer are, the nearest whole percentage is told: 300 of 300 and 299 of 300 are both 1, or else who asks with and
    without a channel learns how the one case of that channel fared.
    """
    near = shares.round(2)
    near = near.mask((near >= 1) & (shares <= 1 - HAIR) & (missing >= least), 1 - HAIR)
    return near.mask((near <= 0) & (shares >= HAIR) & (some >= least), HAIR)


def bounds_of_told(
    shares: pd.Series, of: pd.Series, smallest: int = 0, least: int = LEAST
) -> tuple[pd.Series, pd.Series]:
    """The 95 % interval of shares that are told in whole percentages of cases told in steps (see `whole_percent`,
    `in_steps`): the widest that Wilson's formula gives for any counts that are told so, in whole percentages outward.

    Wilson's ends lie the farther out the fewer the cases are, and rise with the share: so the lower one is that of a
    share half a percentage point lower, the upper one of one as much higher, both of the fewest cases. 86 % of 15, from
    10 on in steps: 85.5 % and 86.5 % of 13, 0.587 and 0.965, are told as 58 % to 97 %. What is told as neither all nor
    none has ends that are neither.
    """
    fewest = _fewest_told_as(of, smallest).clip(lower=least)
    low, _ = wilson((shares - HALF_PERCENT).clip(lower=0) * fewest, fewest)
    _, high = wilson((shares + HALF_PERCENT).clip(upper=1) * fewest, fewest)
    least_share = np.floor(100 * low) / 100
    most_share = np.ceil(100 * high) / 100
    return (
        pd.Series(least_share, shares.index).mask(shares > 0, np.maximum(least_share, HAIR)),
        pd.Series(most_share, shares.index).mask(shares < 1, np.minimum(most_share, 1 - HAIR)),
    )


def _fewest_told_as(told: pd.Series, smallest: int) -> pd.Series:
    """The smallest count that `in_steps` tells as each of these: 13 for 15, and 10 for 10 where that is `smallest`."""
    fewest = told.astype(float)
    for fewer in range(1, STEP):
        count = told.astype(float) - fewer
        fewest = fewest.mask(in_steps(count, smallest) == told.astype(float), count)
    return fewest


def _shares_told(rows: pd.DataFrame, units: pd.DataFrame, smallest: int, least: int) -> pd.DataFrame:
    """value, low and high as they are told of the exact `units`; `rows`: the same with their counts as told."""
    share, some, of = (units[name].astype(float) for name in ("value", "numerator", "denominator"))
    told = whole_percent(share, some, of - some, least)
    low, high = bounds_of_told(told, rows["denominator"].astype(float), smallest, least)
    return pd.DataFrame({"value": told, "low": low, "high": high})


def _told_by_steps(rows: pd.DataFrame, coarse: np.ndarray, hidden: np.ndarray, smallest: int) -> None:
    """The rates of cases counted in steps: of known residents the exact rate would tell the exact number."""
    exact = rows["numerator"].astype(float)
    steps = in_steps(exact, smallest)
    rows["value"] = rows["value"].astype(float).where(~coarse, rows["value"] * steps / exact.where(exact > 0))
    for name in ("low", "high"):
        rows[name] = rows[name].astype(float).where(~coarse & ~hidden)


def hidden_cells(votes: np.ndarray, people: np.ndarray, least: int = LEAST) -> tuple[np.ndarray, np.ndarray]:
    """Which cells of a table to hide from somebody who knows the sums of its rows and columns.

    In: `votes` (places × options, counts) and `people` (who answered in each place). Out: a boolean table of the
    hidden cells, and which places are hidden whole, with the number of their people.

    A place with fewer than `least` people is hidden whole, never alone: the smallest of the others go with it until
    two are hidden and `least` people with them. In the others a cell of 1 to `least` - 1 votes is hidden, and of the
    next smallest as many as keep it from being worked out: along a row, along a column, or by both together. Where
    that cannot be done, everything is. Example: [[3, 40], [20, 30], [25, 50]] hides the four cells of the first two
    rows: the 3, the 20 beside it in the column, and what would give them away along their rows.
    """
    votes, people = np.asarray(votes, dtype=float), np.asarray(people, dtype=float)
    whole = _small_places(people, least)
    if len(people) < 2:  # the only place is the total itself
        return np.zeros(votes.shape, dtype=bool) | whole[:, None], whole
    hidden = ((votes > 0) & (votes < least)) | whole[:, None]
    while lines := _telling(votes, hidden, whole, least):
        shown = ~hidden & (votes > 0)
        cover = {_smallest(votes, line & shown) for line in lines if (line & shown).any()}
        if not cover:
            return np.ones(votes.shape, dtype=bool), whole
        for cell in cover:
            hidden[cell] = True
    return hidden, whole


def hidden_groups(counts: np.ndarray, least: int = LEAST) -> tuple[np.ndarray, np.ndarray]:
    """The same for one sample by age (rows) and sex (columns) whose sums by sex, and by age where an age is not hidden
    whole, may be known: the hidden cells and the ages that are hidden whole. Nobody of an age is no small group.

    [[3, 9], [20, 22], [30, 31]] hides 3 and 9, and 20 and 22 with them. Everything is hidden, sums too, where the
    people of a sex are few themselves ([[33, 3]]), or where no group could be told.
    """
    counts = np.asarray(counts, dtype=float)
    hidden, whole = np.zeros(counts.shape, dtype=bool), np.zeros(len(counts), dtype=bool)
    some, sums = counts.sum(axis=1) > 0, counts.sum(axis=0)
    if bool(((sums > 0) & (sums < least)).any()):
        return ~hidden, ~whole
    if some.sum() > 1:
        hidden[some], whole[some] = hidden_cells(counts[some], counts[some].sum(axis=1), least)
    if hidden[some].all() and some.any():
        return ~np.zeros_like(hidden), ~np.zeros_like(whole)
    return hidden, whole


def _small_places(people: np.ndarray, least: int) -> np.ndarray:
    whole = people < least
    order = np.argsort(people, kind="stable")
    for place in order[whole.sum() :]:
        if not whole.any() or (whole.sum() > 1 and people[whole].sum() >= least):
            break
        whole[place] = True
    return whole


def _telling(votes: np.ndarray, hidden: np.ndarray, whole: np.ndarray, least: int) -> list[np.ndarray]:
    """Where more has to be hidden, as tables of cells: rows and columns whose sum gives away a hidden cell, alone or
    together with others. Zeros protect nothing, for a sum of nothing gives them away first, except in places that are
    hidden whole: their own sums are not known, and their votes for an option could be anybody's among them.
    """
    shared = whole[:, None] & (votes[whole].sum(axis=0) > 0)
    kept, (rows, columns) = hidden & ((votes > 0) | shared), np.indices(votes.shape)
    lines = [columns == column for column in range(votes.shape[1])]
    lines += [rows == row for row in range(votes.shape[0]) if not whole[row]]
    known = [line for line in lines if (line & kept).any()]
    thin = [line for line in known if _is_thin(votes, line & kept, line & ~hidden, least)]
    if thin or not known:
        return thin
    equations = np.array([line[kept] for line in known], dtype=float)
    solved = np.argwhere(kept)[np.diag(np.linalg.pinv(equations) @ equations) > 1 - 1e-9]
    return [(rows == row) | (columns == column) for row, column in solved]


def _is_thin(votes: np.ndarray, kept: np.ndarray, shown: np.ndarray, least: int) -> bool:
    """One hidden cell, or several with few votes where more could be hidden with them."""
    return kept.sum() == 1 or bool(votes[kept].sum() < least and (votes[shown] > 0).any())


def _smallest(votes: np.ndarray, among: np.ndarray) -> tuple[int, int]:
    row, column = min(map(tuple, np.argwhere(among)), key=lambda cell: (votes[cell], cell))
    return int(row), int(column)
