"""Text columns of a chunk → values by field, and where the text could not be read."""

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from analysis.columns import arrow, text_series
from intake.layout import FIELDS, Layout
from intake.moments import durations, moments
from intake.remarks import Remarks, without_words
from intake.values import Read, cleaned, counts, decimals, flags, is_blank, ratings

# What an unreadable value is called in the report, by the kind of its field.
WARNINGS = {
    "moment": "bad_date",
    "decimal": "bad_number",
    "count": "bad_number",
    "duration": "bad_duration",
    "flag": "bad_flag",
    "rating": "bad_rating",
}
# Durations that are read only where one of their two moments is missing.
BETWEEN = {
    "response_seconds": ("filed_at", "first_response_at"),
    "close_seconds": ("filed_at", "closed_at"),
}
LARGEST = {"questions": 2**15 - 1}  # the store counts them in two bytes
EMPTY = {
    "moment": "datetime64[us]",
    "decimal": "float64",
    "count": "Int64",
    "duration": "Int64",
    "flag": "boolean",
    "rating": "Int16",
    "text": "str",
}


@dataclass(frozen=True)
class Parsed:
    """`rows`: one column for every field of intake.layout.FIELDS; `bad`: where a field's text was unreadable; `text`:
    the columns as they stood in the file, cleaned."""

    rows: pd.DataFrame
    bad: dict[str, pd.Series]
    text: pd.DataFrame

    def warn(self, remarks: Remarks) -> None:
        """Count unreadable values of the rows that are kept."""
        for name, where in self.bad.items():
            where = where.reindex(self.rows.index)
            remarks.warn(
                WARNINGS[FIELDS[name]], where, name, without_words(self.text[name].reindex(where.index)[where])
            )

    def keep(self, rows: pd.DataFrame) -> "Parsed":
        """The same for fewer rows."""
        return Parsed(rows, self.bad, self.text)


def clean_columns(raw: pd.DataFrame) -> pd.DataFrame:
    """Cleaned text without rows in which nothing stands."""
    columns = dict(zip(raw.columns, cleaned([raw[name] for name in raw.columns]), strict=True))
    text = pd.DataFrame(columns, index=raw.index, copy=False)
    if any(not column.hasnans for column in columns.values()):
        return text
    return text[text.notna().any(axis=1)]


def parsed(text: pd.DataFrame, layout: Layout, zone: pd.Series) -> Parsed:
    """Read every column as the kind of its field; fields the layout has no column for are missing."""
    columns: dict[str, pd.Series] = {}
    bad = {}
    nothing = {kind: pd.Series(None, index=text.index, dtype=dtype) for kind, dtype in EMPTY.items()}
    times = _moments(text, layout, zone)
    for name, kind in FIELDS.items():
        if name not in text or is_blank(wanted := text[name]):
            columns[name] = nothing[kind]
            continue
        if name in BETWEEN:  # two dates tell more than the duration beside them
            start, end = (columns[moment] for moment in BETWEEN[name])
            wanted = wanted.mask(start.notna() & end.notna())
            if is_blank(wanted):
                columns[name] = nothing[kind]
                continue
        read = times[name] if kind == "moment" else _read(wanted, name, kind)
        columns[name] = read.values
        if kind in WARNINGS and read.bad.any():
            bad[name] = read.bad
    return Parsed(pd.DataFrame(columns), bad, text)


def _moments(text: pd.DataFrame, layout: Layout, zone: pd.Series) -> dict[str, Read]:
    """All columns of moments at once: what it takes to begin is more than what a few rows take."""
    names = [name for name, kind in FIELDS.items() if kind == "moment" and name in text and not is_blank(text[name])]
    edges = {name: None if layout.precision == "minute" else "end" if name == "due_at" else "start" for name in names}
    read: dict[str, Read] = {}
    for edge in set(edges.values()):
        alike = [name for name in names if edges[name] == edge]
        index = pd.RangeIndex(len(text) * len(alike))
        below = text_series(pa.concat_arrays([arrow(text[name]) for name in alike]), index)
        zones = text_series(pa.concat_arrays([arrow(zone)] * len(alike)), index)
        values, bad = moments(below, zones, edge, layout.dates)
        for place, name in enumerate(alike):
            part = slice(place * len(text), (place + 1) * len(text))
            read[name] = Read(*(each.iloc[part].set_axis(text.index) for each in (values, bad)))
    return read


def _read(text: pd.Series, name: str, kind: str) -> Read:
    if kind == "text":
        return Read(text, text)
    if name in LARGEST:
        return counts(text, LARGEST[name])
    return {"decimal": decimals, "count": counts, "duration": durations, "flag": flags, "rating": ratings}[kind](text)
