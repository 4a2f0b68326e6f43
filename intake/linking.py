"""Links the cases of all channels that tell of one event, and keeps the links in the store."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Engine, Select, delete, func, or_, select

from analysis.events import SPAN, events, events_around
from intake.batches import reserve
from store.dialects import append_rows, read_frame
from store.tables import case, case_link, case_text, topic, undo_case

REASON = "similarity"
MARGIN = 3 * SPAN  # first guess of how far around new cases events may reach; widened where they reach further
AT_ONCE = 1_000  # events in one statement
FOUND = case_link.c.reason == REASON


def link_events(engine: Engine) -> dict[str, int]:
    """Look at all dated cases anew and replace the links found earlier, in one transaction; those that a source states
    or a person made stay. The result depends on the cases only, not on the order in which files came.

    Out: cases (looked at), events (groups found), linked (cases in them).
    """
    with engine.begin() as connection:
        reserve(connection)
        cases = read_frame(connection, _cases())
        found = events(cases, read_frame(connection, _stated()))
        connection.execute(delete(case_link).where(FOUND))
        _append(connection, found)
    return {"cases": len(cases), "events": found["event_id"].nunique(), "linked": len(found)}


def touched_by(connection: Connection, batch: int) -> tuple[datetime, datetime] | None:
    """When the first and the last case of a batch was filed; what it replaced, and whatever shares an event with them,
    is among them. None without a dated case.
    """
    mine = select(case.c.id).where(case.c.batch_id == batch)
    shared = select(case_link.c.event_id).where(FOUND, case_link.c.case_id.in_(mine))
    partners = select(case_link.c.case_id).where(FOUND, case_link.c.event_id.in_(shared))
    now = select(case.c.filed_at).where(or_(case.c.batch_id == batch, case.c.id.in_(partners)))
    filed = now.union_all(select(undo_case.c.filed_at).where(undo_case.c.undo_batch == batch)).subquery()
    first, last = connection.execute(select(func.min(filed.c.filed_at), func.max(filed.c.filed_at))).one()
    return None if first is None else (first, last)


def link_around(connection: Connection, first: datetime, last: datetime) -> None:
    """Bring the links of the cases filed from `first` to `last` up to date: afterwards all links are as `link_events`
    would make them, if they were so before those cases came, changed or went.
    """
    stated, margin = read_frame(connection, _stated()), MARGIN
    while (near := _near(connection, stated, first, last, margin)) is None:
        margin *= 2
    found, members = near
    before = read_frame(connection, select(case_link.c.event_id, case_link.c.case_id).where(FOUND))
    torn = before.loc[before["case_id"].isin(members), "event_id"].unique().tolist()
    for start in range(0, len(torn), AT_ONCE):
        connection.execute(delete(case_link).where(FOUND, case_link.c.event_id.in_(torn[start : start + AT_ONCE])))
    _append(connection, found)


def link_anew(connection: Connection, moments: Iterable[datetime | None]) -> None:
    """`link_around` for cases filed at these moments whose place or topic became another one. Stretches far apart are
    looked at apart: a name met twice in two years is no reason to read all between.
    """
    first = last = None
    for moment in sorted(moment for moment in moments if moment is not None):
        if last is not None and moment - last > 2 * MARGIN:
            link_around(connection, first or last, last)
            first = None
        first, last = first or moment, moment
    if first is not None and last is not None:
        link_around(connection, first, last)


def _near(
    connection: Connection, stated: pd.DataFrame, first: datetime, last: datetime, margin: timedelta
) -> tuple[pd.DataFrame, set[str]] | None:
    around = case.c.filed_at.between(first - margin, last + margin)
    return events_around(read_frame(connection, _cases().where(around)), stated, first, last, margin)


def _cases() -> Select:
    """What dated cases say of when, where and what."""
    kind = topic.c.level_1 + "|" + func.coalesce(topic.c.level_2, "")
    told = case.outerjoin(case_text, case_text.c.case_id == case.c.id)
    return (
        select(
            case.c.id.label("case_id"), case.c.filed_at.label("at"), case.c.district_id.label("district"),
            kind.label("topic"), case.c.address, case_text.c.text,
        )
        .select_from(told.outerjoin(topic, topic.c.id == case.c.topic_id))
        .where(case.c.filed_at.is_not(None))
    )  # fmt: skip


def _stated() -> Select:
    """Links that a source states or a person made."""
    return select(case_link.c.event_id, case_link.c.case_id).where(~FOUND, case_link.c.event_id != case_link.c.case_id)


def _append(connection: Connection, links: pd.DataFrame) -> None:
    text = pa.string()
    schema = pa.schema([("event_id", text), ("case_id", text), ("reason", text)])
    rows = pa.Table.from_pandas(links.assign(reason=REASON), schema=schema, preserve_index=False)
    append_rows(connection, case_link, rows)
