"""Appeals are not questions: one appeal may hold several. Both are counted, apart."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select

from queries.clock import read_clock
from queries.dimensions import COLUMNS, key_column
from queries.filters import Filters
from queries.scope import Scope, visible_cases
from store.dialects import read_frame

if TYPE_CHECKING:
    from queries.question import Question


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `questions`, by channel unless told otherwise."""
    return {"rows": questions(scope, filters, asked.by or "channel", engine=engine)}


def questions(scope: Scope, filters: Filters, by: str, *, engine: Engine) -> pd.DataFrame:
    """key, appeals, counted (appeals whose source counts questions), questions (in those), unknown (the other appeals).

    Raises ValueError for a dimension that is none of a case.
    """
    if by not in COLUMNS:
        raise ValueError(f"questions are not known by {by!r}: choose one of {', '.join(COLUMNS)}")
    c = visible_cases(scope, filters).subquery("c")
    with engine.connect() as connection:
        key = key_column(c, by, read_clock(connection).zone)
        assert key is not None
        columns = (
            func.count().label("appeals"),
            func.count(c.c.questions).label("counted"),
            func.coalesce(func.sum(c.c.questions), 0).label("questions"),
        )
        rows = read_frame(connection, select(key.label("split"), *columns).group_by("split"))
    rows = rows.rename(columns={"split": "key"}).assign(unknown=rows["appeals"] - rows["counted"])
    whole = {name: "int64" for name in ("appeals", "counted", "questions", "unknown")}
    return rows.astype(whole).sort_values(["appeals", "key"], ascending=[False, True], ignore_index=True)
