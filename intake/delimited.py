"""CSV files as grids: encoding and delimiter found out, then read in blocks by Arrow."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from analysis.columns import text_series
from intake.report import FileRefused

SAMPLE = 1024 * 1024
BLOCK = 1024 * 1024  # bytes; one record has to fit. Arrow reads 32 blocks ahead, so this bounds the memory
CHUNK_ROWS, CHUNK_BYTES = 40_000, 36 * 1024 * 1024  # every chunk prepares the patterns anew
TOP = 30
DELIMITERS = ";,\t|"
ENCODING_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass
class Delimited:
    """One CSV file; see intake.grids.Grid."""

    path: Path
    encoding: str
    delimiter: str
    top: list[list[str]]
    lines: list[int]  # how many lines of text the file had after each row of `top`
    row_bytes: float  # mean size of a row, for the estimate of their number
    sheet: str | None = None
    first_row: int = 1

    def total_rows(self) -> int | None:
        return max(int(self.path.stat().st_size / self.row_bytes), 1)

    def check_merged(self, header: int, positions: Mapping[str, int]) -> None:
        """CSV has no merged cells."""

    def chunks(self, header: int, positions: Mapping[str, int]) -> Iterator[pd.DataFrame]:
        broken = BrokenRows(self.path, self.lines[header], header + 2)
        number = header + 2
        for batch in _gathered(self._batches(header, positions, broken)):
            numbers, number = broken.number(batch.num_rows, number)
            columns = {name: _series(batch.column(f"c{at}")).array for name, at in positions.items()}
            frame = pd.DataFrame(columns, index=numbers)
            frame.attrs["broken"] = broken.take()
            yield frame
        broken.check_end()
        if rest := broken.take():
            frame = pd.DataFrame({name: pd.Series([], dtype="str") for name in positions})
            frame.attrs["broken"] = rest
            yield frame

    def _batches(self, header: int, positions: Mapping[str, int], broken: "BrokenRows") -> Iterator[pa.RecordBatch]:
        names = [f"c{at}" for at in range(len(self.top[header]))]
        wanted = list(dict.fromkeys(f"c{at}" for at in positions.values()))
        try:
            yield from pa_csv.open_csv(
                self.path,
                read_options=pa_csv.ReadOptions(
                    column_names=names,
                    skip_rows=self.lines[header],
                    encoding="utf8" if self.encoding.startswith("utf-8") else self.encoding,
                    block_size=BLOCK,
                    use_threads=False,
                ),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=broken.add,
                ),
                convert_options=pa_csv.ConvertOptions(
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, pa.large_string()),
                    strings_can_be_null=False,
                ),
            )
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise FileRefused(broken.refusal or self._explain(str(error))) from None

    def _explain(self, error: str) -> str:
        if "UTF" in error.upper() or "codec" in error:
            row = _first_undecodable_line(self.path, self.encoding)
            return (
                f"{self.path.name}, line {row}: not {self.encoding.removesuffix('-sig').upper()} like the rest: "
                "the encodings are mixed. Export the file again as UTF-8."
            )
        if "straddling" in error:
            return (
                f"{self.path.name}: a row is longer than {BLOCK // 1024} kB: either a quotation mark is opened and "
                "never closed, or a cell holds a whole document. Export the file again, or cut that cell."
            )
        return (
            f"{self.path.name}: the rows cannot be told apart ({error.splitlines()[0][:120]}). "
            "Most likely a quotation mark is opened and never closed. Export the file again."
        )


@dataclass
class BrokenRows:
    """Rows with another number of cells than the header. `skipped` lines precede row `first` of the spreadsheet."""

    path: Path
    skipped: int
    first: int
    refusal: str | None = None
    _all: set[int] = field(default_factory=set)
    _new: list[int] = field(default_factory=list)
    _last: tuple[int, bool] = (0, False)  # row, too short
    _read: int = 0

    def add(self, row: Any) -> str:
        """Arrow's handler of invalid rows."""
        number = row.number - self.skipped + self.first - 1
        if row.text.count('"') % 2:
            self.refusal = (
                f"{self.path.name}, row {number}: a quotation mark is opened and never closed. Export the file again."
            )
            return "error"  # an exception would be lost on its way through Arrow
        if row.text.strip():
            self._new.append(number)
        self._all.add(number)
        self._last = (number, row.actual_columns < row.expected_columns)
        return "skip"

    def number(self, count: int, start: int) -> tuple[pd.Index, int]:
        """Spreadsheet numbers of the next `count` good rows and where to go on."""
        if not count:
            return pd.RangeIndex(start, start), start
        candidates = np.arange(start, start + count + len(self._all))
        numbers = candidates[~np.isin(candidates, list(self._all))][:count] if self._all else candidates[:count]
        self._read = int(numbers[-1])
        return pd.Index(numbers), self._read + 1

    def take(self) -> list[int]:
        """Broken rows since the last call."""
        taken, self._new = self._new, []
        return taken

    def check_end(self) -> None:
        """Raise FileRefused when the file stops in the middle of its last row."""
        row, short = self._last
        if short and row > self._read and not _ends_with_newline(self.path):
            raise FileRefused(_breaks_off(self.path, row))


def _breaks_off(path: Path, row: int) -> str:
    return f"{path.name}, row {row}: the file breaks off in the middle of this row. Export it again."


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Blocks put together to chunks of a size at which the work on a chunk is worth its beginning."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def open_delimited(path: Path) -> Iterator[Delimited]:
    """The one table of a CSV file."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    encoding = find_encoding(path, sample)
    _check_last_character(path, encoding)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
    delimiter = max(DELIMITERS, key=lambda mark: _evenness(text, mark))
    top, lines = _first_rows(text, delimiter)
    row_bytes = len(sample) / max(text.count("\n"), 1)
    yield Delimited(path, encoding, delimiter, top, lines, row_bytes)


def find_encoding(path: Path, sample: bytes) -> str:
    """utf-8, utf-8-sig, utf-16 or cp1251, from the mark at the start or by trying. Raises FileRefused for others."""
    for mark, encoding in ENCODING_MARKS.items():
        if sample.startswith(mark):
            return encoding
    # First as far as it goes: a sample, and a file that broke off, may end in the middle of a letter.
    for encoding, to_the_end in (("utf-8", False), ("cp1251", len(sample) < SAMPLE)):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample, final=to_the_end)
            return encoding
        except UnicodeDecodeError:
            continue
    raise FileRefused(
        f"{path.name}: the text is in none of the known encodings (UTF-8, UTF-16, Windows-1251), or they are mixed. "
        "Save the file as CSV in UTF-8."
    )


def _first_rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines = [], []
    try:
        for cells in reader:
            rows.append([cell.strip() for cell in cells])
            lines.append(reader.line_num)
            if len(rows) == TOP:
                break
    except csv.Error:
        pass  # whatever was read so far is enough to say what is wrong
    return rows, lines


def _evenness(text: str, delimiter: str) -> int:
    """Cuts in rows of one width: commas inside texts make few and uneven ones, the true delimiter many and even."""
    rows, _ = _first_rows(text, delimiter)
    widths = Counter(len(cells) for cells in rows)
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _series(column: pa.ChunkedArray) -> pd.Series:
    return text_series(column, pd.RangeIndex(len(column)))


def _check_last_character(path: Path, encoding: str) -> None:
    """A download that broke off may have cut a letter in two."""
    if not encoding.startswith("utf-8") or _ends_with_newline(path):
        return
    with path.open("rb") as file:
        row = 1 + sum(block.count(b"\n") for block in iter(lambda: file.read(SAMPLE), b""))
        file.seek(-min(4, path.stat().st_size), io.SEEK_END)
        end = file.read()
    starts = [place for place in range(len(end)) if end[place] & 0b1100_0000 != 0b1000_0000]
    if starts and (lead := end[starts[-1]]) >= 0b1100_0000:
        needed = 2 if lead < 0b1110_0000 else 3 if lead < 0b1111_0000 else 4
        if len(end) - starts[-1] < needed:
            raise FileRefused(_breaks_off(path, row))


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(4, path.stat().st_size), io.SEEK_END)
        return file.read().rstrip(b"\0").endswith((b"\n", b"\r"))


def _first_undecodable_line(path: Path, encoding: str) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding.removesuffix("-sig"))
            except UnicodeDecodeError:
                return number
    return 0
