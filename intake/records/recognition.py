"""Which layout without cases a file is in, told by its headers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from intake.grids import Grid, open_grids
from intake.headers import TOP_ROWS
from intake.records.layouts import RECORD_LAYOUTS, RecordLayout
from intake.records.survey_header import SURVEY, survey_doubt, survey_header
from intake.report import FileRefused

_SUMMARY = RECORD_LAYOUTS["polis_summary"]


@dataclass(frozen=True)
class Table:
    """One sheet of a file: its grid, the position of its header row, field → column position. Of a survey with a column
    for each question also `titles`, question → its words, `details`, field → header (which may stand a row higher), and
    `unread`, headers of columns that are no questions.
    """

    grid: Grid
    header: int
    positions: Mapping[str, int]
    titles: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """Field → header as the file spells it."""
        if self.titles:
            return {**self.details, **self.titles}
        return {name: self.grid.top[self.header][place] for name, place in self.positions.items()}


@dataclass(frozen=True)
class RecordFile:
    """A file of one layout: the sheets that are in it, and the names of other sheets that hold a layout."""

    path: Path
    layout: RecordLayout
    tables: list[Table] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def recognise(path: Path, layout: str | None = None) -> RecordFile | None:
    """The records of a file; None when it holds none. `layout`: given by the user.

    Raises FileRefused when the file is broken, or is not of the layout given.
    """
    _, grids = open_grids(path)
    if summary := _polis_summary(path, grids):
        return summary
    if layout == SURVEY:
        return _survey(path, grids, by_itself=False)
    layouts = [RECORD_LAYOUTS[layout]] if layout else [one for one in RECORD_LAYOUTS.values() if one.name != SURVEY]
    found = [(table, one) for grid in grids for table, one in _best(grid, layouts, strict=layout is None)]
    if not found:
        if layout is None:
            return _survey(path, grids, by_itself=True)
        raise FileRefused(f"{path.name}: {_what_is_missing(RECORD_LAYOUTS[layout], grids)}")
    best = max(found, key=lambda pair: len(pair[0].positions))[1]
    others = [table.grid.sheet or "" for table, one in found if one is not best]
    return RecordFile(path, best, [table for table, one in found if one is best], others)


def doubt(path: Path) -> list[str]:
    """What keeps a file that looks like a survey from being read as one; empty for others."""
    said = survey_doubt(open_grids(path)[1])
    return [said] if said else []


def _best(grid: Grid, layouts: Sequence[RecordLayout], strict: bool) -> Iterator[tuple[Table, RecordLayout]]:
    """The layout of a sheet with most headers found, if any is complete.

    `strict`: it has to know more than half of the headers: registers of cases name days, places and topics too.
    """
    matches = []
    for layout in layouts:
        for row, cells in enumerate(grid.top[:TOP_ROWS]):
            positions = layout.positions(cells)
            enough = not strict or 2 * len(positions) > sum(bool(cell) for cell in cells)
            if positions and enough and not layout.missing(positions):
                matches.append((Table(grid, row, positions), layout))
    if matches:
        yield max(matches, key=lambda match: len(match[0].positions))


def _survey(path: Path, grids: Sequence[Grid], by_itself: bool) -> RecordFile | None:
    """A survey with a column for each question. Two sheets may ask different things: the first one is read."""
    found = [(grid, header) for grid in grids if (header := survey_header(grid, by_itself)) is not None]
    if not found:
        if by_itself:
            return None
        raise FileRefused(f"{path.name}: {_what_is_missing(RECORD_LAYOUTS[SURVEY], grids)}")
    grid, header = found[0]
    table = Table(grid, header.row, header.positions, header.titles, header.details, header.unread)
    return RecordFile(path, RECORD_LAYOUTS[SURVEY], [table], [other.sheet or "" for other, _ in found[1:]])


def _what_is_missing(layout: RecordLayout, grids: Sequence[Grid]) -> str:
    rows = [cells for grid in grids for cells in grid.top[:TOP_ROWS]]
    nearest = max(rows, key=lambda cells: len(layout.positions(cells)), default=[])
    lost = ", ".join(layout.missing(layout.positions(nearest)))
    return f"a file of {layout.name} ({layout.title}) has the columns {lost}; this one has none such."


def _polis_summary(path: Path, grids: Sequence[Grid]) -> RecordFile | None:
    """A list of names and values instead of a table with headers: turned on its side it is one."""
    pairs = {cells[0]: cells[1] for cells in grids[0].top if len(cells) > 1 and cells[0]}
    if grids[0].sheet is not None or _SUMMARY.missing(_SUMMARY.positions(list(pairs))):
        return None
    grid = OneRow(list(pairs), list(pairs.values()))
    return RecordFile(path, _SUMMARY, [Table(grid, 0, _SUMMARY.positions(grid.top[0]))])


@dataclass
class OneRow:
    """Names and values as a table of one row; see intake.grids.Grid."""

    names: list[str]
    values: list[str]
    sheet: str | None = None
    first_row: int = 1

    @property
    def top(self) -> list[list[str]]:
        return [self.names, self.values]

    @top.setter
    def top(self, rows: list[list[str]]) -> None:
        self.names, self.values = rows

    def total_rows(self) -> int | None:
        return 1

    def check_merged(self, header: int, positions: Mapping[str, int]) -> None:
        """No cells are merged here."""

    def chunks(self, header: int, positions: Mapping[str, int]) -> Iterator[pd.DataFrame]:
        cells = {name: [self.values[place]] for name, place in positions.items()}
        yield pd.DataFrame(cells, index=[2], dtype="str")
