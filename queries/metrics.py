"""The metric registry: each metric once, with what it counts, what it leaves out and which direction is good.

Definitions follow docs/definitions.md. Conditions are written on the columns of `visible_cases` (`c`) and on the
moment at which the question looks (`at`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true

from queries.clock import Moment
from store.tables import district

Condition = Callable[[Any, Moment], ColumnElement[bool]]
Shape = Literal["count", "share", "rate", "ratio", "duration", "depth", "parts", "repeat", "callbacks"]

CLOSED_STATES = ("answered", "declined", "withdrawn")
DAY, HOUR = 86_400, 3_600


@dataclass(frozen=True)
class Metric:
    """One definition. Texts are English message ids, translated on screen.

    `moment`: counts the stock at the end of the period, whenever the cases were filed, instead of those filed in it.
    `channels`: those that can answer; empty means all.
    """

    id: str
    name: str
    shape: Shape
    unit: str
    good: Literal["up", "down"] | None
    formula: str
    left_out_text: str
    numerator: Condition
    denominator: Condition
    left_out: Condition
    unknown: Condition
    smallest_n: int = 10
    moment: bool = False
    channels: tuple[str, ...] = ()
    event_seconds: Callable[[Any], ColumnElement[Any]] | None = None

    def can_answer(self, channels: tuple[str, ...]) -> bool:
        """Whether any of the channels asked for has what the metric needs."""
        return not self.channels or not channels or any(code in self.channels for code in channels)


def _all(c: Any, at: Moment) -> ColumnElement[bool]:
    return true()


def _none(c: Any, at: Moment) -> ColumnElement[bool]:
    return false()


def _undated(c: Any, date: ColumnElement) -> ColumnElement[bool]:
    """Closed, says the source, but not when. CASE reads the state only where the date is missing."""
    return case((date.is_(None), c.state.in_(CLOSED_STATES)), else_=False)


def _pending(c: Any, date: ColumnElement) -> ColumnElement[bool]:
    return case((date.is_(None), c.state.not_in(CLOSED_STATES)), else_=False)


def _filed(c: Any, at: Moment) -> ColumnElement[bool]:
    return true() if at.latest else or_(c.filed_at <= at.now, c.filed_at.is_(None))


def is_closed(c: Any, at: Moment) -> ColumnElement[bool]:
    """Closed by then; a case whose source says "answered" without a date counts as closed, its date being unknown."""
    return or_(at.passed(c.closed_at), _undated(c, c.closed_at))


def is_open(c: Any, at: Moment) -> ColumnElement[bool]:
    """Filed by then and not closed by then."""
    return and_(_filed(c, at), or_(at.ahead(c.closed_at), _pending(c, c.closed_at)))


def _undecided(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(_filed(c, at), or_(at.ahead(c.decided_at), _pending(c, c.decided_at)))


def _on_time(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(at.passed(c.decided_at), c.decided_at <= c.due_at)


def is_overdue(c: Any, at: Moment) -> ColumnElement[bool]:
    """Not decided and past the deadline in force."""
    return and_(_undecided(c, at), c.due_at < at.now)


def _judged(c: Any, at: Moment) -> ColumnElement[bool]:
    return or_(and_(at.passed(c.decided_at), c.due_at.is_not(None)), is_overdue(c, at))


def _not_yet_due(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(_undecided(c, at), c.due_at >= at.now)


def _no_deadline(c: Any, at: Moment) -> ColumnElement[bool]:
    """No deadline, or decided on an unknown date."""
    return or_(c.due_at.is_(None), _undated(c, c.decided_at))


def _open_without_deadline(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(_undecided(c, at), c.due_at.is_(None))


def _rated(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating.is_not(None), is_closed(c, at))


def _unrated(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating.is_(None), is_closed(c, at))


def _satisfied(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating >= 4, is_closed(c, at))


def _dissatisfied(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.rating <= 2, is_closed(c, at))


def _reviewed(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.repeat_review, is_closed(c, at))


def _answered(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(at.passed(c.closed_at), c.close_seconds.is_not(None))


def _answered_or_open(c: Any, at: Moment) -> ColumnElement[bool]:
    return or_(_answered(c, at), is_open(c, at))


def _closed_after_unknown_time(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(is_closed(c, at), c.close_seconds.is_(None))


def _replied(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(at.passed(c.first_response_at), c.response_seconds.is_not(None))


def _replied_or_waiting(c: Any, at: Moment) -> ColumnElement[bool]:
    waiting = or_(c.first_response_at.is_(None), at.ahead(c.first_response_at))
    return or_(_replied(c, at), and_(waiting, is_open(c, at)))


def _closed_without_first_reply(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(is_closed(c, at), c.response_seconds.is_(None))


def _in_a_counted_population(c: Any, at: Moment) -> ColumnElement[bool]:
    return and_(c.district_id.is_not(None), c.district_id.in_(select(district.c.id).where(district.c.population > 0)))


def _outside_a_counted_population(c: Any, at: Moment) -> ColumnElement[bool]:
    counted = select(district.c.id).where(district.c.population > 0)
    return or_(c.district_id.is_(None), c.district_id.not_in(counted))


def _first_reply_seconds(c: Any) -> ColumnElement[Any]:
    return c.response_seconds


def _answer_seconds(c: Any) -> ColumnElement[Any]:
    return c.close_seconds


_REGISTRY = (
    Metric(
        "received", "Received", "count", "cases", None,
        "Cases filed in the period, each counted once by its number.",
        "Nothing is left out; cases without a filing date count only when no period is chosen.",
        _all, _all, _none, _none,
    ),
    Metric(
        "in_work", "In work", "count", "cases", None,
        "Cases filed by the end of the period and not closed by then, whenever they were filed.",
        "Cases closed on an unknown date are not in work.",
        is_open, _filed, _none, _none, moment=True,
    ),
    Metric(
        "on_time", "On time", "share", "percent", "up",
        "Closed on time ÷ (closed on time + closed late + open and overdue).",
        "Open cases that are not yet due are left out; cases without a deadline are unknown.",
        _on_time, _judged, _not_yet_due, _no_deadline,
    ),
    Metric(
        "overdue_now", "Overdue now", "count", "cases", "down",
        "Open cases whose deadline has passed at the data time.",
        "Open cases without a deadline are unknown.",
        is_overdue, _undecided, _none, _open_without_deadline, moment=True,
    ),
    Metric(
        "overdue_depth", "Days past due", "depth", "days", "down",
        "Median number of days past the deadline over the open overdue cases.",
        "Open cases that are not overdue are left out.",
        is_overdue, is_overdue, _not_yet_due, _none, moment=True,
    ),
    Metric(
        "time_to_answer", "Time to answer", "duration", "days", "down",
        "Kaplan–Meier median and 90th percentile from filing to closing; open cases count as not answered yet.",
        "Cases closed on an unknown date are unknown.",
        _answered, _answered_or_open, _none, _closed_after_unknown_time,
        event_seconds=_answer_seconds,
    ),
    Metric(
        "first_response", "First response", "duration", "hours", "down",
        "Kaplan–Meier median and 90th percentile from filing to the first reply, an interim one included.",
        "Cases closed without a recorded first reply are unknown.",
        _replied, _replied_or_waiting, _none, _closed_without_first_reply,
        channels=("social", "call_122"),
        event_seconds=_first_reply_seconds,
    ),
    Metric(
        "satisfaction", "Satisfaction", "share", "percent", "up",
        "Ratings 4–5 ÷ closed cases with a rating from 1 to 5.",
        "Closed cases without a rating are left out; the bounds say what they could change.",
        _satisfied, _rated, _unrated, _none, channels=("pos", "social", "call_122"),
    ),
    Metric(
        "negative", "Negative ratings", "share", "percent", "down",
        "Ratings 1–2 ÷ closed cases with a rating from 1 to 5.",
        "Closed cases without a rating are left out.",
        _dissatisfied, _rated, _unrated, _none, channels=("pos", "social", "call_122"),
    ),
    Metric(
        "outcome", "Outcomes", "parts", "percent", None,
        "Closed cases by outcome (solved, explained, refused, redirected, unknown) ÷ closed cases.",
        "Open cases are left out.",
        is_closed, is_closed, is_open, _none,
    ),
    Metric(
        "repeat", "Repeat appeals", "repeat", "percent", "down",
        "Closed cases after which the same applicant, or the same place and topic, came again within 30 days ÷ cases "
        "closed at least 30 days ago.",
        "Cases closed less than 30 days ago are left out; cases with neither applicant nor place are unknown.",
        _none, _none, _none, _none,
    ),
    Metric(
        "repeat_review", "Repeat reviews", "share", "percent", "down",
        "Closed cases with a repeat review ÷ closed cases.",
        "Open cases are left out; only the state feedback platform records repeat reviews.",
        _reviewed, is_closed, is_open, _none, channels=("pos",),
    ),
    Metric(
        "rate", "Cases per 10,000 residents", "rate", "per 10,000", None,
        "Cases filed in the period ÷ population × 10,000.",
        "Cases without a district, and those of districts whose population is unknown, are left out.",
        _in_a_counted_population, _in_a_counted_population, _outside_a_counted_population, _none,
    ),
    Metric(
        "flow", "Closed to filed", "ratio", "ratio", "up",
        "Cases closed in the period ÷ cases filed in the period; below 1 the backlog grows.",
        "Cases closed on an unknown date are unknown.",
        _all, _all, _none, _none,
    ),
    Metric(
        "three_rates", "Three rates", "callbacks", "percent", "up",
        "Contacted, solved and satisfied ÷ valid call-backs.",
        "Invalid call-backs are left out.",
        _none, _none, _none, _none,
    ),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.id: metric for metric in _REGISTRY}


def metric(metric_id: str) -> Metric:
    """The definition by its id. Raises ValueError that lists the ids."""
    try:
        return METRICS[metric_id]
    except KeyError:
        raise ValueError(f"unknown metric {metric_id!r}: choose one of {', '.join(METRICS)}") from None
