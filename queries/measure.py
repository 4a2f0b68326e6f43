"""`measure`: the one function every card, table, map, export and report reads. Nothing else computes a share."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from analysis.intervals import byar, wilson
from queries import callbacks, counting, durations, repeats
from queries.ask import Ask
from queries.clock import Clock, read_clock
from queries.dimensions import check_dimension, members
from queries.filters import Filters
from queries.metrics import Metric, metric
from queries.scope import Scope
from store.dialects import BUCKETS
from store.engine import open_store

COLUMNS = ["key", "value", "low", "high", "numerator", "denominator", "left_out", "unknown", "state", "as_of"]
# What some metrics add: outcome and call-backs their part, durations the 90th percentile, satisfaction its honesty.
EXTRA = ["part", "p90", "unit", "coverage", "bound_low", "bound_high"]
Answer = Callable[[Ask], pd.DataFrame]
FEW_UNDATED = 0.01  # of the numerator: so few facts without a date change no share that is worth telling


def measure(
    metric_id: str,
    scope: Scope,
    filters: Filters,
    by: str | None = None,
    ago: timedelta = timedelta(),
    *,
    engine: Engine | None = None,
) -> pd.DataFrame:
    """One metric, for everything or by a dimension.

    Out: the columns of `COLUMNS` (and those of `EXTRA` that the metric has), a row per key; `key` is the id in the
    store,
    None for cases that have none, and None in the single row without `by`. Shares and their intervals are between 0
    and 1,
    durations in the unit of the row's `unit`. `state` is value, zero, no_data, not_answerable or hidden. `as_of` is
    the data
    time in UTC. `ago`: as it was known so long before the data time (see `Clock.same_age`); not_answerable where facts
    bear no date. Raises ValueError for an unknown metric or dimension.
    """
    asked = metric(metric_id)
    check_dimension(asked, by)
    with (engine or open_store()).connect() as connection:
        return _measured(Ask(connection, asked, scope, filters, by, read_clock(connection).back(ago)))


def _measured(ask: Ask, known: list[str] | None = None) -> pd.DataFrame:
    """What `measure` says; `known`: the members of its dimension, where they were asked for before."""
    asked, filters, by = ask.metric, ask.filters, ask.by
    if not _can_answer(asked, filters) or (by == "hour" and not _has_hours(ask.connection, filters)):
        return _shaped(_unanswerable(), ask.clock, filters)
    answer = _ANSWERS[asked.shape](ask)
    known = members(ask.connection, ask.scope, filters, by) if known is None else known
    rows = _dated(_with_members(answer, known, asked))
    if filters.bounds and asked.shape == "rate":
        rows = rows.assign(state="not_answerable")
    return _shaped(rows, ask.clock, filters)


def measures(
    metric_ids: Sequence[str],
    scope: Scope,
    filters: Filters,
    by: str | None = None,
    ago: timedelta = timedelta(),
    *,
    engine: Engine | None = None,
) -> dict[str, pd.DataFrame]:
    """By metric what `measure` says of each; plain counts and shares are counted together, in one pass over the cases
    filed in the period and one over the stock.
    """
    found: dict[str, pd.DataFrame] = {}
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection).back(ago)
        asked = [Ask(connection, metric(each), scope, filters, by, clock) for each in metric_ids]
        for ask in asked:
            check_dimension(ask.metric, by)
        can = [ask for ask in asked if _can_be_together(ask) and _can_answer(ask.metric, filters)]
        known = members(connection, scope, filters, by)
        for moment in (False, True):
            group = [ask for ask in can if ask.metric.moment == moment]
            counts = counting.count_together(group) if len(group) > 1 else {}
            for ask in group:
                if ask.metric.id in counts:
                    answer = _TOLD[ask.metric.shape](counts[ask.metric.id], ask)
                    found[ask.metric.id] = _shaped(_dated(_with_members(answer, known, ask.metric)), clock, filters)
        return {
            each: found[each] if each in found else _measured(ask, known)
            for each, ask in zip(metric_ids, asked, strict=True)
        }


def altogether(rows: pd.DataFrame) -> pd.DataFrame:
    """What `measure` says of everything, from what it says of a share by a dimension of which each case has one key;
    of no cases at all without `as_of`.
    """
    if (rows["state"] == "not_answerable").any():
        return rows
    counts = rows[list(counting.COUNTS)].sum().to_frame().T.assign(key=None)
    told = _with_share(counts)
    state = np.where(told["value"].isna(), "no_data", np.where(told["value"] == 0, "zero", "value"))
    return told.assign(state=state, as_of=rows["as_of"].max())[COLUMNS]


def _can_be_together(ask: Ask) -> bool:
    """A stock over time is no count of cases by a key; hours are not known of every channel."""
    return ask.metric.shape in _TOLD and ask.by != "hour" and not (ask.metric.moment and ask.by in BUCKETS)


def _share(ask: Ask) -> pd.DataFrame:
    return _told_share(counting.count(ask), ask)


def _told_share(counts: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    rows = _with_share(counts)
    if ask.metric.id == "satisfaction":
        closed = rows["denominator"] + rows["left_out"]
        rows["coverage"] = _ratio(rows["denominator"], closed)
        rows["bound_low"] = _ratio(rows["numerator"], closed)
        rows["bound_high"] = _ratio(rows["numerator"] + rows["left_out"], closed)
    return rows


def _count(ask: Ask) -> pd.DataFrame:
    return _told_count(counting.count(ask), ask)


def _told_count(counts: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    return counts.assign(value=counts["numerator"].astype(float))


def _events(ask: Ask) -> pd.DataFrame:
    rows = counting.count_events(ask)
    return rows.assign(value=rows["numerator"].astype(float))


def _depth(ask: Ask) -> pd.DataFrame:
    rows = counting.count(ask, depth=True).assign(unit="days")
    # Of the end of each day, week or month the stock is known, how late its cases were then is not counted.
    return rows if "value" in rows else rows.assign(value=np.nan, state="not_answerable")


def _rate(ask: Ask) -> pd.DataFrame:
    rows = counting.count_per_resident(ask)
    low, high = byar(rows["numerator"])
    if ask.filters.bounds:  # nobody knows how many people live in a rectangle
        rows = rows.assign(denominator=0, left_out=rows["left_out"] + rows["numerator"])
    people = rows["denominator"]
    rows["value"] = _ratio(rows["numerator"], people) * 10_000
    rows["low"], rows["high"] = (_ratio(pd.Series(edge, rows.index), people) * 10_000 for edge in (low, high))
    return rows


def _flow(ask: Ask) -> pd.DataFrame:
    rows = counting.count_flow(ask)
    return rows.assign(value=_ratio(rows["numerator"], rows["denominator"]))


def _with_share(rows: pd.DataFrame) -> pd.DataFrame:
    low, high = wilson(rows["numerator"], rows["denominator"])
    return rows.assign(value=_ratio(rows["numerator"], rows["denominator"]), low=low, high=high)


_ANSWERS: dict[str, Answer] = {
    "count": _count,
    "share": _share,
    "rate": _rate,
    "events": _events,
    "ratio": _flow,
    "duration": durations.quantile_rows,
    "depth": _depth,
    "parts": lambda ask: _with_share(counting.count_outcomes(ask)),
    "repeat": lambda ask: _with_share(repeats.count(ask)),
    "callbacks": lambda ask: _with_share(callbacks.count(ask)),
}


_TOLD: dict[str, Callable[[pd.DataFrame, Ask], pd.DataFrame]] = {"count": _told_count, "share": _told_share}


def _ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    bottom = denominator.astype(float)
    return numerator.astype(float) / bottom.where(bottom > 0)


def _can_answer(asked: Metric, filters: Filters) -> bool:
    """Call-backs know neither a channel nor a topic: with such a filter their number of everything would be told."""
    return asked.can_answer(filters.channels) and (asked.shape != "callbacks" or callbacks.known_of_calls(filters))


def _has_hours(connection: Connection, filters: Filters) -> bool:
    channels = set(filters.channels)
    return not channels or bool(channels - counting.known_by_days(connection, filters.channels))


def _dated(answer: pd.DataFrame) -> pd.DataFrame:
    """Without values that more than a few undated facts could change."""
    if "undated" not in answer:
        return answer
    doubtful = answer["undated"].astype(float).fillna(0) > FEW_UNDATED * answer["numerator"].astype(float)
    state = np.where(doubtful, "not_answerable", np.where(answer["value"].isna(), "no_data", "value"))
    state = np.where((state == "value") & (answer["value"] == 0), "zero", state)
    return answer.assign(state=state, value=answer["value"].mask(doubtful))


def _unanswerable() -> pd.DataFrame:
    return pd.DataFrame({"key": [None], "state": ["not_answerable"]})


def _with_members(answer: pd.DataFrame, known: list[str], asked: Metric) -> pd.DataFrame:
    """Every member of the dimension has a row, those without cases too: nobody drops out of a ranking."""
    missing = [key for key in known if key not in set(answer["key"])]
    if not missing or asked.shape in ("parts", "callbacks"):
        return answer
    zeros = pd.DataFrame({"key": missing, "numerator": 0, "denominator": 0, "left_out": 0, "unknown": 0})
    if asked.shape == "count":
        zeros["value"] = 0.0
    return pd.concat([answer, zeros], ignore_index=True)


def _shaped(answer: pd.DataFrame, clock: Clock, filters: Filters) -> pd.DataFrame:
    """The columns of `COLUMNS` and those of `EXTRA` there are; built at once, for a frame grows a column dearly."""
    length = len(answer)
    given: dict[str, Any] = {"key": _keys(answer["key"])}
    for name in ("value", "low", "high"):
        given[name] = answer[name].to_numpy(float) if name in answer else np.full(length, np.nan)
    for name in ("numerator", "denominator", "left_out", "unknown"):
        given[name] = _whole(answer[name]) if name in answer else np.zeros(length, "int64")
    if "state" in answer:
        given["state"] = answer["state"].to_numpy(object)
    else:
        value = given["value"]
        given["state"] = np.where(np.isnan(value), "no_data", np.where(value == 0, "zero", "value"))
    as_of = clock.as_of_for(filters.channels)
    given["as_of"] = pd.Timestamp(as_of).as_unit("us") if as_of else pd.NaT
    extra = {name: answer[name].to_numpy() for name in EXTRA if name in answer}
    rows = pd.DataFrame(given | extra)[[*COLUMNS, *extra]]
    # Engines group in whatever order; the same question has the same answer.
    return rows.sort_values(["key", *(name for name in ("part",) if name in extra)], kind="stable", ignore_index=True)


def _keys(keys: pd.Series) -> pd.Series:
    """Text or None: no engine's own missing value."""
    return pd.Series([key if isinstance(key, str) else None for key in keys], dtype=object)


def _whole(counts: pd.Series) -> np.ndarray:
    return np.nan_to_num(counts.to_numpy(float, na_value=np.nan)).astype("int64")
