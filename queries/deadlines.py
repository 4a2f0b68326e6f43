"""How a case stands against its deadline, in one word."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, and_, case, literal

from queries.clock import Moment
from queries.conditions import is_open, is_overdue

SOON = literal(timedelta(hours=24), Interval())
STATES = ("overdue", "due_soon", "replied_late", "in_time", "no_deadline", "closed_on_time", "closed_late", "closed")


def deadline_state(c: Any, at: Moment) -> ColumnElement[str]:
    """overdue, due_soon (a day or less is left), in_time, replied_late, no_deadline (open); closed_on_time,
    closed_late, closed.

    A case whose first reply met the deadline of a first reply, but which is still open, is in time; one whose first
    reply came after it is counted among the late ones, and never called in time.
    """
    still_open = is_open(c, at)
    waiting = and_(still_open, c.decided_at.is_(None))
    return case(
        (is_overdue(c, at), "overdue"),
        (and_(still_open, c.due_at.is_(None)), "no_deadline"),
        (and_(waiting, c.due_at - at.now <= SOON), "due_soon"),
        (and_(still_open, at.passed(c.decided_at), c.decided_at > c.due_at), "replied_late"),
        (still_open, "in_time"),
        (c.due_at.is_(None), "closed"),
        (c.decided_at <= c.due_at, "closed_on_time"),
        (c.decided_at > c.due_at, "closed_late"),
        else_="closed",
    )
