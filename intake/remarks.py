"""Collects what the import has to say about rows while it goes: counts always whole, places up to a limit."""

import re
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from analysis.masking import masked
from intake.report import Finding

PLACES_PER_KIND = 1000  # findings kept with row and value for each kind; the counts go on
NAMES_PER_KIND = 500  # unmapped names, and new words of a column, listed in the report
NEW_WORDS = "unknown_"  # warnings about words that no vocabulary knows
EMPTY_NAME = "(empty)"
LONGEST_NAME = 300  # letters of an unmapped name that are listed: a shifted column may hold whole letters
PHONE_DIGITS = 10  # a date of fewer digits may look like a short telephone number, and stays
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass
class Remarks:
    """Counts and findings of one file. `headers` names the column of a field as the file spells it."""

    sheet: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    rejected: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    new_words: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _kept: Counter[str] = field(default_factory=Counter)

    def warn(self, kind: str, where: pd.Series, field_name: str | None, values: pd.Series | None = None) -> None:
        """One warning for each row marked in `where` (booleans indexed by row number). New words are kept masked: a
        shifted column may hold anything.
        """
        if not where.any():
            return
        if kind.startswith(NEW_WORDS) and values is not None:
            values = masked(values[where.to_numpy(dtype=bool)])
        self._add("warning", kind, where, field_name, values)
        if kind.startswith(NEW_WORDS) and values is not None and field_name:
            words = values.value_counts()
            columns = self.new_words.setdefault(kind, {})
            counted = columns.setdefault(self.headers.get(field_name, field_name), Counter())
            counted.update({str(word)[:200]: int(n) for word, n in words.items()})

    def warn_of_many(self, kind: str, count: int, field_name: str, row: int, value: str) -> None:
        """A warning of so many rows of a column that say the same: the first is told for all."""
        self.warnings[kind] += count
        self.findings.append(Finding("warning", kind, self.sheet, row, self.headers.get(field_name, field_name), value))

    def reject(self, reason: str, where: pd.Series, field_name: str | None, values: pd.Series | None = None) -> None:
        """The same for rows that are turned away."""
        self._add("rejected", reason, where, field_name, values)

    def name_unmapped(self, kind: str, names: pd.Series) -> None:
        """Count rows whose district, agency or topic is not known, by the name they give."""
        counts = names.fillna(EMPTY_NAME).str.slice(stop=LONGEST_NAME).value_counts()
        if counts.empty:
            return
        self.unmapped.setdefault(kind, Counter()).update({str(name): int(n) for name, n in counts.items()})

    def note(self, kind: str, value: str, column: str | None = None) -> None:
        """A warning about the whole file, or about a whole column."""
        self.warnings[kind] += 1
        self.findings.append(Finding("warning", kind, self.sheet, None, column, value[:LONGEST_NAME] or None))

    def reject_broken(self, rows: list[int]) -> None:
        """Rows that have more or fewer cells than the header: nobody can tell which cell is which."""
        self.reject("wrong_cell_count", pd.Series(True, index=rows, dtype=bool), None)

    def list_rows(self, level: str, kind: str, field_name: str, rows: list[tuple[int, str]]) -> None:
        """Findings that come as (row number, value)."""
        if rows:
            numbers, values = zip(*rows, strict=True)
            self._add(level, kind, pd.Series(True, index=numbers), field_name, pd.Series(values, index=numbers))

    def listed_names(self) -> dict[str, Counter[str]]:
        """Unmapped names, the most frequent ones."""
        return {kind: _most_frequent(names) for kind, names in self.unmapped.items()}

    def listed_words(self) -> dict[str, dict[str, Counter[str]]]:
        """New words by kind and column, the most frequent ones."""
        return {
            kind: {column: _most_frequent(words) for column, words in columns.items()}
            for kind, columns in self.new_words.items()
        }

    def _add(self, level: str, kind: str, where: pd.Series, field_name: str | None, values: pd.Series | None) -> None:
        rows = where.index[where.to_numpy(dtype=bool)]
        if not len(rows):
            return
        (self.rejected if level == "rejected" else self.warnings)[kind] += len(rows)
        room = max(PLACES_PER_KIND - self._kept[kind], 0)
        self._kept[kind] += min(room, len(rows))
        header = self.headers.get(field_name, field_name) if field_name else None
        shown = values.reindex(rows[:room]) if values is not None else pd.Series(None, index=rows[:room], dtype="str")
        for row, value in shown.items():
            text = None if pd.isna(value) else str(value)[:200]
            self.findings.append(Finding(level, kind, self.sheet, int(row), header, text))  # type: ignore[call-overload]


def _most_frequent(counted: Counter[str]) -> Counter[str]:
    return Counter(dict(counted.most_common(NAMES_PER_KIND)))


def without_words(values: pd.Series) -> pd.Series:
    """Unreadable dates and numbers as they may be shown: letters replaced, and telephones and documents masked, for a
    shifted column may hold anything of a person.
    """
    long = values.str.count(r"\d").ge(PHONE_DIGITS).fillna(False).astype(bool)
    values = values.mask(long, masked(values[long]).reindex(values.index)) if long.any() else values
    return values.map(lambda text: _LETTERS.sub("…", text), na_action="ignore").astype("str")
