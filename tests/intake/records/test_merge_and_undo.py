"""Records are merged by their natural keys: the same file changes nothing, a batch taken back leaves no trace."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from intake.undo import CannotUndo, undo_batch
from store.record_tables import RECORDS, UNDO_RECORDS
from store.tables import import_batch
from tests.intake.records.conftest import load
from tests.intake.small_files import counts, write_csv

Row = dict[str, Any]


def calls(day: int, line: str = "122", answered: Any = 10) -> Row:
    return {"Дата": f"{day:02}.02.2026", "Линия": line, "Отвечено": answered, "Потеряно": 1}


def snapshot(engine: Engine) -> dict[str, list]:
    """All records, without the number of their batch."""
    with engine.connect() as connection:
        found = {t.name: sorted(map(tuple, connection.execute(select(t))), key=str) for t in RECORDS}
        kept = {t.name: list(connection.execute(select(t))) for t in UNDO_RECORDS.values()}
    return found | {name: rows for name, rows in kept.items() if rows}


def test_the_same_file_again_changes_nothing(region_store: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "v.csv", [calls(1), calls(2)])
    load(region_store, path)
    before = snapshot(region_store)
    report = load(region_store, path)
    assert (counts(report), report.batch) == ((2, 0, 0, 2, 0), None)
    assert snapshot(region_store) == before


def test_a_later_file_replaces_by_day_and_place_and_is_taken_back(region_store: Engine, tmp_path: Path) -> None:
    load(region_store, write_csv(tmp_path / "a.csv", [calls(1), calls(2)]))
    before = snapshot(region_store)
    report = load(region_store, write_csv(tmp_path / "b.csv", [calls(2, answered=11), calls(3), calls(1)]))
    assert counts(report) == (3, 1, 1, 1, 0)

    with pytest.raises(CannotUndo, match="take back batch 2 first"):
        undo_batch(region_store, 1)
    undone = undo_batch(region_store, 2)
    assert (undone.removed, undone.restored) == (1, 1)
    assert snapshot(region_store) == before


def test_the_last_of_two_rows_with_one_key_counts(region_store: Engine, tmp_path: Path) -> None:
    report = load(region_store, write_csv(tmp_path / "a.csv", [calls(1, answered=5), calls(2), calls(1, answered=6)]))
    assert (counts(report), report.rejected_by_reason) == ((3, 2, 0, 0, 1), {"duplicate_key_in_file": 1})
    assert [finding.row for finding in report.findings] == [2]
    assert [row[8] for row in snapshot(region_store)["volume"]] == [6, 10]


def test_a_dry_run_keeps_nothing(region_store: Engine, tmp_path: Path) -> None:
    before = snapshot(region_store)
    report = load(region_store, write_csv(tmp_path / "a.csv", [calls(1), calls(2, answered="-")]), dry_run=True)
    assert (counts(report), report.batch) == ((2, 1, 0, 0, 1), None)
    assert snapshot(region_store) == before
    with region_store.connect() as connection:
        assert connection.execute(select(import_batch)).all() == []


rows = st.builds(calls, st.integers(1, 3), st.sampled_from(["122", "117"]), st.sampled_from([1, 2, "-"]))


@given(files=st.lists(st.lists(rows, min_size=1, max_size=5), min_size=1, max_size=4))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_imports_taken_back_one_by_one_restore_every_state(
    duckdb_region: Engine, tmp_path: Path, files: list[list[Row]]
) -> None:
    """Whatever was loaded, the report adds up, and taking back walks through the same states."""
    states, batches = [snapshot(duckdb_region)], []
    for number, file in enumerate(files):
        report = load(duckdb_region, write_csv(tmp_path / f"{number}.csv", file))
        assert report.adds_up()
        if report.batch:
            batches.append(report.batch)
            states.append(snapshot(duckdb_region))
    for batch in reversed(batches):
        assert snapshot(duckdb_region) == states.pop()
        undo_batch(duckdb_region, batch)
    assert snapshot(duckdb_region) == states.pop()
