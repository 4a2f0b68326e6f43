"""What staff do on the desk: the log of who read texts or exported lists, and the history that is never changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Table, insert, select

from queries.scope import Scope
from store.desk_tables import audit_log
from store.engine import open_desk

ACTIONS = ("read_text", "read_texts", "export")
HISTORY = ("at", "who", "role", "action", "changes")


def record(action: str, who: str, role: str, subject: str, *, engine: Engine | None = None) -> None:
    """Write down that somebody read one text or many, or exported a list. Raises ValueError for another action."""
    if action not in ACTIONS:
        raise ValueError(f"unknown action {action!r}: choose one of {', '.join(ACTIONS)}")
    row = {"at": wall_time(), "who": who, "role": role, "action": action, "subject": subject}
    with (engine or open_desk()).begin() as connection:
        connection.execute(audit_log.insert().values(row))


def wall_time() -> datetime:
    """The wall clock in UTC: the desk lives by it, not by the data."""
    return datetime.now(UTC).replace(tzinfo=None)


def remember(
    connection: Connection, past: Table, subject: Mapping[str, int], scope: Scope, action: str, at: datetime,
    facts: Mapping[str, Any],
) -> None:  # fmt: skip
    """Add to a history who did what. `subject`: the column of what it was done with and its id; days are written as
    text.
    """
    changes = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    done = {"at": at, "who": scope.who, "role": scope.role, "action": action, "changes": changes}
    connection.execute(insert(past).values({**subject, **done}))


def history(
    past: Table, key: str, of: Table, conditions: Sequence[ColumnElement[bool]], *, engine: Engine | None = None
) -> pd.DataFrame:
    """`key` (the id of what it was done with), at (UTC), who, role, action, changes, title_ru, title_en of a history
    whose subjects are in the table `of`; the earliest first.
    """
    columns = (key, *HISTORY)
    question = (
        select(*(past.c[name] for name in columns), of.c.title_ru, of.c.title_en)
        .join(of, of.c.id == past.c[key])
        .where(*conditions)
        .order_by(past.c.at, past.c.id)
    )
    with (engine or open_desk()).connect() as connection:
        return pd.DataFrame(connection.execute(question).all(), columns=[*columns, "title_ru", "title_en"])
