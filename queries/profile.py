"""One agency or municipality from close by: how long its cases wait, and when they come and are answered."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import BigInteger, Engine, and_, case, cast, extract, func, select

from analysis.survival import by_day
from queries.ask import Ask
from queries.changes import changes
from queries.clock import read_clock
from queries.cohorts import answered_within
from queries.counting import counted
from queries.filters import Filters, Period, to_local, to_utc
from queries.measure import measures
from queries.metrics import DAY, HOUR, metric
from queries.scope import Scope, peers, visible_cases
from queries.stages import stages
from queries.stock import backlog
from queries.units import others
from store.dialects import local_time, read_frame

if TYPE_CHECKING:
    from queries.question import Question

BY_DAYS = (1, 3, 10, 30)
LAST_DAY = 60
WEEKS = 26
VIEWS = ("wait", "flow", "where", "hours")
BESIDE = ("satisfaction", "repeat_review", "on_time")  # what residents praise, what they return, what is late


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: the share answered by each day; by_day, weeks, stages, backlog, hours, and with a period `changes`
    against the one before (`--set compare=last_year`: the same part of the last year).
    """
    waited = view("wait", scope, filters, filters, None, engine=engine)
    told = {"rows": waited["own"], "weeks": waited["weeks"], "stages": waited["stages"]}
    told["by_day"] = {str(day): share for day, share in waited["by_day"].items()}
    with engine.connect() as connection:
        zone = read_clock(connection).zone
    before = filters.compared(asked.settings.get("compare", "previous"), zone)
    flow = view("flow", scope, filters, filters, before, engine=engine)
    return told | {"backlog": flow["weeks"], "changes": flow["changes"], "hours": rhythm(scope, filters, engine=engine)}


def view(
    which: str, scope: Scope, own: Filters, everybody: Filters, before: Filters | None, *, engine: Engine
) -> dict[str, Any]:
    """What a look at one of `VIEWS` needs: `own` and `everybody` differ in the agency, `own` and `before` in the
    period.
    """
    if which == "wait":
        curves = {"own": own, "region": everybody}
        found: dict[str, Any] = {name: answered_curve(scope, asked, engine=engine) for name, asked in curves.items()}
        found |= {"by_day": answered_by(found["own"]), "region_by_day": answered_by(found["region"])}
        found["weeks"] = answered_within(scope, _half_a_year(own, engine), engine=engine)
        return found | {"stages": stages(scope, own, engine=engine)}
    if which == "flow":
        weeks = backlog(scope, _half_a_year(own, engine), engine=engine)
        return {"weeks": weeks, "changes": changes(scope, own, before, engine=engine)}
    if which == "where":
        return {by: beside_others(engine, scope, own, everybody, by) for by in ("topic", "district")}
    return {"hours": rhythm(scope, own, engine=engine)}


def beside_others(
    engine: Engine, scope: Scope, own: Filters, everybody: Filters, by: str
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Metric of `BESIDE` → it, split by topic (or municipality): of the own cases and of everybody else's. Counted
    together: one pass over the cases for whatever is asked about the same ones.
    """
    mine = measures(BESIDE, scope, own, by, engine=engine)
    of_place = mine if peers(scope) == scope else measures(BESIDE, peers(scope), own, by, engine=engine)
    whole = measures(BESIDE, peers(scope), everybody, by, engine=engine)
    return {each: (mine[each], others(scope, of_place[each], whole[each])) for each in BESIDE}


def _half_a_year(filters: Filters, engine: Engine) -> Filters:
    """The same question about the 26 weeks up to the end of the period, or about the period where it is longer: a
    month has too few weeks to show a course. It begins with a Monday.
    """
    if filters.period is None:
        return filters
    with engine.connect() as connection:
        zone = read_clock(connection).zone
    last = to_local(filters.period.end - timedelta(seconds=1), zone)
    monday = last.date() - timedelta(days=last.weekday(), weeks=WEEKS - 1)
    start = min(to_utc(datetime.combine(monday, time()), zone), filters.period.start)
    return filters.during(Period(start, filters.period.end))


def answered_curve(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """The share answered by the end of each day since filing, open cases counted as open (one minus Kaplan–Meier), with
    its 95 % band. Columns day, share, low, high, at_risk; up to sixty days or as long as anybody has waited; empty
    without cases.
    """
    table = _waits(scope, filters, engine)
    if table.empty:
        return pd.DataFrame(columns=["day", "share", "low", "high", "at_risk"])
    return by_day(table.assign(time=table["time"] / DAY), LAST_DAY)


def answered_by(curve: pd.DataFrame) -> dict[int, float]:
    """Day → share answered by then, for one, three, ten and thirty days, of an `answered_curve`; a day that nobody can
    have reached yet is missing a value; empty without cases.
    """
    shares = curve.set_index("day")["share"]
    return {} if curve.empty else {day: _by(shares, day) for day in BY_DAYS}


def _by(shares: pd.Series, day: int) -> float:
    """The share by a day. After the last of the curve it stays where all are answered, and is unknown where some are
    still waiting.
    """
    last = float(shares.iloc[-1])
    return float(shares.get(day, last if last >= 1 else float("nan")))


def _waits(scope: Scope, filters: Filters, engine: Engine) -> pd.DataFrame:
    """The life table of time to answer. Columns time (seconds), events, censored.

    Of sources with days a case answered on the tenth day was answered by its end. Of those with hours an answer counts
    from the end of its hour and a case is known to be open up to the beginning of its hour: "by day 10" never holds an
    answer after 240 hours, nor waits for one in a day that is not over.
    """
    with engine.connect() as connection:
        ask = Ask(connection, metric("time_to_answer"), scope, filters, None, read_clock(connection))
        c = ask.cases()
        at = ask.moment(c)
        is_event, counts = ask.metric.numerator(c.c, at), ask.metric.denominator(c.c, at)
        took, waited = c.c.close_seconds, cast(extract("epoch", at.now - c.c.filed_at), BigInteger)
        in_days = c.c.precision == "day"
        ended = case((in_days, took - took % DAY), else_=took + (HOUR - took % HOUR) % HOUR)
        seen = case((in_days, waited - waited % DAY), else_=waited - waited % HOUR)
        until = case((is_event, ended), (counts, seen))
        columns = counted(is_event).label("events"), counted(and_(counts, ~is_event)).label("censored")
        table = read_frame(connection, select(until.label("time"), *columns).select_from(c).group_by(until))
    timed = table[table["time"].notna()]
    return timed.assign(time=timed["time"].astype(float).clip(lower=0))


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
