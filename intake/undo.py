"""Takes a batch back: new cases go, replaced ones return as they were."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from intake.batches import ONE_WRITER, refresh_data_time, reserve
from intake.clock import utc_now
from intake.linking import link_around, touched_by
from intake.records import RECORD_LAYOUTS
from intake.records.undoing import later_batches, take_back
from intake.reference.reforms_undone import entered_later, restore_reforms
from store.tables import (
    case,
    case_event,
    case_link,
    case_text,
    import_batch,
    undo_case,
    undo_event,
    undo_text,
)
from store.words import forget_words


class CannotUndo(Exception):
    """The batch cannot be taken back; the message says why and what to do first. Nothing was changed."""


@dataclass(frozen=True)
class Undone:
    """How many cases (or records) were taken out and how many got their earlier state back."""

    batch: int
    file: str
    removed: int
    restored: int


def undo_batch(engine: Engine, batch: int, *, now: datetime | None = None) -> Undone:
    """Take one batch back, in one transaction. Raises CannotUndo."""
    with ONE_WRITER, engine.begin() as connection:
        reserve(connection)
        row = connection.execute(select(import_batch).where(import_batch.c.id == batch)).first()
        _check(connection, batch, row)
        assert row is not None
        if row.layout in RECORD_LAYOUTS:
            removed, restored = take_back(connection, batch)
        elif _reforms(row):
            removed, restored = 0, restore_reforms(connection, row.report)
        else:
            restored = _count(connection, undo_case.c.undo_batch, batch)
            removed = _count(connection, case.c.batch_id, batch) - restored
            touched = touched_by(connection, batch)
            _unlink(connection, batch, row.report or {})
            _restore(connection, batch)
            link_around(connection, touched)
        connection.execute(update(import_batch).where(import_batch.c.id == batch).values(undone_at=now or utc_now()))
        if row.channel:
            refresh_data_time(connection, row.channel)
        return Undone(batch, row.file, removed, restored)


def _check(connection: Connection, batch: int, row) -> None:  # type: ignore[no-untyped-def]
    if row is None:
        raise CannotUndo(f"There is no batch {batch}. The Data page and `import_batch` list them.")
    if row.undone_at is not None:
        raise CannotUndo(f"Batch {batch} ({row.file}) was already taken back.")
    if row.channel is None and row.layout not in RECORD_LAYOUTS and not _reforms(row):
        raise CannotUndo(
            f"Batch {batch} ({row.file}, {row.layout}) is reference data: cases refer to it, so it is not taken back. "
            "Load the file as it should be instead."
        )
    if row.layout in RECORD_LAYOUTS:
        later = later_batches(connection, batch)
    elif _reforms(row):
        later = entered_later(connection, batch, row.report)
    else:
        changed = select(undo_case.c.undo_batch).where(undo_case.c.batch_id == batch).distinct()
        later = sorted(connection.execute(changed).scalars())
    if later:
        batches = ", ".join(str(number) for number in later)
        raise CannotUndo(f"Later imports changed the same cases: take back batch {batches} first, then {batch}.")


def _reforms(row) -> dict[str, str | None]:  # type: ignore[no-untyped-def]
    """The reforms that a batch entered, see `intake.reference.reforms.enter`; nothing for other batches."""
    return (row.report or {}).get("reforms", {}) if row.layout == "reforms" else {}


def _count(connection: Connection, column, batch: int) -> int:  # type: ignore[no-untyped-def]
    return int(connection.execute(select(func.count()).where(column == batch)).scalar_one())


def _unlink(connection: Connection, batch: int, report: dict) -> None:
    """Links of cases that go, links that came to changed cases; then what is left alone; then links that had gone."""
    mine = select(case.c.id).where(case.c.batch_id == batch)
    before = select(undo_case.c.id).where(undo_case.c.undo_batch == batch)
    source = case_link.c.reason == "source"
    gone = case_link.c.case_id.in_(mine) & case_link.c.case_id.not_in(before)
    touched = {row[0] for row in connection.execute(select(case_link.c.event_id).where(source, gone))}
    connection.execute(delete(case_link).where(source, gone, case_link.c.event_id != case_link.c.case_id))
    # Events found by what cases say are found anew once the cases are as they were.
    found = case_link.c.reason == "similarity"
    torn = select(case_link.c.event_id).where(found, case_link.c.case_id.in_(mine))
    connection.execute(delete(case_link).where(found, case_link.c.event_id.in_(torn)))
    links = report.get("links", {})
    for event_id, case_id in links.get("added", []):
        touched.add(event_id)
        one = (case_link.c.event_id == event_id) & (case_link.c.case_id == case_id)
        connection.execute(delete(case_link).where(one))
    for event_id, case_id in links.get("removed", []):
        connection.execute(insert(case_link).values(event_id=event_id, case_id=case_id, reason="source"))
    for event_id in sorted(touched):
        left = select(func.count()).where(case_link.c.event_id == event_id, case_link.c.case_id != event_id)
        if connection.execute(left).scalar_one() == 0:
            connection.execute(delete(case_link).where(case_link.c.event_id == event_id))


def _restore(connection: Connection, batch: int) -> None:
    mine = select(case.c.id).where(case.c.batch_id == batch)
    connection.execute(delete(case_text).where(case_text.c.case_id.in_(mine)))
    connection.execute(delete(case_event).where(case_event.c.case_id.in_(mine)))
    connection.execute(delete(case).where(case.c.batch_id == batch))
    forget_words(connection, batch)
    for target, kept in ((case, undo_case), (case_text, undo_text), (case_event, undo_event)):
        names = [c.name for c in target.columns]
        rows = select(*(kept.c[name] for name in names)).where(kept.c.undo_batch == batch)
        connection.execute(insert(target).from_select(names, rows))
        connection.execute(delete(kept).where(kept.c.undo_batch == batch))
