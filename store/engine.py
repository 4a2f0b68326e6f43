"""Opens the store and the desk, and knows who may: DuckDB has one owner process, PostgreSQL any number."""

import os
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, func, inspect, make_url, select
from sqlalchemy.exc import DBAPIError

from store.desk_tables import DESK, desk_version
from store.indexes import add_indexes
from store.record_tables import WHOLE_STORE
from store.reference import fill_reference
from store.tables import SCHEMA_VERSION, case_link, import_batch, schema_version

DEFAULT_STORE = "duckdb:///var/store.duckdb"
DEFAULT_DESK = "sqlite:///var/desk.sqlite"
OWNER_ONLY = 0o700  # a folder made for a store or a desk: other users of the machine read no texts in it


class StoreHeld(Exception):
    """Another process owns the DuckDB file; ask it instead (see ``store.owner``)."""


class StoreOutdated(Exception):
    """The store was made by another version of the project; the message says what to run."""


def store_url() -> str:
    """Where the store is: ``DATABASE_URL`` or a DuckDB file under ``var/``."""
    return os.environ.get("DATABASE_URL") or DEFAULT_STORE


def desk_url() -> str:
    """Where the desk is: ``DESK_URL``, else the store's PostgreSQL server, else a SQLite file under ``var/``."""
    if url := os.environ.get("DESK_URL"):
        return url
    return store_url() if make_url(store_url()).get_backend_name() == "postgresql" else DEFAULT_DESK


def store_file(url: str) -> Path | None:
    """The file behind a DuckDB URL; None for a server."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "duckdb" and parsed.database else None


@lru_cache(maxsize=8)
def open_store(url: str | None = None) -> Engine:
    """The engine of the store, its tables made when it is new.

    Raises StoreHeld when another process owns the DuckDB file, StoreOutdated when the schema is of another version.
    """
    engine = connectable(url or store_url())
    _check_version(engine)
    return engine


def connectable(url: str) -> Engine:
    """An engine that has reached its store, whatever schema it has. Raises StoreHeld."""
    if (file := store_file(url)) is not None:
        file.parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    engine = create_engine(_with_driver(url), pool_size=20, max_overflow=40)
    try:
        engine.connect().close()
    except DBAPIError as error:
        engine.dispose()
        if "lock" in str(error.orig).lower():
            raise StoreHeld(f"{file} is open in another process") from error
        raise
    return engine


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url


def _check_version(engine: Engine) -> None:
    if not inspect(engine).has_table("schema_version"):
        with engine.begin() as connection:
            WHOLE_STORE.create_all(connection)
            connection.execute(schema_version.insert().values(version=SCHEMA_VERSION))
            fill_reference(connection)
            add_indexes(connection)
        return
    with engine.connect() as connection:
        found = connection.execute(select(schema_version.c.version)).scalar()
    if found != SCHEMA_VERSION:
        engine.dispose()
        way = "Run `python -m store migrate`, or keep the old file and load your files into a new store."
        if found is not None and found > SCHEMA_VERSION:
            way = "A later version of the program made it: run that one, or load your files into a new store."
        raise StoreOutdated(f"The store has schema version {found}, this program needs {SCHEMA_VERSION}. {way}")


@lru_cache(maxsize=8)
def open_desk(url: str | None = None) -> Engine:
    """The engine of the desk, its tables made when it is new. SQLite runs in WAL mode: many processes write to it."""
    chosen = url or desk_url()
    database = make_url(chosen).database
    if chosen.startswith("sqlite") and database:
        Path(database).parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    engine = create_engine(_with_driver(chosen))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _wal(connection, _record) -> None:  # type: ignore[no-untyped-def]
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA busy_timeout=5000")

    with engine.begin() as connection:
        new = not inspect(connection).has_table(desk_version.name)
        DESK.create_all(connection)
        if new:
            connection.execute(desk_version.insert().values(version=SCHEMA_VERSION))
    return engine


def data_version(engine: Engine) -> str:
    """Changes whenever a file was loaded or taken back, or cases were linked: what cached answers are kept under."""
    with engine.connect() as connection:
        links = select(func.count()).select_from(case_link).scalar_subquery()
        latest, undone, linked = connection.execute(
            select(func.coalesce(func.max(import_batch.c.id), 0), func.count(import_batch.c.undone_at), links)
        ).one()
    return f"{latest}-{undone}-{linked}"
