"""What the tests of files without cases share: rows of a table of the store, and loading at a fixed time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, Table, select

from intake.load import load_file
from intake.report import ImportReport
from store.dialects import read_frame
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
