"""Reference rows into the store: what is new, what changed, what stays; aliases kept in step with the file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Table, select

from store.dialects import append_rows

Values = Mapping[str, Any]


def merge_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> dict[str, str]:
    """Write rows by ``id``; columns a row does not mention stay. Returns id → new, updated or unchanged."""
    stored = stored_rows(connection, table, [row["id"] for row in rows])
    outcome: dict[str, str] = {}
    written: list[Values] = []
    for row in rows:
        before = stored.get(row["id"])
        after = {**(before or dict.fromkeys(table.columns.keys())), **row}
        outcome[row["id"]] = "new" if before is None else "unchanged" if after == before else "updated"
        if after != before:
            written.append(after)
    _replace(connection, table, written)
    return outcome


def stored_rows(connection: Connection, table: Table, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """id → the stored row, for those of the ids that are stored."""
    wanted = set(ids)
    rows = connection.execute(select(table)).mappings()
    return {row["id"]: dict(row) for row in rows if row["id"] in wanted}


def _replace(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    if not rows:
        return
    connection.execute(table.delete().where(table.c.id.in_([row["id"] for row in rows])))
    append_rows(connection, table, _arrow(rows))


def merge_aliases(
    connection: Connection, table: Table, target: str, aliases: Iterable[Values], ids: Collection[str], origin: str
) -> set[str]:
    """Make the aliases of these ids that have this origin the given ones; a person's stay. Returns the ids changed.

    `target`: the column that holds the id; `aliases`: rows of the alias table without origin.
    """
    owned = select(table).where(table.c.origin == origin, table.c[target].in_(list(ids)))
    before = {tuple(sorted(row.items())) for row in connection.execute(owned).mappings()}
    after = {tuple(sorted({**alias, "origin": origin}.items())) for alias in aliases}
    changed = {dict(row)[target] for row in before ^ after}
    if changed:
        connection.execute(table.delete().where(table.c.origin == origin, table.c[target].in_(changed)))
        append_rows(connection, table, _arrow([dict(row) for row in sorted(after) if dict(row)[target] in changed]))
    return changed


def _arrow(rows: Sequence[Values]) -> pa.Table:
    """Rows as Arrow, without the columns that are null throughout (a null type fits no column)."""
    if not rows:
        return pa.table({})
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    return pa.table({name: [row[name] for row in rows] for name in names})
