"""How many cases came in a day through each channel: one look at all days instead of one for each channel."""

import pandas as pd
from sqlalchemy import Engine, func, select

from queries.clock import read_clock
from queries.counting import written
from queries.filters import Filters
from queries.scope import Scope, visible_cases
from store.dialects import read_frame, time_bucket
from store.engine import open_store


def daily(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> pd.DataFrame:
    """Columns channel, key (the local day, 2026-01-05), numerator: cases filed, as the metric `received` by day counts
    them of each channel. Cases without a filing date are of no day.
    """
    with (engine or open_store()).connect() as connection:
        c = visible_cases(scope, filters).subquery("c")
        day = time_bucket("day", c.c.filed_at, read_clock(connection).zone)
        question = (
            select(c.c.channel, day.label("key"), func.count().label("numerator"))
            .where(c.c.filed_at.is_not(None))
            .group_by(c.c.channel, day)
        )
        rows = read_frame(connection, question)
    return rows.assign(key=written(rows["key"], "day"))
