"""Spreadsheets (xlsx, xlsm, xls, xlsb, ods) as grids. Every value becomes text in one form, so that one set of parsers
reads spreadsheets, CSV and JSON: 717475.0 → "717475", dates → ISO, durations → "11 days, 12:10:25"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from analysis.columns import text_series
from intake.report import FileRefused

CHUNK_ROWS = 20_000
TOP = 30


@dataclass
class Sheet:
    """One sheet; see intake.grids.Grid."""

    file: str
    sheet: str | None
    top: list[list[str]]
    source: CalamineSheet
    first_row: int = 1

    def total_rows(self) -> int | None:
        return self.source.end[0] if self.source.end else 0

    def check_merged(self, header: int, positions: Mapping[str, int]) -> None:
        used = set(positions.values())
        left = self.source.start[1] if self.source.start and self.source.start[0] else 0
        for (top, first), (bottom, last) in self.source.merged_cell_ranges or []:
            if bottom >= header and used & set(range(first - left, last - left + 1)):
                cells = f"{_cell(top, first)}:{_cell(bottom, last)}"
                raise FileRefused(
                    f"{self.file}, sheet «{self.sheet}», row {top + 1}, column {_letters(first)}: cells {cells} are "
                    "merged, so it is not clear where their value belongs. Unmerge them and load the file again."
                )

    def chunks(self, header: int, positions: Mapping[str, int]) -> Iterator[pd.DataFrame]:
        rows = islice(self.source.iter_rows(), header + 1, None)
        number = header + 2
        while chunk := list(islice(rows, CHUNK_ROWS)):
            cells = list(zip(*chunk, strict=True))
            columns = {name: text_column(cells[at]).array for name, at in positions.items()}
            frame = pd.DataFrame(columns, index=pd.RangeIndex(number, number + len(chunk)))
            number += len(chunk)
            yield frame


def open_workbook(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook that hold anything."""
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [m.name for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        found = [_sheet(path, workbook, name) for name in sheets]
    except PasswordError:
        raise FileRefused(f"{path.name}: the workbook has a password. Save it without one and load it again.") from None
    except BaseException as error:
        # The library panics (not an Exception) on some damaged files; anything but our own refusal means damage.
        if isinstance(error, (FileRefused, KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise FileRefused(
            f"{path.name}: the workbook cannot be read ({_short(error)}). It is damaged or cut off: export it again."
        ) from None
    filled = [sheet for sheet in found if any(any(row) for row in sheet.top)]
    if not filled:
        raise FileRefused(f"{path.name}: the workbook has no rows. Export it again.")
    yield from filled


def _sheet(path: Path, workbook: CalamineWorkbook, name: str) -> Sheet:
    source = workbook.get_sheet_by_name(name)
    top = [[as_text(cell).strip() for cell in row] for row in islice(source.iter_rows(), TOP)]
    return Sheet(path.name, name, top, source)


def text_column(cells: Sequence[Any]) -> pd.Series:
    """Cells of any kind as a text column; empty cells are empty text."""
    try:
        texts = pa.array(cells, pa.large_string()).fill_null("")  # most columns hold nothing but texts
    except pa.ArrowException:
        texts = pa.array([cell if type(cell) is str else as_text(cell) for cell in cells], pa.large_string())
    return text_series(texts, pd.RangeIndex(len(texts)))


def as_text(cell: Any) -> str:
    """One cell as text. Booleans become Да and Нет, the words these files use themselves."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "Да" if cell else "Нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return str(cell)


def _letters(column: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _cell(row: int, column: int) -> str:
    return f"{_letters(column)}{row + 1}"


def _short(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
