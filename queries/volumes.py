"""Counts that are no cases: calls, visits, orders of services, dialogues, by channel, place, service or time."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection, DateTime, Engine, cast, func, literal, null, select

from queries.filters import Filters
from queries.records import on_days, visible
from queries.scope import Scope
from store.dialects import read_frame
from store.record_tables import volume

if TYPE_CHECKING:
    from queries.question import Question

KEYS = {"channel": volume.c.channel, "district": volume.c.district_id, "agency": volume.c.agency_id}
TIMES = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}
ELSE = "service"


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `volumes`, by channel unless told otherwise; `--set by=service` splits by service."""
    by = asked.settings.get("by", asked.by or "channel")
    return {"by": by, "rows": volumes(scope, filters, by, engine=engine)}


def volumes(scope: Scope, filters: Filters, by: str = "channel", *, engine: Engine) -> pd.DataFrame:
    """Columns key, served, lost, lost_share, waiting_seconds, rating, ratings, days, first_day, last_day.

    lost_share = lost ÷ (served + lost) over the rows that state both; waiting is the mean weighted by those served, the
    rating by those who rated; each is missing where no row states it. Raises ValueError for another dimension.
    """
    if by not in (*KEYS, *TIMES, ELSE):
        raise ValueError(f"volumes are not known by {by!r}: choose one of {', '.join((*KEYS, *TIMES, ELSE))}")
    with engine.connect() as connection:
        rows = read_frame(connection, _question(connection, scope, filters, by)).rename(columns={"split": "key"})
    if by in TIMES:
        rows["key"] = pd.to_datetime(rows["key"]).dt.strftime(TIMES[by])
        return _shares(rows).sort_values("key", ignore_index=True)
    return _shares(rows).sort_values(["served", "key"], ascending=[False, True], ignore_index=True)


def _question(connection: Connection, scope: Scope, filters: Filters, by: str) -> Any:
    c = volume.c
    if by in TIMES:
        key: Any = func.date_trunc(literal(by), cast(c.day, DateTime), type_=DateTime())
    else:
        key = c.service if by == ELSE else KEYS[by]
    both, waited, rated = c.lost.is_not(None), c.waiting_seconds.is_not(None), c.rating.is_not(None)
    people = func.coalesce(c.ratings, 1)
    return (
        select(
            key.label("split"),
            func.sum(c["count"]).label("served"),
            func.sum(c.lost).label("lost"),
            func.sum(c["count"] + c.lost).filter(both).label("came"),
            func.sum(c["count"] * c.waiting_seconds).filter(waited).label("waited"),
            func.sum(c["count"]).filter(waited).label("waiting"),
            func.sum(people * c.rating).filter(rated).label("points"),
            func.sum(people).filter(rated).label("ratings"),
            func.count(c.day.distinct()).label("days"),
            func.min(c.day).label("first_day"),
            func.max(c.day).label("last_day"),
        )
        .where(visible(volume, scope, filters), on_days(connection, c.day, filters), _channels(filters))
        .group_by("split")
    )


def _channels(filters: Filters) -> Any:
    return volume.c.channel.in_(filters.channels) if filters.channels else null().is_(None)


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = {
        name: rows[name].astype("float64") for name in ("lost", "came", "waited", "waiting", "points", "ratings")
    }
    below = {name: numbers[name].where(numbers[name] > 0) for name in ("came", "waiting", "ratings")}
    return pd.DataFrame(
        {
            "key": rows["key"].astype(object).where(rows["key"].notna(), None),
            "served": rows["served"].astype("int64"),
            "lost": numbers["lost"].astype("Int64"),
            "lost_share": numbers["lost"] / below["came"],
            "waiting_seconds": numbers["waited"] / below["waiting"],
            "rating": numbers["points"] / below["ratings"],
            "ratings": numbers["ratings"].astype("Int64"),
            "days": rows["days"].astype("int64"),
            "first_day": pd.to_datetime(rows["first_day"]).dt.strftime("%Y-%m-%d"),
            "last_day": pd.to_datetime(rows["last_day"]).dt.strftime("%Y-%m-%d"),
        }
    )
