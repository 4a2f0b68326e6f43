"""How PostgreSQL is to answer questions of which it expects too little. DuckDB needs no telling."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, case, func, select, true

SORTED = "64MB"
_SETTINGS = ("work_mem", "enable_nestloop", "jit", "plan_cache_mode")


@contextmanager
def expecting_many(connection: Connection) -> Iterator[None]:
    """Questions about what a search finds, of which PostgreSQL expects a handful whatever the words: it sorts a million
    numbers in memory (with the 4 MB that it is set up with they go through files, a fifth slower; whoever gave it more
    is not told otherwise), and compares no row with each of another table, which took 15 s of two frequent words. What
    it cannot do otherwise it then takes for so dear that up to version 17 it would compile each question, for 0.4 s.
    """
    if not sorts_dearly(connection):
        yield
        return
    own: Sequence[Any] = connection.execute(select(*map(func.current_setting, _SETTINGS))).one()
    memory = case((func.pg_size_bytes(own[0]) < func.pg_size_bytes(SORTED), SORTED), else_=own[0])
    _set(connection, (memory, "off", "off", "force_custom_plan"))
    yield
    _set(connection, own)


def sorts_dearly(connection: Connection) -> bool:
    """Whether to keep all that is found, to sort it, costs half as much again as to go through it: not on DuckDB."""
    return connection.dialect.name == "postgresql"


def _set(connection: Connection, values: Sequence[Any]) -> None:
    """Until the transaction ends."""
    told = (func.set_config(name, value, true()) for name, value in zip(_SETTINGS, values, strict=True))
    connection.execute(select(*told))
