"""One question on its way to the store: everything that the parts of `measure` need to answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select
from sqlalchemy import case as either

from queries.clock import Clock, Moment
from queries.conditions import rated_at_an_unknown_date
from queries.dimensions import key_column
from queries.filters import Filters
from queries.metrics import Metric
from queries.scope import Scope, visible_cases
from store.tables import case, case_event


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
        """The visible cases of the question as a subquery. A metric of a moment looks back before the period; with a
        clock set back they are those filed by then, with the ratings given by then.
        """
        return self.known_then(base(self.metric.moment, self.metric.channels, self.scope, self.filters), self.is_rated)

    @property
    def is_rated(self) -> bool:
        """Whether the metric counts ratings."""
        return self.metric.undated is rated_at_an_unknown_date

    def known_then(self, c: Any, rated: bool) -> Any:
        """Of these cases what was known at the clock's time, with their ratings where these are counted."""
        if not self.clock.is_past:
            return c
        filed = _as_known(c, self.moment(c))
        return _rated_by(filed, self.moment(filed), self.clock.is_ripe(self.filters.period)) if rated else filed

    def moment(self, c: Any) -> Moment:
        """When the question looks at each case."""
        return moment_of(self.metric, self.filters, self.clock, c)

    def key(self, c: Any, moment: str = "filed_at") -> ColumnElement | None:
        """What to group by; None for one answer about everything."""
        return key_column(c, self.by, self.clock.zone, moment)

    def unsplit(self) -> Self:
        """The same question without a dimension."""
        return replace(self, by=None)


def cases_of(asks: Sequence[Ask]) -> Any:
    """The cases of questions that differ in the metric only, those of all channels, and that look at a moment or do not
    look at one.
    """
    first = asks[0]
    c = base(first.metric.moment, (), first.scope, first.filters)
    return first.known_then(c, any(ask.is_rated for ask in asks))


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


def _as_known(c: Any, at: Moment) -> Any:
    """The cases filed by a past moment."""
    return select(c).where(or_(c.c.filed_at <= at.now, c.c.filed_at.is_(None))).subquery("c")


def _rated_by(c: Any, at: Moment, is_ripe: bool) -> Any:
    """The same cases, `rating` missing where it came later; where nobody knows when it came `undated_rating`, unless
    the period was ripe by then.
    """
    given = select(case_event.c.case_id, func.min(case_event.c.at).label("rated_at"))
    of_these = case_event.c.case_id.in_(select(c.c.id).where(c.c.rating.is_not(None)))
    dates = given.where(case_event.c.kind == "rated", of_these).group_by(case_event.c.case_id).subquery("rated")
    kept = [column for column in c.c if column.name != "rating"]
    by_then, nobody_knows = dates.c.rated_at <= at.now, dates.c.rated_at.is_(None)
    known = either((or_(by_then, nobody_knows) if is_ripe else by_then, c.c.rating)).label("rating")
    undated = false() if is_ripe else and_(c.c.rating.is_not(None), nobody_knows)
    both = c.outerjoin(dates, dates.c.case_id == c.c.id)
    return select(*kept, known, undated.label("undated_rating")).select_from(both).subquery("c")
