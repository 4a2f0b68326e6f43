"""A reform that a person enters, corrects or takes back on the screen; each leaves a batch in the history."""

import hashlib
from datetime import date

from sqlalchemy import Connection, select

from intake.batches import reserve, write_batch
from intake.clock import utc_now
from intake.reference.reforms import enter
from intake.reference.reforms_undone import take_reform_back
from intake.reference.tables import Row
from intake.report import ImportReport
from store.tables import district


class ReformRefused(Exception):
    """It cannot be; the message is the code of the reason, as in a report."""


def enter_by_hand(connection: Connection, old: str, new: str, day: date, *, instead: bool = False) -> int:
    """`old` became `new` on that day; `instead`: not what was entered earlier for `old`. Returns the number of the
    batch, by which it can be taken back. Raises ReformRefused.
    """
    batch = reserve(connection)
    corrected = {}
    if instead:
        ended = select(district.c.successor_id, district.c.valid_to).where(district.c.id == old)
        was = connection.execute(ended).first()
        take_reform_back(connection, old)
        corrected = {"instead": {old: [was.successor_id, was.valid_to.isoformat()]}} if was and was.valid_to else {}
    report = ImportReport(f"{old} → {new}, {day}", "reforms", batch=batch, read=1)
    kept = enter(connection, [Row(None, 1, {"old": old, "new": new, "day": day.isoformat()})], report, "")
    if report.rejected:
        raise ReformRefused(next(iter(report.rejected_by_reason)))
    _write(connection, report, kept | corrected)
    return batch


def take_back_by_hand(connection: Connection, old: str) -> int:
    """`old` stands again; returns how many cases returned to it."""
    report = ImportReport(f"{old} → {old}", "reforms", batch=reserve(connection), read=1)
    returned, report.updated = take_reform_back(connection, old), 1
    _write(connection, report, {})
    return returned


def _write(connection: Connection, report: ImportReport, kept: dict) -> None:
    write_batch(
        connection, report, sha256=hashlib.sha256(report.file.encode()).hexdigest(), channel=None,
        imported_at=utc_now(), data_from=None, data_until=None, extra=kept,
    )  # fmt: skip
