"""How much memory DuckDB may take while much is loaded, and how many threads."""

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
        _set(engine, "memory_limit", limit)
    except DBAPIError:  # questions that are being answered at this moment hold more
        yield
        return
    try:
        yield
    finally:
        _set(engine, "memory_limit", before)


@contextmanager
def one_thread(engine: Engine) -> Iterator[None]:
    """While inside, DuckDB computes with one thread: for a process that only loads. What threads wait for each other is
    a fifth of the computing, and as long by the clock.
    """
    if engine.dialect.name != "duckdb":
        yield
        return
    before = _setting(engine, "SELECT current_setting('threads')")
    _set(engine, "threads", "1")
    try:
        yield
    finally:
        _set(engine, "threads", before)


def _setting(engine: Engine, question: str) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text(question)).scalar_one())


def _set(engine: Engine, name: str, value: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(f"SET {name} = '{value}'"))
        connection.commit()
