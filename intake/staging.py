"""Temporary tables in which a file waits until all of it is read: the same columns as in the store."""

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from intake.cases import Prepared, arrow_rows
from store.dialects import append_rows, drop, make_empty
from store.tables import case, case_event, case_link, case_text
from store.words import BATCH

STAGING = MetaData()
ARROW = {
    Text: pa.large_string(),
    DateTime: pa.timestamp("us"),
    Boolean: pa.bool_(),
    Double: pa.float64(),
    SmallInteger: pa.int16(),
    Integer: pa.int32(),
    BigInteger: pa.int64(),
}


def _staging(name: str, source: Table, *extra: Column) -> Table:
    columns = [Column(c.name, c.type) for c in source.columns]
    return Table(name, STAGING, *columns, *extra, prefixes=["TEMPORARY"])


# `seq` counts rows of the file from 1: where a key comes twice, the greatest wins. `source_row` is for the report.
# The two moments are for events only.
stage_case = _staging(
    "stage_case",
    case,
    Column("seq", BigInteger),
    Column("source_row", Integer),
    Column("assigned_at", DateTime),
    Column("rated_at", DateTime),
)
stage_text = _staging("stage_text", case_text, Column("seq", BigInteger))
stage_event = _staging("stage_event", case_event)  # events that are kept, or known only by comparing
stage_link = _staging("stage_link", case_link)
stage_mark = Table("stage_mark", STAGING, Column("id", Text), Column("mark", Text), prefixes=["TEMPORARY"])


def open_staging(connection: Connection) -> None:
    """Make the staging tables of this connection, empty."""
    make_empty(connection, *STAGING.sorted_tables)


def close_staging(connection: Connection) -> None:
    """Drop them."""
    drop(connection, *STAGING.sorted_tables)


def stage(connection: Connection, rows: Prepared, batch: int, seq: int) -> int:
    """Append one chunk, in the order in which cases are asked for; returns the next `seq`."""
    numbers = range(seq, seq + len(rows.cases))
    cases = rows.cases.assign(seq=numbers, batch_id=batch, number=[batch * BATCH + seq for seq in numbers])
    texts = rows.texts.assign(seq=cases["seq"].reindex(rows.texts.index))
    append_rows(connection, stage_case, _ordered(_arrow(cases, stage_case)))
    append_rows(connection, stage_text, _arrow(texts, stage_text))
    append_rows(connection, stage_link, _arrow(rows.links, stage_link))
    append_rows(connection, stage_event, _arrow(rows.events, stage_event))
    return seq + len(rows.cases)


def _ordered(cases: pa.Table) -> pa.Table:
    """By region and moment; most exports are already."""
    order = pc.sort_indices(cases, sort_keys=[("region", "ascending"), ("filed_at", "ascending"), ("seq", "ascending")])
    return cases if pc.all(pc.equal(order, pa.array(range(len(cases)), pa.uint64()))).as_py() else cases.take(order)


def _arrow(frame, table: Table) -> pa.Table:  # type: ignore[no-untyped-def]
    return arrow_rows(frame, [(c.name, ARROW[type(c.type)]) for c in table.columns])
