"""`transfers`: which agencies send cases on, to whom, how long it takes, and what could go straight there."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, func, select

from analysis import transfers as sent
from queries.clock import read_clock
from queries.conditions import answered
from queries.counting import counted
from queries.event_counts import event_of_case, further_of
from queries.filters import Filters
from queries.metrics import DAY
from queries.names import topic_name
from queries.question import Question
from queries.scope import Scope, visible_cases
from store.dialects import percentile, read_frame
from store.tables import agency, case_event, topic


def pairs(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Columns received, now, cases, events (that they tell of), days (median days to close of the closed ones), every
    pair of agencies, equal ones too. Only sources that tell both are counted.
    """
    c, links = visible_cases(scope, filters).subquery("c"), event_of_case()
    question = (
        select(
            c.c.agency_received_id.label("received"),
            c.c.agency_id.label("now"),
            func.count().label("cases"),
            (func.count() - further_of(links)).label("events"),
            (percentile(c.c.close_seconds, 0.5).filter(c.c.close_seconds.is_not(None)) / float(DAY)).label("days"),
        )
        .select_from(c.outerjoin(links, links.c.case_id == c.c.id))
        .where(c.c.agency_received_id.is_not(None), c.c.agency_id.is_not(None))
        .group_by(c.c.agency_received_id, c.c.agency_id)
    )
    with engine.connect() as connection:
        return read_frame(connection, question)


def received(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Columns key (who received them first), cases, left (those with somebody else now); of the cases that `pairs`
    counts.
    """
    c = visible_cases(scope, filters).subquery("c")
    first, now = c.c.agency_received_id, c.c.agency_id
    columns = (func.count().label("cases"), counted(first != now).label("left"))
    question = select(first.label("key"), *columns).where(first.is_not(None), now.is_not(None)).group_by(first)
    with engine.connect() as connection:
        return read_frame(connection, question)


def time_lost(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """What being sent on costs within one topic of one channel. Columns topic, channel, direct, moved (closed cases),
    days_direct, days_moved (medians), lost (their difference in days), of those with ten of each, the largest loss
    first. Channels apart: where messages of social networks are sent on more often and answered sooner than those of
    the platform, all together would say that sending on saves days.
    """
    c = visible_cases(scope, filters).subquery("c")
    with engine.connect() as connection:
        is_answered = answered(c.c, read_clock(connection).moment(c.c.channel))
        moved = and_(is_answered, c.c.agency_received_id != c.c.agency_id)
        direct = and_(is_answered, c.c.agency_received_id == c.c.agency_id)
        question = select(
            c.c.topic_id.label("topic"),
            c.c.channel,
            counted(direct).label("direct"),
            counted(moved).label("moved"),
            (percentile(c.c.close_seconds, 0.5).filter(direct) / float(DAY)).label("days_direct"),
            (percentile(c.c.close_seconds, 0.5).filter(moved) / float(DAY)).label("days_moved"),
        ).group_by(c.c.topic_id, c.c.channel)
        rows = read_frame(connection, question)
    enough = rows[(rows["direct"] >= sent.ENOUGH) & (rows["moved"] >= sent.ENOUGH)]
    found = enough.assign(lost=enough["days_moved"] - enough["days_direct"])
    return found.sort_values(["lost", "topic", "channel"], ascending=[False, True, True], ignore_index=True)


def advice_of(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `analysis.transfers.advice`."""
    c = visible_cases(scope, filters).subquery("c")
    columns = (c.c.agency_received_id.label("received"), c.c.topic_id.label("topic"), c.c.agency_id.label("now"))
    question = (
        select(*columns, func.count().label("cases"))
        .where(c.c.agency_received_id.is_not(None), c.c.agency_id.is_not(None), c.c.topic_id.is_not(None))
        .group_by(c.c.agency_received_id, c.c.topic_id, c.c.agency_id)
    )
    with engine.connect() as connection:
        return sent.advice(read_frame(connection, question))


def loops(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """See `analysis.transfers.loops`; only sources with a history can have any."""
    c = visible_cases(scope, filters).subquery("c")
    stations = (
        select(case_event.c.case_id, case_event.c.at, case_event.c.agency_id)
        .join(c, c.c.id == case_event.c.case_id)
        .where(case_event.c.agency_id.is_not(None))
    )
    with engine.connect() as connection:
        return sent.loops(read_frame(connection, stations))


def named(engine: Engine, rows: pd.DataFrame) -> pd.DataFrame:
    """A column `<column>_ru` with the name for each column that holds ids of agencies or topics."""
    with engine.connect() as connection:
        agencies = read_frame(connection, select(agency.c.id, agency.c.name_ru)).set_index("id")["name_ru"]
        topics = read_frame(connection, select(topic.c.id, topic_name(topic).label("name_ru"))).set_index("id")[
            "name_ru"
        ]
    names = {"topic": topics} | dict.fromkeys(("received", "now", "send_to", "agency_id"), agencies)
    return rows.assign(**{f"{column}_ru": rows[column].map(names[column]) for column in rows if column in names})


def answer(engine: Engine, scope: Scope, filters: Filters, asked: Question) -> Mapping[str, Any]:
    """rows (pairs that differ), advice, time_lost, loops, and `moved` of `known` cases."""
    every = pairs(engine, scope, filters)
    moved = sent.matrix(every)
    return {
        "rows": named(engine, moved),
        "known": int(every["cases"].sum()),
        "moved": int(moved["cases"].sum()),
        "advice": named(engine, advice_of(engine, scope, filters)),
        "time_lost": named(engine, time_lost(engine, scope, filters)),
        "loops": named(engine, loops(engine, scope, filters)),
    }
