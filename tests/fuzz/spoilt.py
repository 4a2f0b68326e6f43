"""What goes wrong with a file on its way: Hypothesis strategies over the beginnings of the committed samples."""

import csv
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.pieces import UPRIGHT, Grid, Piece, as_csv, as_json, as_xlsx, as_xml

RIGHT_TO_LEFT, NUL = "\u202e", "\x00"
LOOKALIKES = str.maketrans("АВСЕНКМОРТХасеорху", "ABCEHKMOPTXaceopxy")
DATES = ("31.02.2026", "2026-01-06T25:61:00", "06/01/26", "1/6/2026", "46030.25", "99999", "06.01.2026 г.",
         "2026-01-06 09:05:10+03:00", "2026-01-06T09:05:10+99:99", "9999-12-31 23:59:59", "сегодня", "1.1.1990",
         "0001-01-01")  # fmt: skip
DURATIONS = ("11 days, 12:10:25", "99999999999999 дн.", "-1:00:00", "1e400", "0.5", "1900-01-01 00:00:00", "25:61:61",
             "9999999999:00", "1899-13-45 00:00:00")  # fmt: skip
NUMBERS = ("717475.0", "3.27441806E+8", "1e999", "-0", "٣٤", "12 345,6", "NaN", "inf", "99999999999999999999", "1,2,3")
WORDS = ('=HYPERLINK("http://x","y")', "=1/0", "@SUM(A1)", "<script>alert(1)</script>", "<b>да</b>", "'", "''", "-",
         f"{RIGHT_TO_LEFT}абв", f"а{NUL}б", 'ОАО "Ромашка "Плюс""', "строка\nвторая\rтретья\r\nчетвёртая",
         "\u00a0\u200b", ";,\t|", '"', "\ufeff", "(0002.0014.0143.0416)", "😀" * 40, "%s%n{0}", "\\N",
         "../../etc/passwd")  # fmt: skip
CODES = ("01701000", "1701000", "717475.0", "52 701 000", "0")
cells = st.sampled_from(DATES + DURATIONS + NUMBERS + WORDS + CODES) | st.text(max_size=20)
typed_cells = cells | st.floats() | st.integers(-(10**20), 10**20) | st.booleans() | st.none()
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r")


@dataclass(frozen=True)
class Spoilt:
    """A file. `rows`: how many rows hold anything; None where nobody can tell any more (a stray quotation mark), or
    where lines are no rows.
    """

    name: str
    content: bytes
    rows: int | None


@st.composite
def spoilt(draw: st.DrawFn, piece: Piece) -> Spoilt:
    """A spoilt version of one sample."""
    if piece.records is not None:
        return draw(_objects(piece))
    grid = draw(_grids(piece.grid))
    filled = _filled(grid) if piece.name != UPRIGHT else None
    if draw(st.integers(0, 3)) == 0:
        return Spoilt("f.xlsx", as_xlsx(grid), filled)
    encoding = draw(st.sampled_from(ENCODINGS))
    content = as_csv(
        grid, draw(st.sampled_from(";,\t|")), encoding, draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    )
    if draw(st.integers(0, 3)) == 0:
        return Spoilt("f.csv", draw(_torn(content)), None)
    return Spoilt("f.csv", content, None if encoding == "koi8-r" else filled)


@st.composite
def _grids(draw: st.DrawFn, grid: Grid) -> Grid:
    """Columns in another order, headers renamed or lost or disguised, cells replaced or disguised, rows emptied."""
    order = draw(st.permutations(range(len(grid[0]))))
    made: Grid = [[row[place] if place < len(row) else "" for place in order] for row in grid]
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(order) - 1))
        made[0][place] = draw(st.sampled_from(("", "Новая графа", made[0][0], f"{made[0][place]} (стар.)", "=A1")))
    made[0] = [draw(st.sampled_from(DISGUISES))(str(head)) for head in made[0]]
    for _ in range(draw(st.integers(0, 8))):
        row, place = draw(st.integers(1, len(made) - 1)), draw(st.integers(0, len(order) - 1))
        dressed = draw(st.sampled_from(DISGUISES))(str(made[row][place]))
        made[row][place] = draw(typed_cells | st.just(dressed))
    if draw(st.booleans()):
        made[draw(st.integers(1, len(made) - 1))] = [""] * len(order)
    return made


DISGUISES = (
    lambda head: head, lambda head: head, lambda head: head,
    lambda head: f"\u00a0{head} ", lambda head: head.replace(" ", "\u00a0  "), lambda head: f"'{head}",
    lambda head: head.translate(LOOKALIKES), lambda head: head.replace("ё", "е").upper(), lambda head: f"{head} :",
)  # fmt: skip


@st.composite
def _objects(draw: st.DrawFn, piece: Piece) -> Spoilt:
    """Objects with values of another kind, keys that are lost, and lists where an object was."""
    records: list[Any] = [dict(record) for record in piece.records or []]
    odd = (
        typed_cells | st.lists(typed_cells, max_size=2) | st.dictionaries(st.text(max_size=5), typed_cells, max_size=2)
    )
    for _ in range(draw(st.integers(0, 6))):
        record = records[draw(st.integers(0, len(records) - 1))]
        key = draw(st.sampled_from(sorted(record)))
        inner = record[key]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and draw(st.booleans()):
            inner[0] = inner[0] | {draw(st.sampled_from(sorted(inner[0]))): draw(odd)}
        elif isinstance(inner, dict) and inner and draw(st.booleans()):
            record[key] = inner | {draw(st.sampled_from(sorted(inner))): draw(odd)}
        elif draw(st.integers(0, 5)) == 0:
            del record[key]
        else:
            record[key] = draw(odd)
        if not record:
            break
    return (
        Spoilt("f.xml", as_xml(records), None)
        if piece.name.endswith(".xml")
        else Spoilt("f.json", as_json(records), None)
    )


@st.composite
def _torn(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut off, or with bytes put in where nobody expects them."""
    at = draw(st.integers(0, len(content)))
    if draw(st.booleans()):
        return content[:at]
    return (
        content[:at] + draw(st.sampled_from((b'"', b"\0", b"\r", b"\n", b";", b'""', b"\xff", b"\xd0"))) + content[at:]
    )


def _filled(grid: Grid) -> int:
    """Rows below the header in which something stands that is not one of the marks of nothing."""
    nothing = {"", "-", "–", "—", "--", "н/д", "None", "null", "NaN"}
    return sum(any(_text(cell) not in nothing for cell in row) for row in grid[1:])


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip(" \t\r\n\u00a0\u2007\u202f\u200b\ufeff'")
