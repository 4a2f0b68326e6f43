"""Where the cases in work are: single points while they are few, hexagonal cells when they are many."""

from typing import Any

import h3
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, cast, func, literal, select
from sqlalchemy.types import Integer

from queries.clock import read_clock
from queries.conditions import is_overdue
from queries.counting import counted
from queries.deadlines import deadline_state
from queries.event_counts import event_of_case
from queries.filters import Filters
from queries.listed import listed_cases
from queries.names import THEME, name_columns, with_names
from queries.scope import Scope
from store.dialects import read_frame
from store.engine import open_store

IN_WORK = "in_work"  # the same cases as behind that number
GRID = 1_000  # SQL adds up on a grid of 0.001 degrees (about 100 m), finer than the finest cell drawn


def points(scope: Scope, filters: Filters, limit: int = 5_000, *, engine: Engine | None = None) -> pd.DataFrame:
    """The newest cases in work that have coordinates: id, lat, lon, deadline_state, channel, topic_ru, topic_en,
    level_1 (the topic's first level), filed_at, district_id.
    """
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        seen = listed_cases(connection, scope, filters, clock, IN_WORK)
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
    """H3 cells of the cases in work: cell, count, overdue, and of how many events each of them tells: events,
    overdue_events. The engine adds up on a fine grid, so that the frame stays small at any size.
    """
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        c = listed_cases(connection, scope, filters, clock, IN_WORK)
        row, column = on_grid(c)
        late = counted(is_overdue(c.c, clock.moment(c.c.channel))).label("overdue")
        question = select(row, column, func.count().label("count"), late).where(c.c.lat.is_not(None))
        grid = celled(read_frame(connection, question.group_by(row, column)), resolution)
        further = further_in_cells(connection, c, resolution, late)
    found = grid.groupby("cell")[["count", "overdue"]].sum().join(further).fillna(0).astype("int64").reset_index()
    once = {"events": found["count"] - found["further"], "overdue_events": found["overdue"] - found["further_overdue"]}
    return found.assign(**once).drop(columns=["further", "further_overdue"])


def on_grid(c: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """row, column: where a case lies on the grid that SQL adds up on."""
    lat, lon = (cast(func.floor(edge * GRID), Integer) for edge in (c.c.lat, c.c.lon))
    return lat.label("row"), lon.label("column")


def celled(grid: pd.DataFrame, resolution: int) -> pd.DataFrame:
    """The rows of the grid with the H3 cell that each lies in."""
    middle = 0.5 / GRID
    places = zip(grid["row"] / GRID + middle, grid["column"] / GRID + middle, strict=True)
    return grid.assign(cell=[h3.latlng_to_cell(lat, lon, resolution) for lat, lon in places])


def further_in_cells(
    connection: Connection, c: Any, resolution: int, late: ColumnElement[int] | None = None
) -> pd.DataFrame:
    """By H3 cell: further, how many of its cases are not the first of their event there; further_overdue, how many of
    those that are `late`. Few cases are linked: only these are told apart.
    """
    links, (row, column) = event_of_case(), on_grid(c)
    counts = (func.count().label("n"), (literal(0, Integer) if late is None else late).label("overdue"))
    question = (
        select(row, column, links.c.event_id.label("event"), *counts)
        .select_from(c.join(links, links.c.case_id == c.c.id))
        .where(c.c.lat.is_not(None))
        .group_by(row, column, links.c.event_id)
    )
    linked = celled(read_frame(connection, question), resolution)
    of_events = linked.groupby(["cell", "event"])[["n", "overdue"]].sum()
    further = (of_events - 1).clip(lower=0).groupby("cell").sum()
    return further.rename(columns={"n": "further", "overdue": "further_overdue"})


def events(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> pd.DataFrame:
    """event, id of the cases in work with coordinates that tell of one event with others of these, as they came."""
    with (engine or open_store()).connect() as connection:
        clock, links = read_clock(connection), event_of_case()
        c = listed_cases(connection, scope, filters, clock, IN_WORK)
        question = (
            select(links.c.event_id.label("event"), c.c.id)
            .select_from(c.join(links, links.c.case_id == c.c.id))
            .where(c.c.lat.is_not(None))
        )
        found = read_frame(connection, question.order_by(c.c.filed_at, c.c.id))
    return found[found.groupby("event")["id"].transform("size") > 1].reset_index(drop=True)
