"""Promises with a day that has passed, and an appeal that came back after it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Interval, Select, and_, literal, select, union

from analysis.promises import Promise, promises
from analysis.replies import last_part
from queries.clock import read_clock
from queries.filters import Filters, to_local, to_utc
from queries.names import name_columns, with_names
from queries.repeats import place_of
from queries.replies import has_reply
from queries.scope import Scope, may_see, visible_cases
from store.dialects import read_frame
from store.tables import case, case_text

AFTER = 30  # days after the promised day within which the same case is about the same promise
SINCE = 365  # days before the data time within which a case was closed
FURTHEST = 180  # days from closing to an appeal that may be about a promise
COLUMNS = ("case", "topic", "topic_ru", "topic_en", "district", "district_ru", "district_en", "agency", "agency_ru",
           "agency_en", "address", "act", "due", "again", "again_at")  # fmt: skip


def broken_promises(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Cases closed within the last year whose last reply promised something by a day that has passed, and whose
    applicant, or whose place and topic, came again within 30 days after that day.

    Columns `COLUMNS`: case (id), act (what was promised, as written; None for those who may not read texts), due (the
    promised day, as text), again (id of the first case after it), again_at (UTC); the latest first.
    """
    with engine.connect() as connection:
        clock = read_clock(connection)
        if clock.as_of is None:
            return pd.DataFrame(columns=list(COLUMNS))
        lately = case.c.closed_at.between(clock.as_of - timedelta(days=SINCE), clock.as_of)
        c = visible_cases(scope, filters).where(lately).subquery("c")
        pairs = read_frame(connection, _pairs(c, scope))
        if pairs.empty:
            return pd.DataFrame(columns=list(COLUMNS))
        told = read_frame(connection, _about(c, scope))
    today = to_local(clock.as_of, clock.zone).date()
    latest = [_latest(row, today, clock.zone) for row in told.to_dict("records")]
    parts = {part: [getattr(one, part, None) for one in latest] for part in ("due", "act")}
    due = told.join(pd.DataFrame(parts, index=told.index, dtype=object)).dropna(subset="due")
    after = [day_after(day, clock.zone) for day in due["due"]]
    found = due.assign(over=pd.Series(after, index=due.index, dtype="datetime64[us]")).merge(pairs, on="case")
    found = found[found["again_at"].between(found["over"], found["over"] + pd.Timedelta(days=AFTER), inclusive="left")]
    found = found.sort_values(["again_at", "again"]).drop_duplicates("case")
    if not scope.may_read_text:
        found = found.assign(act=None)
    ordered = found.sort_values(["again_at", "case"], ascending=[False, True], ignore_index=True)
    return ordered.assign(due=[day.isoformat() for day in ordered["due"]])[list(COLUMNS)]


def _latest(row: Mapping[Any, Any], today: date, zone: str) -> Promise | None:
    """The promise of the last reply whose day passed last; None where none has. What an earlier reply promised is
    answered by the last one.
    """
    said_on = to_local(row["replied_at"], zone).date()
    passed = [one for one in promises(last_part(row["reply"]), said_on) if one.due is not None and one.due < today]
    return max(passed, key=lambda one: one.due or date.min, default=None)


def day_after(day: date, zone: str) -> datetime:
    """The moment (UTC) at which a local day is over."""
    return to_utc(datetime.combine(day + timedelta(days=1), time()), zone)


def _pairs(c: Any, scope: Scope) -> Select:
    """Columns case, again, again_at: who came again after the closing, whoever answered."""
    again = select(case).where(may_see(scope)).subquery("again")
    window = literal(timedelta(days=FURTHEST), Interval())
    later = and_(again.c.filed_at > c.c.closed_at, again.c.filed_at <= c.c.closed_at + window)
    same_place = and_(place_of(c.c) == place_of(again.c), c.c.topic_id == again.c.topic_id)
    found = [
        select(c.c.id.label("case"), again.c.id.label("again"), again.c.filed_at.label("again_at")).select_from(
            c.join(again, and_(same, later))
        )
        for same in (c.c.applicant_key == again.c.applicant_key, same_place)
    ]
    return union(*found)  # type: ignore[return-value]


def _about(c: Any, scope: Scope) -> Select:
    came_back = select(_pairs(c, scope).subquery("pairs").c.case)
    source = with_names(c).join(case_text, case_text.c.case_id == c.c.id)
    return (
        select(
            c.c.id.label("case"),
            c.c.topic_id.label("topic"),
            c.c.district_id.label("district"),
            c.c.agency_id.label("agency"),
            c.c.address,
            c.c.closed_at.label("replied_at"),
            case_text.c.reply,
            *(column for column in name_columns(c) if column.name in COLUMNS),
        )
        .select_from(source)
        .where(c.c.id.in_(came_back), has_reply(c))
    )
