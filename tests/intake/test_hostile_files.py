"""Every committed sample, spoilt in ways nobody would think of: refused in words, or every row accounted for."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from intake.recognition import recognise
from intake.remarks import LONGEST_NAME
from intake.report import FileRefused
from store.engine import open_store
from tests.fuzz.__main__ import SEEDS, write_seeds
from tests.fuzz.accounted import check, loaded
from tests.fuzz.pieces import UPRIGHT, Piece, as_csv, as_json, as_xlsx, pieces
from tests.fuzz.spoilt import DISGUISES, Spoilt, spoilt
from tests.intake.small_files import make_region, texts_of


@pytest.fixture(scope="module")
def small_region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One store for all examples: what one file left behind is what the next one meets."""
    engine = open_store(f"duckdb:///{tmp_path_factory.mktemp('hostile') / 'store.duckdb'}")
    make_region(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("turn", range(4))
@settings(max_examples=11, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_sample_is_refused_in_words_or_every_row_is_accounted_for(
    small_region: Engine, turn: int, data: st.DataObject
) -> None:
    check(small_region, data.draw(st.sampled_from(pieces()[turn::4]).flatmap(spoilt)))


TABLES = [piece for piece in pieces() if piece.records is None and piece.name != UPRIGHT]


@pytest.mark.parametrize("piece", TABLES, ids=lambda piece: piece.name)
def test_headers_in_disguise_and_another_order_are_still_the_headers(tmp_path: Path, piece: Piece) -> None:
    """NBSP, look-alikes, apostrophes, ё/е, capitals; the columns back to front, unless a header repeats."""
    heads = [str(head) for head in piece.grid[0]]
    turn = 1 if len(set(heads)) < len(heads) else -1
    disguised = [DISGUISES[place % len(DISGUISES)](head) for place, head in enumerate(heads)]
    plain, dressed = (
        Spoilt(f"{number}.csv", as_csv([row[::turn] for row in [first, *piece.grid[1:]]], ";", "utf-8", 0), None)
        for number, first in enumerate((heads, disguised))
    )
    assert layout_of(tmp_path, dressed) == layout_of(tmp_path, plain)


def layout_of(folder: Path, file: Spoilt) -> str:
    """What the file is taken for."""
    path = folder / file.name
    path.write_bytes(file.content)
    found = recognise(path)
    return found if isinstance(found, str) else found.layout.name


def test_a_coverage_guided_run_begins_with_every_sample(tmp_path: Path) -> None:
    write_seeds("bytes", tmp_path / "bytes")
    assert {piece.name for piece in pieces()} <= {
        path.name.removesuffix(".records") for path in (tmp_path / "bytes").iterdir()
    }
    write_seeds("rows", tmp_path / "rows")
    assert len(list((tmp_path / "rows").iterdir())) == SEEDS


def with_a_long(header: str, letters: int = 5_000_000) -> list[list[str]]:
    """Two calls; one cell of the second has that many letters."""
    heads, one, other = (next(piece for piece in pieces() if piece.name == "calls_122.csv").grid)[:3]
    return [heads, one, ["я" * letters if head == header else cell for head, cell in zip(heads, other, strict=True)]]


def test_a_cell_of_ten_megabytes_is_refused_in_csv_and_kept_in_json(small_region: Engine) -> None:
    grid = with_a_long("Содержание")
    with pytest.raises(FileRefused, match=r"^f\.csv: a row is longer than 1024 kB: either a quotation mark"):
        loaded(small_region, Spoilt("f.csv", as_csv(grid, ";", "utf-8", 0), None))
    records = [dict(zip(grid[0], row, strict=True)) for row in grid[1:]]
    assert loaded(small_region, Spoilt("f.json", as_json(records), 2)).read == 2


def test_a_name_as_long_as_a_book_does_not_fill_the_report(small_region: Engine) -> None:
    grid = with_a_long("Муниципалитет", 200_000)
    records = [dict(zip(grid[0], row, strict=True)) for row in grid[1:]]
    report = loaded(small_region, Spoilt("f.json", as_json(records), 2))
    assert max(map(len, report.unmapped["district"])) == LONGEST_NAME
    assert len(json.dumps(report.as_json(), ensure_ascii=False)) < 5_000


@pytest.mark.parametrize("name", ["calls_122.csv", "incident_details.xlsx", "callbacks.csv"])
def test_a_table_of_blank_rows_has_not_one_row(small_region: Engine, name: str) -> None:
    heads = next(piece for piece in pieces() if piece.name == name).grid[0]
    with pytest.raises(FileRefused, match="not one row below"):
        loaded(small_region, Spoilt("f.xlsx", as_xlsx([heads, [" "] * len(heads), ["-"] * len(heads)]), 0))


@pytest.mark.parametrize(
    ("name", "header"), [("incident_list.xlsx", "Отдел/Исполнитель"), ("registry.xlsx", "Рубрика")]
)
def test_a_column_without_a_single_value_is_no_obstacle(small_region: Engine, name: str, header: str) -> None:
    heads, *rows = next(piece for piece in pieces() if piece.name == name).grid
    emptied = [["" if head == header else cell for head, cell in zip(heads, row, strict=True)] for row in rows]
    assert loaded(small_region, Spoilt("f.xlsx", as_xlsx([heads, *emptied]), len(rows))).read == len(rows)


def test_half_a_letter_in_json_is_shown_as_unreadable(small_region: Engine) -> None:
    row = {"service_request_id": "\ud83d", "status": "open", "requested_datetime": "2026-01-10T12:00:00+05:00"}
    row["description"] = "\ud83d\ude00 \ud800"
    assert loaded(small_region, Spoilt("f.json", json.dumps([row]).encode(), 1)).new == 1
    assert texts_of(small_region).loc["open311:�", "text"] == "😀 �"
