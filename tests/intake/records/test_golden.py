"""Committed samples without cases are what they were when read by eye: `golden.json`."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from data_samples.samples import FOLDER
from intake.load import load_file
from intake.records import RECORD_LAYOUTS
from store.dialects import read_frame
from store.record_tables import RECORDS
from tests.intake.small_files import NOW, counts

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))
SALTED = ("key", "voter_key", "respondent_key", "batch_id")  # of no store the same


def test_samples_without_cases_read_as_they_did(duckdb_store: Engine) -> None:
    """One after the other: the parts of a Polis export meet in one consultation."""
    for name in ("districts.geojson", "agencies.csv"):
        load_file(FOLDER / name, engine=duckdb_store, now=NOW)
    for name, wanted in GOLDEN.items():
        assert read(duckdb_store, name) == wanted, name


def test_every_layout_without_cases_has_its_sample() -> None:
    assert {found["layout"] for found in GOLDEN.values()} == set(RECORD_LAYOUTS)


def read(engine: Engine, name: str) -> dict[str, Any]:
    """What came of one file: the report, and of each table it filled the rows, how many know what, sums of figures and
    the first row.
    """
    report = load_file(FOLDER / name, engine=engine, now=NOW)
    with engine.connect() as connection:
        found = {t.name: read_frame(connection, select(t).where(t.c.batch_id == report.batch)) for t in RECORDS}
    return {
        "layout": report.layout,
        "read, new, updated, unchanged, rejected": list(counts(report)),
        "warnings": dict(sorted(report.warnings_by_kind.items())),
        "unmapped": {kind: dict(sorted(names.items())) for kind, names in report.unmapped.items() if names},
        "tables": {table: told(rows) for table, rows in found.items() if len(rows)},
    }


def told(rows: pd.DataFrame) -> dict[str, Any]:
    rows = rows.drop(columns=[name for name in SALTED if name in rows])
    ordered = rows.loc[rows.astype("str").sort_values(list(rows.columns)).index]
    figures = ordered.select_dtypes("number").sum()
    return {
        "rows": len(rows),
        "known": {name: int(n) for name, n in rows.notna().sum().items()},
        "sums": {name: round(float(total), 3) for name, total in figures.items()},
        "first": {name: None if pd.isna(value) else str(value) for name, value in ordered.iloc[0].items()},
    }
