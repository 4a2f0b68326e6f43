"""One file into the store: recognise, read, check, merge, report; in one transaction."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock

import pandas as pd
from sqlalchemy import Connection, Engine

from intake import reference
from intake.batches import loaded_before, reserve, write_batch
from intake.cases import Context, prepare
from intake.clock import utc_now
from intake.deadlines import Deadlines
from intake.files import sha256
from intake.formats import LAYOUTS
from intake.grids import Grid, open_grids
from intake.headers import Match, best_match, check_header, describe_unknown
from intake.layout import Layout
from intake.merge import Merged, merge
from intake.moments import end_of_local_day
from intake.overdue import contradictions
from intake.remarks import Remarks
from intake.report import FileRefused, ImportReport
from intake.staging import close_staging, open_staging, stage
from intake.whereabouts import Lookup

Progress = Callable[[int, int | None], None]  # rows read so far, estimate of all
ALL_LAYOUTS = (*LAYOUTS, *reference.LOADING_ORDER)
TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
MOMENTS = ("filed_at", "first_response_at", "closed_at")

# One import at a time in a process: the store has one writer.
_one_at_a_time = RLock()


@dataclass
class Span:
    """The first and the last moment of a file's rows (UTC)."""

    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None

    def widen(self, cases: pd.DataFrame, layout: Layout, lookup: Lookup) -> None:
        """Take the moments of one chunk in; a day counts until its end."""
        times = cases[list(MOMENTS)]
        latest, earliest = times.max(axis=1), cases["filed_at"].min()
        if layout.precision == "day" and latest.notna().any():
            top = latest[latest == latest.max()]
            latest = end_of_local_day(top, lookup.zone_of(cases["region"][top.index]))
        moments = [moment for moment in (self.last, latest.max()) if moment is not None and pd.notna(moment)]
        self.last = max(moments, default=None)
        moments = [moment for moment in (self.first, earliest) if moment is not None and pd.notna(moment)]
        self.first = min(moments, default=None)

    def until(self, now: datetime) -> datetime | None:
        """The data time: never later than a day from now."""
        return None if self.last is None else min(self.last.to_pydatetime(), now + timedelta(days=1))

    def since(self) -> datetime | None:
        """The first filing."""
        return None if self.first is None else self.first.to_pydatetime()


class _DryRun(Exception):
    """Raised at the end of a dry run so that the transaction rolls back."""


def load_file(
    path: Path | str,
    *,
    engine: Engine,
    layout: str | None = None,
    region: str | None = None,
    dry_run: bool = False,
    crs: str | None = None,
    name: str | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Load one file of cases or of reference data; all of it or nothing.

    `layout`: a name of `ALL_LAYOUTS` when the file should not be recognised by its headers; `region`: id or name of the
    region of rows that state none; `dry_run`: do everything, keep nothing; `crs`: for boundaries without one;
    `name`: what the file is called in the report (uploads have odd paths); `now`: UTC, for tests.
    Raises FileRefused with one message that says what is wrong and what to do.
    """
    path, now, started = Path(path), now or utc_now(), time.perf_counter()
    report = ImportReport(file=name or path.name, layout=layout or "", dry_run=dry_run)
    if layout is not None and layout not in ALL_LAYOUTS:
        raise FileRefused(f"No layout is called {layout!r}. Known: {', '.join(ALL_LAYOUTS)}.")
    with _named(path, name):
        content = sha256(path) if path.is_file() else ""
        kind = _reference_layout(path, layout)
        with _one_at_a_time:
            try:
                with engine.begin() as connection:
                    report.batch = reserve(connection)
                    if kind:
                        _load_reference(connection, path, kind, region, crs, content, report, now)
                    else:
                        _load_cases(connection, path, layout, region, content, report, now, progress)
                    if dry_run:
                        report.batch = None
                        raise _DryRun
            except _DryRun:
                pass
    report.seconds = time.perf_counter() - started
    return report


@contextmanager
def _named(path: Path, name: str | None) -> Iterator[None]:
    """Refusals speak of the file by the name the user gave it."""
    try:
        yield
    except FileRefused as refused:
        if name and name != path.name:
            raise FileRefused(str(refused).replace(path.name, name)) from None
        raise


def _reference_layout(path: Path, layout: str | None) -> str | None:
    """The layout when the file is about the region itself; None for cases, which are tried first: they are many."""
    if layout is not None:
        return layout if layout in reference.LOADING_ORDER else None
    if path.suffix.lower() in TABLES:
        try:
            recognise(path)
            return None
        except FileRefused:
            pass
    return reference.recognise(path)


def _load_reference(
    connection: Connection,
    path: Path,
    kind: str,
    region: str | None,
    crs: str | None,
    content: str,
    report: ImportReport,
    now: datetime,
) -> None:
    report.layout = kind
    reference.load_reference(connection, path, kind, region=region, crs=crs, report=report)
    _record(connection, report, content, None, now, Span(), {})


def _load_cases(
    connection: Connection,
    path: Path,
    layout: str | None,
    region: str | None,
    content: str,
    report: ImportReport,
    now: datetime,
    progress: Progress | None,
) -> None:
    found, others = recognise(path, layout)
    chosen = found[0][1].layout
    report.layout, report.cannot_answer = chosen.name, list(chosen.cannot_answer)
    lookup = Lookup.load(connection, region)
    context = Context(chosen, lookup, Deadlines.load(connection, chosen.channel), pd.Timestamp(now))
    remarks = Remarks()
    if lookup.assumed:
        remarks.note("no_region", f"times read as {lookup.zones[lookup.region]}")
    for sheet in others:
        remarks.note("sheet_not_read", sheet)
    open_staging(connection)
    span = _stage_all(connection, found, context, remarks, report, progress)
    late = contradictions(connection, span.last.to_pydatetime() if span.last is not None else None, now)
    remarks.list_rows("warning", "overdue_flag_contradicts", "source_overdue", late)
    merged = merge(connection, report.batch or 0, now)
    close_staging(connection)
    _fill(report, merged, remarks)
    extra = {"links": merged.links} if merged.links else {}
    _record(connection, report, content, chosen.channel, now, span, extra)


def recognise(path: Path, layout: str | None = None) -> tuple[list[tuple[Grid, Match]], list[str]]:
    """(the tables of a file that hold the layout, with where its headers are; sheets of other layouts, not read).

    Raises FileRefused when the file is broken, of no known layout, or its header is not in one row.
    """
    _, grids = open_grids(path)
    layouts = [LAYOUTS[layout]] if layout else list(LAYOUTS.values())
    matches = [(grid, match) for grid in grids if (match := best_match(grid.top, layouts)) is not None]
    complete = [pair for pair in matches if not pair[1].missing]
    if not complete and (layout is None or not matches) and max((m.score[0] for _, m in matches), default=0) < 3:
        raise FileRefused(describe_unknown(path.name, grids[0].top))
    best = max(complete or matches, key=lambda pair: pair[1].score)[1]
    same = [pair for pair in matches if pair[1].layout is best.layout and (pair[1] is best or not pair[1].missing)]
    for grid, match in same:
        check_header(path.name, grid.sheet, grid.top, match)
        grid.check_merged(match.row, match.positions)
    others = [grid.sheet or "" for grid, match in complete if match.layout is not best.layout]
    return same, others


def _stage_all(
    connection: Connection,
    found: list[tuple[Grid, Match]],
    context: Context,
    remarks: Remarks,
    report: ImportReport,
    progress: Progress | None,
) -> Span:
    span, seq, done = Span(), 1, 0
    total = sum(grid.total_rows() or 0 for grid, _ in found) or None
    for grid, match in found:
        remarks.sheet = grid.sheet
        remarks.headers = {name: grid.top[match.row][at] for name, at in match.positions.items()}
        for raw in grid.chunks(match.row, match.positions):
            prepared = prepare(raw, context, remarks)
            broken = raw.attrs.get("broken", [])
            remarks.reject_broken(broken)
            seq = stage(connection, prepared, report.batch or 0, seq)
            span.widen(prepared.cases, context.layout, context.lookup)
            report.read += prepared.read + len(broken)
            done += len(raw)
            if progress:
                progress(done, total)
    if report.read == 0:
        sheet = f", sheet «{found[0][0].sheet}»" if found[0][0].sheet else ""
        raise FileRefused(f"{report.file}{sheet}: there is a header and not one row below it. Export the file again.")
    return span


def _fill(report: ImportReport, merged: Merged, remarks: Remarks) -> None:
    remarks.list_rows("rejected", "duplicate_key_in_file", "number", merged.duplicates)
    report.new, report.updated, report.unchanged = merged.new, merged.updated, merged.unchanged
    report.rejected_by_reason, report.warnings_by_kind = remarks.rejected, remarks.warnings
    report.rejected = remarks.rejected.total()
    report.unmapped, report.findings = remarks.listed_names(), remarks.findings
    if not report.adds_up():
        raise AssertionError(f"the report does not add up: {replace(report, findings=[])}")


def _record(
    connection: Connection,
    report: ImportReport,
    content: str,
    channel: str | None,
    now: datetime,
    span: Span,
    extra: dict,
) -> None:
    """Write the batch, unless this very file is loaded already and changed nothing: nothing to take back then."""
    if not report.new and not report.updated and loaded_before(connection, content):
        report.batch = None
        return
    write_batch(
        connection,
        report,
        sha256=content,
        channel=channel,
        imported_at=now,
        data_from=span.since(),
        data_until=span.until(now),
        extra=extra,
    )
