"""Names of files that somebody chose not to be asked about; what bears them stays counted as unmapped."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, delete, insert, select

from store.desk_tables import ignored_name
from store.engine import open_desk


def ignore(kind: str, region: str | None, name: str, who: str, *, engine: Engine | None = None) -> None:
    """Ask for this name no more. A second time changes nothing."""
    row = {"kind": kind, "region": region or "", "name": name}
    with (engine or open_desk()).begin() as connection:
        _forget(connection, row)
        connection.execute(insert(ignored_name).values(**row, who=who, at=datetime.now(UTC).replace(tzinfo=None)))


def ask_again(kind: str, region: str | None, name: str, *, engine: Engine | None = None) -> None:
    """Take it back."""
    with (engine or open_desk()).begin() as connection:
        _forget(connection, {"kind": kind, "region": region or "", "name": name})


def is_ignored(kind: str, names: pd.DataFrame, *, engine: Engine | None = None) -> pd.Series:
    """Whether each row (columns name, region) is a name not to be asked for."""
    question = select(ignored_name.c.region, ignored_name.c.name).where(ignored_name.c.kind == kind)
    with (engine or open_desk()).connect() as connection:
        chosen = {(row.region, row.name) for row in connection.execute(question)}
    pairs = zip(names["region"].fillna(""), names["name"], strict=True)
    return pd.Series([pair in chosen for pair in pairs], index=names.index, dtype=bool)


def _forget(connection: Connection, row: Mapping[str, str]) -> None:
    connection.execute(delete(ignored_name).where(*(ignored_name.c[name] == value for name, value in row.items())))
