"""The history of imports: one batch for each file that brought something, with its report and its findings."""

from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, func, insert, select, update

from intake.report import Finding, ImportReport
from store.dialects import append_rows
from store.tables import channel as channel_table
from store.tables import import_batch, import_issue, schema_version

# Whoever loads, takes back or names in this process holds it: DuckDB makes nobody wait, it turns the second one away.
ONE_WRITER = RLock()


@dataclass(frozen=True)
class Imported:
    """One import of the history. Times are UTC; `undone_at`: None while it stands."""

    report: ImportReport
    imported_at: datetime
    undone_at: datetime | None


def reserve(connection: Connection) -> int:
    """The number of the next batch. Other writers wait: on a server, two imports must not take one number."""
    connection.execute(update(schema_version).values(version=schema_version.c.version))
    return int(connection.execute(select(func.coalesce(func.max(import_batch.c.id), 0))).scalar_one()) + 1


def loaded_before(connection: Connection, sha256: str) -> bool:
    """Whether a file with this content is in the store."""
    same = select(import_batch.c.id).where(import_batch.c.sha256 == sha256, import_batch.c.undone_at.is_(None))
    return connection.execute(same.limit(1)).first() is not None


def known_channel(connection: Connection, code: str, precision: str) -> None:
    """A channel that no table names yet, of a layout of the region's own, is there from now on; it has no deadlines."""
    if connection.execute(select(channel_table.c.code).where(channel_table.c.code == code)).first() is None:
        connection.execute(insert(channel_table).values(code=code, precision=precision, clock="filing"))


def write_batch(
    connection: Connection,
    report: ImportReport,
    *,
    sha256: str,
    channel: str | None,
    imported_at: datetime,
    data_from: datetime | None,
    data_until: datetime | None,
    extra: dict[str, Any] | None = None,
) -> None:
    """Record the report (plus `extra`, which undoing needs) and its findings; move the channel's data time on."""
    connection.execute(
        insert(import_batch).values(
            id=report.batch,
            file=report.file,
            sha256=sha256,
            layout=report.layout,
            channel=channel,
            imported_at=imported_at,
            data_from=data_from,
            data_until=data_until,
            read=report.read,
            new=report.new,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=report.rejected,
            report=report.as_json() | (extra or {}),
        )
    )
    _write_findings(connection, report)
    if channel:
        refresh_data_time(connection, channel)


def stored_report(connection: Connection, batch: int) -> ImportReport:
    """The report of an import with its findings. Raises KeyError for a batch that was never written."""
    row = connection.execute(select(import_batch).where(import_batch.c.id == batch)).first()
    if row is None:
        raise KeyError(batch)
    counts = {
        name: getattr(row, name) for name in ("file", "layout", "read", "new", "updated", "unchanged", "rejected")
    }
    report = ImportReport.from_json(counts | (row.report or {}))
    report.batch = batch
    of_it = select(import_issue).where(import_issue.c.batch_id == batch)
    report.findings = [
        Finding(one.level, one.kind, one.sheet, one.row, one.column, one.value) for one in connection.execute(of_it)
    ]
    return report


def read_imported(connection: Connection, batch: int) -> Imported | None:
    """An import with its report and when it was made and taken back; None for a batch that was never written."""
    when = select(import_batch.c.imported_at, import_batch.c.undone_at).where(import_batch.c.id == batch)
    if (row := connection.execute(when).first()) is None:
        return None
    return Imported(stored_report(connection, batch), row.imported_at, row.undone_at)


def refresh_data_time(connection: Connection, channel: str) -> None:
    """The channel's own data time: the latest of its batches that are not undone."""
    latest = select(func.max(import_batch.c.data_until)).where(
        import_batch.c.channel == channel, import_batch.c.undone_at.is_(None)
    )
    until = connection.execute(latest).scalar()
    connection.execute(update(channel_table).where(channel_table.c.code == channel).values(data_until=until))


def _write_findings(connection: Connection, report: ImportReport) -> None:
    found = report.findings
    columns: dict[str, pa.Array] = {
        "batch_id": pa.array([report.batch] * len(found), pa.int32()),
        "row": pa.array([finding.row for finding in found], pa.int32()),
    }
    for name in ("level", "kind", "sheet", "column", "value"):
        columns[name] = pa.array([getattr(finding, name) for finding in found], pa.large_string())
    append_rows(connection, import_issue, pa.table(columns))
