"""The metric registry: each metric once, with what it counts, what it leaves out and which direction is good.

Definitions follow docs/definitions.md; the conditions they are made of are in queries/conditions.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement

from queries import conditions
from queries.clock import Moment

Condition = Callable[[Any, Moment], ColumnElement[bool]]
Shape = Literal["count", "share", "rate", "ratio", "duration", "depth", "parts", "repeat", "callbacks", "events"]

DAY, HOUR = 86_400, 3_600


@dataclass(frozen=True)
class Metric:
    """One definition. Texts are English message ids, translated on screen.

    `moment`: counts the stock at the end of the period, whenever the cases were filed, instead of those filed in it.
    `channels`: those that can answer; empty means all. `undated`: facts of the numerator that bear no date, so that
    nobody can say whether they were known at an earlier moment.
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
    undated: Condition = conditions.never

    def can_answer(self, channels: tuple[str, ...]) -> bool:
        """Whether any of the channels asked for has what the metric needs."""
        return not self.channels or not channels or any(code in self.channels for code in channels)


_REGISTRY = (
    Metric(
        "received", "Received", "count", "cases", None,
        "Cases filed in the period, each counted once by its number.",
        "Nothing is left out; cases without a filing date count only when no period is chosen.",
        conditions.every, conditions.every, conditions.never, conditions.never,
    ),
    Metric(
        "events", "Events", "events", "cases", None,
        "Cases filed in the period, those that tell of one event counted once.",
        "What was left out are the further cases of the same events.",
        conditions.every, conditions.every, conditions.never, conditions.never,
    ),
    Metric(
        "in_work", "In work", "count", "cases", None,
        "Cases filed by the end of the period and not closed by then, whenever they were filed.",
        "Cases closed on an unknown date are not in work.",
        conditions.is_open, conditions.filed, conditions.never, conditions.closed_at_an_unknown_date, moment=True,
    ),
    Metric(
        "on_time", "On time", "share", "percent", "up",
        "Closed on time ÷ (closed on time + closed late + open and overdue).",
        "Open cases that are not yet due are left out; cases without a deadline are unknown.",
        conditions.on_time, conditions.judged, conditions.not_yet_due, conditions.no_deadline,
        undated=conditions.decided_at_an_unknown_date,
    ),
    Metric(
        "overdue_now", "Overdue now", "count", "cases", "down",
        "Open cases whose deadline has passed at the data time.",
        "Open cases without a deadline are unknown.",
        conditions.is_overdue, conditions.undecided, conditions.never, conditions.open_without_deadline, moment=True,
    ),
    Metric(
        "overdue_depth", "Days past due", "depth", "days", "down",
        "Median number of days past the deadline over the open overdue cases.",
        "Open cases that are not overdue are left out.",
        conditions.is_overdue, conditions.is_overdue, conditions.not_yet_due, conditions.never, moment=True,
    ),
    Metric(
        "time_to_answer", "Time to answer", "duration", "days", "down",
        "Kaplan–Meier median and 90th percentile from filing to closing; open cases count as not answered yet.",
        "Cases closed on an unknown date are unknown.",
        conditions.answered, conditions.answered_or_open, conditions.never, conditions.closed_after_unknown_time,
        event_seconds=conditions.answer_seconds,
    ),
    Metric(
        "first_response", "First response", "duration", "hours", "down",
        "Kaplan–Meier median and 90th percentile from filing to the first reply, an interim one included.",
        "Cases closed without a recorded first reply are unknown.",
        conditions.replied, conditions.replied_or_waiting, conditions.never, conditions.closed_without_first_reply,
        channels=("social", "call_122"),
        event_seconds=conditions.first_reply_seconds,
    ),
    Metric(
        "satisfaction", "Satisfaction", "share", "percent", "up",
        "Ratings 4–5 ÷ closed cases with a rating from 1 to 5.",
        "Closed cases without a rating are left out; the bounds say what they could change.",
        conditions.satisfied, conditions.rated, conditions.unrated, conditions.never,
        channels=("pos", "social", "call_122"), undated=conditions.rated_at_an_unknown_date,
    ),
    Metric(
        "negative", "Negative ratings", "share", "percent", "down",
        "Ratings 1–2 ÷ closed cases with a rating from 1 to 5.",
        "Closed cases without a rating are left out.",
        conditions.dissatisfied, conditions.rated, conditions.unrated, conditions.never,
        channels=("pos", "social", "call_122"), undated=conditions.rated_at_an_unknown_date,
    ),
    Metric(
        "outcome", "Outcomes", "parts", "percent", None,
        "Closed cases by outcome (solved, explained, refused, redirected, unknown) ÷ closed cases.",
        "Open cases are left out.",
        conditions.is_closed, conditions.is_closed, conditions.is_open, conditions.never,
    ),
    Metric(
        "repeat", "Repeat appeals", "repeat", "percent", "down",
        "Closed cases after which the same applicant, or the same place and topic, came again within 30 days ÷ cases "
        "closed at least 30 days ago.",
        "Cases closed less than 30 days ago are left out; cases with neither applicant nor place are unknown.",
        conditions.never, conditions.never, conditions.never, conditions.never,
    ),
    Metric(
        "repeat_review", "Repeat reviews", "share", "percent", "down",
        "Closed cases with a repeat review ÷ closed cases.",
        "Open cases are left out; only the state feedback platform records repeat reviews.",
        conditions.reviewed, conditions.is_closed, conditions.is_open, conditions.never, channels=("pos",),
        undated=conditions.reviewed,
    ),
    Metric(
        "rate", "Cases per 10,000 residents", "rate", "per 10,000", None,
        "Cases filed in the period ÷ population × 10,000.",
        "Cases without a district, and those of districts whose population is unknown, are left out.",
        conditions.in_a_counted_population, conditions.in_a_counted_population,
        conditions.outside_a_counted_population, conditions.never,
    ),
    Metric(
        "flow", "Closed to filed", "ratio", "ratio", "up",
        "Cases closed in the period ÷ cases filed in the period; below 1 the backlog grows.",
        "Cases closed on an unknown date are unknown.",
        conditions.every, conditions.every, conditions.never, conditions.never,
    ),
    Metric(
        "three_rates", "Three rates", "callbacks", "percent", "up",
        "Contacted, solved and satisfied ÷ valid call-backs.",
        "Invalid call-backs are left out.",
        conditions.never, conditions.never, conditions.never, conditions.never,
    ),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.id: metric for metric in _REGISTRY}


def metric(metric_id: str) -> Metric:
    """The definition by its id. Raises ValueError that lists the ids."""
    try:
        return METRICS[metric_id]
    except KeyError:
        raise ValueError(f"unknown metric {metric_id!r}: choose one of {', '.join(METRICS)}") from None
