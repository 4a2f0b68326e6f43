"""Durations as life tables: a median over any number of cases is still a small frame."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, case, cast, extract, func, null, select
from sqlalchemy.types import BigInteger

from analysis.survival import quantiles
from queries.ask import Ask
from queries.counting import DAY_CHANNELS, counted, written
from queries.filters import Filters
from queries.metrics import DAY, HOUR, Metric
from store.dialects import read_frame


def unit_of(metric: Metric, filters: Filters) -> str:
    """Hours only where every channel asked for knows them and the metric is counted in hours; else days."""
    channels = filters.channels or metric.channels
    exact = bool(channels) and not any(code in DAY_CHANNELS for code in channels)
    return "hours" if exact else "days"


def life_table(ask: Ask) -> pd.DataFrame:
    """Columns key, time (seconds, rounded down as in `_step`), events, censored, unknown (per key, on every row).

    An answered case is an event at its duration; an open one is censored at the data time of its channel.
    """
    c = ask.cases()
    at = ask.moment(c)
    assert ask.metric.event_seconds is not None
    is_event = ask.metric.numerator(c.c, at)
    waited = cast(extract("epoch", at.now - c.c.filed_at), BigInteger)
    seconds = case((is_event, ask.metric.event_seconds(c.c)), else_=waited)
    bucket = seconds - seconds % _step(seconds, c.c.precision)
    key = ask.key(c)
    groups = [bucket] if key is None else [key, bucket]
    question = (
        select(
            (null() if key is None else key).label("key"),
            bucket.label("time"),
            counted(is_event).label("events"),
            counted(~is_event).label("censored"),
        )
        .where(ask.metric.denominator(c.c, at), seconds.is_not(None))
        .group_by(*groups)
    )
    table = read_frame(ask.connection, question)
    return table.assign(key=None if key is None else written(table["key"], ask.by))


def _step(seconds: ColumnElement, precision: ColumnElement) -> ColumnElement:
    """Exact days for day-precision sources; else a minute under 4 hours, 6 minutes under 2 days, an hour above."""
    return case((precision == "day", DAY), (seconds < 4 * HOUR, 60), (seconds < 48 * HOUR, HOUR // 10), else_=HOUR)


def quantile_rows(ask: Ask) -> pd.DataFrame:
    """Columns key, value (median), low, high, p90, unit, numerator (answered), denominator (answered + open),
    unknown.
    """
    table = life_table(ask)
    unit = unit_of(ask.metric, ask.filters)
    unknown = _unknown(ask)
    if table.empty:
        return unknown.assign(value=np.nan, p90=np.nan, unit=unit, numerator=0, denominator=0, left_out=0)
    table["time"] = table["time"].astype(float) / (HOUR if unit == "hours" else DAY)
    found = quantiles(_marked(table)).reset_index()
    rows = found.rename(columns={"median": "value", "median_low": "low", "median_high": "high", "events": "numerator"})
    rows = rows.assign(denominator=rows["numerator"] + rows["censored"], left_out=0)
    both = rows.merge(_marked(unknown), on="key", how="outer").assign(unit=unit)
    return both.assign(key=both["key"].astype(object).where(both["key"] != _NO_KEY, None))


_NO_KEY = "(none)"  # None does not survive grouping and merging as a key


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(key=frame["key"].astype(object).where(frame["key"].notna(), _NO_KEY))


def _unknown(ask: Ask) -> pd.DataFrame:
    c = ask.cases()
    at = ask.moment(c)
    missing = ask.metric.unknown(c.c, at)
    key = ask.key(c)
    head = null().label("key") if key is None else key.label("key")
    question = select(head, func.count().filter(missing).label("unknown")).select_from(c)
    rows = read_frame(ask.connection, question if key is None else question.group_by(key))
    return rows.assign(key=None if key is None else written(rows["key"], ask.by))
