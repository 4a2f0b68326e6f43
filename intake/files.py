"""What a file really is, whatever it is called, and whether it is safe to open."""

import hashlib
import re
import zipfile
from pathlib import Path

from intake.report import FileRefused

MEGABYTE = 1024 * 1024
LARGEST_PART = 300 * MEGABYTE  # one unpacked part of a workbook: a sheet of about 150,000 rows
LARGEST_WHOLE = 1024 * MEGABYTE
LARGEST_JSON = 300 * MEGABYTE
HIGHEST_RATIO = 200  # a spreadsheet packs 5 to 30 times; a zip bomb a thousand times
RATIO_MATTERS = 20 * MEGABYTE

# First bytes of what people rename to .xlsx or .csv by mistake.
FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"{\\rtf": "a text document (RTF)",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a SQLite database",
    b"PAR1": "a Parquet file",
}
OPEN311 = re.compile(rb"<(?:service_)?requests?[\s>/]")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel, old Word, and encrypted new Excel


def file_kind(path: Path) -> str:
    """workbook, delimited, json or xml (of Open311), by content. Raises FileRefused with the reason for others."""
    head = _head(path)
    for mark, what in FOREIGN.items():
        if head.startswith(mark):
            raise FileRefused(
                f"{path.name}: this is {what}, not a table. Export the table as XLSX or CSV and load that."
            )
    if head.startswith(b"PK"):
        _check_archive(path)
        return "workbook"
    if head.startswith(OLE):
        return "workbook"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"[", b"{"):
        if path.stat().st_size > LARGEST_JSON:
            raise FileRefused(f"{path.name}: {_size(path.stat().st_size)} of JSON is too much for one file. Split it.")
        return "json"
    if start[:1] == b"<" and OPEN311.search(head):
        if path.stat().st_size > LARGEST_JSON:
            raise FileRefused(f"{path.name}: {_size(path.stat().st_size)} of XML is too much for one file. Split it.")
        return "xml"
    if start[:1] == b"<":
        raise FileRefused(
            f"{path.name}: this is a web page or XML inside, whatever its name says. "
            "Open it in a spreadsheet program and save it as XLSX or CSV."
        )
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(f"{path.name}: binary data, not a table. Export the table as XLSX or CSV and load that.")
    return "delimited"


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise FileRefused(f"{path.name}: this is a folder. Name the files in it.")
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise FileRefused(f"{path}: no such file.") from None
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read ({error.strerror}).") from None
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FileRefused(f"{path.name}: the file is empty. Export it again.")
    return head


def _check_archive(path: Path) -> None:
    """Refuse archives that are cut off, not spreadsheets, or would unpack to more than the memory should bear."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # the last: a version that is yet to come
        raise FileRefused(
            f"{path.name}: the workbook is damaged or cut off (its table of contents at the end is missing). "
            "Download or export it again."
        ) from None
    names = {part.filename for part in parts}
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        raise FileRefused(f"{path.name}: a ZIP archive, not a workbook. Unpack it and load the files inside.")
    packed = max(sum(part.compress_size for part in parts), 1)
    whole = sum(part.file_size for part in parts)
    if whole > RATIO_MATTERS and whole / packed > HIGHEST_RATIO:
        raise FileRefused(
            f"{path.name}: {_size(packed)} would unpack to {_size(whole)}: a zip bomb? "
            "It was not opened. Export the file again."
        )
    largest = max(parts, key=lambda part: part.file_size)
    if largest.file_size > LARGEST_PART or whole > LARGEST_WHOLE:
        raise FileRefused(
            f"{path.name}: unpacked, {largest.filename} takes {_size(largest.file_size)} "
            f"(the limit is {_size(LARGEST_PART)}). Export a shorter period, or save as CSV, which has no limit."
        )


def _size(count: int) -> str:
    return f"{count / MEGABYTE:,.1f} MB" if count >= MEGABYTE else f"{count / 1024:,.1f} kB"
