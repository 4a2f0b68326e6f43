"""What can be chosen, and what the region is: small tables for filters, names and maps."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, or_, select

from analysis.outlines import simplified
from queries.clock import DEFAULT_ZONE
from queries.names import topic_name
from queries.scope import Scope
from store.dialects import read_frame
from store.engine import open_store
from store.tables import agency, case, channel, district, region, topic


@dataclass(frozen=True)
class RegionInfo:
    """The home region and how much is known of it. Without any region the id is empty."""

    id: str
    name_ru: str
    name_en: str
    zone: str
    cases: int
    districts: int
    has_boundaries: bool
    country: str = ""


def region_info(*, engine: Engine | None = None) -> RegionInfo:
    """The home region; its counts of cases and districts are those of the whole store."""
    with (engine or open_store()).connect() as connection:
        home = connection.execute(select(region).where(region.c.is_home)).first()
        cases = connection.execute(select(func.count()).select_from(case)).scalar() or 0
        known = connection.execute(select(func.count(), func.count(district.c.geometry)).select_from(district)).one()
    if home is None:
        return RegionInfo("", "", "", DEFAULT_ZONE, int(cases), int(known[0]), bool(known[1]))
    english = home.name_en or home.name_ru
    counts = (int(cases), int(known[0]), bool(known[1]))
    return RegionInfo(home.id, home.name_ru, english, home.timezone, *counts, home.country or "")


def districts(scope: Scope, *, engine: Engine | None = None) -> pd.DataFrame:
    """id, region, name_ru, name_official, name_en, kind, population, has_geometry of today's districts in sight,
    by name.
    """
    question = select(
        *(district.c[name] for name in ("id", "region", "name_ru", "name_official", "name_en", "kind", "population")),
        district.c.geometry.is_not(None).label("has_geometry"),
    ).where(district.c.valid_to.is_(None))
    if not scope.whole_region:
        question = question.where(district.c.id.in_(scope.districts))
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, question.order_by(district.c.name_ru, district.c.id))


def agencies(scope: Scope, *, engine: Engine | None = None) -> pd.DataFrame:
    """id, name_ru, short_ru, name_en, kind, parent_id, district_id; for a limited scope its own and those of its
    districts.
    """
    names = ("id", "name_ru", "short_ru", "name_en", "kind", "parent_id", "district_id")
    question = select(*(agency.c[name] for name in names))
    if not scope.whole_region:
        question = question.where(or_(agency.c.id.in_(scope.agencies), agency.c.district_id.in_(scope.districts)))
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, question.order_by(agency.c.name_ru, agency.c.id))


def topics(*, engine: Engine | None = None) -> pd.DataFrame:
    """id, level_1, level_2, level_3, name_ru (the deepest level), name_en, severity; in the order of the tree."""
    question = select(
        topic.c.id, topic.c.level_1, topic.c.level_2, topic.c.level_3, topic_name(topic).label("name_ru"),
        func.coalesce(topic.c.name_en, topic_name(topic)).label("name_en"), topic.c.severity,
    )  # fmt: skip
    tree = [func.coalesce(topic.c[f"level_{level}"], "") for level in (1, 2, 3)]
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, question.order_by(*tree, topic.c.id))


def channels(*, engine: Engine | None = None) -> pd.DataFrame:
    """code, precision, cases, data_until of the channels that have cases."""
    counts = select(case.c.channel, func.count().label("cases")).group_by(case.c.channel).subquery()
    question = (
        select(channel.c.code, channel.c.precision, counts.c.cases, channel.c.data_until)
        .select_from(channel.join(counts, counts.c.channel == channel.c.code))
        .order_by(counts.c.cases.desc())
    )
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, question)


def boundaries(*, engine: Engine | None = None) -> dict[str, Any]:
    """Today's districts of the regions that have cases, and of the home region, as a GeoJSON FeatureCollection.

    Simplified for the screen (see `analysis.outlines`); properties id, name_ru, name_en.
    """
    shown = select(region.c.id).where(or_(region.c.is_home, region.c.id.in_(select(case.c.region).distinct())))
    question = select(
        district.c.id, district.c.name_ru, func.coalesce(district.c.name_en, district.c.name_ru).label("name_en"),
        district.c.geometry,
    ).where(district.c.geometry.is_not(None), district.c.valid_to.is_(None), district.c.region.in_(shown))  # fmt: skip
    with (engine or open_store()).connect() as connection:
        rows = [tuple(row) for row in connection.execute(question.order_by(district.c.id))]
    return {"type": "FeatureCollection", "features": list(_features(tuple(rows)))}


@lru_cache(maxsize=4)
def _features(rows: tuple[tuple[str, str, str, str], ...]) -> tuple[dict[str, Any], ...]:
    simple = simplified([json.loads(row[3]) for row in rows])
    return tuple(
        {"type": "Feature", "properties": {"id": row[0], "name_ru": row[1], "name_en": row[2]}, "geometry": geometry}
        for row, geometry in zip(rows, simple, strict=True)
    )
