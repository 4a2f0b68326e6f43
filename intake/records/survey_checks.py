"""What a survey with a column for each question is refused for before a row of it is kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.date_order import month_first
from intake.headers import normal_header
from intake.records.recognition import Table
from intake.report import FileRefused

_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{2,4}\b")
_DATES = ("answered_at", "starts_at", "ends_at")
_MONTHS = 12


@dataclass
class _Met:
    """Dates of a column by what they say of their order: of each kind the first one and its row."""

    day_first: tuple[int, str] | None = None
    month_first: tuple[int, str] | None = None
    either: tuple[int, str] | None = None


def check_dates(name: str, table: Table) -> None:
    """Refuse dates with slashes whose month stands first (1/13/2026), or of which nobody can tell (1/2/2026).

    `name`: of the file. Raises FileRefused with the row, the column and the cure.
    """
    places = {field: place for field, place in table.positions.items() if field in _DATES}
    met = {field: _Met() for field in places}
    for raw in table.grid.chunks(table.header, places) if places else ():
        for field in places:
            for row, cell in raw[field].dropna().drop_duplicates().items():
                _meet(int(str(row)), str(cell), met[field])
    for field, dates in met.items():
        column = table.headers[field]
        if dates.month_first:
            raise month_first(name, column, *dates.month_first)
        if dates.either and not dates.day_first:
            row, date = dates.either
            raise FileRefused(
                f"{name}, row {row}, column «{column}»: nobody can tell the day from the month in «{date}» and the "
                "other dates. Write them as DD.MM.YYYY or YYYY-MM-DD (in a table of Google: File, Settings, Locale) "
                "and load the file again."
            )


def _meet(row: int, cell: str, met: _Met) -> None:
    if found := _SLASHED.match(cell):
        first, second, told = int(found[1]), int(found[2]), (row, found[0].strip())
        if second > _MONTHS:
            met.month_first = met.month_first or told
        elif first > _MONTHS:
            met.day_first = met.day_first or told
        elif first != second:
            met.either = met.either or told


def check_same_poll(name: str, title: str, stored: Mapping[str, object], asked: Iterable[str]) -> None:
    """Refuse a file without a name of its poll where another poll so called is in the store: one that shares no
    question with it. `stored`: its questions by normal title; `asked`: titles of the questions of the file `name`.

    Raises FileRefused.
    """
    if stored and set(stored).isdisjoint(map(normal_header, asked)):
        raise FileRefused(
            f"{name}: a poll «{title}» with other questions is loaded, and no column names the poll of this file. Name "
            "it in a column «Название опроса», or give the file another name, and load it again."
        )
