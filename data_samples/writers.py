"""Sinks for rows in the form exports come: XLSX and XLS sheets, `;` CSV with a BOM, one JSON array, XML requests.

Deterministic bytes.
"""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

import pyarrow as pa
import pyarrow.csv as pa_csv

from data_samples.xls import write_xls
from data_samples.xlsx import XlsxSheet

Columns = list[tuple[str, list[Any]]]  # (header, values); headers may repeat


class CsvTable:
    """`;`, UTF-8 with a byte-order mark, everything as text."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(b"\xef\xbb\xbf")
        self._writer: pa_csv.CSVWriter | None = None

    def write(self, columns: Columns) -> None:
        arrays = [pa.array([_text(value) for value in values], pa.string()) for _, values in columns]
        table = pa.Table.from_arrays(arrays, names=[header for header, _ in columns])
        if self._writer is None:
            self._writer = pa_csv.CSVWriter(self._file, table.schema, write_options=pa_csv.WriteOptions(delimiter=";"))
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._file.close()


def _text(value: Any) -> str | None:
    """Text for a CSV cell; empty and None become null, which is written as nothing between two separators."""
    if value.__class__ is str:
        return value or None
    return None if value is None else str(value) or None


class JsonArray:
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


class XmlRequests:
    """Service requests of Open311; an empty element where there is no value."""

    def __init__(self, path: Path) -> None:
        self._path, self._root = path, Element("service_requests")

    def write(self, columns: Columns) -> None:
        for row in zip(*(values for _, values in columns), strict=True):
            request = SubElement(self._root, "request")
            for (header, _), value in zip(columns, row, strict=True):
                SubElement(request, header).text = _text(value)

    def close(self) -> None:
        indent(self._root)
        ElementTree(self._root).write(self._path, encoding="utf-8", xml_declaration=True)


class XlsSheet:
    """A sheet of Excel 97–2003; everything as text."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path, self._sheet = path, sheet
        self._rows: list[list[str]] = []

    def write(self, columns: Columns) -> None:
        if not self._rows:
            self._rows.append([header for header, _ in columns])
        rows = zip(*(values for _, values in columns), strict=True)
        self._rows += [[_text(value) or "" for value in row] for row in rows]

    def close(self) -> None:
        write_xls(self._path, self._rows, self._sheet)


class Sink:
    """The right sink for a file's extension; use as a context manager."""

    def __init__(self, path: Path, sheet: str = "Sheet0") -> None:
        made: XlsxSheet | XlsSheet | CsvTable | JsonArray | XmlRequests
        if path.suffix == ".xlsx":
            made = XlsxSheet(path, sheet)
        elif path.suffix == ".xls":
            made = XlsSheet(path, sheet)
        elif path.suffix == ".xml":
            made = XmlRequests(path)
        elif path.suffix == ".json":
            made = JsonArray(path)
        else:
            made = CsvTable(path)
        self._sink = made

    def write(self, columns: Columns) -> None:
        """Append rows; all calls must bring the same headers."""
        self._sink.write(columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sink.close()
