"""One file into the store: recognise, read, check, merge, report; in one transaction."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from analysis.side_by_side import ahead
from intake import records, reference
from intake.batches import ONE_WRITER, known_channel, loaded_before, reserve, write_batch
from intake.cases import Context, Prepared, prepare
from intake.clock import utc_now
from intake.date_order import DateOrder
from intake.deadlines import Deadlines
from intake.files import sha256
from intake.layout import Layout
from intake.linking import link_around, touched_by
from intake.merge import Merged, merge
from intake.overdue import contradictions
from intake.recognition import ALL_LAYOUTS, CaseFile, known_layouts, recognise
from intake.records import RecordFile
from intake.records.setting import Setting
from intake.remarks import Remarks
from intake.report import FileRefused, ImportReport
from intake.span import Span
from intake.staging import close_staging, open_staging, stage
from intake.whereabouts import Lookup
from store.memory import bounded_memory

__all__ = ["ALL_LAYOUTS", "known_layouts", "load_file", "recognise"]

Progress = Callable[[int, int | None], None]  # rows read so far, estimate of all

# For DuckDB while a large file comes in: a million rows then take about one gigabyte altogether. Readers share it.
MEMORY, LARGE_FILE = "450MB", 30 * 1024 * 1024


@dataclass(frozen=True)
class Order:
    """What was asked for: see `load_file`. `sha256`: of the file."""

    path: Path
    region: str | None
    crs: str | None
    progress: Progress | None
    now: datetime
    sha256: Future[str]


class _DryRun(Exception):
    """Raised at the end of a dry run so that the transaction rolls back."""


def load_file(
    path: Path | str,
    *,
    engine: Engine,
    layout: str | Layout | None = None,
    region: str | None = None,
    dry_run: bool = False,
    crs: str | None = None,
    name: str | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    link: bool = True,
) -> ImportReport:
    """Load one file of cases, of records (counts, ratings, polls, …) or of reference data; all of it or nothing.

    `layout`: a name of `known_layouts`, or a layout that is not saved yet, when the file should not be recognised by
    its headers; `region`: id or name of the
    region of rows that state none; `dry_run`: do everything, keep nothing; `crs`: for boundaries without one;
    `name`: what the file is called in the report (uploads have odd paths); `now`: UTC, for tests;
    `link`: find the events that the new cases tell of (see `intake.linking`).
    Raises FileRefused with one message that says what is wrong and what to do.
    """
    path, started = Path(path), time.perf_counter()
    report = ImportReport(file=name or path.name, layout="", dry_run=dry_run)
    with _named(path, name):
        found = recognise(path, layout)
        large = path.is_file() and path.stat().st_size > LARGE_FILE
        with (
            ThreadPoolExecutor(1) as beside,
            ONE_WRITER,
            bounded_memory(engine, MEMORY) if large else nullcontext(),
        ):
            order = Order(path, region, crs, progress, now or utc_now(), beside.submit(_fingerprint, path))
            try:
                with engine.begin() as connection:
                    report.batch = reserve(connection)
                    if isinstance(found, str):
                        _load_reference(connection, found, order, report)
                    elif isinstance(found, RecordFile):
                        _load_records(connection, found, order, report)
                    else:
                        tells = _load_cases(connection, found, order, report)
                        if link and not dry_run and report.batch:
                            new = not report.updated
                            link_around(connection, touched_by(connection, report.batch, only_new=new, tells=tells))
                    if dry_run:
                        report.batch = None
                        raise _DryRun
            except _DryRun:
                pass
    report.seconds = time.perf_counter() - started
    return report


def _fingerprint(path: Path) -> str:
    return sha256(path) if path.is_file() else ""


@contextmanager
def _named(path: Path, name: str | None) -> Iterator[None]:
    """Refusals speak of the file by the name the user gave it."""
    try:
        yield
    except FileRefused as refused:
        if name and name != path.name:
            raise type(refused)(str(refused).replace(path.name, name)) from None
        raise


def _load_reference(connection: Connection, layout: str, order: Order, report: ImportReport) -> None:
    report.layout = layout
    kept = reference.load_reference(connection, order.path, layout, region=order.region, crs=order.crs, report=report)
    _record(connection, report, order, None, Span(), kept)


def _load_records(connection: Connection, file: RecordFile, order: Order, report: ImportReport) -> None:
    report.layout, report.guess = file.layout.name, file.layout.guess
    lookup, remarks = Lookup.load(connection, order.region), Remarks()
    if lookup.assumed:
        remarks.note("no_region", f"times read as {lookup.zones[lookup.region]}")
    for sheet in file.others:
        remarks.note("sheet_not_read", sheet)
    setting = Setting(connection, file.path, file.layout, lookup, remarks, order.now, report.file)
    merged = records.load_records(file, setting, report, order.progress)
    _fill(report, merged, remarks)
    _record(connection, report, order, None, Span(), {"named": merged.named} if merged.named else {})


def _load_cases(connection: Connection, file: CaseFile, order: Order, report: ImportReport) -> bool:
    """Whether any case tells of a place: has an address or a text."""
    layout = file.layout
    report.layout, report.cannot_answer, report.guess = layout.name, list(layout.cannot_answer), layout.guess
    lookup = Lookup.load(connection, order.region)
    known_channel(connection, layout.channel, layout.precision)
    deadlines = Deadlines.load(connection, layout.channel)
    context = Context(layout, lookup, deadlines, pd.Timestamp(order.now))
    remarks = Remarks()
    if lookup.assumed:
        remarks.note("no_region", f"times read as {lookup.zones[lookup.region]}")
    for sheet in file.others:
        remarks.note("sheet_not_read", sheet)
    open_staging(connection)
    span, tells = _stage_all(connection, file, context, remarks, order, report)
    if "source_overdue" in layout.columns:
        late = contradictions(connection, span.last, order.now)
        remarks.list_rows("warning", "overdue_flag_contradicts", "source_overdue", late)
    merged = merge(connection, report.batch or 0, order.now, report.read)
    close_staging(connection)
    _fill(report, merged, remarks)
    _record(connection, report, order, layout.channel, span, {"links": merged.links} if merged.links else {})
    return tells


def _stage_all(
    connection: Connection,
    file: CaseFile,
    context: Context,
    remarks: Remarks,
    order: Order,
    report: ImportReport,
) -> tuple[Span, bool]:
    span, tells, seq, done = Span(), False, 1, 0
    total = sum(grid.total_rows() or 0 for grid, _ in file.tables) or None
    for prepared, broken in ahead(_prepared(file, context, remarks, order.path.name)):
        seq = stage(connection, prepared, report.batch or 0, seq)
        span = span.with_cases(prepared.cases, context.layout, context.lookup)
        tells = tells or prepared.tells
        report.read += prepared.read + broken
        done += prepared.rows
        if order.progress:
            order.progress(done, total)
    if report.read == 0:
        sheet = f", sheet «{file.tables[0][0].sheet}»" if file.tables[0][0].sheet else ""
        raise FileRefused(
            f"{order.path.name}{sheet}: there is a header and not one row below it. Export the file again."
        )
    return span, tells


def _prepared(file: CaseFile, context: Context, remarks: Remarks, name: str) -> Iterator[tuple[Prepared, int]]:
    """Chunk by chunk what goes into the store, and how many rows could not be taken apart."""
    for grid, match in file.tables:
        remarks.sheet, context.order = grid.sheet, DateOrder()
        remarks.headers = {name: grid.top[match.row][at] for name, at in match.positions.items()}
        for raw in ahead(grid.chunks(match.row, match.positions)):
            prepared = prepare(raw, context, remarks)
            broken = raw.attrs.get("broken", [])
            remarks.reject_broken(broken)
            yield prepared, len(broken)
        context.order.decide(name, remarks)


def _fill(report: ImportReport, merged: Merged, remarks: Remarks) -> None:
    remarks.list_rows("rejected", "duplicate_key_in_file", "number", merged.duplicates)
    report.new, report.updated, report.unchanged = merged.new, merged.updated, merged.unchanged
    report.rejected_by_reason, report.warnings_by_kind = remarks.rejected, remarks.warnings
    report.rejected = remarks.rejected.total()
    report.unmapped, report.findings = remarks.listed_names(), remarks.findings
    report.new_words = remarks.listed_words()
    if not report.adds_up():
        raise AssertionError(f"the report does not add up: {replace(report, findings=[])}")


def _record(
    connection: Connection,
    report: ImportReport,
    order: Order,
    channel: str | None,
    span: Span,
    extra: dict[str, Any],
) -> None:
    """Write the batch, unless this very file is loaded already and changed nothing: nothing to take back then. Rows of
    earlier files that were `named` are a change: kept answers are asked anew.
    """
    changed = report.new or report.updated or extra.get("named")
    if not changed and loaded_before(connection, order.sha256.result()):
        report.batch = None
        return
    write_batch(
        connection,
        report,
        sha256=order.sha256.result(),
        channel=channel,
        imported_at=order.now,
        data_from=span.first,
        data_until=span.until(order.now),
        extra=extra,
    )
