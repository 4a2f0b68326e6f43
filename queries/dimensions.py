"""What a metric can be split by, and which members a split must show even when they have no case."""

from sqlalchemy import ColumnElement, Connection, FromClause, or_, select

from queries.filters import UNMAPPED, Filters
from queries.metrics import Metric
from queries.scope import Scope
from store.dialects import BUCKETS, time_bucket
from store.tables import case, district, region

COLUMNS = {
    "district": "district_id",
    "agency": "agency_id",
    "topic": "topic_id",
    "channel": "channel",
    "network": "network",
    "outcome": "outcome",
}
DIMENSIONS = (*COLUMNS, "day", "week", "month", "hour")


def check_dimension(metric: Metric, by: str | None) -> None:
    """Raises ValueError for a dimension that does not exist or that the metric cannot be split by."""
    if by is not None and by not in DIMENSIONS:
        raise ValueError(f"unknown dimension {by!r}: choose one of {', '.join(DIMENSIONS)}")
    if metric.shape == "callbacks" and by not in (None, "district", "agency"):
        raise ValueError(f"{metric.id} can be split by district or agency, not by {by}")
    if metric.shape == "rate" and by in BUCKETS:
        return


def key_column(c: FromClause, by: str | None, zone: str, moment: str = "filed_at") -> ColumnElement | None:
    """The expression to group by; time dimensions use local time of `moment`."""
    if by is None:
        return None
    return time_bucket(by, c.c[moment], zone) if by in BUCKETS else c.c[COLUMNS[by]]


def members(connection: Connection, scope: Scope, filters: Filters, by: str | None) -> list[str]:
    """District ids that a table or a map must show: those of regions that have cases, and of the home region.

    Only districts: agencies and topics without a case in the period are not part of the question.
    """
    if by != "district":
        return []
    regions = select(region.c.id).where(or_(region.c.is_home, region.c.id.in_(select(case.c.region).distinct())))
    question = select(district.c.id).where(district.c.region.in_(regions), district.c.valid_to.is_(None))
    if not scope.whole_region:
        question = question.where(district.c.id.in_(scope.districts))
    named = [key for key in filters.districts if key != UNMAPPED]
    if filters.districts:
        question = question.where(district.c.id.in_(named))
    return list(connection.execute(question).scalars())
