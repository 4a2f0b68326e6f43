"""How many cases came in a day, by topic and district, and how much of each day can be known at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Engine, and_, extract, func, literal, or_, select
from sqlalchemy.types import DateTime, Integer

from analysis.hourly_spikes import Hours
from analysis.rhythm import Numbers
from analysis.usual import LONGEST, Panel
from queries.clock import Clock, read_clock
from queries.filters import UNMAPPED, Filters, to_local, to_utc
from queries.scope import Scope, visible_cases
from store.days_off import days_off, each_day
from store.dialects import local_time, read_frame, time_bucket
from store.tables import channel, topic

SMOOTH = 5.0  # cases of the region's channel mix mixed into that of each series
REGISTERED_WITHIN = 14  # days after which a late registration is no longer waited for
LAST_SECOND = time(23, 59, 59)  # to which a day-precision channel knows its last day


@dataclass(frozen=True)
class Inflow:
    """The panel of daily counts; its last day is incomplete when `partial_hours` > 0: hours of it that are known, and
    `hours` what came in each of them (None: the last day is whole). `edges`: by channel, until when (UTC) its cases are
    counted.
    """

    panel: Panel
    zone: str
    partial_hours: int
    edges: dict[str, datetime]
    hours: Hours | None = None


def inflow(scope: Scope, filters: Filters, *, engine: Engine) -> Inflow | None:
    """Daily counts of the visible cases by topic group and district for all days that a look at the period needs.

    The period itself is not part of the filter: what came before is what it is judged by. None when nothing is known.
    """
    with engine.connect() as connection:
        clock = read_clock(connection)
        asked = filters.during(None)
        seen = _channels(connection, scope, asked, clock)
        if seen.empty:
            return None
        first, last, hours = _span(seen, filters, clock)
        edges = {row["channel"]: to_utc(_edge(row, last, hours), clock.zone) for row in seen.to_dict("records")}
        counts = _daily(connection, scope, asked, clock, edges, first)
        groups = topic_groups(connection)
        calendar = days_off(connection)
        by_hour = _hours_of_day(connection, scope, asked, clock) if hours else np.ones(24) / 24
        today = _today(connection, scope, asked, clock, seen, last, hours) if hours else None
    if counts.empty:
        return None
    days = each_day(first, last)
    off = np.array([calendar.is_off(day) for day in days])
    panel = _panel(counts, groups, np.array(days, dtype="datetime64[D]"), off)
    known = _known(counts, panel, seen, hours, float(by_hour[:hours].sum()))
    whole = Panel(panel.topics, panel.districts, panel.days, off, panel.counts, known)
    last_hours = None if today is None else Hours(_by_hour(today, groups, panel, hours), by_hour)
    return Inflow(whole, clock.zone, hours, edges, last_hours)


def topic_groups(connection: Connection) -> dict[str, str]:
    """Topic id → the id of its group: the topic of its second level, or itself when it has none."""
    rows = read_frame(connection, select(topic.c.id, topic.c.level_1, topic.c.level_2, topic.c.level_3))
    rows = rows.astype(object).where(rows.notna(), None)
    heads: dict[tuple[str, str | None], str] = {}
    for row in rows.sort_values(["id"]).to_dict("records"):
        key = (row["level_1"], row["level_2"])
        if row["level_3"] is None or key not in heads:
            heads[key] = row["id"]
    return {row["id"]: heads[(row["level_1"], row["level_2"])] for row in rows.to_dict("records")}


def _channels(connection: Connection, scope: Scope, asked: Filters, clock: Clock) -> pd.DataFrame:
    """channel, precision, begins, until (local moments) of the channels that have dated cases in sight; delay: days
    from filing to registration that cover nine cases in ten.
    """
    c = visible_cases(scope, asked).subquery("c")
    late = (extract("epoch", c.c.registered_at) - extract("epoch", c.c.filed_at)) / literal(86_400.0)
    delays = [func.count().filter(late > literal(float(n))).label(f"later_{n}") for n in range(REGISTERED_WITHIN)]
    question = (
        select(c.c.channel, func.min(c.c.filed_at).label("begins"), func.count().label("cases"), *delays)
        .where(c.c.filed_at.is_not(None))
        .group_by(c.c.channel)
    )
    rows = read_frame(connection, question)
    kinds = dict(connection.execute(select(channel.c.code, channel.c.precision)).all())
    until = dict(clock.until)
    rows = rows[rows["channel"].isin(list(until))].reset_index(drop=True)
    rows["precision"] = rows["channel"].map(kinds)
    rows["begins"] = [to_local(moment, clock.zone).date() for moment in rows["begins"]]
    rows["until"] = [to_local(until[code], clock.zone) for code in rows["channel"]]
    return rows


def _span(seen: pd.DataFrame, filters: Filters, clock: Clock) -> tuple[date, date, int]:
    """First and last local day, and how many whole hours of the last are known (0: it is known whole)."""
    begins = seen["begins"].min()
    now = datetime.now() if clock.as_of is None else to_local(clock.as_of, clock.zone)  # noqa: DTZ005 nothing loaded
    whole = _last_whole_day(seen["until"].max(), now)
    if filters.period is None:
        return begins, *_with_today(seen, whole, None)
    start = to_local(filters.period.start, clock.zone).date()
    end = to_local(filters.period.end - timedelta(seconds=1), clock.zone).date()
    begins = max(begins, start - timedelta(days=LONGEST + 60))
    return begins, *_with_today(seen, whole, end)


def _last_whole_day(until: datetime, now: datetime) -> date:
    edge = min(until, now)
    return edge.date() if edge.time() >= LAST_SECOND else edge.date() - timedelta(days=1)


def _with_today(seen: pd.DataFrame, whole: date, end: date | None) -> tuple[date, int]:
    """The last day to look at, with the hours of today that channels with minutes know, if it is asked for."""
    minutes = seen[seen["precision"] == "minute"]
    edge = minutes["until"].max() if len(minutes) else None
    today = whole + timedelta(days=1)
    if edge is not None and edge.date() == today and edge.hour > 0 and (end is None or end >= today):
        return today, int(edge.hour)
    return (whole if end is None else min(whole, end)), 0


def counted_until(c: Any, edges: Mapping[str, datetime]) -> ColumnElement[bool]:
    """Whether a case lies in what is counted of its channel."""
    return or_(*(and_(c.c.channel == code, c.c.filed_at < literal(edge, DateTime())) for code, edge in edges.items()))


def _daily(
    connection: Connection, scope: Scope, asked: Filters, clock: Clock, edges: Mapping[str, datetime], first: date
) -> pd.DataFrame:
    """topic, district, channel, day, count of the days that each channel knows whole (and of the hours of the last)."""
    c = visible_cases(scope, asked).subquery("c")
    begin = to_utc(datetime.combine(first, time()), clock.zone)
    day = time_bucket("day", c.c.filed_at, clock.zone)
    question = (
        select(
            c.c.topic_id.label("topic"), c.c.district_id.label("district"), c.c.channel, day.label("day"),
            func.count().label("count"),
        )
        .where(c.c.filed_at >= literal(begin, DateTime()), counted_until(c, edges))
        .group_by(c.c.topic_id, c.c.district_id, c.c.channel, day)
    )  # fmt: skip
    rows = read_frame(connection, question)
    return rows[rows["topic"].notna() | rows["district"].notna()].reset_index(drop=True)


def _edge(row: dict, last: date, hours: int) -> datetime:
    """The local moment up to which a channel's cases are counted: the end of its last whole day, or today's last whole
    hour.
    """
    midnight = datetime.combine(last, time())
    until = row["until"].to_pydatetime() if hasattr(row["until"], "to_pydatetime") else row["until"]
    if hours and row["precision"] == "minute" and until >= midnight + timedelta(hours=hours):
        return midnight + timedelta(hours=hours)
    whole = datetime.combine(until.date(), time())
    if until.time() >= LAST_SECOND:
        whole += timedelta(days=1)
    return min(whole, midnight + timedelta(days=0 if hours else 1))


def _hours_of_day(connection: Connection, scope: Scope, asked: Filters, clock: Clock) -> Numbers:
    """Which share of a usual day's cases came by each hour, over the channels with minutes and the last 90 days."""
    c = visible_cases(scope, asked).subquery("c")
    hour = extract("hour", local_time(c.c.filed_at, clock.zone)).cast(Integer)
    since = max(moment for _, moment in clock.until) - timedelta(days=90)
    question = (
        select(hour.label("hour"), func.count().label("count"))
        .where(c.c.precision == "minute", c.c.filed_at >= literal(since, DateTime()))
        .group_by(hour)
    )
    found = read_frame(connection, question).set_index("hour")["count"].reindex(range(24), fill_value=0)
    shares: Numbers = (found.to_numpy(float) + 0.5) / (found.sum() + 12)
    return shares


def _today(
    connection: Connection, scope: Scope, asked: Filters, clock: Clock, seen: pd.DataFrame, last: date, hours: int
) -> pd.DataFrame:
    """topic, district, hour, count of the day that is not over, from the channels that know its last whole hour."""
    c = visible_cases(scope, asked).subquery("c")
    midnight = datetime.combine(last, time())
    edge = midnight + timedelta(hours=hours)
    known = [row["channel"] for row in seen.to_dict("records") if _edge(row, last, hours) == edge]
    hour = extract("hour", local_time(c.c.filed_at, clock.zone)).cast(Integer)
    begin, end = (literal(to_utc(moment, clock.zone), DateTime()) for moment in (midnight, edge))
    question = (
        select(
            c.c.topic_id.label("topic"), c.c.district_id.label("district"), hour.label("hour"),
            func.count().label("count"),
        )
        .where(c.c.filed_at >= begin, c.c.filed_at < end, c.c.channel.in_(known))
        .group_by(c.c.topic_id, c.c.district_id, hour)
    )  # fmt: skip
    return read_frame(connection, question)


def _by_hour(today: pd.DataFrame, groups: dict[str, str], panel: Panel, hours: int) -> Numbers:
    """The frame as a matrix: the panel's series × the whole hours of the day."""
    rows = {pair: row for row, pair in enumerate(zip(panel.topics, panel.districts, strict=True))}
    counts = np.zeros((len(rows), hours))
    names, places = _keys(today, groups)
    for name, place, hour, count in zip(names, places, today["hour"], today["count"], strict=True):
        if (name, place) in rows:
            counts[rows[name, place], int(hour)] += count
    return counts


def _keys(counts: pd.DataFrame, groups: dict[str, str]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The topic group and the district of each row; cases without one have series of their own."""
    names = np.array([groups.get(key, key) if isinstance(key, str) else UNMAPPED for key in counts["topic"]], object)
    places = np.array([key if isinstance(key, str) else UNMAPPED for key in counts["district"]], object)
    return names, places


def _panel(counts: pd.DataFrame, groups: dict[str, str], days: NDArray[np.datetime64], off: NDArray[np.bool_]) -> Panel:
    """The frame as a matrix. Cases without a topic or a district have series of their own."""
    topic_code, topics = _numbered(counts["topic"], groups)
    place_code, districts = _numbered(counts["district"], {})
    width = max(len(districts), 1)
    pair, series = np.unique(topic_code * width + place_code, return_inverse=True)
    column = (counts["day"].to_numpy().astype("datetime64[D]") - days[0]).astype(int)
    inside = (column >= 0) & (column < len(days))
    flat = np.bincount(
        (series * len(days) + column)[inside], weights=counts["count"].to_numpy(float)[inside],
        minlength=len(pair) * len(days),
    )  # fmt: skip
    counts["series"] = series
    matrix = flat.astype(float).reshape(len(pair), len(days))
    topic_of, place_of = (
        np.asarray(topics)[pair // max(len(districts), 1)],
        np.asarray(districts)[pair % max(len(districts), 1)],
    )
    return Panel(topic_of, place_of, days, off, matrix, np.ones(matrix.shape))


def _numbered(keys: pd.Series, groups: dict[str, str]) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """The number of each key's group (its own without one) in the order of their names, and these names."""
    place, known = pd.factorize(keys, use_na_sentinel=True)
    named = np.array([*(groups.get(key, key) for key in known), UNMAPPED], object)  # the last is what is missing, −1
    names, number = np.unique(named if (place < 0).any() else named[:-1], return_inverse=True)
    return np.asarray(number[place], dtype=np.int64), names


def _known(counts: pd.DataFrame, panel: Panel, seen: pd.DataFrame, hours: int, today: float) -> Numbers:
    """Series × days: which share of a usual day's cases can be in the data; `today`: the part of it in `hours` hours.

    A channel counts for its share of the series from the day it begins to the day it is known to; a case that is
    registered days after it was filed cannot be there sooner.
    """
    there = np.array([_there(row, panel.days, hours, today) for row in seen.to_dict("records")])
    alive = np.maximum((there > 0).sum(axis=1), 1)
    places = {code: place for place, code in enumerate(seen["channel"])}
    number, codes = pd.factorize(counts["channel"])
    flat = counts["series"].to_numpy() * len(places) + np.array([places[code] for code in codes])[number]
    mix = np.bincount(flat, weights=counts["count"].to_numpy(float), minlength=len(panel.counts) * len(places))
    rate = mix.reshape(-1, len(places)) / alive * alive.max()
    whole = rate.sum(axis=0) / max(rate.sum(), 1e-9)
    shares = (rate + SMOOTH * whole) / (rate.sum(axis=1, keepdims=True) + SMOOTH)
    known: Numbers = shares @ there
    return known


def _there(row: dict, days: NDArray[np.datetime64], hours: int, today: float) -> Numbers:
    """By day, the share of one channel's cases that can be known."""
    first, last = days[0].astype(object), days[-1].astype(object)
    edge = _edge(row, last, hours)
    ends = max(min((edge.date() - first).days, len(days)), 0)
    there = np.zeros(len(days))
    there[max((row["begins"] - first).days, 0) : ends] = 1
    for back in range(min(REGISTERED_WITHIN, ends)):
        there[ends - 1 - back] *= 1 - row[f"later_{back}"] / max(row["cases"], 1)
    if hours and edge > datetime.combine(last, time()):
        there[-1] = today
    return there
