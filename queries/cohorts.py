"""Cases by the week they were filed in: how many were answered within ten days, and how many still can be."""

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Engine, and_, case, cast, extract, select

from analysis.intervals import wilson
from queries.ask import Ask
from queries.clock import read_clock
from queries.counting import counted, written
from queries.filters import Filters
from queries.metrics import DAY, metric
from queries.scope import Scope
from store.dialects import read_frame

WITHIN = 10  # days


def answered_within(scope: Scope, filters: Filters, *, engine: Engine, days: int = WITHIN) -> pd.DataFrame:
    """Columns week (its Monday), cases, answered (within `days`), pending (open, and not `days` old yet), unknown
    (closed after an unknown time, left out), value, low, high, is_mature; in the order of time.

    A week is mature when nobody of it is pending: its value is a share with Wilson's interval. Of a maturing week only
    bounds are known: low when none of the pending is answered in time, high when all are; it has no value. Ten filed,
    six answered within ten days, three pending: 60 to 90 %.
    """
    with engine.connect() as connection:
        ask = Ask(connection, metric("time_to_answer"), scope, filters, "week", read_clock(connection))
        c = ask.cases()
        at, week = ask.moment(c), ask.key(c)
        assert week is not None
        is_answered, counts = ask.metric.numerator(c.c, at), ask.metric.denominator(c.c, at)
        took = case((c.c.precision == "day", c.c.close_seconds - c.c.close_seconds % DAY), else_=c.c.close_seconds)
        waited = cast(extract("epoch", at.now - c.c.filed_at), BigInteger)
        question = (
            select(
                week.label("week"),
                counted(counts).label("cases"),
                counted(and_(is_answered, took <= days * DAY)).label("answered"),
                counted(and_(counts, ~is_answered, waited < days * DAY)).label("pending"),
                counted(ask.metric.unknown(c.c, at)).label("unknown"),
            )
            .where(c.c.filed_at.is_not(None))
            .group_by(week)
        )
        rows = read_frame(connection, question).sort_values("week", ignore_index=True)
    rows = rows[rows["cases"] > 0].reset_index(drop=True)
    rows = rows.assign(week=written(rows["week"], "week"))
    return _judged(rows)


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    answered, cases = rows["answered"].astype("int64"), rows["cases"].astype("int64")
    mature = (rows["pending"] == 0).to_numpy(bool)
    low, high = wilson(answered, cases)
    at_least, at_most = answered / cases, (answered + rows["pending"]) / cases
    return rows.assign(
        value=np.where(mature, at_least, np.nan),
        low=np.where(mature, low, at_least),
        high=np.where(mature, high, at_most),
        is_mature=mature,
    )
