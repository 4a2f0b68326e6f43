"""What the metrics count: conditions on the columns of `visible_cases` (`c`) at the moment a question looks (`at`)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true

from queries.clock import Moment
from store.tables import district

CLOSED_STATES = ("answered", "declined", "withdrawn")
OUTCOMES = ("solved", "explained", "refused", "redirected", "unknown")
STATES = ("new", "moderation", "routing", "in_progress", "postponed", "reopened", *CLOSED_STATES, "unknown")


def every(c: Any, at: Moment) -> ColumnElement[bool]:
    return true()


def never(c: Any, at: Moment) -> ColumnElement[bool]:
    return false()


def undated(c: Any, date: ColumnElement) -> ColumnElement[bool]:
    """Closed, says the source, but not when. CASE reads the state only where the date is missing."""
    return case((date.is_(None), c.state.in_(CLOSED_STATES)), else_=False)


def pending(c: Any, date: ColumnElement) -> ColumnElement[bool]:
    return case((date.is_(None), c.state.not_in(CLOSED_STATES)), else_=False)


def filed(c: Any, at: Moment) -> ColumnElement[bool]:
    return true() if at.latest else or_(c.filed_at <= at.now, c.filed_at.is_(None))


def is_closed(c: Any, at: Moment) -> ColumnElement[bool]:
    """Closed by then; a case whose source says "answered" without a date counts as closed, its date being unknown."""
    return or_(at.passed(c.closed_at), undated(c, c.closed_at))


def is_open(c: Any, at: Moment) -> ColumnElement[bool]:
    """Filed by then and not closed by then."""
    return and_(filed(c, at), or_(at.ahead(c.closed_at), pending(c, c.closed_at)))


def undecided(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(filed(c, at), or_(at.ahead(c.decided_at), pending(c, c.decided_at)))


def on_time(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(at.passed(c.decided_at), c.decided_at <= c.due_at)


def is_overdue(c: Any, at: Moment) -> ColumnElement[bool]:
    """Not decided and past the deadline in force."""
    return and_(undecided(c, at), c.due_at < at.now)


def judged(c: Any, at: Moment) -> ColumnElement[bool]:
    return or_(and_(at.passed(c.decided_at), c.due_at.is_not(None)), is_overdue(c, at))


def not_yet_due(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(undecided(c, at), c.due_at >= at.now)


def no_deadline(c: Any, at: Moment) -> ColumnElement[bool]:
    """No deadline, or decided on an unknown date."""
    return or_(c.due_at.is_(None), undated(c, c.decided_at))


def open_without_deadline(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(undecided(c, at), c.due_at.is_(None))


def rated(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating.is_not(None), is_closed(c, at))


def unrated(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating.is_(None), is_closed(c, at))


def satisfied(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating >= 4, is_closed(c, at))


def dissatisfied(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating <= 2, is_closed(c, at))


def reviewed(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.repeat_review, is_closed(c, at))


def closed_at_an_unknown_date(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(filed(c, at), undated(c, c.closed_at))


def decided_at_an_unknown_date(c: Any, at: Moment) -> ColumnElement[bool]:
    return undated(c, c.decided_at)


def rated_at_an_unknown_date(c: Any, at: Moment) -> ColumnElement[bool]:
    """Of the cases of a clock set back: closed by then, and rated nobody knows when."""
    return and_(c.undated_rating, is_closed(c, at))


def answered(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(at.passed(c.closed_at), c.close_seconds.is_not(None))


def answered_or_open(c: Any, at: Moment) -> ColumnElement[bool]:
    return or_(answered(c, at), is_open(c, at))


def closed_after_unknown_time(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(is_closed(c, at), c.close_seconds.is_(None))


def replied(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(at.passed(c.first_response_at), c.response_seconds.is_not(None))


def replied_or_waiting(c: Any, at: Moment) -> ColumnElement[bool]:
    waiting = or_(c.first_response_at.is_(None), at.ahead(c.first_response_at))
    return or_(replied(c, at), and_(waiting, is_open(c, at)))


def closed_without_first_reply(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(is_closed(c, at), c.response_seconds.is_(None))


def in_a_counted_population(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.district_id.is_not(None), c.district_id.in_(select(district.c.id).where(district.c.population > 0)))


def outside_a_counted_population(c: Any, at: Moment) -> ColumnElement[bool]:
    counted = select(district.c.id).where(district.c.population > 0)
    return or_(c.district_id.is_(None), c.district_id.not_in(counted))


def first_reply_seconds(c: Any) -> ColumnElement[Any]:
    return c.response_seconds


def answer_seconds(c: Any) -> ColumnElement[Any]:
    return c.close_seconds
