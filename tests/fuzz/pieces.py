"""The first rows of every committed sample as plain grids, and grids written as files of any kind."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import xlsxwriter
from python_calamine import CalamineWorkbook

from data_samples.samples import FOLDER

ROWS = 5
UPRIGHT = "summary.csv"  # of a consultation: without a row of headers, its names stand one below the other
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
    return tuple(read_piece(path, ROWS) for path in sorted(FOLDER.iterdir()) if path.suffix in _READERS)


def read_piece(path: Path, rows: int | None = None) -> Piece:
    """So many rows of one sample; all of them without a number."""
    return _READERS[path.suffix](path, rows)


def _csv(path: Path, rows: int | None) -> Piece:
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1251")
    mark = max(";,", key=text.splitlines()[0].count)
    return Piece(path.name, list(csv.reader(io.StringIO(text), delimiter=mark))[: _end(rows)])


def _xlsx(path: Path, rows: int | None) -> Piece:
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[: _end(rows)]
    return Piece(path.name, [[_plain(cell) for cell in line] for line in lines])


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, (str, int, float)) else str(cell)


def _json(path: Path, rows: int | None) -> Piece:
    records = json.loads(path.read_text(encoding="utf-8"))[:rows]
    heads = list(records[0])
    return Piece(path.name, [heads, *([record.get(head) for head in heads] for record in records)], records)


def _xml(path: Path, rows: int | None) -> Piece:
    requests = list(ElementTree.parse(path).getroot())[:rows]
    records = [{part.tag: part.text for part in request} for request in requests]
    heads = list(records[0])
    return Piece(path.name, [heads, *([record.get(head) for head in heads] for record in records)], records)


_READERS: dict[str, Callable[[Path, int | None], Piece]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".xls": _xlsx,
    ".json": _json,
    ".xml": _xml,
}


def _end(rows: int | None) -> int | None:
    """The line after so many rows and their header."""
    return None if rows is None else rows + 1


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


def as_xml(records: list[dict[str, Any]]) -> bytes:
    """Elements of text, whatever signs are in it; what is no object is text alone, what is no name is no element."""
    root = ElementTree.Element("service_requests")
    for record in records:
        request = ElementTree.SubElement(root, "request")
        for name, value in record.items() if isinstance(record, dict) else ():
            ElementTree.SubElement(request, name).text = None if value is None else str(value)
    return ElementTree.tostring(root, encoding="unicode").encode("utf-8", errors="replace")


def as_json(records: list[dict[str, Any]]) -> bytes:
    """One array of objects."""
    return json.dumps(records, ensure_ascii=False).encode("utf-8", errors="replace")
