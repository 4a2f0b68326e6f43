"""Lists of topics in which a row names its parent by code, as a table with a column for each level."""

from collections.abc import Mapping

from intake.reference.remarks import reject
from intake.reference.tables import ReferenceTable, Row
from intake.report import ImportReport

LEVELS = ("level_1", "level_2", "level_3")


def with_levels(table: ReferenceTable, report: ImportReport) -> ReferenceTable:
    """The same topics by levels; other tables as they are.

    Rejected: a parent that is no code of the file (`no_parent`), more than three levels or a circle (`too_deep`).
    """
    if "parent" not in table.columns or "code" not in table.columns:
        return table
    by_code = {str(row["code"]): row for row in table.rows if row["code"]}
    rows = []
    for row in table.rows:
        path, reason = _path(row, by_code)
        if reason:
            reject(report, reason, row.sheet, row.number, table.columns["parent"], row["parent"])
            continue
        levels = dict.fromkeys(LEVELS) | dict(zip(LEVELS, path, strict=False))
        rows.append(Row(row.sheet, row.number, row.fields | levels))
    return ReferenceTable({"level_1": table.columns.get("level_2", "")} | table.columns, rows)


def _path(row: Row, by_code: Mapping[str, Row]) -> tuple[list[str], str | None]:
    """(names from broad to narrow, why not)."""
    path: list[str] = []
    here: Row | None = row
    while here is not None:
        path.insert(0, here["level_1"] or here["level_2"] or "")
        parent = here["parent"]
        if len(path) > len(LEVELS):
            return path, "too_deep"
        if parent and parent not in by_code:
            return path, "no_parent"
        here = by_code[parent] if parent else None
    return path, None
