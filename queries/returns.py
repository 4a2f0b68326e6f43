"""`returns`: closed, and the same again within 30 days; and what was closed three times and is still there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import CTE, Engine, Subquery, and_, case, func, literal, select, union_all

from queries.broken_promises import broken_promises
from queries.conditions import CLOSED_STATES
from queries.filters import Filters
from queries.measure import measure
from queries.names import name_columns, with_names
from queries.repeats import WINDOW, place_of
from queries.scope import Scope, visible_cases
from store.dialects import read_frame

if TYPE_CHECKING:
    from queries.question import Question

TIMES = 3
COLUMNS = ("topic", "topic_ru", "topic_en", "district", "district_ru", "district_en", "place", "address", "lat", "lon",
           "returns", "last_filed", "is_open", "cases")  # fmt: skip


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: the share of repeats (see `queries.repeats`) by `--by`; `still_there`: see `still_there`;
    `broken_promises`: see there.
    """
    rows = measure("repeat", scope, filters, asked.by, engine=engine)
    lists = {"still_there": still_there(engine, scope, filters),
             "broken_promises": broken_promises(engine, scope, filters)}  # fmt: skip
    return {"rows": rows} | {
        name: found if asked.limit is None else found.head(asked.limit) for name, found in lists.items()
    }


def still_there(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Places and topics closed at least three times, each time followed by another case within 30 days.

    Columns: topic, topic_ru, topic_en, district, district_ru, district_en, place, address, lat, lon, returns,
    last_filed (UTC), is_open (the latest case), cases (ids, the earliest first); the most returns first. Only cases
    filed in the period count.
    """
    c = visible_cases(scope, filters).subquery("c")
    names = {name.name: name for name in name_columns(c)}
    seen = _seen(c)
    back = _came_back(seen)
    question = (
        select(
            c.c.id, c.c.topic_id.label("topic"), names["topic_ru"], names["topic_en"],
            c.c.district_id.label("district"), names["district_ru"], names["district_en"], seen.c.place, c.c.address,
            c.c.lat, c.c.lon, c.c.filed_at, c.c.closed_at, c.c.state, back.c.returns,
        )
        .select_from(
            with_names(c)
            .join(seen, seen.c.id == c.c.id)
            .join(back, and_(back.c.place == seen.c.place, back.c.topic == seen.c.topic))
        )
        .order_by(c.c.filed_at, c.c.id)
    )  # fmt: skip
    with engine.connect() as connection:
        cases = read_frame(connection, question)
    of_place = cases.groupby(["place", "topic"])
    rows = of_place.tail(1).set_index(["place", "topic"]).assign(cases=of_place["id"].agg(list))
    is_open = rows["closed_at"].isna() & ~rows["state"].isin(CLOSED_STATES)
    rows = rows.assign(is_open=is_open).rename(columns={"filed_at": "last_filed"}).reset_index()
    return rows[list(COLUMNS)].sort_values(
        ["returns", "place", "topic"], ascending=[False, True, True], ignore_index=True
    )


def _seen(c: Any) -> CTE:
    """id, place, topic, filed, closed of the cases of which all but the closing is known."""
    place = place_of(c.c).label("place")
    columns = (c.c.id, place, c.c.topic_id.label("topic"), c.c.filed_at.label("filed"), c.c.closed_at.label("closed"))
    return (
        select(*columns)
        .where(place.element.is_not(None), c.c.topic_id.is_not(None), c.c.filed_at.is_not(None))
        .cte("seen")
    )


def _came_back(seen: CTE) -> Subquery:
    """place, topic, returns: how many closings have a filing after them within 30 days, where there are `TIMES`."""
    same = (seen.c.place, seen.c.topic)
    # Most places have one case: they are told apart before anything is sorted.
    often = (
        select(*same).group_by(*same).having(func.count() > TIMES, func.count(seen.c.closed) >= TIMES).subquery("often")
    )
    there = seen.join(often, and_(often.c.place == seen.c.place, often.c.topic == seen.c.topic))
    filings = select(*same, seen.c.filed.label("at"), literal(1).label("is_filing")).select_from(there)
    closings = select(*same, seen.c.closed.label("at"), literal(0).label("is_filing")).select_from(there)
    moments = union_all(filings, closings.where(seen.c.closed.is_not(None))).subquery("moments")
    m = moments.c
    # From the latest back; at one moment closings first, so that a filing at the very moment is not after it.
    after = func.min(case((m.is_filing == 1, m.at))).over(
        partition_by=(m.place, m.topic), order_by=(m.at.desc(), m.is_filing), rows=(None, 0)
    )
    told = select(m.place, m.topic, m.at, m.is_filing, after.label("following")).subquery("told")
    again = and_(told.c.is_filing == 0, told.c.following <= told.c.at + WINDOW)
    returns = func.count().label("returns")
    return (
        select(told.c.place, told.c.topic, returns)
        .where(again)
        .group_by(told.c.place, told.c.topic)
        .having(func.count() >= TIMES)
        .subquery("back")
    )
