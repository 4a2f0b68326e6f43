"""Reforms of municipalities: which one became which, and when."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import aliased

from queries.filters import Filters
from queries.scope import Scope
from store.dialects import read_frame
from store.engine import open_store
from store.tables import district

if TYPE_CHECKING:
    from queries.question import Question


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `reforms`; they are the same for every role and filter."""
    return {"rows": reforms(engine=engine)}


def reforms(*, engine: Engine | None = None) -> pd.DataFrame:
    """Columns old, old_ru, old_en, new, new_ru, new_en, day (when the old one ended), the latest first."""
    old, new = district, aliased(district, name="became")
    sides = [
        column
        for side, table in (("old", old), ("new", new))
        for column in (
            table.c.id.label(side),
            table.c.name_ru.label(f"{side}_ru"),
            func.coalesce(table.c.name_en, table.c.name_ru).label(f"{side}_en"),
        )
    ]
    question = (
        select(*sides, old.c.valid_to.label("day"))
        .select_from(old.join(new, new.c.id == old.c.successor_id))
        .order_by(old.c.valid_to.desc(), old.c.name_ru, old.c.id)
    )
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, question)
