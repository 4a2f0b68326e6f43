"""What the tests of case files share: a store that knows the small region, and a salt that is not written anywhere."""

import pytest
from sqlalchemy import Engine

from tests.intake.small_files import make_region


@pytest.fixture(autouse=True)
def salt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests leave no var/salt behind."""
    monkeypatch.setenv("SVODKA_SALT", "salt of the tests")


@pytest.fixture
def region_store(store: Engine) -> Engine:
    """The small region on each engine."""
    make_region(store)
    return store


@pytest.fixture
def duckdb_region(duckdb_store: Engine) -> Engine:
    """The small region on DuckDB only."""
    make_region(duckdb_store)
    return duckdb_store
