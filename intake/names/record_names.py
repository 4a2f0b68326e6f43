"""A name that became known reaches the counts and registers that bear it, as if it had been known when they came."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, and_, case, delete, insert, literal, select, update

from intake.names.normal import normalise
from store.dialects import read_frame
from store.record_tables import RECORDS, UNDO_RECORDS

# What the natural key of a table is made of, where it has no number or address of its own.
KEYS: Mapping[str, tuple[str, ...]] = {
    "volume": ("day", "channel", "district_id", "agency_id", "service"),
    "service_rating": ("day", "agency_id", "criterion"),
    "annotation": ("kind", "starts_at", "district_id", "title"),
    "poll_result": ("option_id", "district_id"),
    "resident_group": ("year", "district_id", "sex", "age_from", "age_to"),
}
# Tables whose rows name an organisation or a place.
NAMED: dict[str, tuple[Table, ...]] = {
    kind: tuple(table for table in RECORDS if f"{kind}_source" in table.c) for kind in ("district", "agency")
}


def name_records(connection: Connection, kind: str, spelling: str, id: str, home: str | None) -> int:
    """Give `id` to the rows whose district or agency bears this spelling (in normal form) and is not known yet.

    `home`: of an agency, the district of rows that name no place. Where the key a row gets is another row's already,
    the row of the later import stays, as it would have replaced the earlier one. Returns the number of rows changed.
    """
    changed = 0
    for table in NAMED.get(kind, ()):
        for each in (table, UNDO_RECORDS[table.name]):
            source = each.c[f"{kind}_source"]
            met = connection.execute(select(source).where(_unknown(each, kind)).distinct()).scalars()
            bears = source.in_([name for name in met if normalise(name) == spelling])
            named = _name(connection, each, kind, bears, id, home)
            changed += named if each is table else 0
    return changed


def name_hidden(connection: Connection, part: str, id: str, home: str | None) -> None:
    """The same for an agency, to the rows whose key says `part` of its name, see `intake.records.hidden`."""
    for table in NAMED["agency"]:
        if "agency_id" in KEYS.get(table.name, ()):
            for each in (table, UNDO_RECORDS[table.name]):
                _name(connection, each, "agency", ("|" + each.c.key + "|").contains(f"|{part}|"), id, home)


def _unknown(table: Table, kind: str) -> ColumnElement[bool]:
    return and_(table.c[f"{kind}_id"].is_(None), table.c[f"{kind}_source"].is_not(None))


def _name(
    connection: Connection, table: Table, kind: str, bears: ColumnElement[bool], id: str, home: str | None
) -> int:
    wanted = and_(_unknown(table, kind), bears)
    silent = table.c.district_source if "district_source" in table.c else None
    columns = [table.c.key, table.c.batch_id, *([] if silent is None else [silent])]
    rows = read_frame(connection, select(*columns).where(wanted))
    if rows.empty:
        return 0
    values: dict[str, Any] = {f"{kind}_id": id}
    placeless = kind == "agency" and home is not None and silent is not None
    if placeless:
        values["district_id"] = case((silent.is_(None), home), else_=table.c.district_id)  # type: ignore[union-attr]
    connection.execute(update(table).where(wanted).values(**values))
    at_home = rows["district_source"].isna() if placeless else pd.Series(False, index=rows.index)
    rows["fresh"] = [
        _key(table.name.removeprefix("undo_"), key, {f"{kind}_id": id} | ({"district_id": str(home)} if still else {}))
        for key, still in zip(rows["key"], at_home, strict=True)
    ]
    _rename(connection, table, rows[rows["fresh"] != rows["key"]])
    return len(rows)


def _key(table: str, key: str, known: dict[str, str]) -> str:
    """The key with these parts known: «2026-01-10|mfc|~Омск||» → «2026-01-10|mfc|52701000||»."""
    names = KEYS.get(table, ())
    # What people write stands at one end of a key and may hold the mark itself.
    parts = key.rsplit("|", 1) if table == "poll_result" else key.split("|", len(names) - 1)
    return "|".join(known.get(name, part) for name, part in zip(names, parts, strict=True)) if names else key


def _rename(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """New keys; of rows with one key the one of the latest import, the others kept for taking that import back."""
    if rows.empty:
        return
    if table.name.startswith("undo_"):
        _set_keys(connection, table, rows)
        return
    fresh = rows["fresh"].tolist()
    there = select(table.c.key, table.c.batch_id, table.c.key.label("fresh")).where(table.c.key.in_(fresh))
    both = pd.concat([read_frame(connection, there), rows[["key", "batch_id", "fresh"]]], ignore_index=True)
    both["latest"] = both.groupby("fresh")["batch_id"].transform("max")
    for lost in both[both["batch_id"] < both["latest"]].to_dict("records"):
        _keep_for_undo(connection, table, lost["key"], lost["fresh"], int(lost["latest"]))
    # Two rows of one file: both stay, one of them under its old key.
    stay = both[both["batch_id"] == both["latest"]].drop_duplicates("fresh")
    _set_keys(connection, table, stay[stay["fresh"] != stay["key"]])


def _keep_for_undo(connection: Connection, table: Table, key: str, fresh: str, batch: int) -> None:
    """A row that a later import replaces: it returns when that import is taken back."""
    undo, this = UNDO_RECORDS[table.name], table.c.key == key
    columns = [literal(fresh) if column is table.c.key else column for column in table.columns]
    names = [*(column.name for column in table.columns), "undo_batch"]
    connection.execute(insert(undo).from_select(names, select(*columns, literal(batch)).where(this)))
    connection.execute(delete(table).where(this))


def _set_keys(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    for old, fresh in rows[["key", "fresh"]].drop_duplicates("key").itertuples(index=False):
        connection.execute(update(table).where(table.c.key == old).values(key=fresh))
