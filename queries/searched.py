"""A page of the cases that were searched for, and how many these are. To look for words takes longer than to count and
to sort what they are found in: what is found is gone through once.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import CompoundSelect, Connection, DateTime, Select, and_, func, literal, select, true, union_all

from queries.case_order import FIRST, SORTS, Wanted
from queries.event_counts import event_of_case, events_found, further_of
from store.dialects import read_frame
from store.expecting import expecting_many, sorts_dearly
from store.tables import case_link

RECENT = timedelta(days=14)


def searched(
    connection: Connection, wanted: Wanted, latest: datetime, *, is_broad: bool
) -> tuple[int, int, pd.DataFrame]:
    """How many cases, of how many events; and id, filed_at and sort_key of the page. `latest`: when nothing newer is
    expected; `is_broad`: whether a good part of all cases may be found.
    """
    goes_along = is_broad and wanted.order == SORTS["newest"] and sorts_dearly(connection)
    with expecting_many(connection):
        return _newest(connection, wanted, latest) if goes_along else _sorted(connection, wanted)


def _newest(connection: Connection, wanted: Wanted, latest: datetime) -> tuple[int, int, pd.DataFrame]:
    """The newest of many are among those of the fortnight before `latest` or the cursor, which are taken along while
    all are counted: keeping all to sort them costs PostgreSQL half as much again. Where these do not fill the page it
    looks once more, for few.
    """
    edge = datetime.fromisoformat(json.loads(wanted.after)[0]) if wanted.after else latest
    listed = wanted.listed.c
    since = literal(max(edge, FIRST + RECENT) - RECENT, DateTime())
    is_recent = and_(listed.filed_at >= since, wanted.follows(listed.filed_at, listed.id))
    is_linked = listed.id.in_(select(case_link.c.case_id)).is_(true())  # no join: all that is found would be hashed
    parts = {"linked": (listed.id, is_linked), "ids": (listed.id, is_recent), "moments": (listed.filed_at, is_recent)}
    kept = (func.array_agg(column).filter(those).label(name) for name, (column, those) in parts.items())
    told = select(func.count().label("total"), *kept).select_from(wanted.listed).cte("told")
    linked = select(func.unnest(told.c.linked).label("id")).subquery("linked")
    links = event_of_case()
    further = select(further_of(links)).select_from(linked.join(links, links.c.case_id == linked.c.id))
    whole = select(told.c.total, (told.c.total - further.scalar_subquery()).label("events")).subquery("whole")
    # Both in the order in which the rows came.
    side_by_side = func.unnest(told.c.ids).label("id"), func.unnest(told.c.moments).label("filed_at")
    recent = select(*side_by_side).subquery("recent")
    enough = func.least(told.c.total, wanted.limit)
    is_full = select(func.coalesce(func.cardinality(told.c.ids), 0) >= enough).scalar_subquery()
    key = recent.c.filed_at.label("sort_key")
    page = select(recent, key).where(is_full).order_by(*wanted.order.sorted(recent.c.filed_at, recent.c.id))
    rest = wanted.page("id", "filed_at").where(~is_full)
    either = union_all(*(select(part.limit(wanted.limit).subquery()) for part in (page, rest)))
    return _told(connection, whole, either, wanted)


def _sorted(connection: Connection, wanted: Wanted) -> tuple[int, int, pd.DataFrame]:
    """The same in any order, in one question."""
    columns = (wanted.listed.c.id, wanted.listed.c.filed_at, wanted.key.label("sort_key"))
    found = select(*columns).select_from(wanted.joined).cte("found")
    page = select(found).where(wanted.follows(found.c.sort_key, found.c.id))
    in_order = wanted.order.sorted(found.c.sort_key, found.c.id)
    return _told(connection, events_found(found).subquery("whole"), page.order_by(*in_order), wanted)


def _told(
    connection: Connection, whole: Any, page: Select | CompoundSelect, wanted: Wanted
) -> tuple[int, int, pd.DataFrame]:
    rows = page.limit(wanted.limit).subquery("page")
    question = select(whole, rows).select_from(whole.outerjoin(rows, true()))
    told = read_frame(connection, question.order_by(*wanted.order.sorted(rows.c.sort_key, rows.c.id)))
    found = told.loc[told["id"].notna(), ["id", "filed_at", "sort_key"]].reset_index(drop=True)
    return int(told["total"].iloc[0]), int(told["events"].iloc[0]), found
