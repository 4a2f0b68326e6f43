"""What every question about records (counts, ratings, pages, polls) starts from: who may see which rows, of when."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, false, func, or_, select, true

from queries.clock import read_clock
from queries.filters import UNMAPPED, Filters, to_local
from queries.scope import Scope
from store.tables import agency, district


def visible(table: Table, scope: Scope, filters: Filters) -> ColumnElement[bool]:
    """The rows of this person's places and organisations that were asked for. Without rights there are none, and in a
    rectangle neither: records have no coordinates.
    """
    if filters.bounds is not None:
        return false()
    allowed: ColumnElement[bool] = true()
    if not scope.whole_region:
        allowed = or_(table.c.district_id.in_(scope.districts), _column(table, "agency_id").in_(scope.agencies))
    return and_(
        allowed, _one_of(table.c.district_id, filters.districts), _one_of(_column(table, "agency_id"), filters.agencies)
    )


def _column(table: Table, name: str) -> Any:
    """Notes belong to places only."""
    return table.c.get(name, table.c.district_id)


def _one_of(column: ColumnElement[str], values: tuple[str, ...]) -> ColumnElement[bool]:
    if not values:
        return true()
    named = [value for value in values if value != UNMAPPED]
    return or_(column.in_(named), column.is_(None)) if UNMAPPED in values else column.in_(named)


def on_days(connection: Connection, column: ColumnElement, filters: Filters) -> ColumnElement[bool]:
    """Days of the period, in the region's time; a period that ends within a day counts that day."""
    if filters.period is None:
        return true()
    zone = read_clock(connection).zone
    first, end = (to_local(moment, zone) for moment in (filters.period.start, filters.period.end))
    return and_(column >= first.date(), column < end.date() if end == _midnight(end) else column <= end.date())


def _midnight(moment: Any) -> Any:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def names_of(connection: Connection) -> dict[str, dict[str, tuple[str, str]]]:
    """For district and agency: id → (Russian, English) names."""
    places = select(district.c.id, district.c.name_ru, func.coalesce(district.c.name_en, district.c.name_ru))
    bodies = select(
        agency.c.id,
        func.coalesce(agency.c.short_ru, agency.c.name_ru),
        func.coalesce(agency.c.name_en, agency.c.short_ru, agency.c.name_ru),
    )
    found = {"district": places, "agency": bodies}
    return {
        kind: {row[0]: (row[1], row[2]) for row in connection.execute(question)} for kind, question in found.items()
    }
