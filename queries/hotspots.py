"""Hot spots of cases: districts, and H3 cells where cases have coordinates."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, DateTime, Engine, case, func, literal, literal_column, select
from sqlalchemy.types import Integer

from analysis import hot_spots
from queries.clock import read_clock
from queries.dimensions import members
from queries.event_counts import further_by
from queries.filters import Filters, Period
from queries.points import celled, further_in_cells, on_grid
from queries.scope import Scope, visible_cases
from store.dialects import read_frame
from store.engine import open_store
from store.tables import district

if TYPE_CHECKING:
    from queries.question import Question

PARTS = 6
SHORTEST = timedelta(days=6)  # a shorter period is not cut into parts
RESOLUTION = 7  # cells of about 5 km²
KINDS = ("districts", "cells")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `hotspots`; `about`: districts (default) or cells, the question's subject. Setting: resolution (H3,
    5 to 9). `state` is "too_few" with `words` where there are too few places to compare.
    """
    about = asked.subject or "districts"
    if about not in KINDS:
        raise ValueError(f"hotspots of {about!r}: choose one of {', '.join(KINDS)}")
    resolution = int(asked.settings.get("resolution", RESOLUTION))
    if not 5 <= resolution <= 9:
        raise ValueError("resolution lies between 5 and 9")
    try:
        rows = hotspots(scope, filters, about, resolution, engine=engine)
    except ValueError as error:
        return {"about": about, "state": "too_few", "words": str(error), "rows": pd.DataFrame()}
    return {"about": about, "state": "value", "rows": rows if asked.limit is None else rows.head(asked.limit)}


def hotspots(
    scope: Scope, filters: Filters, about: str = "districts", resolution: int = RESOLUTION, *,
    engine: Engine | None = None,
) -> pd.DataFrame:  # fmt: skip
    """See `analysis.hot_spots.of_districts` and `of_cells`; with events (of how many the cases tell), districts with
    district_ru, district_en.

    The period is cut into six equal parts for the kind. Raises ValueError where there are too few places.
    """
    everywhere = filters.everywhere()
    with (engine or open_store()).connect() as connection:
        if about == "cells":
            counts, further = _by_cell(connection, scope, filters, resolution)
            return _with_events(hot_spots.of_cells(counts), "cell", further)
        counts, further = _by_district(connection, scope, everywhere)
        shown = members(connection, scope, everywhere, "district")
        question = select(
            district.c.id, district.c.population, district.c.geometry, district.c.name_ru,
            func.coalesce(district.c.name_en, district.c.name_ru).label("name_en"),
        ).where(district.c.id.in_(shown), district.c.valid_to.is_(None), district.c.geometry.is_not(None))  # fmt: skip
        places = read_frame(connection, question.order_by(district.c.id))
    outlines = {row["id"]: json.loads(row["geometry"]) for row in places.to_dict("records")}
    rows = hot_spots.of_districts(
        counts, places.set_index("id")["population"].fillna(0), hot_spots.contiguity(outlines)
    )
    names = places.set_index("id")
    return _with_events(rows, "district", further).assign(
        district_ru=rows["district"].map(names["name_ru"]), district_en=rows["district"].map(names["name_en"])
    )


def _with_events(rows: pd.DataFrame, key: str, further: pd.Series) -> pd.DataFrame:
    return rows.assign(events=rows["cases"] - rows[key].map(further).fillna(0).astype("int64"))


def _by_district(connection: Any, scope: Scope, filters: Filters) -> tuple[pd.DataFrame, pd.Series]:
    """district, part, count; and by district the cases that are not the first of their event."""
    seen = visible_cases(scope, filters).subquery()
    c = select(seen).where(seen.c.district_id.is_not(None), seen.c.filed_at.is_not(None)).subquery("c")
    part, place = _part(connection, c, filters), c.c.district_id
    question = select(place.label("district"), part.label("part"), func.count().label("count")).group_by(place, part)
    return read_frame(connection, question), further_by(connection, c, place)


def _by_cell(connection: Any, scope: Scope, filters: Filters, resolution: int) -> tuple[pd.DataFrame, pd.Series]:
    """cell, part, count, and by cell the cases that are not the first of their event; the engine adds up on a fine grid
    first.
    """
    seen = visible_cases(scope, filters).subquery()
    c = select(seen).where(seen.c.lat.is_not(None), seen.c.filed_at.is_not(None)).subquery("c")
    part, (row, column) = _part(connection, c, filters), on_grid(c)
    question = select(row, column, part.label("part"), func.count().label("count")).group_by(row, column, part)
    grid = celled(read_frame(connection, question), resolution)
    counts = grid.groupby(["cell", "part"], as_index=False)[["count"]].sum()
    return counts, further_in_cells(connection, c, resolution)["further"]


def _part(connection: Any, c: Any, filters: Filters) -> ColumnElement[int]:
    """Which sixth of the period, up to the data's own time, a case was filed in."""
    period = _known_period(connection, c, filters)
    if period is None or period.length < SHORTEST:
        return literal_column("CAST(0 AS INTEGER)", Integer)  # a parameter cannot be grouped by
    edges = [period.start + period.length * n / PARTS for n in range(1, PARTS)]
    branches = [(c.c.filed_at < literal(edge, DateTime()), literal(n, Integer)) for n, edge in enumerate(edges)]
    return case(*branches, else_=literal(PARTS - 1, Integer))


def _known_period(connection: Any, c: Any, filters: Filters) -> Period | None:
    first: datetime | None = connection.execute(select(func.min(c.c.filed_at))).scalar()
    until = read_clock(connection).as_of
    if first is None or until is None:
        return None
    start, end = (first, until) if filters.period is None else (filters.period.start, min(filters.period.end, until))
    return Period(max(start, first), end) if end > max(start, first) else None
