"""Reforms: a raion becomes an okrug, two municipalities merge. What was counted in the old one is counted in the new.

The rule that adds up on every map: a case belongs to the municipality that stands there today, also a case filed before
the reform. The old one keeps its row (until when it stood, what became of it) and its names, which lead to the new one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select, update

from intake.clock import utc_now
from intake.linking import keep_moving, link_moved
from intake.names.successors import final
from intake.reference.codes import day_of, oktmo_of
from intake.reference.merging import merge_rows
from intake.reference.remarks import reject
from intake.reference.tables import Row, read_table
from intake.report import ImportReport
from store.record_tables import WHOLE_STORE
from store.tables import agency, case, district, district_alias

# Every table that counts something in a district, the rows kept for taking back among them.
PLACED: tuple[Table, ...] = tuple(
    table for table in WHOLE_STORE.sorted_tables if "district_id" in table.c and table is not district_alias
)


@dataclass
class Districts:
    """The districts as they are, and as the rows read so far leave them."""

    rows: dict[str, dict[str, Any]]

    def id(self, text: str | None) -> str | None:
        """The id of a loaded district by its code."""
        return next((id for id in (text, oktmo_of(text or "")) if id in self.rows), None)

    @property
    def successors(self) -> dict[str, str]:
        return {id: row["successor_id"] for id, row in self.rows.items() if row["successor_id"]}


def load_reforms(connection: Connection, path: Path, report: ImportReport) -> dict[str, Any]:
    """Load (old id, new id, date) and give what was loaded earlier to the new municipalities; see `enter`."""
    table = read_table(path, "reforms", report)
    return enter(connection, table.rows, report, table.columns["old"])


def enter(connection: Connection, rows: Iterable[Row], report: ImportReport, column: str) -> dict[str, Any]:
    """Enter reforms (fields old, new, day) and count everything anew. Returns what taking them back needs: `reforms`
    (old id → its day before this, if it had one), `began` (new ids that had no first day), `homes` (agency → the old
    municipality it was in).

    Rejected: a municipality that is not loaded (`unmapped_district`), no date or one to come (`no_date`, `future_day`),
    an old one that became something else already (`split`: it has no one successor), two regions
    (`other_region`), a circle (`circle`).
    """
    known = Districts({row["id"]: dict(row) for row in connection.execute(select(district)).mappings()})
    before = {id: dict(row) for id, row in known.rows.items()}
    entered: dict[str, Any] = {"reforms": {}, "began": [], "homes": {}}
    for row in rows:
        old, new, day = known.id(row["old"]), known.id(row["new"]), day_of(row["day"])
        if reason := _refused(known, old, new, row):
            reject(report, reason, row.sheet, row.number, column, f"{row['old']} → {row['new']}")
            continue
        if known.rows[str(new)]["valid_from"] is None:
            entered["began"].append(new)
        known.rows[str(old)] |= {"valid_to": day, "successor_id": new}
        known.rows[str(new)]["valid_from"] = known.rows[str(new)]["valid_from"] or day
        changed = known.rows[str(old)] != before[str(old)]
        report.new, report.unchanged = report.new + changed, report.unchanged + (not changed)
        if changed:
            ended = before[str(old)]["valid_to"]
            entered["reforms"].setdefault(str(old), ended and ended.isoformat())
    merge_rows(connection, district, [row for id, row in known.rows.items() if row != before[id]])
    entered["homes"] = _homes(connection, known.successors)
    _count_today(connection, known.successors)
    return entered


def _refused(known: Districts, old: str | None, new: str | None, row: Row) -> str | None:
    """Why this row cannot be, if it cannot."""
    day = day_of(row["day"])
    if old is None or new is None:
        return "unmapped_district"
    if day is None or day > utc_now().date():
        return "no_date" if day is None else "future_day"
    if known.rows[old]["region"] != known.rows[new]["region"]:
        return "other_region"
    if known.rows[old]["successor_id"] not in (None, new):
        return "split"
    return "circle" if old == new or final(new, known.successors) == old else None


def _homes(connection: Connection, successors: Mapping[str, str]) -> dict[str, str]:
    """Agency → its home, of those whose home is a municipality of the past: no name in the store tells it later."""
    question = select(agency.c.id, agency.c.district_id).where(agency.c.district_id.in_(list(successors)))
    return {row.id: row.district_id for row in connection.execute(question)}


def _count_today(connection: Connection, successors: Mapping[str, str]) -> None:
    """Whatever is counted in a municipality of the past is counted in the one of today; cases are linked anew."""
    left = keep_moving(connection, case.c.district_id.in_(list(successors)))
    for old in successors:
        for table in PLACED:
            of_old = update(table).where(table.c.district_id == old)
            connection.execute(of_old.values(district_id=final(old, successors)))
    link_moved(connection, left)
