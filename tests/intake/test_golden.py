"""Committed samples of cases load whole and are what they were when read by eye: `golden.json`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data_samples.samples import FOLDER
from intake.formats import LAYOUTS
from intake.load import load_file
from store.engine import open_store
from store.tables import case, case_text
from tests.intake.small_files import NOW, counts

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))
REFERENCE = ("districts.geojson", "agencies.csv", "topics.csv")
FIRST = ("id", "filed_at", "due_at", "closed_at", "state", "outcome", "district_id", "agency_id", "topic_id", "rating")


@pytest.fixture(scope="module")
def sample_region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_store(f"duckdb:///{tmp_path_factory.mktemp('golden') / 'store.duckdb'}")
    for name in REFERENCE:
        load_file(FOLDER / name, engine=engine, now=NOW)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_a_sample_reads_as_it_did(sample_region: Engine, name: str) -> None:
    assert read(sample_region, name) == GOLDEN[name]


def test_every_layout_of_cases_has_its_sample() -> None:
    assert {found["layout"] for found in GOLDEN.values()} == set(LAYOUTS)


def read(engine: Engine, name: str) -> dict[str, Any]:
    """What came of one file: the report, cases by state and outcome, and its first case in full."""
    report = load_file(FOLDER / name, engine=engine, now=NOW)
    mine = case.c.batch_id == report.batch
    state = (case.c.state + "/" + func.coalesce(case.c.outcome, "-")).label("state")
    filled = [func.count(case.c[column]).label(column) for column in ("district_id", "topic_id", "lat", "closed_at")]
    with engine.connect() as connection:
        states = connection.execute(select(state, func.count()).where(mine).group_by(state).order_by(state)).all()
        first = connection.execute(
            select(*(case.c[column] for column in FIRST)).where(mine).order_by(case.c.id)
        ).first()
        known = connection.execute(select(*filled).where(mine)).mappings().one()
        text = select(func.count(case_text.c.text)).join(case, case.c.id == case_text.c.case_id).where(mine)
        texts = connection.execute(text).scalar_one()
    assert first is not None
    return {
        "layout": report.layout,
        "read, new, updated, unchanged, rejected": list(counts(report)),
        "warnings": dict(sorted(report.warnings_by_kind.items())),
        "states": {row[0]: row[1] for row in states},
        "known": {**known, "text": texts},
        "first": {column: None if value is None else str(value) for column, value in first._mapping.items()},
    }
