"""Awkward rows of the committed samples against what a person worked out for them: `golden_rows.toml`."""

import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from data_samples.samples import FOLDER
from intake.formats import LAYOUTS
from intake.load import load_file
from intake.recognition import recognise
from store.engine import open_store
from store.tables import case, case_link, case_text
from tests.fuzz.pieces import read_piece
from tests.intake.small_files import NOW

ROWS = tomllib.loads(Path(__file__).with_name("golden_rows.toml").read_text(encoding="utf-8"))["row"]
BY_FILE = {name: list(rows) for name, rows in groupby(ROWS, key=lambda row: row["file"])}


@pytest.fixture(scope="module")
def sample_region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_store(f"duckdb:///{tmp_path_factory.mktemp('golden') / 'store.duckdb'}")
    for name in ("districts.geojson", "agencies.csv", "topics.csv"):
        load_file(FOLDER / name, engine=engine, now=NOW)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("name", sorted(BY_FILE))
def test_awkward_rows_are_read_as_a_person_reads_them(sample_region: Engine, name: str) -> None:
    load_file(FOLDER / name, engine=sample_region, now=NOW)
    for row in BY_FILE[name]:
        assert any(row["source"].items() <= cells.items() for cells in cells_of(name)), (
            f"{row['id']}: not so in the sample"
        )
        found, told, events = stored(sample_region, row["id"])
        assert {column: plain(found[column]) for column in row["case"]} == row["case"], f"{row['id']}: {row['why']}"
        assert row.get("event") in (None, *events), row["id"]
        assert not [words for words in row.get("unsaid", []) if words in told], row["id"]


def cells_of(name: str) -> list[dict[str, Any]]:
    """The rows of a sample, header → cell as it stands there; of headers that repeat the first."""
    if name.endswith(".xml"):
        return [{part.tag: part.text for part in request} for request in ElementTree.parse(FOLDER / name).getroot()]
    heads, *rows = read_piece(FOLDER / name).grid
    return [dict(reversed(list(zip(heads, row, strict=False)))) for row in rows]


def stored(engine: Engine, id: str) -> tuple[dict[str, Any], str, list[str]]:
    """The case, everything the store holds of it as text, and its events."""
    with engine.connect() as connection:
        found = dict(connection.execute(select(case).where(case.c.id == id)).mappings().one())
        texts = connection.execute(select(case_text).where(case_text.c.case_id == id)).mappings().all()
        events = connection.execute(select(case_link.c.event_id).where(case_link.c.case_id == id)).scalars()
        return found, f"{found} {[dict(row) for row in texts]}", list(events)


def plain(value: Any) -> Any:
    """As the file of expectations writes it."""
    return (
        "" if value is None or value is pd.NaT else value if isinstance(value, (bool, int, float, str)) else str(value)
    )


def test_every_layout_of_cases_has_rows_worked_out_by_a_person(sample_region: Engine) -> None:

    covered = {found.layout.name for name in BY_FILE if not isinstance(found := recognise(FOLDER / name), str)}
    # Two layouts have nothing to work out but names: no number, no deadline, no answer.
    assert set(LAYOUTS) - covered <= {"hackathon", "incident_details"}, set(LAYOUTS) - covered
