"""Durations as life tables: a median over any number of cases is still a small frame."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, and_, case, cast, extract, null, select
from sqlalchemy.types import BigInteger

from analysis.survival import quantiles
from queries.ask import Ask
from queries.counting import counted, known_by_days, written
from queries.metrics import DAY, HOUR
from store.dialects import read_frame


def unit_of(ask: Ask) -> str:
    """Hours only where every channel asked for knows them and the metric is counted in hours; else days."""
    channels = ask.filters.channels or ask.metric.channels
    exact = bool(channels) and not known_by_days(ask.connection, channels)
    return "hours" if exact else "days"


def life_table(ask: Ask) -> pd.DataFrame:
    """Columns key, time (seconds, rounded down as in `_step`; missing for cases of unknown duration), events, censored,
    unknown.

    An answered case is an event at its duration; an open one is censored at the data time of its channel.
    """
    c = ask.cases()
    at = ask.moment(c)
    assert ask.metric.event_seconds is not None
    is_event, counts = ask.metric.numerator(c.c, at), ask.metric.denominator(c.c, at)
    waited = cast(extract("epoch", at.now - c.c.filed_at), BigInteger)
    seconds = case((is_event, ask.metric.event_seconds(c.c)), (counts, waited))
    bucket = seconds - seconds % _step(seconds, c.c.precision)
    key = ask.key(c)
    question = select(
        (null() if key is None else key).label("key"),
        bucket.label("time"),
        counted(is_event).label("events"),
        counted(and_(counts, ~is_event)).label("censored"),
        counted(ask.metric.unknown(c.c, at)).label("unknown"),
    ).group_by(*([bucket] if key is None else [key, bucket]))
    table = read_frame(ask.connection, question)
    return table.assign(key=None if key is None else written(table["key"], ask.by))


def _step(seconds: ColumnElement, precision: ColumnElement) -> ColumnElement:
    """Exact days for day-precision sources; else a minute under 4 hours, 6 minutes under 2 days, an hour above."""
    return case((precision == "day", DAY), (seconds < 4 * HOUR, 60), (seconds < 48 * HOUR, HOUR // 10), else_=HOUR)


def quantile_rows(ask: Ask) -> pd.DataFrame:
    """Columns key, value (median), low, high, p90, unit, numerator (answered), denominator (answered and open),
    unknown.
    """
    table, unit = _marked(life_table(ask)), unit_of(ask)
    timed = table[table["time"].notna()]
    found = quantiles(timed.assign(time=timed["time"].astype(float) / (HOUR if unit == "hours" else DAY)))
    rows = found.rename(columns={"median": "value", "median_low": "low", "median_high": "high", "events": "numerator"})
    unknown = table.groupby("key")["unknown"].sum()
    both = rows.join(unknown, how="outer").rename_axis("key").reset_index()
    both = both.assign(denominator=both["numerator"] + both["censored"], left_out=0, unit=unit)
    if both.empty and ask.by is None:
        both = pd.DataFrame({"key": [None], "unit": [unit], "p90": [np.nan]})
    return both.assign(key=both["key"].astype(object).where(both["key"] != _NO_KEY, None))


_NO_KEY = "(none)"  # None does not survive grouping and joining as a key


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(key=frame["key"].astype(object).where(frame["key"].notna(), _NO_KEY))
