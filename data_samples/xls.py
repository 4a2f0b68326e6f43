"""A minimal writer of old Excel files (BIFF8 in a compound file): text cells only, up to about 60 kB."""

import struct
from collections.abc import Sequence
from pathlib import Path

SECTOR, LEAST = 512, 4096  # shorter streams would need a second allocation table
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(path: Path, rows: Sequence[Sequence[str]], sheet: str = "Sheet0") -> Path:
    """Rows of text as the one sheet of a workbook of Excel 97–2003."""
    stream = _workbook(rows, sheet)
    stream += bytes(max(LEAST - len(stream), 0))
    stream += bytes(-len(stream) % SECTOR)
    path.write_bytes(_compound(stream))
    return path


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _workbook(rows: Sequence[Sequence[str]], sheet: str) -> bytes:
    name = sheet.encode("utf-16-le")
    opening = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    head = struct.pack("<BBBB", 0, 0, len(sheet), 1) + name
    begin = len(opening) + 4 + 4 + len(head) + 4
    globals_ = opening + _record(0x0085, struct.pack("<I", begin) + head) + _record(0x000A, b"")
    width = max(map(len, rows))
    cells = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            value = struct.pack("<HHHHB", at, place, 0, len(text), 1) + text.encode("utf-16-le")
            cells += _record(0x0204, value)
    return globals_ + _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6)) + cells + _record(0x000A, b"")


def _compound(stream: bytes) -> bytes:
    """Header, allocation table, directory, then the stream."""
    count = len(stream) // SECTOR
    chain = [FAT, END, *range(3, 2 + count), END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, LEAST, END, 0, END, 0, 0)
    header += struct.pack("<108I", *[FREE] * 108)
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + bytes(256)
    return header + table + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    return (
        spelled.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(spelled), kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
