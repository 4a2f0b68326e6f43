"""Which layout a file is in, told by its headers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake import records, reference
from intake.formats import LAYOUTS
from intake.grids import Grid, open_grids
from intake.headers import LayoutUnknown, Match, best_match, check_header, describe_unknown
from intake.layout import Layout
from intake.own_layouts import bad_layouts, own_layouts
from intake.report import FileRefused

ALL_LAYOUTS = (*LAYOUTS, *records.RECORD_LAYOUTS, *reference.LOADING_ORDER)
TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".xml")
ENOUGH_TO_BE_MEANT = 3  # headers found for a layout to be called the nearest


@dataclass(frozen=True)
class CaseFile:
    """Tables of cases: each with where its headers are. `others`: sheets of other layouts, which are not read."""

    tables: list[tuple[Grid, Match]]
    others: list[str]

    @property
    def layout(self) -> Layout:
        return self.tables[0][1].layout


def case_layouts() -> dict[str, Layout]:
    """The layouts of cases by name: those that are shipped, then the region's own."""
    return {**LAYOUTS, **own_layouts()}


def known_layouts() -> tuple[str, ...]:
    """Every name a layout can be called by."""
    return (*ALL_LAYOUTS, *own_layouts())


def recognise(path: Path, layout: str | Layout | None = None) -> CaseFile | records.RecordFile | str:
    """The cases or records of a file, or the name of a reference layout. `layout`: given by the user.

    Raises FileRefused when the file is broken, of no known layout, or its header is not in one row.
    """
    if isinstance(layout, Layout):
        return recognise_cases(path, layout)
    own = own_layouts()
    if layout is not None and layout not in (*ALL_LAYOUTS, *own):
        raise FileRefused(
            bad_layouts().get(layout) or f"No layout is called {layout!r}. Known: {', '.join(known_layouts())}."
        )
    if layout in reference.LOADING_ORDER:
        return layout
    if layout is not None and (given := LAYOUTS.get(layout) or own.get(layout)) is not None:
        return recognise_cases(path, given)
    if layout is not None and (counted := records.recognise(path, layout)) is not None:
        return counted
    if path.suffix.lower() not in TABLES and (found := reference.recognise(path)) is not None:
        return found
    try:
        return recognise_cases(path)
    except FileRefused as refused:  # cases are tried first, they are many; the others are small
        if (counted := _records(path)) is not None:
            return counted
        if (found := reference.recognise(path)) is not None:
            return found
        if isinstance(refused, LayoutUnknown) and (more := [*bad_layouts().values(), *records.doubt(path)]):
            raise LayoutUnknown(" ".join([str(refused), *more])) from None
        raise


def _records(path: Path) -> records.RecordFile | None:
    """The records of a file that holds no cases; the refusal is for the caller to give."""
    try:
        return records.recognise(path)
    except FileRefused:
        return None


def recognise_cases(path: Path, layout: Layout | None = None) -> CaseFile:
    """The tables of a file that hold cases, all of one layout. Raises FileRefused as `recognise` does."""
    _, grids = open_grids(path)
    matches = [(grid, match) for grid in grids if (match := _nearest(grid.top, layout)) is not None]
    complete = [pair for pair in matches if not pair[1].missing]
    most = max((match.score[0] for _, match in matches), default=0)
    if not complete and (layout is None or not matches) and most < ENOUGH_TO_BE_MEANT:
        raise LayoutUnknown(describe_unknown(path.name, grids[0].top))
    best = max(complete or matches, key=lambda pair: pair[1].score)[1]
    same = [pair for pair in matches if pair[1].layout is best.layout and (pair[1] is best or not pair[1].missing)]
    for grid, match in same:
        check_header(path.name, grid.sheet, grid.top, match)
        grid.check_merged(match.row, match.positions)
    return CaseFile(same, [grid.sheet or "" for grid, match in complete if match.layout is not best.layout])


def _nearest(top: Sequence[Sequence[str]], layout: Layout | None) -> Match | None:
    """The match of a sheet with the layout given, else with the nearest one.

    A layout of the region's own that is complete wins over a shipped one of which something is missing: it was written
    for that very file.
    """
    if layout is not None:
        return best_match(top, [layout])
    shipped, own = best_match(top, LAYOUTS.values()), best_match(top, own_layouts().values())
    if own is None or own.missing:
        return shipped or own
    return own if shipped is None or shipped.missing or own.score[0] > shipped.score[0] else shipped
