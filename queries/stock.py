"""Stocks over time: how many cases were in work, or overdue, at the end of each hour, day, week or month."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, func, or_, select, union_all

from queries.ask import Ask
from queries.conditions import CLOSED_STATES
from queries.filters import to_local
from queries.scope import visible_cases
from store.dialects import read_frame, time_bucket

STEPS = {"hour": "h", "day": "D", "week": "W-MON", "month": "MS"}
FORMATS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}


def stock_over_time(ask: Ask) -> pd.DataFrame:
    """Columns key, numerator (stock at the end of the bucket), denominator (the same), left_out, unknown, ordered by
    time.

    stock(t) = stock(t − 1) + entered − left. In work: entered when filed, left when closed. Overdue: entered when the
    deadline passed undecided, left when decided.
    """
    by = ask.by or "day"
    moves = read_frame(ask.connection, _moves(ask, by))
    if moves.empty:
        return pd.DataFrame({"key": [], "numerator": [], "denominator": [], "left_out": [], "unknown": []})
    steps = moves.groupby("bucket")["change"].sum()
    level = steps.reindex(pd.date_range(steps.index.min(), _last(ask), freq=STEPS[by]), fill_value=0).cumsum()
    level = level[level.index >= _first(ask, by, level.index[0])]
    keys = pd.DatetimeIndex(level.index).strftime(FORMATS[by])
    stock = level.astype("int64").to_numpy()
    return pd.DataFrame({"key": keys, "numerator": stock, "denominator": stock, "left_out": 0, "unknown": 0})


def _moves(ask: Ask, by: str) -> Any:
    c = visible_cases(ask.scope, ask.filters.during(None)).subquery("c")
    now = ask.moment(c).now
    entered, left, counts = _in_work(c.c) if ask.metric.id == "in_work" else _overdue(c.c)
    ins = select(time_bucket(by, entered, ask.clock.zone).label("bucket"), func.count().label("change")).where(
        counts, entered <= now
    )
    outs = select(time_bucket(by, left, ask.clock.zone).label("bucket"), (-func.count()).label("change")).where(
        counts, left <= now, entered <= now
    )
    return union_all(ins.group_by("bucket"), outs.group_by("bucket"))


def _in_work(c: Any) -> tuple[Any, Any, Any]:
    undated = and_(c.closed_at.is_(None), c.state.in_(CLOSED_STATES))
    return c.filed_at, c.closed_at, and_(c.filed_at.is_not(None), ~undated)


def _overdue(c: Any) -> tuple[Any, Any, Any]:
    undated = and_(c.decided_at.is_(None), c.state.in_(CLOSED_STATES))
    late = or_(c.decided_at > c.due_at, c.decided_at.is_(None))
    entered = case((c.due_at < c.filed_at, c.filed_at), else_=c.due_at)
    return entered, c.decided_at, and_(c.due_at.is_not(None), late, ~undated)


def _last(ask: Ask) -> datetime:
    known = ask.clock.as_of or datetime(1970, 1, 1)
    end = known if ask.filters.period is None else min(known, ask.filters.period.end)
    return to_local(end, ask.clock.zone)


def _first(ask: Ask, by: str, earliest: pd.Timestamp) -> pd.Timestamp:
    if ask.filters.period is None:
        return earliest
    start = pd.Timestamp(to_local(ask.filters.period.start, ask.clock.zone))
    return {"hour": start.floor("h"), "day": start.floor("D")}.get(
        by, start.to_period("W-SUN" if by == "week" else "M").start_time
    )
