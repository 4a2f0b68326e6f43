"""Names of districts, agencies and topics joined to cases; where a name is unknown, the source's own words."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Label, func
from sqlalchemy.orm import aliased

from store.tables import agency, district, topic

PLACE, BODY, THEME = aliased(district, name="place"), aliased(agency, name="body"), aliased(topic, name="theme")


def with_names(c: Any) -> FromClause:
    """The cases joined to the tables that hold names; the current version of a district only."""
    return (
        c.outerjoin(PLACE, (c.c.district_id == PLACE.c.id) & PLACE.c.valid_to.is_(None))
        .outerjoin(BODY, c.c.agency_id == BODY.c.id)
        .outerjoin(THEME, c.c.topic_id == THEME.c.id)
    )


def topic_name(theme: Any = THEME) -> ColumnElement[str]:
    """The deepest level that a topic has."""
    return func.coalesce(theme.c.level_3, theme.c.level_2, theme.c.level_1)


def name_columns(c: Any) -> list[Label]:
    """topic_ru, topic_en, agency_ru, agency_en, district_ru, district_en."""
    return [
        func.coalesce(topic_name(), c.c.topic_source).label("topic_ru"),
        func.coalesce(THEME.c.name_en, topic_name(), c.c.topic_source).label("topic_en"),
        func.coalesce(BODY.c.short_ru, BODY.c.name_ru, c.c.agency_source).label("agency_ru"),
        func.coalesce(BODY.c.name_en, BODY.c.name_ru, c.c.agency_source).label("agency_en"),
        func.coalesce(PLACE.c.name_ru, c.c.district_source).label("district_ru"),
        func.coalesce(PLACE.c.name_en, PLACE.c.name_ru, c.c.district_source).label("district_en"),
    ]
