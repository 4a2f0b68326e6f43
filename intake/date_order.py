"""Whether the dates of a table have the day or the month first, as all its chunks together tell."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow
from intake.layout import FIELDS, Layout
from intake.parsing import Parsed
from intake.remarks import Remarks
from intake.report import FileRefused

_MONTH, _DAY, _LATE_DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])", r"(?:1[3-9]|2\d|3[01])"
_YEAR = r"\d{2}(?:\d{2})?\b"
# RE2. A day after the 12th tells the order. The 5th of January with the year first tells nothing: where Excel took
# 05/01 of a file with the month first for a date, it stands so in a workbook, and is another day.
_MONTH_FIRST = rf"^{_MONTH}/{_LATE_DAY}/{_YEAR}"
_DAY_FIRST = rf"^(?:{_LATE_DAY}[./-]{_MONTH}[./-]{_YEAR}|\d{{4}}[./-]\d{{1,2}}[./-]{_LATE_DAY}(?:\D|$))"
_EITHER = rf"^{_MONTH}/{_MONTH}/{_YEAR}"
_THE_SAME = "^(?:" + "|".join(f"0?{n}/0?{n}" for n in range(1, 13)) + ")/"  # 05/05 is one day in either order
_SHOWN = re.compile(r"[\d/]+")  # what stands behind the date is not told: it may be a name


@dataclass
class _Met:
    """How many dates of a column tell what, and the first of a kind with its row."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    first_wrong: tuple[int, str] | None = None
    first_either: tuple[int, str] | None = None


@dataclass
class DateOrder:
    """What the dates of one table told so far, by field."""

    _met: defaultdict[str, _Met] = field(default_factory=lambda: defaultdict(_Met))

    def meet(self, read: Parsed, kept: pd.Index, layout: Layout) -> None:
        """Take note of a chunk. `kept`: numbers of the rows that were not turned away: only they can be warned of."""
        for name in read.text.columns if not layout.dates else ():
            if FIELDS.get(name) != "moment":
                continue
            met, written = self._met[name], arrow(read.text[name])
            met.day_first += _count(written, _DAY_FIRST)
            if name in read.bad:
                wrong = pc.match_substring_regex(written, _MONTH_FIRST).fill_null(False)
                met.month_first += pc.sum(wrong).as_py() or 0
                met.first_wrong = met.first_wrong or _first(read.text[name], wrong)
            if met.day_first or not _count(written, "/"):
                continue
            either = pc.and_not(
                pc.match_substring_regex(written, _EITHER), pc.match_substring_regex(written, _THE_SAME)
            ).fill_null(False)
            readable = read.text.index.isin(kept) & ~read.bad.get(name, pd.Series(False, read.text.index)).to_numpy()
            either = pc.and_(either, pa.array(readable))
            met.either += pc.sum(either).as_py() or 0
            met.first_either = met.first_either or _first(read.text[name], either)

    def decide(self, file: str, remarks: Remarks) -> None:
        """Refuse a column of dates with the month first («01/13/2026»): those up to the 12th were read as other days.

        Fewer of them than dates whose day stands first, or as many, are slips, and unreadable. Where nothing tells the
        order, a warning with the number of such rows and the first of them. Raises FileRefused.
        """
        for name, met in self._met.items():
            if met.first_wrong and met.month_first > met.day_first:
                raise month_first(file, remarks.headers.get(name, name), *met.first_wrong)
            if met.first_either and not met.day_first:
                remarks.warn_of_many("day_first_assumed", met.either, name, *met.first_either)


def month_first(file: str, column: str, row: int, date: str) -> FileRefused:
    """The refusal of a column for one of its dates («01/13/2026»)."""
    return FileRefused(
        f"{file}, row {row}, column «{column}»: in «{date}» the month stands first, and dates are read with the day "
        "first. Write them as DD.MM.YYYY or YYYY-MM-DD (in a table of Google: File, Settings, Locale) and load the "
        "file again."
    )


def _count(written: pa.Array, pattern: str) -> int:
    return pc.sum(pc.match_substring_regex(written, pattern)).as_py() or 0


def _first(text: pd.Series, where: pa.Array) -> tuple[int, str] | None:
    """Row number and date of the first cell that is marked."""
    place = pc.index(where, True).as_py()
    if place < 0:
        return None
    found = _SHOWN.match(text.iloc[place])
    return int(text.index[place]), found[0] if found else ""
