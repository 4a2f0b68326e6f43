"""Header rows: which row holds the headers, which layout they belong to, and what is missing when none fits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from intake.layout import Column, Layout
from intake.report import FileRefused

TOP_ROWS = 20  # how far down the header row is looked for: titles and parameters stand above it
LONGEST_HEADER = 150
_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def normal_header(header: str) -> str:
    """The form in which headers are compared: one case, one kind of space, е for ё, no look-alikes, no final colon.

    «Тeма :» (with a Latin e) and «тема» are the same header.
    """
    text = _SPACES.sub(" ", header).strip().strip("'\"«»").rstrip(" :*").casefold().replace("ё", "е")
    return text.translate(_LOOKALIKES)


class LayoutUnknown(FileRefused):
    """The file may be whole, but no layout tells what its columns are."""


@dataclass(frozen=True)
class Match:
    """A layout found in a sheet: `row` is the position of the header row, `positions` field → column position."""

    layout: Layout
    row: int
    positions: Mapping[str, int]
    missing: tuple[str, ...] = ()  # headers that are required and not there

    @property
    def score(self) -> tuple[int, int]:
        return len(self.positions), -self.row


Places = Mapping[str, list[int]]  # normal header → positions of the columns that bear it


def header_places(cells: Sequence[str]) -> Places:
    """The cells of one row as headers; what is longer than any header is text."""
    places: dict[str, list[int]] = {}
    for position, cell in enumerate(cells):
        if cell and len(cell) <= LONGEST_HEADER:
            places.setdefault(normal_header(cell), []).append(position)
    return places


def match_row(places: Places, row: int, layout: Layout) -> Match:
    """How far one row of headers is the header of one layout."""
    positions = {}
    for name, wanted in layout.columns.items():
        for alias in _normal_names(wanted):
            found = places.get(alias, [])
            if len(found) >= wanted.occurrence:
                positions[name] = found[wanted.occurrence - 1]
                break
    return Match(layout, row, positions, _missing(layout, positions))


@lru_cache(maxsize=1024)
def _normal_names(wanted: Column) -> tuple[str, ...]:
    return tuple(normal_header(name) for name in wanted.names)


def _missing(layout: Layout, positions: Mapping[str, int]) -> tuple[str, ...]:
    missing = []
    for need in layout.required:
        choices = (need,) if isinstance(need, str) else need
        if not any(choice in positions for choice in choices):
            missing.append(" or ".join(f"«{layout.columns[choice].name}»" for choice in choices))
    return tuple(missing)


def best_match(top: Sequence[Sequence[str]], layouts: Iterable[Layout]) -> Match | None:
    """The layout and header row with the most headers found; complete ones win only against equal scores.

    A cabinet export without its number column must not pass for a smaller layout, so the nearest layout decides.
    """
    layouts = list(layouts)
    if not layouts:
        return None
    columns = (wanted for layout in layouts for wanted in layout.columns.values())
    known = {alias for wanted in columns for alias in _normal_names(wanted)}
    rows = [(row, header_places(cells)) for row, cells in enumerate(top[:TOP_ROWS])]
    headers = [(row, places) for row, places in rows if not known.isdisjoint(places)]
    matches = [match_row(places, row, layout) for layout in layouts for row, places in headers]
    matches = [match for match in matches if match.positions]
    return max(matches, key=lambda match: (match.score[0], not match.missing, match.score[1]), default=None)


def check_header(name: str, sheet: str | None, top: Sequence[Sequence[str]], match: Match) -> None:
    """Raise FileRefused when the header is incomplete or stands in two rows."""
    where = f"{name}{f', sheet «{sheet}»' if sheet else ''}"
    row = match.row
    if match.missing:
        if (split := _split_over_two_rows(top, match)) is not None:
            raise FileRefused(
                f"{where}: the header stands in two rows ({split + 1} and {split + 2}). "
                "Make it one row with one name for each column, and load the file again."
            )
        raise LayoutUnknown(
            f"{where}: nearest layout is {match.layout.name} ({match.layout.title}), but row {row + 1} has no column "
            f"{', '.join(match.missing)}. Export the file with these columns, or name another layout with --layout."
        )
    above = [cell for cell in top[row - 1] if cell] if row else []
    if len(above) > 2:
        raise FileRefused(
            f"{where}: two header rows: row {row} above the headers in row {row + 1} has {len(above)} names too. "
            f"Delete row {row} and load the file again."
        )
    below = match_row(header_places(top[row + 1]), row + 1, match.layout) if row + 1 < len(top) else None
    if below and len(below.positions) > len(match.positions) / 2:
        raise FileRefused(
            f"{where}: rows {row + 1} and {row + 2} are both headers. Delete one and load the file again."
        )


def _split_over_two_rows(top: Sequence[Sequence[str]], match: Match) -> int | None:
    for upper in (match.row - 1, match.row):
        if 0 <= upper < len(top) - 1:
            width = max(len(top[upper]), len(top[upper + 1]))
            pair = [[*cells, *[""] * (width - len(cells))] for cells in (top[upper], top[upper + 1])]
            joined = [lower or higher for higher, lower in zip(*pair, strict=True)]
            if not match_row(header_places(joined), upper, match.layout).missing:
                return upper
    return None


def describe_unknown(name: str, top: Sequence[Sequence[str]]) -> str:
    """The refusal for a file in which no layout's headers were found."""
    first = next((cells for cells in top if any(cells)), [])
    seen = " ".join(", ".join(f"«{cell[:40]}»" for cell in first if cell)[:300].split())  # a cell may hold lines
    return (
        f"{name}: no layout is known with such headers (the first row reads: {seen}). "
        "Say on the page Data what its columns mean, or, if the letters look wrong, save the file as CSV in UTF-8. "
        "`python -m intake layouts` lists the layouts."
    )
