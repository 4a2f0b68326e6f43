"""Names of districts, agencies and topics joined to cases; where a name is unknown, the source's own words."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Label, func
from sqlalchemy.orm import aliased

from store.tables import agency, district, topic

PLACE, BODY, THEME = aliased(district, name="place"), aliased(agency, name="body"), aliased(topic, name="theme")
TABLES: dict[str, Any] = {"topic": THEME, "agency": BODY, "district": PLACE}


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


def own_name(stem: str, language: str) -> ColumnElement[str]:
    """The name of a topic, an agency or a district in its own table; Russian where no English is known."""
    russian = topic_name() if stem == "topic" else TABLES[stem].c.name_ru
    if language == "ru":
        return func.coalesce(BODY.c.short_ru, russian) if stem == "agency" else russian
    return func.coalesce(TABLES[stem].c.name_en, russian)


def name_columns(c: Any) -> list[Label]:
    """topic_ru, topic_en, agency_ru, agency_en, district_ru, district_en."""
    return [
        func.coalesce(own_name(stem, language), c.c[f"{stem}_source"]).label(f"{stem}_{language}")
        for stem in TABLES
        for language in ("ru", "en")
    ]
