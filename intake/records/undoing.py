"""Takes the records of a batch back: new ones go, replaced ones return as they were."""

from sqlalchemy import Connection, and_, delete, func, insert, select

from store.record_tables import (
    RECORDS,
    UNDO_RECORDS,
    poll,
    poll_answer,
    poll_option,
    poll_question,
    poll_result,
    poll_statement,
    statement_vote,
)

_PARTS_OF_POLLS = (poll_question, poll_option, poll_result, poll_answer, poll_statement, statement_vote)


def later_batches(connection: Connection, batch: int) -> list[int]:
    """Batches that replaced records of this one, or brought parts of its polls: they have to be taken back first."""
    found: set[int] = set()
    for kept in UNDO_RECORDS.values():
        found.update(connection.execute(select(kept.c.undo_batch).where(kept.c.batch_id == batch).distinct()).scalars())
    polls = select(poll.c.id).where(poll.c.batch_id == batch)
    for part in _PARTS_OF_POLLS:
        later = select(part.c.batch_id).where(part.c.batch_id > batch, part.c.poll_id.in_(polls)).distinct()
        found.update(connection.execute(later).scalars())
    return sorted(found)


def take_back(connection: Connection, batch: int) -> tuple[int, int]:
    """(removed, restored): how many records went for good, how many are as they were before the batch."""
    removed = restored = 0
    for table in RECORDS:
        kept = UNDO_RECORDS[table.name]
        of_batch, before = table.c.batch_id == batch, kept.c.undo_batch == batch
        # What a respondent did not answer again went without anything in its place.
        replaced = kept.c.key.in_(select(table.c.key).where(of_batch))
        removed += _count(connection, table, of_batch) - _count(connection, kept, and_(before, replaced))
        restored += _count(connection, kept, before)
        names = [c.name for c in table.columns]
        connection.execute(delete(table).where(table.c.batch_id == batch))
        rows = select(*(kept.c[name] for name in names)).where(kept.c.undo_batch == batch)
        connection.execute(insert(table).from_select(names, rows))
        connection.execute(delete(kept).where(kept.c.undo_batch == batch))
    return removed, restored


def _count(connection: Connection, table, condition) -> int:  # type: ignore[no-untyped-def]
    return int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())
