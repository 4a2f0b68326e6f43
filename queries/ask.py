"""One question on its way to the store: everything that the parts of `measure` need to answer it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection

from queries.clock import Clock, Moment
from queries.dimensions import key_column
from queries.filters import Filters
from queries.metrics import Metric
from queries.scope import Scope, visible_cases
from store.tables import case


@dataclass(frozen=True)
class Ask:
    """A metric, for whom, about what, split by what, and the data's own time."""

    connection: Connection
    metric: Metric
    scope: Scope
    filters: Filters
    by: str | None
    clock: Clock

    def cases(self) -> Any:
        """The visible cases of the question as a subquery. A metric of a moment looks back before the period."""
        return base(self.metric.moment, self.metric.channels, self.scope, self.filters)

    def moment(self, c: Any) -> Moment:
        """When the question looks at each case."""
        return moment_of(self.metric, self.filters, self.clock, c)

    def key(self, c: Any, moment: str = "filed_at") -> ColumnElement | None:
        """What to group by; None for one answer about everything."""
        return key_column(c, self.by, self.clock.zone, moment)

    def unsplit(self) -> Self:
        """The same question without a dimension."""
        return replace(self, by=None)


def moment_of(metric: Metric, filters: Filters, clock: Clock, c: Any) -> Moment:
    """When a metric looks: cases filed in the period are judged by all that is known today, a stock at its end."""
    return clock.moment(c.c.channel, filters.period if metric.moment else None)


@lru_cache(maxsize=512)
def base(moment: bool, channels: tuple[str, ...], scope: Scope, filters: Filters) -> Any:
    """The cases a metric counts from: of the channels that can answer it (all when empty), filed in the period.

    For a moment: all cases that its end can know of, whenever they were filed. Kept: to name forty columns again costs
    as much as counting a month.
    """
    question = visible_cases(scope, filters.during(None) if moment else filters)
    if channels:
        question = question.where(case.c.channel.in_(channels))
    return question.subquery("c")
