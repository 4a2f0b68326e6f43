"""Notes that explain charts: storms, outages, direct lines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, func, or_, select, true

from queries.filters import Filters
from queries.scope import Scope
from store.dialects import read_frame
from store.engine import open_store
from store.record_tables import annotation

if TYPE_CHECKING:
    from queries.question import Question


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `annotations`."""
    return {"rows": annotations(scope, filters, engine=engine)}


def annotations(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> pd.DataFrame:
    """starts_at, ends_at (UTC), kind, district_id, title of the notes that touch the period, in the order of time.

    A note without a place is about the whole region and is for everybody who may see anything.
    """
    c = annotation.c
    everywhere = c.district_id.is_(None) & c.district_source.is_(None)
    conditions: list[ColumnElement[bool]] = [true()]
    if not scope.whole_region:
        rights = bool(scope.districts or scope.agencies)
        conditions.append(or_(c.district_id.in_(scope.districts), everywhere if rights else ~true()))
    if filters.districts:
        conditions.append(or_(c.district_id.in_(filters.districts), everywhere))
    if filters.period is not None:
        conditions += [c.starts_at < filters.period.end, func.coalesce(c.ends_at, c.starts_at) >= filters.period.start]
    with (engine or open_store()).connect() as connection:
        question = select(c.starts_at, c.ends_at, c.kind, c.district_id, c.title).where(*conditions)
        return read_frame(connection, question.order_by(c.starts_at, c.title))
