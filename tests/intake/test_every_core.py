"""A file loaded with every core is in the store what it is with one."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from analysis import side_by_side
from analysis.side_by_side import every_core
from data_samples.samples import FOLDER
from intake import delimited, merge, workbook
from intake.load import load_file
from intake.undo import undo_batch
from store.dialects import read_frame
from store.tables import case, case_event, case_link, case_text, case_word, import_issue, word
from store.words import BATCH
from tests.intake.small_files import NOW

FILES = ("incidents_cabinet.xlsx", "registry_cp1251.csv", "nash_spb.csv")


@pytest.fixture
def in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "SMALL", 0)
    monkeypatch.setattr(delimited, "CHUNK_ROWS", 20)
    monkeypatch.setattr(delimited, "BLOCK", 4096)
    monkeypatch.setattr(workbook, "CHUNK_ROWS", 20)
    monkeypatch.setattr(merge, "AT_ONCE", 30)


def _stored(engine: Engine, file: str, cores: int) -> list[pd.DataFrame]:
    """All that a file brings, in the order in which it lies; then the file is taken back."""
    with every_core(cores):
        report = load_file(FOLDER / Path(file), engine=engine, now=NOW.replace(year=2027))
    assert report.new >= 40
    with engine.connect() as connection:
        words = select(case_word.c.case_number % BATCH, word.c.place, word.c.word).join(
            word, word.c.id == case_word.c.word_id
        )
        issues = select(import_issue).where(import_issue.c.batch_id == report.batch)
        found = [read_frame(connection, one) for one in (select(case), select(case_text), select(case_event), issues)]
        found += [read_frame(connection, select(case_link)), read_frame(connection, words)]
    undo_batch(engine, report.batch or 0)
    return [frame.drop(columns=["batch_id", "number"], errors="ignore") for frame in found]


@pytest.mark.usefixtures("in_small_blocks")
@pytest.mark.parametrize("file", FILES)
def test_two_cores_leave_what_one_leaves(duckdb_region: Engine, file: str) -> None:
    one, two = (_stored(duckdb_region, file, cores) for cores in (1, 2))
    for alone, together in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(alone, together)
    assert not one[-1].empty
