"""The only place, with `store.numbers`, that knows that engines differ: percentiles, time buckets, text search, bulk
load and reading frames.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Double,
    Executable,
    Interval,
    Table,
    Text,
    case,
    func,
    insert,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

# Type numbers of the wire protocol: int2, int4, int8, float8, numeric (which arrives as Decimal); timestamp.
_POSTGRES_WHOLE = (20, 21, 23)
_POSTGRES_NUMBERS, _POSTGRES_TIMESTAMP = (*_POSTGRES_WHOLE, 701, 1700), 1114
BUCKETS = ("hour", "day", "week", "month")


class percentile(GenericFunction):
    """``percentile(column, share)``: the continuous percentile, interpolated as in SQL's ``percentile_cont``."""

    type = Double()
    inherit_cache = True


@compiles(percentile, "duckdb")
def _percentile_duckdb(element: percentile, compiler: SQLCompiler, **kw: Any) -> str:
    column, share = (compiler.process(c, **kw) for c in element.clauses)
    return f"quantile_cont({column}, {share})"


@compiles(percentile, "postgresql")
def _percentile_postgresql(element: percentile, compiler: SQLCompiler, **kw: Any) -> str:
    column, share = (compiler.process(c, **kw) for c in element.clauses)
    return f"percentile_cont({share}) WITHIN GROUP (ORDER BY {column})"


class icontains(GenericFunction):
    """``icontains(column, needle)``: the lower-cased column contains the lower-cased needle."""

    inherit_cache = True


@compiles(icontains, "duckdb")
def _icontains_duckdb(element: icontains, compiler: SQLCompiler, **kw: Any) -> str:
    column, needle = (compiler.process(c, **kw) for c in element.clauses)
    return f"contains({column}, {needle})"


@compiles(icontains, "postgresql")
def _icontains_postgresql(element: icontains, compiler: SQLCompiler, **kw: Any) -> str:
    column, needle = (compiler.process(c, **kw) for c in element.clauses)
    return f"(position({needle} in {column}) > 0)"


class matches(GenericFunction):
    """``matches(column, pattern)``: the regular expression is found somewhere in the column."""

    inherit_cache = True


@compiles(matches, "duckdb")
def _matches_duckdb(element: matches, compiler: SQLCompiler, **kw: Any) -> str:
    column, pattern = (compiler.process(c, **kw) for c in element.clauses)
    return f"regexp_matches({column}, {pattern})"


@compiles(matches, "postgresql")
def _matches_postgresql(element: matches, compiler: SQLCompiler, **kw: Any) -> str:
    column, pattern = (compiler.process(c, **kw) for c in element.clauses)
    return f"({column} ~ {pattern})"


class digits(GenericFunction):
    """``digits(column, start, length)``: as ``substr``, of a column that holds nothing but ASCII. Of a text PostgreSQL
    counts letters from its beginning, which takes three times as long as to take bytes.
    """

    type = Text()
    inherit_cache = True


@compiles(digits, "duckdb")
def _digits_duckdb(element: digits, compiler: SQLCompiler, **kw: Any) -> str:
    column, start, length = (compiler.process(c, **kw) for c in element.clauses)
    return f"substr({column}, {start}, {length})"


@compiles(digits, "postgresql")
def _digits_postgresql(element: digits, compiler: SQLCompiler, **kw: Any) -> str:
    column, start, length = (compiler.process(c, **kw) for c in element.clauses)
    return f"encode(substr(convert_to({column}, 'UTF8'), {start}, {length}), 'escape')"


class by_engine(GenericFunction):
    """``by_engine(condition, same)``: one condition twice, as PostgreSQL and as DuckDB is quick to answer it."""

    type = Boolean()
    inherit_cache = True


@compiles(by_engine, "duckdb")
def _by_engine_duckdb(element: by_engine, compiler: SQLCompiler, **kw: Any) -> str:
    _other, own = element.clauses
    return f"({compiler.process(own, **kw)})"


@compiles(by_engine, "postgresql")
def _by_engine_postgresql(element: by_engine, compiler: SQLCompiler, **kw: Any) -> str:
    own, _other = element.clauses
    return f"({compiler.process(own, **kw)})"


def few(rows: Any, key: str, wanted: Any, *, joined: bool = False) -> ColumnElement[bool]:
    """``rows.key IN (wanted)`` for few of many rows with long columns. DuckDB would read the texts of all to show fifty
    unless these are asked for by their place in the file: of 500,000 that took 160 ms, and takes 22. PostgreSQL has an
    index of the key. `rows`: a table, or an alias of one with a name; `joined`: they are joined by that key anyway.
    """
    table: Any = getattr(rows, "element", rows)
    all_of_it = table.alias("all_of_it")
    places: list[ColumnElement] = [literal_column(f'"{name}".rowid') for name in (rows.name, "all_of_it")]
    found = select(places[1]).select_from(all_of_it).where(all_of_it.c[key].in_(wanted))
    return by_engine(true() if joined else rows.c[key].in_(wanted), places[0].in_(found))


@lru_cache(maxsize=64)
def _offsets(zone: str) -> list[tuple[datetime, timedelta]]:
    """UTC moments since 2010 at which the zone's offset changed, with the offset from then on; the first is the
    base.
    """
    tz = ZoneInfo(zone)
    moment = datetime(2010, 1, 1, tzinfo=UTC)
    found = [(moment, cast(timedelta, moment.astimezone(tz).utcoffset()))]
    while moment < datetime(2036, 1, 1, tzinfo=UTC):
        moment += timedelta(days=1)
        offset = cast(timedelta, moment.astimezone(tz).utcoffset())
        if offset != found[-1][1]:
            exact = moment - timedelta(days=1)
            while exact.astimezone(tz).utcoffset() != offset:
                exact += timedelta(minutes=30)
            found.append((exact, offset))
    return found


def local_time(moment: ColumnElement[datetime], zone: str) -> ColumnElement[datetime]:
    """A UTC column as local wall time. Zone changes are written out as a CASE: no engine needs a zone database."""
    changes = list(reversed(_offsets(zone)))
    earliest = moment + literal(changes[-1][1], Interval())
    if len(changes) == 1:
        return earliest
    # The latest first: nearly every row is done at the first branch.
    branches = [
        (moment >= literal(since.replace(tzinfo=None), DateTime()), moment + literal(offset, Interval()))
        for since, offset in changes[:-1]
    ]
    return case(*branches, else_=earliest)


def time_bucket(bucket: str, moment: ColumnElement[datetime], zone: str) -> ColumnElement[datetime]:
    """The start of the local hour, day, week (Monday) or month that holds a UTC moment."""
    if bucket not in BUCKETS:
        raise ValueError(f"unknown time bucket {bucket!r}: choose one of {', '.join(BUCKETS)}")
    return func.date_trunc(literal(bucket), local_time(moment, zone), type_=DateTime())


def read_frame(connection: Connection, question: Executable) -> pd.DataFrame:
    """Run a query and let the driver build the frame (twice as fast as rows). Times are naive UTC, microseconds."""
    result = connection.execute(question)
    if connection.dialect.name == "duckdb":
        return cast(Any, result.cursor).df()
    cursor: Any = result.cursor
    kinds = {column.name: column.type_code for column in cursor.description}
    frame = pd.DataFrame(result.fetchall(), columns=list(kinds))
    for name, kind in kinds.items():
        if kind in _POSTGRES_NUMBERS and frame[name].dtype == object:
            # Of no rows too a whole number is one: beside others it would make them floats, which hold 53 bits.
            is_whole = frame.empty and kind in _POSTGRES_WHOLE
            frame[name] = frame[name].astype("int64") if is_whole else pd.to_numeric(frame[name].astype(float))
        elif kind == _POSTGRES_TIMESTAMP:
            frame[name] = frame[name].astype("datetime64[us]")
    return frame


def read_table(connection: Connection, question: Executable) -> pa.Table:
    """The same as an Arrow table, which costs DuckDB less than half: for what is read by the hundred thousand."""
    if connection.dialect.name != "duckdb":
        return pa.Table.from_pandas(read_frame(connection, question), preserve_index=False)
    cursor = cast(Any, connection.execute(question).cursor)
    return cast(pa.Table, cursor.to_arrow_table())


def append_rows(connection: Connection, target: Table, rows: pa.Table) -> None:
    """Append an Arrow table whose column names are a subset of the target's; missing columns stay null.

    DuckDB reads the Arrow memory as a relation, which lets go of it at once (a registered table would stay in memory
    until the transaction ends); PostgreSQL gets COPY. Neither goes row by row.
    """
    if rows.num_rows == 0:
        return
    if connection.dialect.name != "duckdb":
        _copy(connection, target, rows)
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.from_arrow(_completed(rows, raw.table(target.name).columns)).insert_into(target.name)


def _completed(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """These columns in this order, which is the table's own: in a store that was brought up to a later version the new
    columns stand last.
    """
    missing = pa.nulls(rows.num_rows)
    return pa.table([rows[name] if name in rows.column_names else missing for name in names], names=names)


def _copy(connection: Connection, target: Table, rows: pa.Table) -> None:
    cursor = connection.connection.cursor()
    quoted = ", ".join(f'"{name}"' for name in rows.column_names)
    buffer = io.BytesIO()
    whole = rows.combine_chunks()  # an empty chunk before others is written as zeros
    pa_csv.write_csv(whole, buffer, pa_csv.WriteOptions(include_header=False, quoting_style="needed"))
    with cursor.copy(f'COPY "{target.name}" ({quoted}) FROM STDIN (FORMAT csv)') as copy:
        copy.write(buffer.getvalue())


def one_writer(connection: Connection, table: Table) -> None:
    """Until its end others who say so of this table wait. DuckDB has one process, which has locks of its own."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE')


def make_empty(connection: Connection, *tables: Table) -> None:
    """Make temporary tables of this connection, or make them anew; in one go, for a small file waits for each."""
    connection.exec_driver_sql("".join(_temporary(connection.dialect, tables)))


def drop(connection: Connection, *tables: Table) -> None:
    """Drop those of them that are there."""
    connection.exec_driver_sql(_temporary(connection.dialect, tables)[0])


@lru_cache(maxsize=64)
def _temporary(dialect: Dialect, tables: tuple[Table, ...]) -> tuple[str, str]:
    away = (DropTable(table, if_exists=True).compile(dialect=dialect) for table in tables)
    made = (CreateTable(table).compile(dialect=dialect) for table in tables)
    return "".join(f"{one};" for one in away), "".join(f"{one};" for one in made)


def replace_rows(connection: Connection, target: Table, stage: Table, key: str) -> None:
    """Delete the target's rows whose key is staged, then insert the stage: one transaction, any engine, no index.

    ``ON CONFLICT`` and ``MERGE`` are 45 to 600 times slower on DuckDB.
    """
    staged = select(stage.c[key])
    connection.execute(target.delete().where(target.c[key].in_(staged)))
    names: Sequence[str] = [c.name for c in target.columns if c.name in stage.c]
    connection.execute(insert(target).from_select(names, select(*(stage.c[n] for n in names))))
