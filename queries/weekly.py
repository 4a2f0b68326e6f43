"""Events a week by topic group and district (or agency), and what became of the cases: one aggregate, no cases."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, and_, case, func, select

from analysis.rhythm import Numbers
from queries.clock import Clock, read_clock
from queries.conditions import dissatisfied, judged, on_time, rated
from queries.counting import counted
from queries.event_counts import event_of_case
from queries.filters import Filters, Period, to_local, to_utc
from queries.repeats import place_of
from queries.scope import Scope, visible_cases
from store import tables
from store.dialects import read_frame, time_bucket
from store.engine import open_store

LONGEST = timedelta(weeks=156)  # what lies further back is not looked at
WEEK = timedelta(weeks=1)
UNITS = {"district": "district_id", "agency": "agency_id"}
FACTS = ("cases", "rated", "negative", "judged", "late")


@dataclass(frozen=True)
class Weekly:
    """`events`: topics × units × weeks, linked cases of one event counted once. `facts`: topic, unit, week (a number)
    and the counts `FACTS`. `weeks`: Mondays of whole local weeks, no gap. `left_out`: cases without topic or unit in
    each of these weeks.
    """

    topics: list[str]
    units: list[str]
    weeks: list[date]
    events: Numbers
    facts: pd.DataFrame
    left_out: NDArray[np.int64]


def weekly(scope: Scope, filters: Filters, by: str = "district", *, engine: Engine | None = None) -> Weekly | None:
    """All topics and units of the visible cases, whatever place, agency and topic the filters name: each
    is judged by all.

    Of the period only the end counts. None when there is no whole week.
    """
    if by not in UNITS:
        raise ValueError(f"by one of {', '.join(UNITS)}, not by {by}")
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        if clock.as_of is None:
            return None
        asked = _whole_weeks(filters, clock, clock.as_of)
        counts = _counted(connection, scope, asked, by, clock)
        further = _further(connection, scope, asked, by, clock)
    counts = counts.merge(further, on=["topic", "unit", "week"], how="left").fillna({"further": 0})
    known = counts["topic"].notna() & counts["unit"].notna()
    return _weekly(_from_a_monday(counts[known], clock.zone), counts[~known])


def _whole_weeks(filters: Filters, clock: Clock, as_of: datetime) -> Filters:
    """The question about every whole week up to the end of the period (or of what is known), three years at most."""
    end = to_local(as_of, clock.zone)
    if filters.period is not None:
        end = min(end, to_local(filters.period.end, clock.zone))
    # The last second of a Sunday ends its week: sources that know days are known to the end of a day.
    last = (end + timedelta(seconds=1)).date()
    monday = datetime.combine(last - timedelta(days=last.weekday()), time())
    return (
        filters.everywhere()
        .only(topics=(), agencies=())
        .during(Period(to_utc(monday - LONGEST, clock.zone), to_utc(monday, clock.zone)))
    )


def group_heads() -> Any:
    """topic, head as a subquery: the topic that stands for each topic's group, the one without a third level if any."""
    t = tables.topic
    together = (t.c.level_1, t.c.level_2)
    shallow = func.min(case((t.c.level_3.is_(None), t.c.id))).over(partition_by=together)
    head = func.coalesce(shallow, func.min(t.c.id).over(partition_by=together))
    return select(t.c.id.label("topic"), head.label("head")).subquery("heads")


def _base(scope: Scope, asked: Filters, by: str, clock: Clock) -> tuple[Any, Any, list[Any]]:
    """The cases, the same with their groups, and the columns they are grouped by: topic, unit, week."""
    c, heads = visible_cases(scope, asked).subquery("c"), group_heads()
    week = time_bucket("week", c.c.filed_at, clock.zone)
    keys = [heads.c.head.label("topic"), c.c[UNITS[by]].label("unit"), week.label("week")]
    return c, c.outerjoin(heads, heads.c.topic == c.c.topic_id), keys


def _plain(keys: list[Any]) -> list[Any]:
    return [key.element for key in keys]


def _counted(connection: Connection, scope: Scope, asked: Filters, by: str, clock: Clock) -> pd.DataFrame:
    c, joined, keys = _base(scope, asked, by, clock)
    at = clock.moment(c.c.channel, None)
    columns = [
        func.count().label("cases"),
        func.min(c.c.filed_at).label("begins"),
        counted(rated(c.c, at)).label("rated"),
        counted(dissatisfied(c.c, at)).label("negative"),
        counted(judged(c.c, at)).label("judged"),
        counted(and_(judged(c.c, at), ~func.coalesce(on_time(c.c, at), False))).label("late"),
    ]
    return read_frame(connection, select(*keys, *columns).select_from(joined).group_by(*_plain(keys)))


def _further(connection: Connection, scope: Scope, asked: Filters, by: str, clock: Clock) -> pd.DataFrame:
    """topic, unit, week, further: linked cases beyond the first of each event of that week."""
    c, joined, keys = _base(scope, asked, by, clock)
    links = event_of_case()
    more = (func.count() - func.count(links.c.event_id.distinct())).label("further")
    linked = joined.join(links, links.c.case_id == c.c.id)
    return read_frame(connection, select(*keys, more).select_from(linked).group_by(*_plain(keys)))


def _from_a_monday(counts: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Without the week in which the data begin, unless they begin on its Monday: nobody knows the whole of it."""
    if counts.empty:
        return counts
    begins = to_local(counts["begins"].min().to_pydatetime(), zone)
    return counts[pd.to_datetime(counts["week"]) >= pd.Timestamp(begins.date())].reset_index(drop=True)


def _weekly(counts: pd.DataFrame, unknown: pd.DataFrame) -> Weekly | None:
    if counts.empty:
        return None
    monday = pd.to_datetime(counts["week"])
    weeks = pd.date_range(monday.min(), monday.max(), freq="7D")
    topics, units = sorted(counts["topic"].unique()), sorted(counts["unit"].unique())
    at = ((monday - weeks[0]).dt.days // 7).to_numpy()
    place = (pd.Index(topics).get_indexer(counts["topic"]), pd.Index(units).get_indexer(counts["unit"]), at)
    events = np.zeros((len(topics), len(units), len(weeks)))
    np.add.at(events, place, (counts["cases"] - counts["further"]).to_numpy(float))
    facts = counts.assign(week=at)[["topic", "unit", "week", *FACTS]]
    left_out = unknown.groupby(pd.to_datetime(unknown["week"]))["cases"].sum().reindex(weeks, fill_value=0)
    return Weekly(topics, units, [day.date() for day in weeks], events, facts, left_out.to_numpy(np.int64))


def came_again(
    scope: Scope, filters: Filters, first: date, by: str = "district", *, engine: Engine | None = None
) -> pd.DataFrame:
    """topic, unit, reports, again: reports (a place or else a person in a week, however often) from `first` on, and
    those from where one had come in an earlier week.
    """
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        assert clock.as_of is not None
        asked = _whole_weeks(filters, clock, clock.as_of)
        assert asked.period is not None
        start = to_utc(datetime.combine(first, time()), clock.zone)
        c, joined, keys = _base(scope, asked.during(Period(start, asked.period.end)), by, clock)
        whence = func.coalesce(place_of(c.c), c.c.applicant_key).label("whence")
        known = whence.element.is_not(None)
        weeks = select(*keys, whence).select_from(joined).where(known).group_by(*_plain(keys), whence.element)
        each = weeks.subquery("each")
        of_place = (
            select(each.c.topic, each.c.unit, func.count().label("weeks"))
            .group_by(each.c.topic, each.c.unit, each.c.whence)
            .subquery("of_place")
        )
        group = [of_place.c.topic, of_place.c.unit]
        sums = [func.sum(of_place.c.weeks).label("reports"), func.sum(of_place.c.weeks - 1).label("again")]
        rows = read_frame(connection, select(*group, *sums).where(*(g.is_not(None) for g in group)).group_by(*group))
    return rows.astype({"reports": int, "again": int})
