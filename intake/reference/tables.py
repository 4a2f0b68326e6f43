"""Tables of reference data (CSV, XLSX, XLS, ODS) as rows of text by field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.grids import Grid, open_grids
from intake.reference.columns import columns_of, example_headers, missing_fields
from intake.reference.remarks import reject
from intake.report import FileRefused, ImportReport

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
TABLE_SUFFIXES = (*TEXT_SUFFIXES, ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_MISSING = {"", "-", "–", "—"}


@dataclass(frozen=True)
class Row:
    """One row: where it stands in the file and the fields it fills, as text."""

    sheet: str | None
    number: int
    fields: dict[str, str | None]

    def __getitem__(self, field: str) -> str | None:
        return self.fields.get(field)


@dataclass(frozen=True)
class ReferenceTable:
    """`columns`: field → header as the file writes it."""

    columns: dict[str, str]
    rows: list[Row]


def read_table(path: Path, layout: str, report: ImportReport) -> ReferenceTable:
    """Read the first sheet that has the headers of this layout; titles may stand above them.

    Counts the rows in the report and rejects those that could not be taken apart.
    Raises FileRefused when the file cannot be read, has no such header or no rows below it.
    """
    _, grids = open_grids(path)
    for grid in grids:
        if (header := _header(grid.top, layout)) is not None:
            line = grid.top[header]
            columns = columns_of(layout, line)
            positions = {field: line.index(name) for field, name in columns.items()}
            grid.check_merged(header, positions)
            rows = list(_rows(grid, header, positions, report))
            report.read += len(rows)
            if not report.read:
                raise FileRefused(f"{path.name}: there are headers and no rows below them.")
            return ReferenceTable(columns, rows)
    raise FileRefused(f"{path.name}: {_what_is_missing(layout, grids)}")


def _header(top: Sequence[Sequence[str]], layout: str) -> int | None:
    complete = (at for at, line in enumerate(top) if not missing_fields(layout, columns_of(layout, line)))
    return next(complete, None)


def _what_is_missing(layout: str, grids: Sequence[Grid]) -> str:
    first = next((line for grid in grids for line in grid.top if any(line)), [])
    needs = [example_headers(layout, need) for need in missing_fields(layout, columns_of(layout, first))]
    return f"a file of {layout} has the columns {', '.join(needs)}; this one has none such."


def _rows(grid: Grid, header: int, positions: dict[str, int], report: ImportReport) -> Iterator[Row]:
    for chunk in grid.chunks(header, positions):
        for number in chunk.attrs.get("broken", []):
            report.read += 1
            reject(report, "broken_row", grid.sheet, int(number), None)
        fields = list(chunk.columns)
        for number, cells in zip(chunk.index, chunk.itertuples(index=False, name=None), strict=True):
            row = {field: cell_text(cell) for field, cell in zip(fields, cells, strict=True)}
            if any(row.values()):
                yield Row(grid.sheet, int(number), row)


def cell_text(cell: object) -> str | None:
    """A cell without spaces around and the apostrophe spreadsheets put before text; None for the signs of nothing."""
    if not isinstance(cell, str):
        return None
    text = re.sub(r"\s+", " ", cell).strip().lstrip("'").strip()
    return None if text in _MISSING else text
