"""Of how many events cases tell: linked cases of one event count once."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from store.dialects import read_frame
from store.tables import case_link


def event_of_case(within: Any = None) -> Any:
    """case_id, event_id as a subquery: the one event of each linked case; of few cases these alone (`within`)."""
    found = func.max(case_link.c.event_id).filter(case_link.c.reason != "source")
    event = func.coalesce(found, func.max(case_link.c.event_id)).label("event_id")
    question = select(case_link.c.case_id, event).group_by(case_link.c.case_id)
    if within is not None:
        question = question.where(case_link.c.case_id.in_(select(within.c.id)))
    return question.subquery("links")


def further_of(links: Any, those: ColumnElement[bool] | None = None) -> ColumnElement:
    """How many of the cases joined with `event_of_case` (of `those`) are not the first of their event."""
    linked: ColumnElement[int] = func.count(links.c.event_id)
    once: ColumnElement[int] = func.count(links.c.event_id.distinct())
    if those is not None:
        linked, once = (func.count(each).filter(those) for each in (links.c.event_id, links.c.event_id.distinct()))
    return (linked - once).label("further")


def events_of(listed: Any) -> Select:
    """One row for a list of cases: total, and events: of how many they tell."""
    links = event_of_case()
    counted_once = (func.count() - further_of(links)).label("events")
    joined = listed.outerjoin(links, links.c.case_id == listed.c.id)
    return select(func.count().label("total"), counted_once).select_from(joined)


def events_found(found: Any) -> Select:
    """The same of a CTE, however many cases it holds. PostgreSQL expects few of a search and would hash the ids of all
    that is found; the few that are linked are taken out first (`IS TRUE` keeps it from being made a join again).
    """
    links = event_of_case()
    is_linked = found.c.id.in_(select(case_link.c.case_id)).is_(true())
    linked = select(found.c.id).where(is_linked).subquery("linked")
    further = select(further_of(links)).select_from(linked.join(links, links.c.case_id == linked.c.id))
    return select(func.count().label("total"), (func.count() - further.scalar_subquery()).label("events")).select_from(
        found
    )


def further_by(connection: Connection, c: Any, key: ColumnElement) -> pd.Series:
    """By key, how many of the cases `c` are not the first of their event there; keys without any are not there."""
    links = event_of_case()
    linked = select(key.label("key"), further_of(links)).select_from(c.join(links, links.c.case_id == c.c.id))
    return read_frame(connection, linked.group_by(key)).set_index("key")["further"]
