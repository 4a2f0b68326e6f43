"""The first rows of every committed sample as plain grids, and grids written as files of any kind."""

import csv
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from data_samples.samples import FOLDER

ROWS = 5
Grid = list[list[Any]]  # the first line holds the headers


@dataclass(frozen=True)
class Piece:
    """The beginning of a sample. `records`: of JSON, where a row is an object that may hold others."""

    name: str
    grid: Grid
    records: list[dict[str, Any]] | None = None


@cache
def pieces() -> tuple[Piece, ...]:
    """Of every sample that is a table or a list of objects; boundaries are GDAL's to read."""
    readers = {".csv": _csv, ".xlsx": _xlsx, ".xls": _xlsx, ".json": _json}
    files = sorted(path for path in FOLDER.iterdir() if path.suffix in readers)
    return tuple(readers[path.suffix](path) for path in files)


def _csv(path: Path) -> Piece:
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1251")
    mark = max(";,", key=text.splitlines()[0].count)
    return Piece(path.name, list(csv.reader(io.StringIO(text), delimiter=mark))[: ROWS + 1])


def _xlsx(path: Path) -> Piece:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[: ROWS + 1]
    return Piece(path.name, [[_plain(cell) for cell in row] for row in rows])


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, (str, int, float)) else str(cell)


def _json(path: Path) -> Piece:
    records = json.loads(path.read_text(encoding="utf-8"))[:ROWS]
    heads = list(records[0])
    return Piece(path.name, [heads, *([record.get(head) for head in heads] for record in records)], records)


def as_csv(grid: Grid, mark: str, encoding: str, quoting: int) -> bytes:
    """What the encoding has no letter for becomes a question mark."""
    text = io.StringIO(newline="")
    rows = [["" if cell is None else str(cell) for cell in row] for row in grid]
    csv.writer(text, delimiter=mark, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode(encoding, errors="replace")


def as_xlsx(grid: Grid) -> bytes:
    """Texts, formulas and numbers as they are; a formula is written as a formula."""
    buffer = io.BytesIO()
    options = {"strings_to_urls": False, "in_memory": True, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("Sheet0")
        for at, row in enumerate(grid):
            for place, cell in enumerate(row):
                page.write(at, place, cell)
    return buffer.getvalue()


def as_json(records: list[dict[str, Any]]) -> bytes:
    """One array of objects."""
    return json.dumps(records, ensure_ascii=False).encode("utf-8", errors="replace")
