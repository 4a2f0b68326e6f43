"""Repeat appeals: closed, and then the same applicant or the same place and topic again within 30 days."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Interval, and_, case, func, literal, or_, select, union_all

from queries.ask import Ask
from queries.counting import counted, grouped
from queries.filters import Filters
from queries.scope import may_see
from store import tables
from store.numbers import one_of

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


def _has_place(c: Any) -> ColumnElement[bool]:
    """A place and a topic are known; this is seen before a key is made of the place."""
    return and_(or_(_has_address(c), c.lat.is_not(None)), c.topic_id.is_not(None))


def _traceable(c: Any) -> ColumnElement[bool]:
    """There is a key to find it again by."""
    return or_(c.applicant_key.is_not(None), _has_place(c))


def came_again(c: Any, ask: Ask) -> ColumnElement[bool]:
    """After the closing of this case of the question the same came again, so far as is known: within 30 days any
    visible case was filed that is the same in one of two senses.
    """
    return one_of(c.id, union_all(_by_applicant(ask), _by_place(ask)))


def _by_applicant(ask: Ask) -> Any:
    first, again = ask.cases().element.subquery("first"), _visible(ask).subquery("again")
    return _returned(first, again, first.c.applicant_key == again.c.applicant_key)


def _by_place(ask: Ask) -> Any:
    """Keys of places are long to make and to compare. Of all time each is made once, and none of cases without a place.
    Laid out whole for the few cases of a week they take DuckDB three to five times as long as made on the way.
    """
    if ask.filters != Filters() or ask.clock.is_past:
        first, again = ask.cases().element.subquery("first"), _visible(ask).subquery("again")
        return _returned(
            first, again, and_(place_of(first.c) == place_of(again.c), first.c.topic_id == again.c.topic_id)
        )
    placed = _placed(_visible(ask).subquery("c")).cte("placed").prefix_with("MATERIALIZED")
    first = placed.alias("first")
    return _returned(first, placed, and_(first.c.place == placed.c.place, first.c.topic_id == placed.c.topic_id))


def _visible(ask: Ask) -> Any:
    return select(tables.case).where(may_see(ask.scope))


def _placed(c: Any) -> Any:
    return select(c.c.id, place_of(c.c).label("place"), c.c.topic_id, c.c.filed_at, c.c.closed_at).where(
        _has_place(c.c)
    )


def _returned(first: Any, again: Any, same: ColumnElement[bool]) -> Any:
    """Ids of the closed cases of `first` after which the same was filed among `again` within 30 days."""
    later = and_(again.c.filed_at > first.c.closed_at, again.c.filed_at <= first.c.closed_at + WINDOW)
    return select(first.c.id).select_from(first.join(again, and_(same, later)))
