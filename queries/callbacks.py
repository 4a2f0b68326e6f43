"""Independent call-backs: contacted, solved, satisfied, each a share of the valid calls."""

import pandas as pd
from sqlalchemy import func, null, select

from queries.ask import Ask
from queries.filters import Filters
from queries.records import on_days, visible
from store.dialects import read_frame
from store.record_tables import callback

PARTS = ("contacted", "solved", "satisfied")


def known_of_calls(filters: Filters) -> bool:
    """Whether call-backs can answer with these filters: they know a place, an agency and a day, and nothing else."""
    return not (
        filters.channels or filters.topics or filters.states or filters.importance or filters.text or filters.bounds
    )


def count(ask: Ask) -> pd.DataFrame:
    """Columns key, part, numerator, denominator (valid call-backs), left_out (invalid), unknown. No valid call:
    no rows' value.
    """
    by = ask.by
    key = null() if by is None else callback.c[f"{by}_id"]
    question = select(
        key.label("key"),
        *(func.count().filter(callback.c.valid, callback.c[part]).label(part) for part in PARTS),
        func.count().filter(callback.c.valid).label("denominator"),
        func.count().filter(~callback.c.valid).label("left_out"),
    ).where(visible(callback, ask.scope, ask.filters), on_days(ask.connection, callback.c.day, ask.filters))
    wide = read_frame(ask.connection, question if by is None else question.group_by(key))
    if by is None:
        wide["key"] = None
    return wide.melt(
        id_vars=["key", "denominator", "left_out"], value_vars=list(PARTS), var_name="part", value_name="numerator"
    ).assign(unknown=0)
