"""Independent call-backs: contacted, solved, satisfied, each a share of the valid calls."""

import pandas as pd
from sqlalchemy import func, null, or_, select, true

from queries.ask import Ask
from queries.filters import to_local
from store.dialects import read_frame
from store.record_tables import callback

PARTS = ("contacted", "solved", "satisfied")


def count(ask: Ask) -> pd.DataFrame:
    """Columns key, part, numerator, denominator (valid call-backs), left_out (invalid), unknown. No valid call:
    no rows' value.
    """
    scope, filters, by = ask.scope, ask.filters, ask.by
    allowed = (
        true()
        if scope.whole_region
        else or_(callback.c.district_id.in_(scope.districts), callback.c.agency_id.in_(scope.agencies))
    )
    key = null() if by is None else callback.c[f"{by}_id"]
    question = select(
        key.label("key"),
        *(func.count().filter(callback.c.valid, callback.c[part]).label(part) for part in PARTS),
        func.count().filter(callback.c.valid).label("denominator"),
        func.count().filter(~callback.c.valid).label("left_out"),
    ).where(allowed)
    if filters.period is not None:
        first, last = (to_local(m, ask.clock.zone).date() for m in (filters.period.start, filters.period.end))
        question = question.where(callback.c.day >= first, callback.c.day < last)
    if filters.districts:
        question = question.where(callback.c.district_id.in_(filters.districts))
    if filters.agencies:
        question = question.where(callback.c.agency_id.in_(filters.agencies))
    wide = read_frame(ask.connection, question if by is None else question.group_by(key))
    if by is None:
        wide["key"] = None
    return wide.melt(
        id_vars=["key", "denominator", "left_out"], value_vars=list(PARTS), var_name="part", value_name="numerator"
    ).assign(unknown=0)
