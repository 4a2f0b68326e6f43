"""A layout while it is being described: the table as it came, the mapping so far, the layout this makes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.masking import masked
from intake.column_facts import facts_of, proposed_dates
from intake.grids import open_grids
from intake.headers import LONGEST_HEADER, TOP_ROWS, normal_header
from intake.layout import OWN_FIELDS, Layout
from intake.own_checks import NAME, TAKEN, checked, refuse, shipped_channels
from intake.own_layouts import as_layout
from intake.parsing import clean_columns
from intake.proposal import Proposal, propose, proposed_meaning
from intake.report import FileRefused

# Field whose words have to be told → what they tell.
WORDS = {"status_source": "state", "outcome_source": "outcome", "importance_source": "importance"}
MOMENTS = ("filed_at", "registered_at", "first_response_at", "due_at", "closed_at", "updated_at")
EXAMPLES = 3


@dataclass(frozen=True)
class Table:
    """One table of a file nobody knows. `sheets`: names of all; `header`: position of the header row among the
    `rows` it may be; `values`: cleaned text of the first rows by position; `dates`: how the dates seem to be written.
    """

    sheets: tuple[str, ...]
    sheet: int
    header: int
    rows: int
    headers: tuple[str, ...]
    values: Mapping[int, pd.Series]
    proposals: tuple[Proposal, ...]
    dates: str

    def examples(self, position: int) -> list[str]:
        """Some different values, with people's data masked."""
        return [str(value)[:60] for value in masked(self.values[position].dropna().drop_duplicates().head(EXAMPLES))]

    def preview(self, rows: int = 5) -> pd.DataFrame:
        """The first rows by header, without the columns that hold people's data; texts masked. Repeated headers get a
        number.
        """
        shown: dict[str, pd.Series] = {}
        for one in self.proposals:
            if one.because != "personal":
                again = sum(name == one.header or name.startswith(f"{one.header} (") for name in shown)
                name = f"{one.header} ({again + 1})" if again else one.header
                shown[name] = masked(self.values[one.position].head(rows))
        return pd.DataFrame(shown)

    def words(self, position: int, what: str) -> list[tuple[str, int, str | None]]:
        """(word, rows, meaning that is proposed) of a column, the most frequent first."""
        counted = self.values[position].value_counts()
        return [(str(word), int(n), proposed_meaning(what, str(word))) for word, n in counted.items()]

    def precision(self, fields: Mapping[int, str], dates: str) -> str:
        """minute where a date that is mapped states hours, else day."""
        moments = [self.values[place] for place, field in fields.items() if field in MOMENTS]
        return "minute" if not moments or any(facts_of(one, dates).clock for one in moments) else "day"


def read_table(path: Path, sheet: int = 0, header: int | None = None) -> Table:
    """A table of a file and what is proposed for it. `header`: position of its row; None: the fullest of the first.

    Raises FileRefused when the file is broken or holds no row below the header.
    """
    _, grids = open_grids(path)
    grid = grids[min(sheet, len(grids) - 1)]
    row = min(_fullest(grid.top) if header is None else header, len(grid.top) - 1)
    headers = tuple(cell if len(cell) <= LONGEST_HEADER else "" for cell in grid.top[row])
    raw = next(iter(grid.chunks(row, {str(place): place for place in range(len(headers))})), None)
    if raw is None or raw.empty:
        raise FileRefused(f"{path.name}: there is a header and not one row below it. Export the file again.")
    text = clean_columns(raw)
    values = {place: text[str(place)] for place in range(len(headers))}
    dates = proposed_dates(values.values())
    names = tuple(one.sheet or "" for one in grids)
    rows = min(len(grid.top), TOP_ROWS)
    return Table(names, grids.index(grid), row, rows, headers, values, tuple(propose(headers, values, dates)), dates)


def _fullest(top: list[list[str]]) -> int:
    """The first row that names most columns: titles and parameters above a header are short."""
    return max(range(min(len(top), TOP_ROWS)), key=lambda row: (len({cell for cell in top[row] if cell}), -row))


def draft(
    table: Table, name: str, title: str, channel: str, dates: str, fields: Mapping[int, str],
    words: Mapping[str, Mapping[str, str]],
) -> Layout:  # fmt: skip
    """The layout of these answers. `fields`: position → field; `channel`: code, empty for one of the layout's own.

    Raises FileRefused for what could not be read again from its file.
    """
    file = Path(f"{name}.yaml")
    if not channel and name in shipped_channels():
        refuse(file, "channel", name, TAKEN)
    places = {field: place for place, field in sorted(fields.items(), key=lambda one: OWN_FIELDS.index(one[1]))}
    said = {
        "title": title.strip() or name,
        "channel": channel or name,
        "precision": shipped_channels().get(channel) or table.precision(fields, dates),
        "dates": dates or None,
        "columns": {field: _column(table.headers, place) for field, place in places.items()},
        "words": {what: dict(known) for what, known in words.items() if known},
    }
    return as_layout(name, checked(file, said))


def _column(headers: tuple[str, ...], place: int) -> dict[str, object]:
    before = [normal_header(header) for header in headers[:place]]
    return {"name": headers[place], "occurrence": before.count(normal_header(headers[place])) + 1}


def possible_channels(precision: str) -> list[str]:
    """Shipped channels that files of this precision can go to: days are not shown as hours."""
    return [code for code, known in shipped_channels().items() if known == "day" or precision == "minute"]


def name_of(file: str) -> str:
    """A name for a layout by the name of its file, in the letters that are allowed."""
    plain = re.sub(r"[^a-z0-9]+", "_", Path(file).stem.casefold()).strip("_")[:40]
    return plain if NAME.fullmatch(plain) else "own_table"
