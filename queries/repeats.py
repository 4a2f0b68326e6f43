"""Repeat appeals: closed, and then the same applicant or the same place and topic again within 30 days."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Interval, and_, case, func, literal, or_, select

from queries.ask import Ask
from queries.counting import counted, grouped
from queries.scope import may_see
from store import tables

DAYS = 30
WINDOW = literal(timedelta(days=DAYS), Interval())


def count(ask: Ask) -> pd.DataFrame:
    """Columns key, numerator, denominator (closed at least 30 days ago), left_out (closed later), unknown (no way
    to tell).
    """
    c = ask.cases()
    now = ask.moment(c).now
    columns = [
        counted(and_(_ripe(c, ask), came_again(c.c, ask))).label("numerator"),
        counted(_ripe(c, ask)).label("denominator"),
        counted(and_(c.c.closed_at > now - WINDOW, c.c.closed_at <= now)).label("left_out"),
        counted(and_(c.c.closed_at <= now - WINDOW, ~_traceable(c.c))).label("unknown"),
    ]
    return grouped(ask, ask.key(c), columns, c)


def repeated(ask: Ask) -> Any:
    """The cases of the numerator as a subquery: each closed, and the same came again."""
    c = ask.cases()
    return select(c).where(_ripe(c, ask), came_again(c.c, ask)).subquery("c")


def recognised(ask: Ask) -> Any:
    """The cases of the denominator as a subquery."""
    c = ask.cases()
    return select(c).where(_ripe(c, ask)).subquery("c")


def _ripe(c: Any, ask: Ask) -> ColumnElement[bool]:
    """Closed long enough ago for the window to be over, and known well enough to be recognised."""
    return and_(c.c.closed_at <= ask.moment(c).now - WINDOW, _traceable(c.c))


def place_of(c: Any) -> ColumnElement[str]:
    """The place as a key: a street address within its district, else the coordinates to four decimals (about 10 m).

    A settlement or a district is not a place: half a town's complaints would be one another's repeats.
    """
    return case(
        (_has_address(c), func.concat(func.coalesce(c.district_id, ""), "|", func.lower(c.address))),
        (c.lat.is_not(None), func.concat(func.round(c.lat * 10_000), "|", func.round(c.lon * 10_000))),
        else_=None,
    )


def _has_address(c: Any) -> ColumnElement[bool]:
    return and_(c.address.is_not(None), c.place_precision.in_(("point", "street")))


def _traceable(c: Any) -> ColumnElement[bool]:
    """There is a key to find it again by. Whether there is a place is seen before one is made."""
    has_place = or_(_has_address(c), c.lat.is_not(None))
    return or_(c.applicant_key.is_not(None), and_(has_place, c.topic_id.is_not(None)))


def came_again(c: Any, ask: Ask) -> ColumnElement[bool]:
    """After the closing of this case of the question the same came again, so far as is known."""
    return or_(
        c.id.in_(_returned(ask, lambda one, two: one.applicant_key == two.applicant_key)),
        c.id.in_(_returned(ask, lambda one, two: and_(place_of(one) == place_of(two), one.topic_id == two.topic_id))),
    )


def _returned(ask: Ask, same: Any) -> Any:
    """Ids of closed cases of the question after which any visible case that is the same in this sense was filed within
    30 days.
    """
    seen = ask.cases().element.subquery("first")
    again = select(tables.case).where(may_see(ask.scope)).subquery("again")
    later = and_(again.c.filed_at > seen.c.closed_at, again.c.filed_at <= seen.c.closed_at + WINDOW)
    return select(seen.c.id).select_from(seen.join(again, and_(same(seen.c, again.c), later)))
