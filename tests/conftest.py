"""Fixtures for everybody: a PostgreSQL server, and `store`, an empty store on each engine."""

import gc
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, event, make_url
from xdist.scheduler import LoadScopeScheduling

from store.engine import open_desk, open_store
from tests.postgres_server import NoServer, running_server

# A busy machine is slow, not wrong; what CI tries is the same at every run, what people try at home is not.
settings.register_profile("svodka", deadline=None, max_examples=50, derandomize="CI" in os.environ)
settings.load_profile("svodka")

# Tests that share what is dear to make: each group runs in one process. Two browsers that draw their maps in software
# are slower than one; the planted region is written and loaded once.
TOGETHER = {
    "tests/browser/": "browser",
    "tests/queries/test_answers.py": "planted",
    "tests/queries/test_formal_replies.py": "planted",
    "tests/queries/test_places.py": "planted",
    "tests/queries/test_spikes.py": "planted",
    "tests/queries/test_systemic.py": "planted",
}


class Together(LoadScopeScheduling):
    """Gives each process a test at a time, and a group as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for path, group in TOGETHER.items() if nodeid.startswith(path)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Called by ``-n``."""
    return Together(config, log)


def pytest_collection_finish() -> None:
    """Libraries and tests are half a million objects that stay to the end. The collector need not look through them
    again and again, a tenth of the processor's time: as in the dashboard, see `app.py`. What a test leaves behind is
    gathered as ever, in fewer and larger heaps.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


ENGINES = ["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", autouse=True)
def no_layouts_of_anybody(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever layouts the machine's region has made, the tests begin without any."""
    os.environ["SVODKA_LAYOUTS"] = str(tmp_path_factory.mktemp("layouts"))


@pytest.fixture(autouse=True)
def the_program_stays_the_program() -> Iterator[None]:
    """A screen under test makes itself the main program, which the processes that write a demo region would run."""
    program = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = program


@pytest.fixture(scope="session", autouse=True)
def small_stores_answer_quickly() -> Iterator[None]:
    """Each test's store has an engine of its own, which would make the same SQL of the same questions. And DuckDB would
    have threads wait for one another over a few rows, a quarter of the time that it takes to answer.
    """
    reached: dict[str, Engine] = {}

    def create(url: str, **options: Any) -> Engine:
        if url.startswith("duckdb"):
            options["connect_args"] = {"config": {"threads": 1}}
        made = create_engine(url, query_cache_size=2_000, **options)
        if known := reached.get(made.dialect.name):
            made.dialect, made._compiled_cache = known.dialect, known._compiled_cache
        else:
            event.listen(made, "engine_connect", lambda _: reached.setdefault(made.dialect.name, made))
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("store.engine.create_engine", create)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of the maintenance database of a real PostgreSQL server that lives as long as the test session."""
    try:
        with running_server() as url:
            yield url
    except NoServer as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def administrator(postgres_url: str) -> Iterator[psycopg.Connection]:
    """Makes and drops databases: who lets it in once, need not at every test."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def empty_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with its tables made: copied by the tests, which is quicker than making it each time."""
    file = tmp_path_factory.mktemp("store") / "empty.duckdb"
    open_store(f"duckdb:///{file}").dispose()
    return file


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with its tables made, likewise copied."""
    file = tmp_path_factory.mktemp("desk") / "empty.sqlite"
    open_desk(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str, administrator: psycopg.Connection) -> str:
    """The name of a database with the store's tables made: a template for the tests' own."""
    name = "svodka_empty"
    administrator.execute(f"CREATE DATABASE {name}".encode())
    open_store(_database(postgres_url, name)).dispose()
    return name


@pytest.fixture
def duckdb_url(empty_duckdb: Path, tmp_path: Path) -> str:
    """URL of a fresh DuckDB store that nobody has open."""
    file = tmp_path / "store.duckdb"
    shutil.copy(empty_duckdb, file)
    return f"duckdb:///{file}"


@pytest.fixture(scope="session")
def left_behind() -> list[str]:
    """Databases whose tests have ended. They are dropped when the next is made: by then whoever was connected is gone,
    for whom PostgreSQL would wait a tenth of a second each time.
    """
    return []


@pytest.fixture
def postgres_store_url(
    postgres_url: str, administrator: psycopg.Connection, empty_postgres: str, left_behind: list[str]
) -> Iterator[str]:
    """URL of a fresh PostgreSQL store."""
    while left_behind:
        administrator.execute(f"DROP DATABASE {left_behind.pop()} WITH (FORCE)".encode())
    name = f"svodka_{uuid.uuid4().hex[:12]}"
    # Its files are copied as they are: page by page takes ten times as long.
    administrator.execute(f"CREATE DATABASE {name} TEMPLATE {empty_postgres} STRATEGY file_copy".encode())
    yield _database(postgres_url, name)
    left_behind.append(name)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh store, once on DuckDB and once on PostgreSQL."""
    return str(request.getfixturevalue("duckdb_url" if request.param == "duckdb" else "postgres_store_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """An open, empty store (reference tables filled), once on DuckDB and once on PostgreSQL."""
    engine = open_store(store_url)
    yield engine
    throw_away(engine)


@pytest.fixture
def duckdb_store(duckdb_url: str) -> Iterator[Engine]:
    """An open, empty store on DuckDB only, for what does not depend on the engine."""
    engine = open_store(duckdb_url)
    yield engine
    throw_away(engine)


def throw_away(engine: Engine) -> None:
    """Close a store that nobody opens again: DuckDB would tidy up its whole file, a third of the time of a small test.
    A test that closed it itself may have left it to another process.
    """
    if engine.dialect.name == "duckdb" and engine.pool.checkedin():  # type: ignore[attr-defined]
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA disable_checkpoint_on_shutdown")
    engine.dispose()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files; tests that ask for it are skipped where REAL_DATA is unset."""
    if not (folder := os.environ.get("REAL_DATA")):
        pytest.skip("REAL_DATA is not set: this test reads real exports")
    return Path(folder)


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
