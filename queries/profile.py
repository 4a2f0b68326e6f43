"""One agency or municipality from close by: how long its cases wait, and when they come and are answered."""

import pandas as pd
from sqlalchemy import Engine, and_, extract, func, select

from analysis.survival import share_answered, survival
from queries.ask import Ask
from queries.clock import read_clock
from queries.durations import life_table
from queries.filters import Filters
from queries.metrics import DAY, metric
from queries.scope import Scope, visible_cases
from store.dialects import local_time, read_frame

BY_DAYS = (1, 3, 10, 30)
LAST_DAY = 60


def answered_curve(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """The share answered by each day since filing, open cases counted as open (one minus Kaplan–Meier), with its 95 %
    band. Columns day, share, low, high, at_risk; up to sixty days; empty without cases.
    """
    table = _days(scope, filters, engine)
    if table.empty:
        return pd.DataFrame(columns=["day", "share", "low", "high", "at_risk"])
    curve = survival(table)
    half = 1.96 * curve["survival"] * curve["variance"].clip(lower=0) ** 0.5
    found = pd.DataFrame(
        {
            "day": curve["time"],
            "share": 1 - curve["survival"],
            "low": (1 - curve["survival"] - half).clip(0, 1),
            "high": (1 - curve["survival"] + half).clip(0, 1),
            "at_risk": curve["at_risk"],
        }
    )
    return found[found["day"] <= LAST_DAY].reset_index(drop=True)


def answered_by(scope: Scope, filters: Filters, *, engine: Engine) -> dict[int, float]:
    """Day → share answered by then, for one, three, ten and thirty days; empty without cases."""
    table = _days(scope, filters, engine)
    return {} if table.empty else {day: float(share_answered(table, day).iloc[0]) for day in BY_DAYS}


def _days(scope: Scope, filters: Filters, engine: Engine) -> pd.DataFrame:
    """The life table of time to answer, in days rounded up: what was answered on a day was answered by its end."""
    with engine.connect() as connection:
        asked = Ask(connection, metric("time_to_answer"), scope, filters, None, read_clock(connection))
        table = life_table(asked)
    timed = table[table["time"].notna()]
    return timed.assign(key="all", time=-(-timed["time"].astype(float) // DAY))


def rhythm(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """When cases are filed and answered. Columns weekday (0 Monday), hour (local), filed, answered; only cases whose
    source knows the hour.
    """
    with engine.connect() as connection:
        zone = read_clock(connection).zone
        c = visible_cases(scope, filters).subquery("c")
        parts = []
        for name, moment in (("filed", c.c.filed_at), ("answered", c.c.closed_at)):
            local = local_time(moment, zone)
            weekday, hour = extract("isodow", local) - 1, extract("hour", local)
            question = (
                select(weekday.label("weekday"), hour.label("hour"), func.count().label(name))
                .where(and_(c.c.precision == "minute", moment.is_not(None)))
                .group_by(weekday, hour)
            )
            parts.append(read_frame(connection, question).set_index(["weekday", "hour"]))
    return pd.concat(parts, axis=1).fillna(0).astype("int64").reset_index()
