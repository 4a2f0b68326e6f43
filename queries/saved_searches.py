"""Searches that people keep on the desk: each sees and deletes the own ones."""

from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Engine, delete, insert, select

from queries.scope import Scope
from store.desk_tables import saved_search
from store.engine import open_desk

LONGEST_NAME = 80
MOST = 100  # of one person


def save(scope: Scope, name: str, link: dict[str, str], *, engine: Engine | None = None) -> None:
    """Keep the parameters of a link under a name; the same name again replaces it. Raises ValueError for no name, a
    long one, or the hundred and first.
    """
    title = " ".join(name.split())
    if not title or len(title) > LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} characters")
    mine = (saved_search.c.who == scope.who, saved_search.c.role == scope.role)
    with (engine or open_desk()).begin() as connection:
        connection.execute(delete(saved_search).where(*mine, saved_search.c.name == title))
        if len(connection.execute(select(saved_search.c.id).where(*mine)).all()) >= MOST:
            raise ValueError(f"{MOST} searches are kept already: delete some")
        now = datetime.now(UTC).replace(tzinfo=None)
        row = {"name": title, "link": link, "who": scope.who, "role": scope.role, "at": now}
        connection.execute(insert(saved_search).values(row))


def saved(scope: Scope, *, engine: Engine | None = None) -> pd.DataFrame:
    """id, name, link, at (UTC) of the own searches, by name."""
    columns = ("id", "name", "link", "at")
    question = (
        select(*(saved_search.c[name] for name in columns))
        .where(saved_search.c.who == scope.who, saved_search.c.role == scope.role)
        .order_by(saved_search.c.name)
    )
    with (engine or open_desk()).connect() as connection:
        return pd.DataFrame(connection.execute(question).all(), columns=list(columns))


def forget(scope: Scope, search_id: int, *, engine: Engine | None = None) -> None:
    """Delete an own search; somebody else's stays."""
    own = (saved_search.c.who == scope.who, saved_search.c.role == scope.role, saved_search.c.id == search_id)
    with (engine or open_desk()).begin() as connection:
        connection.execute(delete(saved_search).where(*own))
