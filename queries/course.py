"""`course METRIC --by district`: one municipality over the months, and the others of its class around it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from queries.ask import Ask
from queries.clock import Clock, read_clock
from queries.counting import counted, written
from queries.filters import Filters, Period, to_local, to_utc
from queries.scope import Scope, peers
from queries.units import Comparison, compared, shown_to, units
from store.dialects import read_frame, time_bucket

if TYPE_CHECKING:
    from queries.question import Question

MONTHS = 13  # the running month and the twelve before it


def course(
    engine: Engine, scope: Scope, filters: Filters, metric_id: str, mine: str, classes: str = ""
) -> pd.DataFrame:
    """Columns month, value, numerator, denominator, n_class, median, lowest, highest: the share of the municipality
    `mine` by month of filing, and the median and range of those of its class with enough cases in that month, itself
    among them; none of these where it is alone.

    The thirteen months up to the end of the period. Somebody with limited rights gets the class from the same rows that
    `queries.units.shown_to` lets through, month by month. Raises ValueError for a metric that is no share and for a
    municipality that is not in the region.
    """
    everybody = Comparison(scope, filters.only(districts=()), metric_id, "district", classes)
    asked = compared(everybody)
    if asked.shape != "share":
        raise ValueError(f"{metric_id} is no share: only shares have a course within a class")
    about = units(engine, everybody)[["key", "group", "own"]]
    if mine not in set(about["key"]):
        raise ValueError(f"no municipality {mine!r} in the region: choose one with --set of=ID")
    group = about.loc[about["key"] == mine, "group"].iloc[0]
    with engine.connect() as connection:
        clock = read_clock(connection)
        wanted = everybody.filters.during(_months(filters, clock))
        ask = Ask(connection, asked, peers(scope), wanted, "district", clock)
        c = ask.cases()
        at, month = ask.moment(c), time_bucket("month", c.c.filed_at, clock.zone)
        question = (
            select(
                month.label("month"),
                c.c.district_id.label("key"),
                counted(asked.numerator(c.c, at)).label("numerator"),
                counted(asked.denominator(c.c, at)).label("denominator"),
            )
            .where(c.c.district_id.is_not(None), c.c.filed_at.is_not(None))
            .group_by(month, c.c.district_id)
        )
        rows = read_frame(connection, question)
    rows = rows.assign(month=written(rows["month"], "month")).merge(about[about["group"] == group], on="key")
    return _around(_shown(scope, rows, asked.smallest_n), mine, asked.smallest_n)


def _months(filters: Filters, clock: Clock) -> Period | None:
    end = clock.as_of if filters.period is None else filters.period.end
    if end is None:
        return None
    last = to_local(end - timedelta(seconds=1), clock.zone)
    earlier = last.year * 12 + last.month - MONTHS
    return Period(to_utc(datetime(earlier // 12, earlier % 12 + 1, 1), clock.zone), end)


def _shown(scope: Scope, rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """The rows as this person may see them: small groups are hidden within each month."""
    counts = rows[["numerator", "denominator"]].astype("int64")
    value = counts["numerator"] / counts["denominator"].where(counts["denominator"] > 0)
    state = np.where(value.isna(), "no_data", "value")
    known = rows.assign(**counts, value=value, low=np.nan, high=np.nan, state=state, group=rows["month"])
    return shown_to(scope, known.reset_index(drop=True), smallest=smallest)


def _around(rows: pd.DataFrame, mine: str, least: int) -> pd.DataFrame:
    judged = rows[rows["value"].notna() & (rows["denominator"].fillna(0) >= least)]
    band = judged.groupby("month")["value"].agg(n_class="count", median="median", lowest="min", highest="max")
    band.loc[band["n_class"] < 2, ["median", "lowest", "highest"]] = np.nan  # one alone is no class
    own = rows[rows["key"] == mine].set_index("month")[["value", "numerator", "denominator"]]
    found = own.join(band, how="outer").sort_index().rename_axis("month").reset_index()
    return found.fillna({"n_class": 0}).astype({"n_class": "int64"})


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """Rows by month."""
    if not asked.subject or "of" not in asked.settings:
        raise ValueError("course of which metric, of whom? For example: course on_time --set of=52601000")
    settings = asked.settings
    return {"rows": course(engine, scope, filters, asked.subject, settings["of"], settings.get("classes", ""))}
