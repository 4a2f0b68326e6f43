"""How a reference row is accounted for in the import report."""

from collections import Counter
from typing import Any

from intake.report import Finding, ImportReport


def reject(
    report: ImportReport, reason: str, sheet: str | None, row: int, column: str | None, value: Any = None
) -> None:
    """The row is not loaded; the report says why and where."""
    report.rejected += 1
    report.rejected_by_reason[reason] += 1
    report.findings.append(Finding("rejected", reason, sheet, row, column, None if value is None else str(value)))


def warn(
    report: ImportReport, kind: str, sheet: str | None, row: int | None, column: str | None, value: Any = None
) -> None:
    """The row is loaded, with something to look at."""
    report.warnings_by_kind[kind] += 1
    report.findings.append(Finding("warning", kind, sheet, row, column, None if value is None else str(value)))


def unmapped(report: ImportReport, kind: str, name: str) -> None:
    """A district, agency or topic name that nothing in the store bears."""
    report.unmapped.setdefault(kind, Counter())[name] += 1
