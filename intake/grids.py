"""Tables inside files, whatever the file: the first rows to find the header in, then chunks of text columns."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pandas as pd

from intake.delimited import open_delimited
from intake.files import file_kind
from intake.json_array import open_json
from intake.open311_xml import open_xml
from intake.workbook import open_workbook


class Grid(Protocol):
    """One table: a sheet, a CSV file, a JSON array."""

    sheet: str | None
    top: list[list[str]]  # the first rows as text
    first_row: int  # what the first of them is called in a spreadsheet (1 as a rule)

    def total_rows(self) -> int | None:
        """How many rows there are, when that is known before reading (for the progress bar)."""

    def check_merged(self, header: int, positions: Mapping[str, int]) -> None:
        """Raise FileRefused when cells of these columns are merged at or below the header row."""

    def chunks(self, header: int, positions: Mapping[str, int]) -> Iterator[pd.DataFrame]:
        """The rows below the header: text columns by field name, indexed by the row number a spreadsheet shows.

        `broken` (in frame.attrs) holds the numbers of rows that could not be taken apart.
        """


def open_grids(path: Path) -> tuple[str, list[Grid]]:
    """(file kind, the tables of a file). Raises FileRefused when the file is broken or not a table."""
    kind = file_kind(path)
    if kind == "workbook":
        return kind, list(open_workbook(path))
    readers: dict[str, Callable[[Path], Iterator[Grid]]] = {
        "delimited": open_delimited,
        "json": open_json,
        "xml": open_xml,
    }
    return kind, list(readers[kind](path))
