"""Where suddenly more people write than they usually do: counts of topic × district × day against their expectation.

Chance is judged by the negative binomial predictive distribution, over all series, days and windows of a question
together at a false-discovery rate.
"""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.false_discovery import LIMIT, q_values
from analysis.hourly_spikes import Hours, judged_hours
from analysis.predictive import upper_tail, usual_range
from analysis.rhythm import Numbers
from analysis.usual import GUARD_MONTH, GUARD_YEAR, YEAR, Expectation, Panel, begin, by_weeks, by_year, within
from analysis.wide_spikes import one_each, whole_region

COLUMNS = ("topic", "district", "from", "to", "expected", "seen", "low", "high", "p", "q", "method", "hours")
WINDOWS = (1, 3, 7)  # days looked at together: a burst of a day, a bad week
LEAST = 5  # cases; fewer are nothing to ring about, however unusual
BLOCK = 31  # days judged by one fit


def signals(
    panel: Panel, first: np.datetime64, last: np.datetime64, limit: float = LIMIT, least: int = LEAST,
    hours: Hours | None = None, *, whole: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """Spikes that end between two days, both included: columns `COLUMNS` and places, the surest first.

    `from` and `to`: the days on which the excess is; `expected`, `seen`: their sums; `low`, `high`: between which a
    usual count would lie with 95 %; `q`: the smallest false-discovery rate at which the signal would be listed;
    `method`: year or weeks. `hours`: a signal of so many last hours of the day that is not over (else none), where the
    day as a whole is none yet. A topic that rises in the whole region is one signal (district `EVERYWHERE`, see
    `wide_spikes.one_each`), where the panel is of the `whole` region. Days whose history is too short for either method
    are not judged; `attrs["judged"]`: how many counts of districts were.
    """
    wide = whole_region(panel) if whole else None
    cells = _cells(panel, first, last, least, hours)
    local = _signals(panel, cells, limit, least)
    region = local.head(0)
    if wide is not None:
        of_region = hours and hours.gathered(_rows_in(wide, panel), len(wide.topics))
        region = _signals(wide, _cells(wide, first, last, least, of_region), limit, least)

    def inside(row: pd.Series) -> Numbers:
        if hours is not None and row["hours"]:
            return hours.inside(int(row["hours"]))
        a, b = np.searchsorted(panel.days, np.array([row["from"], row["to"]], dtype="datetime64[D]"))
        return np.asarray(panel.counts[:, a : b + 1].sum(axis=1))

    found = one_each(panel, local, region, inside)
    found = found[found["to"] >= np.datetime_as_string(first, unit="D")]  # a week rings for what was over before it
    found = found.sort_values(["q", "p", "topic"], ignore_index=True)
    found.attrs["judged"] = cells.attrs["tests"]
    return found


def _rows_in(wide: Panel, panel: Panel) -> NDArray[np.int64]:
    """For each series the row of its topic in the whole region; -1 where it has none."""
    rows = {name: row for row, name in enumerate(wide.topics)}
    return np.array([rows.get(name, -1) for name in panel.topics.astype(str)], dtype=np.int64)


def _cells(panel: Panel, first: np.datetime64, last: np.datetime64, least: int, hours: Hours | None) -> pd.DataFrame:
    """Everything worth a look in these days; `attrs["tests"]`: how much was looked at."""
    weeks = cache(lambda length: by_weeks(panel, length))  # one for all blocks, and so are the sums
    total = np.cumsum(panel.counts, axis=1)
    found = [
        cells for block in _blocks(panel, first, last) for cells in _judged(panel, total, block, least, weeks, hours)
    ]  # fmt: skip
    cells = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    cells.attrs["tests"] = sum(each.attrs["tests"] for each in found)
    return cells


def _signals(panel: Panel, cells: pd.DataFrame, limit: float, least: int) -> pd.DataFrame:
    """The rows of one panel, which is one family of tests: runs of days, then hours of series whose last day is in
    none.
    """
    rows: list[tuple] = []
    if len(cells):
        cells["q"] = q_values(cells["p"], cells.attrs["tests"])
        sure = cells[cells["q"] <= limit]
        by_day, by_hour = sure[sure["hours"] == 0], sure[sure["hours"] > 0]
        rows = [_signal(panel, run) for run in _runs(by_day)]
        rung = set(by_day.loc[by_day["day"] == len(panel.days) - 1, "series"])
        best = by_hour[~by_hour["series"].isin(rung)].sort_values("p").drop_duplicates("series")
        rows += [_of_hours(panel, cell) for _, cell in best.iterrows()]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame[frame["seen"] >= least]


def _blocks(panel: Panel, first: np.datetime64, last: np.datetime64) -> Iterator[NDArray[np.int64]]:
    """Places of the days to judge, a month at a time."""
    days = panel.days.astype("datetime64[D]")
    wanted = np.flatnonzero((days >= first) & (days <= last) & (panel.known.max(axis=0, initial=0) > 0))
    for start in range(0, len(wanted), BLOCK):
        yield wanted[start : start + BLOCK]


def _judged(
    panel: Panel, total: Numbers, block: NDArray[np.int64], least: int, weeks: Callable[[int], Expectation],
    hours: Hours | None,
) -> Iterator[pd.DataFrame]:  # fmt: skip
    """Per window length a frame of the cells that are worth a look: series, day, length, p, seen, mean, spread, doubt,
    method, hours (0: whole days). `attrs["tests"]`: how many cells were judged.
    """
    today = len(panel.days) - 1
    before = int(block[0]) - GUARD_YEAR
    has_year = before - begin(panel) >= YEAR
    base = by_year(panel, before, int(block[-1]) + 1, total) if has_year else None
    for length in WINDOWS:
        if base is None and length > GUARD_MONTH + 1:
            continue
        e = base.window(length, block) if base is not None else weeks(length).on(block)
        seen, (mean, spread, doubt) = within(total, block, length), e[:3]
        judged = mean > 0
        worth = judged & (seen >= least) & (seen > mean)
        series, column = np.nonzero(worth)
        chosen = (seen[worth], mean[worth], spread[worth], doubt[worth])
        cells = pd.DataFrame(dict(zip(("seen", "mean", "spread", "doubt"), chosen, strict=True)))
        cells["p"] = upper_tail(*chosen)
        cells = cells.assign(series=series, day=block[column], length=length, method=e.method, hours=0)
        cells.attrs["tests"] = int(judged.sum())
        yield cells
        if hours is not None and length == 1 and block[-1] == today:
            yield judged_hours(hours, e, today, least)


def _runs(cells: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cells of one series whose windows touch each other."""
    for _, mine in cells.assign(begin=cells["day"] - cells["length"] + 1).groupby("series", sort=True):
        ordered = mine.sort_values(["begin", "day"])
        reach = ordered["day"].cummax().shift()
        yield from (run for _, run in ordered.groupby((ordered["begin"] > reach + 1).cumsum()))


def _signal(panel: Panel, run: pd.DataFrame) -> tuple:
    """One row of the answer: the stretch of the run that departs most from its expectation by likelihood."""
    best = run.iloc[int(run["p"].argmin())]
    series, first, end = int(best["series"]), int(run["begin"].min()), int(run["day"].max())
    usual = best["mean"] / best["length"]
    weight = panel.known[series, first : end + 1] / max(panel.known[series, first : end + 1].mean(), 1e-9)
    counts, mean = panel.counts[series, first : end + 1], usual * weight
    a, b = _stretch(counts, mean)
    expected = float(mean[a : b + 1].sum())
    low, high = usual_range(expected, float(best["spread"]), float(best["doubt"]))
    days = np.datetime_as_string(panel.days[[first + a, first + b]], unit="D")
    seen = int(counts[a : b + 1].sum())
    return (panel.topics[series], panel.districts[series], *days, expected, seen, low, high,
            float(best["p"]), float(run["q"].min()), best["method"], 0)  # fmt: skip


def _of_hours(panel: Panel, cell: pd.Series) -> tuple:
    """One row of the answer: the last hours of a day that is not over."""
    expected, series = float(cell["mean"]), int(cell["series"])
    low, high = usual_range(expected, float(cell["spread"]), float(cell["doubt"]))
    today = str(np.datetime_as_string(panel.days[-1], unit="D"))
    return (panel.topics[series], panel.districts[series], today, today, expected, int(cell["seen"]), low, high,
            float(cell["p"]), float(cell["q"]), cell["method"], int(cell["hours"]))  # fmt: skip


def _stretch(counts: Numbers, mean: Numbers) -> tuple[int, int]:
    """First and last place of the days with the greatest log-likelihood ratio of "more than expected" (Kulldorff,
    1997).
    """
    seen, usual = np.concatenate([[0], np.cumsum(counts)]), np.concatenate([[0], np.cumsum(mean)])
    y, m = (total[None, 1:] - total[:-1, None] for total in (seen, usual))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((y > m) & (m > 0), y * np.log(y / m) - (y - m), -1.0)
    ratio[np.tril_indices(len(counts), -1)] = -1
    a, b = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    return int(a), int(b)
