"""Bulk appends of many chunks in one transaction, and how much memory they may take on DuckDB."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from sqlalchemy import Connection, Engine, Table, text

from store.dialects import append_rows


def append_chunk(connection: Connection, target: Table, rows: pa.Table) -> None:
    """Append rows with all columns of the target, in its order.

    A table registered by name stays in DuckDB's memory until the transaction ends: a million rows in chunks would be
    held twice. A relation is let go at once.
    """
    if rows.num_rows == 0:
        return
    if connection.dialect.name != "duckdb":
        append_rows(connection, target, rows)
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.from_arrow(rows).insert_into(target.name)


@contextmanager
def bounded_memory(engine: Engine, limit: str) -> Iterator[None]:
    """While inside, DuckDB keeps at most `limit` ("600MB") in memory and puts the rest into files beside the store."""
    if engine.dialect.name != "duckdb":
        yield
        return
    before = _setting(engine, "SELECT current_setting('memory_limit')")
    _set(engine, limit)
    try:
        yield
    finally:
        _set(engine, before)


def _setting(engine: Engine, question: str) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text(question)).scalar_one())


def _set(engine: Engine, limit: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(f"SET memory_limit = '{limit}'"))
        connection.commit()
