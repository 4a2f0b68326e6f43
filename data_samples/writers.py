"""Sinks for rows in the form exports come: XLSX sheets, `;` CSV with a BOM, one JSON array. Deterministic bytes."""

import json
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import xlsxwriter

Columns = list[tuple[str, list[Any]]]  # (header, values); headers may repeat
_MADE = datetime(2020, 1, 1)  # a fixed date inside the file keeps the bytes the same


class Duration(int):
    """Seconds that an Excel sheet shows as [hh]:mm:ss and a CSV as HH:MM:SS."""

    def __str__(self) -> str:
        return f"{self // 3600:02d}:{self // 60 % 60:02d}:{self % 60:02d}"


class XlsxSink:
    """One sheet, written row by row so that memory stays flat."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
        self._book.set_properties({"created": _MADE, "title": "Вымышленные данные"})
        self._sheet = self._book.add_worksheet(sheet)
        self._duration = self._book.add_format({"num_format": "[hh]:mm:ss"})
        self._row = 0

    def write(self, columns: Columns) -> None:
        if self._row == 0:
            self._sheet.write_row(0, 0, [header for header, _ in columns])
            self._row = 1
        string, number = self._sheet.write_string, self._sheet.write_number
        for row in zip(*(values for _, values in columns), strict=True):
            for place, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    string(self._row, place, value)
                elif isinstance(value, Duration):
                    number(self._row, place, int(value) / 86_400, self._duration)
                else:
                    number(self._row, place, value)
            self._row += 1

    def close(self) -> None:
        self._book.close()


class CsvSink:
    """`;`, UTF-8 with a byte-order mark, everything as text."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(b"\xef\xbb\xbf")
        self._writer: pa_csv.CSVWriter | None = None

    def write(self, columns: Columns) -> None:
        arrays = [_text_array(values) for _, values in columns]
        table = pa.Table.from_arrays(arrays, names=[header for header, _ in columns])
        if self._writer is None:
            self._writer = pa_csv.CSVWriter(self._file, table.schema, write_options=pa_csv.WriteOptions(delimiter=";"))
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._file.close()


def _text_array(values: list[Any]) -> pa.Array:
    """Strings for CSV; empty and None become null, which is written as nothing between two separators."""
    if not values or isinstance(values[0], (str, np.str_)):
        return pa.array([value or None for value in values], pa.string())
    return pa.array([None if value is None or value == "" else str(value) for value in values], pa.string())


class JsonSink:
    """One JSON array of objects, a row a line."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._file.write("[")
        self._empty = True

    def write(self, columns: Columns) -> None:
        headers = [header for header, _ in columns]
        for row in zip(*(values for _, values in columns), strict=True):
            self._file.write("\n" if self._empty else ",\n")
            self._file.write(json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=False))
            self._empty = False

    def close(self) -> None:
        self._file.write("\n]\n")
        self._file.close()


class Sink:
    """The right sink for a file's extension; use as a context manager."""

    def __init__(self, path: Path, sheet: str = "Sheet0") -> None:
        made: XlsxSink | CsvSink | JsonSink
        if path.suffix == ".xlsx":
            made = XlsxSink(path, sheet)
        elif path.suffix == ".json":
            made = JsonSink(path)
        else:
            made = CsvSink(path)
        self._sink = made

    def write(self, columns: Columns) -> None:
        """Append rows; all calls must bring the same headers."""
        self._sink.write(columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._sink.close()
