"""The cases behind a number, as many as the number says, from the same base that `measure` counts.

A list is named after its metric; `outcome:solved` is one outcome, `sent_on:AGENCY` what an agency received and another
has now.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from queries.ask import Ask, base, moment_of
from queries.clock import Clock
from queries.filters import Filters
from queries.metrics import METRICS, Metric, metric
from queries.repeats import repeated
from queries.scope import Scope, visible_cases
from store.tables import case

UNLISTED = ("callbacks", "ratio", "events")  # shapes of metrics that are not the cases of one condition
OUTCOMES = ("solved", "explained", "refused", "redirected", "unknown")
SENT_ON = "sent_on"


def parts_of(listed: str) -> tuple[str, str]:
    """The metric of a list and what of it: ("outcome", "solved"), ("received", "")."""
    name, _colon, of = listed.partition(":")
    return name, of


def is_listed(listed: str) -> bool:
    """Whether a list of cases stands behind this name."""
    name, of = parts_of(listed)
    if name == SENT_ON:
        return bool(of)
    if name not in METRICS or METRICS[name].shape in UNLISTED:
        return False
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
        if name != SENT_ON:
            metric(name)
        raise ValueError(f"the cases behind {listed} cannot be listed; choose one of {', '.join(names())}")
    if name == SENT_ON:
        return _sent_on(scope, filters, of)
    asked = metric(name)
    if asked.shape == "repeat":
        return repeated(Ask(connection, asked, scope, filters, None, clock))
    c = base(asked.moment, asked.channels, scope, filters)
    outcome: ColumnElement[bool] = func.coalesce(c.c.outcome, "unknown") == of if of else true()
    return select(c).where(and_(asked.numerator(c.c, moment_of(asked, filters, clock, c)), outcome)).subquery("c")


def names() -> list[str]:
    """The names of all lists, with AGENCY where an id belongs."""
    metrics = [each.id for each in METRICS.values() if each.shape not in UNLISTED]
    return [*metrics, *(f"outcome:{outcome}" for outcome in OUTCOMES), f"{SENT_ON}:AGENCY"]


def _sent_on(scope: Scope, filters: Filters, agency_id: str) -> Any:
    """Received there, and elsewhere now; only of sources that tell both."""
    received, now = case.c.agency_received_id, case.c.agency_id
    return visible_cases(scope, filters).where(received == agency_id, now.is_not(None), now != agency_id).subquery("c")
