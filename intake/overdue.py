"""The file's own «Просрочено» against its dates. The dates decide; the flag is kept, and contradictions are counted."""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from intake.codes import ENDED
from intake.staging import stage_case


def contradictions(connection: Connection, last: datetime | None, now: datetime) -> list[tuple[int, str]]:
    """(row, number) of staged cases whose flag the dates contradict.

    A closed case is late when it was closed after its deadline. An open one was late for certain when its deadline had
    passed before the file's `last` moment, and was not late for certain when its deadline is still ahead of `now`. Of
    one that ended nobody knows when, only the latter can be said.
    """
    c = stage_case.c
    late_when_closed = and_(c.closed_at.is_not(None), c.source_overdue != (c.closed_at > c.due_at))
    not_late_yet = and_(c.closed_at.is_(None), c.source_overdue, c.due_at >= now)
    wrong = [late_when_closed, not_late_yet]
    if last is not None:
        wrong.append(and_(c.closed_at.is_(None), c.state.not_in(ENDED), ~c.source_overdue, c.due_at < last))
    question = select(c.source_row, c.source_number).where(c.source_overdue.is_not(None), or_(*wrong)).order_by(c.seq)
    return [(row[0], row[1]) for row in connection.execute(question)]
