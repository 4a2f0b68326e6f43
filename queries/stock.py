"""Stocks over time: how many cases were in work, or overdue, at the end of each hour, day, week or month."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import DateTime, Engine, and_, case, func, literal, null, or_, select, union_all

from queries.ask import Ask
from queries.clock import JUST_BEFORE, read_clock
from queries.conditions import CLOSED_STATES
from queries.event_counts import events_of, further_by
from queries.filters import Filters, to_local, to_utc
from queries.metrics import metric
from queries.scope import Scope, visible_cases
from store.dialects import read_frame, time_bucket

STEPS = {"hour": "h", "day": "D", "week": "W-MON", "month": "MS"}
FORMATS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}


def stock_over_time(ask: Ask) -> pd.DataFrame:
    """Columns key, numerator (stock at the end of the bucket), denominator (the same), left_out, unknown, ordered by
    time.

    stock(t) = stock(t − 1) + entered − left. In work: entered when filed, left when closed. Overdue: entered when the
    deadline passed undecided, left when decided; a deadline that is the data time itself has not passed.
    """
    levels = _levels(ask)
    stock = levels["stock"]
    return pd.DataFrame({"key": levels["key"], "numerator": stock, "denominator": stock, "left_out": 0, "unknown": 0})


def backlog(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """What came, what was closed and what was left, by week. Columns key (the Monday), filed, events (of how many those
    filed in the week tell), told (the same of all the weeks together), closed, stock (at the week's end): stock(t) =
    stock(t − 1) + filed − closed. Without a period from the first case on; cases closed on an unknown date are in none
    of these.
    """
    with engine.connect() as connection:
        ask = Ask(connection, metric("in_work"), scope, filters, "week", read_clock(connection))
        rows = _levels(ask)
        if rows.empty:
            return rows.assign(events=0, told=0)
        further, whole = _further(ask, rows)
    events = rows["filed"] - rows["key"].map(further).fillna(0).astype("int64")
    return rows.assign(events=events, told=rows["filed"].sum() - whole)


def _levels(ask: Ask) -> pd.DataFrame:
    """Columns key, filed (entered), closed (left), stock, a row for every bucket of the period."""
    by = ask.by or "day"
    first, last = _first(ask, by), _last(ask)
    moves = read_frame(ask.connection, _moves(ask, by, first))
    if moves.empty:
        return pd.DataFrame({"key": [], "filed": [], "closed": [], "stock": []})
    change = moves["change"].astype("int64")
    sums = pd.DataFrame({"bucket": moves["bucket"], "filed": change.clip(lower=0), "closed": -change.clip(upper=0)})
    is_before = sums["bucket"].isna() | (sums["bucket"] < first if first is not None else False)
    before = sums.loc[is_before, "filed"].sum() - sums.loc[is_before, "closed"].sum()
    steps = sums[~is_before].groupby("bucket").sum()
    begin = first if first is not None and is_before.any() else steps.index.min()
    steps = steps.reindex(pd.date_range(begin, last, freq=STEPS[by]), fill_value=0)
    steps["stock"] = before + (steps["filed"] - steps["closed"]).cumsum()
    steps = steps.astype("int64")
    return steps.assign(key=pd.DatetimeIndex(steps.index).strftime(FORMATS[by])).reset_index(drop=True)


def _moves(ask: Ask, by: str, first: pd.Timestamp | None) -> Any:
    """bucket, change: what entered (above 0) and what left (below 0). All that lies well before the `first` bucket has
    the bucket NULL: to tell the local day of every case that ever was would take longer than all else.
    """
    c = visible_cases(ask.scope, ask.filters.during(None)).subquery("c")
    now = ask.moment(c).now
    entered, left, counts = _in_work(c.c) if ask.metric.id == "in_work" else _overdue(c.c, now)

    def bucket(moment: Any) -> Any:
        told = time_bucket(by, moment, ask.clock.zone)
        if first is not None:
            early = literal(to_utc(first.to_pydatetime(), ask.clock.zone) - timedelta(days=1), DateTime())
            told = case((moment < early, null()), else_=told)
        return told.label("bucket")

    ins = select(bucket(entered), func.count().label("change")).where(counts, entered <= now)
    outs = select(bucket(left), (-func.count()).label("change")).where(counts, left <= now, entered <= now)
    return union_all(ins.group_by("bucket"), outs.group_by("bucket"))


def _further(ask: Ask, rows: pd.DataFrame) -> tuple[pd.Series, int]:
    """Of those filed, how many are not the first of their event: by week, and of all the weeks together."""
    seen = visible_cases(ask.scope, ask.filters.during(None)).subquery()
    entered, _left, counts = _in_work(seen.c)
    first = literal(to_utc(pd.Timestamp(rows["key"].iloc[0]).to_pydatetime(), ask.clock.zone), DateTime())
    c = select(seen).where(counts, entered >= first, entered <= ask.moment(seen).now).subquery("c")
    by_week = further_by(ask.connection, c, time_bucket("week", c.c.filed_at, ask.clock.zone))
    by_week.index = pd.DatetimeIndex(by_week.index).strftime(FORMATS["week"])
    whole = ask.connection.execute(events_of(c)).one()
    return by_week, int(whole.total - whole.events)


def _in_work(c: Any) -> tuple[Any, Any, Any]:
    undated = and_(c.closed_at.is_(None), c.state.in_(CLOSED_STATES))
    return c.filed_at, c.closed_at, and_(c.filed_at.is_not(None), ~undated)


def _overdue(c: Any, now: Any) -> tuple[Any, Any, Any]:
    undated = and_(c.decided_at.is_(None), c.state.in_(CLOSED_STATES))
    late = or_(c.decided_at > c.due_at, c.decided_at.is_(None))
    entered = case((c.due_at < c.filed_at, c.filed_at), else_=c.due_at)
    return entered, c.decided_at, and_(c.due_at < now, late, ~undated)


def _last(ask: Ask) -> datetime:
    known = ask.clock.as_of or datetime(1970, 1, 1)
    end = known if ask.filters.period is None else min(known, ask.filters.period.end - JUST_BEFORE)
    return to_local(end, ask.clock.zone)


def _first(ask: Ask, by: str) -> pd.Timestamp | None:
    """The local moment at which the bucket begins that holds the period's first; None without a period."""
    if ask.filters.period is None:
        return None
    start = pd.Timestamp(to_local(ask.filters.period.start, ask.clock.zone))
    return {"hour": start.floor("h"), "day": start.floor("D")}.get(
        by, start.to_period("W-SUN" if by == "week" else "M").start_time
    )
