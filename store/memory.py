"""How much memory DuckDB may take while much is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError


@contextmanager
def bounded_memory(engine: Engine, limit: str) -> Iterator[None]:
    """While inside, DuckDB keeps at most `limit` ("600MB") in memory and puts the rest into files beside the store."""
    if engine.dialect.name != "duckdb":
        yield
        return
    before = _setting(engine, "SELECT current_setting('memory_limit')")
    try:
        _set(engine, limit)
    except DBAPIError:  # questions that are being answered at this moment hold more
        yield
        return
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
