"""What the tests of files without cases share: rows of a table of the store, and loading at a fixed time."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, Table, insert, select

from intake.load import load_file
from intake.names.normal import normalise
from intake.report import ImportReport
from store.dialects import read_frame
from store.tables import district, district_alias
from tests.intake.small_files import NOW

Rows = Callable[[Engine, Table], pd.DataFrame]


@pytest.fixture
def rows_of() -> Rows:
    """All rows of a table by key."""

    def read(engine: Engine, table: Table) -> pd.DataFrame:
        with engine.connect() as connection:
            return read_frame(connection, select(table).order_by(table.c.key)).set_index("key")

    return read


def load(engine: Engine, path: Path, **options: Any) -> ImportReport:
    return load_file(path, engine=engine, now=NOW, **options)


def list_place(engine: Engine, successor: str | None = None, name: str = "Заречье") -> None:
    """A municipality of this name comes into the list; `successor`: what it became part of."""
    with engine.begin() as connection:
        ended = date(2025, 1, 1) if successor else None
        new = {"id": "99702000", "region": "99", "name_ru": name, "kind": "urban_okrug", "valid_to": ended}
        connection.execute(insert(district).values(**new, successor_id=successor))
        alias = {"region": "99", "alias": normalise(name), "district_id": "99702000", "origin": "boundaries"}
        connection.execute(insert(district_alias).values(alias))
