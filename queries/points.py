"""Where the cases are: single points while they are few, hexagonal cells when they are many."""

import h3
import pandas as pd
from sqlalchemy import Engine, cast, func, select
from sqlalchemy.types import Integer

from queries.clock import read_clock
from queries.conditions import is_overdue
from queries.counting import counted, event_of_case
from queries.deadlines import deadline_state
from queries.filters import Filters
from queries.names import THEME, name_columns, with_names
from queries.scope import Scope, visible_cases
from store.dialects import read_frame
from store.engine import open_store

GRID = 1_000  # SQL adds up on a grid of 0.001 degrees (about 100 m), finer than the finest cell drawn


def points(scope: Scope, filters: Filters, limit: int = 5_000, *, engine: Engine | None = None) -> pd.DataFrame:
    """The newest cases that have coordinates: id, lat, lon, deadline_state, channel, topic_ru, topic_en,
    level_1 (the topic's first level), filed_at, district_id.
    """
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        seen = visible_cases(scope, filters).subquery()
        c = (
            select(seen)
            .where(seen.c.lat.is_not(None))
            .order_by(seen.c.filed_at.desc(), seen.c.id)
            .limit(limit)
            .subquery("c")
        )
        names = [column for column in name_columns(c) if column.name in ("topic_ru", "topic_en")]
        question = select(
            *(c.c[name] for name in ("id", "lat", "lon", "channel", "filed_at", "district_id")),
            *names,
            THEME.c.level_1,
            deadline_state(c.c, clock.moment(c.c.channel)).label("deadline_state"),
        ).select_from(with_names(c))
        return read_frame(connection, question.order_by(c.c.filed_at.desc(), c.c.id))


def cells(scope: Scope, filters: Filters, resolution: int, *, engine: Engine | None = None) -> pd.DataFrame:
    """H3 cells: cell, count, overdue. The engine adds up on a fine grid, so that the frame stays small at any size."""
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        c = visible_cases(scope, filters).subquery("c")
        row, column = (cast(func.floor(edge * GRID), Integer) for edge in (c.c.lat, c.c.lon))
        question = (
            select(
                row.label("row"),
                column.label("column"),
                func.count().label("count"),
                counted(is_overdue(c.c, clock.moment(c.c.channel))).label("overdue"),
            )
            .where(c.c.lat.is_not(None))
            .group_by(row, column)
        )
        grid = read_frame(connection, question)
    middle = 0.5 / GRID
    places = zip(grid["row"] / GRID + middle, grid["column"] / GRID + middle, strict=True)
    grid["cell"] = [h3.latlng_to_cell(lat, lon, resolution) for lat, lon in places]
    return grid.groupby("cell", as_index=False)[["count", "overdue"]].sum()


def events(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> pd.DataFrame:
    """event, id of the cases with coordinates that tell of one event with others of them, in the order of filing."""
    with (engine or open_store()).connect() as connection:
        c, links = visible_cases(scope, filters).subquery("c"), event_of_case()
        question = (
            select(links.c.event_id.label("event"), c.c.id)
            .select_from(c.join(links, links.c.case_id == c.c.id))
            .where(c.c.lat.is_not(None))
        )
        found = read_frame(connection, question.order_by(c.c.filed_at, c.c.id))
    return found[found.groupby("event")["id"].transform("size") > 1].reset_index(drop=True)
