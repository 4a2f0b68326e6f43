"""What was loaded: import history, coverage, names nobody knows yet, and how fresh each channel is."""

import pandas as pd
from sqlalchemy import BigInteger, Engine, cast, func, literal, select, union_all

from queries.clock import read_clock
from store.dialects import read_frame, time_bucket
from store.engine import open_store
from store.record_tables import RECORDS
from store.tables import case, case_text, channel, import_batch, region

_UNMAPPED = {
    "district": ("district_source", "district_id"),
    "agency": ("agency_source", "agency_id"),
    "topic": ("topic_source", "topic_id"),
}


def import_history(limit: int = 100, *, engine: Engine | None = None) -> pd.DataFrame:
    """The latest batches first: all columns of `import_batch` but the whole report."""
    columns = [column for column in import_batch.columns if column.name != "report"]
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, select(*columns).order_by(import_batch.c.id.desc()).limit(limit))


def coverage(*, engine: Engine | None = None) -> pd.DataFrame:
    """Per channel and month: cases, and how many have a district, a place on the map, a deadline, a rating, a text."""
    with (engine or open_store()).connect() as connection:
        zone = read_clock(connection).zone
        month = time_bucket("month", case.c.filed_at, zone)
        question = (
            select(
                case.c.channel,
                month.label("month"),
                func.count().label("cases"),
                func.count(case.c.district_id).label("with_district"),
                func.count(case.c.lat).label("with_place"),
                func.count(case.c.due_at).label("with_deadline"),
                func.count(case.c.rating).label("with_rating"),
                func.count(case_text.c.text).label("with_text"),
            )
            .select_from(case.outerjoin(case_text, case_text.c.case_id == case.c.id))
            .group_by(case.c.channel, month)
        )
        return read_frame(connection, question).sort_values(["channel", "month"], ignore_index=True)


def unmapped(kind: str, *, engine: Engine | None = None) -> pd.DataFrame:
    """Names of districts, agencies or topics that nobody mapped yet: name, region, cases, rows (of counts, ratings and
    registers, which are the home region's; region is None without one); the most frequent first.

    Raises ValueError for another kind.
    """
    if kind not in _UNMAPPED:
        raise ValueError(f"unknown kind {kind!r}: choose one of {', '.join(_UNMAPPED)}")
    source, target = (case.c[name] for name in _UNMAPPED[kind])
    of_cases = select(source.label("name"), case.c.region, literal(1).label("cases"), literal(0).label("rows"))
    home = select(region.c.id).where(region.c.is_home).scalar_subquery()
    selects = [of_cases.where(target.is_(None), source.is_not(None))]
    for table in (table for table in RECORDS if f"{kind}_source" in table.c):
        source, target = (table.c[name] for name in _UNMAPPED[kind])
        of_rows = select(source, home, literal(0), literal(1))
        selects.append(of_rows.where(target.is_(None), source.is_not(None)))
    each = union_all(*selects).subquery()
    counts = [cast(func.sum(each.c[name]), BigInteger).label(name) for name in ("cases", "rows")]
    question = (
        select(each.c.name, each.c.region, *counts)
        .group_by(each.c.name, each.c.region)
        .order_by(func.count().desc(), each.c.name)
    )
    with (engine or open_store()).connect() as connection:
        found = read_frame(connection, question)
    return found.assign(region=found["region"].astype(object).where(found["region"].notna(), None))


def freshness(*, engine: Engine | None = None) -> pd.DataFrame:
    """Per channel with data: channel, data_until, last_import (UTC), cases."""
    counts = select(case.c.channel, func.count().label("cases")).group_by(case.c.channel).subquery()
    last = (
        select(import_batch.c.channel, func.max(import_batch.c.imported_at).label("last_import"))
        .where(import_batch.c.undone_at.is_(None))
        .group_by(import_batch.c.channel)
        .subquery()
    )
    question = (
        select(channel.c.code.label("channel"), channel.c.data_until, last.c.last_import, counts.c.cases)
        .select_from(
            channel.join(counts, counts.c.channel == channel.c.code).outerjoin(last, last.c.channel == channel.c.code)
        )
        .order_by(channel.c.code)
    )
    with (engine or open_store()).connect() as connection:
        return read_frame(connection, question)
