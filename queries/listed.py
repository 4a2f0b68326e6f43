"""The cases behind a number, as many as the number says, from the same base that `measure` counts.

A list is named after its metric; `on_time:judged` is what a share or a median is of, `outcome:solved` one outcome,
`received_by:AGENCY` what an agency received first, `sent_on:AGENCY` what another has now; of these `…:AGENCY@TOPIC` is
exactly one topic, without those below it.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from queries.ask import Ask, base, moment_of
from queries.clock import Clock
from queries.conditions import OUTCOMES
from queries.filters import Filters
from queries.metrics import METRICS, Metric, metric
from queries.repeats import recognised, repeated
from queries.scope import Scope, visible_cases
from store.tables import case

UNLISTED = ("callbacks", "ratio", "events")  # shapes of metrics that are not the cases of one condition
SENT_ON, RECEIVED_BY = "sent_on", "received_by"
JUDGED, SHARED = "judged", ("share", "duration", "repeat")  # the shapes of metrics that are of some of the cases


def parts_of(listed: str) -> tuple[str, str]:
    """The metric of a list and what of it: ("outcome", "solved"), ("received", "")."""
    name, _colon, of = listed.partition(":")
    return name, of


def is_listed(listed: str) -> bool:
    """Whether a list of cases stands behind this name."""
    name, of = parts_of(listed)
    if name in (SENT_ON, RECEIVED_BY):
        return bool(of)
    if name not in METRICS or METRICS[name].shape in UNLISTED:
        return False
    if of == JUDGED:
        return METRICS[name].shape in SHARED
    return of in OUTCOMES if METRICS[name].shape == "parts" and ":" in listed else ":" not in listed


def of_one_condition(metric_id: str) -> Metric:
    """A metric whose cases one condition on each of them tells. Raises ValueError that says which do."""
    asked = metric(metric_id)
    if asked.shape in (*UNLISTED, "repeat"):
        known = ", ".join(each.id for each in METRICS.values() if each.shape not in (*UNLISTED, "repeat"))
        raise ValueError(f"no condition says which cases are behind {metric_id}; choose one of {known}")
    return asked


def listed_cases(connection: Connection, scope: Scope, filters: Filters, clock: Clock, listed: str | None) -> Any:
    """The cases as a subquery: of a metric those in its numerator; without a name all. Raises ValueError that lists the
    names.
    """
    if listed is None:
        return visible_cases(scope, filters).subquery("c")
    name, of = parts_of(listed)
    if not is_listed(listed):
        if name not in (SENT_ON, RECEIVED_BY):
            metric(name)
        raise ValueError(f"the cases behind {listed} cannot be listed; choose one of {', '.join(names())}")
    if name in (SENT_ON, RECEIVED_BY):
        return _received(scope, filters, of, is_moved=name == SENT_ON)
    asked = metric(name)
    if asked.shape == "repeat":
        ask = Ask(connection, asked, scope, filters, None, clock)
        return recognised(ask) if of == JUDGED else repeated(ask)
    c = base(asked.moment, asked.channels, scope, filters)
    counts = asked.denominator if of == JUDGED else asked.numerator
    outcome: ColumnElement[bool] = func.coalesce(c.c.outcome, "unknown") == of if of in OUTCOMES else true()
    return select(c).where(and_(counts(c.c, moment_of(asked, filters, clock, c)), outcome)).subquery("c")


def names() -> list[str]:
    """The names of all lists, with AGENCY where an id belongs."""
    metrics = [each.id for each in METRICS.values() if each.shape not in UNLISTED]
    judged = [f"{each.id}:{JUDGED}" for each in METRICS.values() if each.shape in SHARED]
    ways = (f"{SENT_ON}:AGENCY", f"{RECEIVED_BY}:AGENCY")
    return [*metrics, *(f"outcome:{outcome}" for outcome in OUTCOMES), *judged, *ways]


def _received(scope: Scope, filters: Filters, of: str, is_moved: bool) -> Any:
    """Received there, and with `is_moved` elsewhere now; only of sources that tell both."""
    received, now = case.c.agency_received_id, case.c.agency_id
    agency_id, _at, topic_id = of.partition("@")
    found = visible_cases(scope, filters).where(received == agency_id, now.is_not(None))
    found = found.where(now != agency_id) if is_moved else found
    return (found.where(case.c.topic_id == topic_id) if topic_id else found).subquery("c")
