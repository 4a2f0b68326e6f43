"""What an import says of itself: counts that add up, reasons, and every finding with its place in the file."""

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

COUNTS = ("read", "new", "updated", "unchanged", "rejected")  # read = all the others together


class FileRefused(Exception):
    """The file cannot be loaded; the message names it, what is wrong and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Finding:
    """One remark about one cell. `level`: rejected or warning; `row`: the row number as the spreadsheet shows it."""

    level: str
    kind: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None


@dataclass
class ImportReport:
    """read = new + updated + unchanged + rejected. `unmapped`: {"district": {name: rows}, "agency": …, "topic": …}.

    `new_words`: words that no vocabulary knows: {"unknown_outcome": {"Итог": {word: rows}}, …}, columns as the file
    spells them.
    """

    file: str
    layout: str
    batch: int | None = None
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejected_by_reason: Counter[str] = field(default_factory=Counter)
    warnings_by_kind: Counter[str] = field(default_factory=Counter)
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    new_words: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    seconds: float = 0.0
    dry_run: bool = False
    cannot_answer: list[str] = field(default_factory=list)  # what this layout cannot answer, metric ids
    guess: bool = False  # the layout's format is not public: its headers are a proposal
    findings: list[Finding] = field(default_factory=list)

    def adds_up(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.new + self.updated + self.unchanged + self.rejected

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object; the keys are the contract of the command line."""
        return {
            "file": self.file,
            "layout": self.layout,
            "batch": self.batch,
            "read": self.read,
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "rejected_by_reason": dict(self.rejected_by_reason),
            "warnings_by_kind": dict(self.warnings_by_kind),
            "unmapped": {kind: dict(names) for kind, names in self.unmapped.items()},
            "new_words": {
                kind: {column: dict(words) for column, words in columns.items()}
                for kind, columns in self.new_words.items()
            },
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run,
            "cannot_answer": self.cannot_answer,
            "guess": self.guess,
        }

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> "ImportReport":
        """The report that `as_json` wrote. Findings are in the store (`import_issue`), not in it, unless they were put
        beside it: as lists, in the order of a finding's parts.
        """
        known = {part.name for part in fields(cls)}
        report = cls(**{name: value for name, value in written.items() if name in known})
        report.findings = [Finding(*parts) for parts in written.get("findings", [])]
        report.rejected_by_reason = Counter(report.rejected_by_reason)
        report.warnings_by_kind = Counter(report.warnings_by_kind)
        report.unmapped = {kind: Counter(names) for kind, names in report.unmapped.items()}
        report.new_words = {
            kind: {column: Counter(words) for column, words in columns.items()}
            for kind, columns in report.new_words.items()
        }
        return report
