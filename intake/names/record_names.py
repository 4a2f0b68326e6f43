"""A name that became known reaches the counts and registers that bear it, as if it had been known when they came."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.schema import CreateTable, DropTable

from analysis.masking import holds_mask
from intake.names.normal import normalise
from intake.names.successors import read_successors
from store.dialects import append_rows, read_frame
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
# Rows that get a name, another key or another import that replaced them.
_FRESH = Table(
    "fresh_key",
    MetaData(),
    *(Column(name, Text) for name in ("key", "fresh", "named", "district")),
    *(Column(name, Integer) for name in ("batch_id", "later")),
    prefixes=["TEMPORARY"],
)


def name_records(connection: Connection, kind: str, spelling: str, id: str, home: str | None) -> int:
    """Give `id` to the rows whose district or agency bears this spelling (in normal form) and is not known yet.

    `home`: of an agency, the district of rows that name no place. Where the key a row gets is another row's already,
    the row of the later import stays, as it would have replaced the earlier one. Returns the number of rows changed.
    """
    changed = 0
    for table in NAMED.get(kind, ()):
        for each in (table, UNDO_RECORDS[table.name]):
            source = each.c[f"{kind}_source"]
            same = [name for name in unknown_names(connection, each, kind) if normalise(name) == spelling]
            rows = unknown_rows(connection, each, kind, source.in_(same)).assign(id=id)
            name_rows(connection, each, kind, rows, {} if home is None else {id: home})
            changed += len(rows) if each is table else 0
    return changed


def unknown_names(connection: Connection, table: Table, kind: str) -> list[str]:
    """The names in these rows that nobody knows; none is known by what is left of it, «ИП [имя]» is several traders."""
    names = select(table.c[f"{kind}_source"]).where(_unknown(table, kind)).distinct()
    return [name for name in connection.execute(names).scalars() if not holds_mask(name)]


def unknown_rows(connection: Connection, table: Table, kind: str, which: ColumnElement[bool]) -> pd.DataFrame:
    """key, batch_id, district_source (where the table has it) and source, the name that nobody knows."""
    columns = [table.c[name] for name in ("key", "batch_id", "district_source") if name in table.c]
    source = table.c[f"{kind}_source"].label("source")
    return read_frame(connection, select(*columns, source).where(_unknown(table, kind), which))


def name_rows(
    connection: Connection, table: Table, kind: str, rows: pd.DataFrame, homes: Mapping[str, str]
) -> pd.DataFrame:
    """Give each of these `unknown_rows` its `id`; `homes`: agency → the district of rows that name no place.

    Ids are as the region's lists have them: a row is counted in what stands today of a district of before a reform.
    Returns those that stay under their old key, for another row of the same file has theirs (`fresh`): key, batch_id.
    """
    if rows.empty:
        return rows.assign(fresh=None)
    today = read_successors(connection)
    values: dict[str, ColumnElement[str]] = {f"{kind}_id": _FRESH.c.named}
    rows = rows.assign(home=None, named=rows["id"].replace(today))
    if kind == "agency" and "district_source" in rows:
        rows["home"] = rows["id"].map(homes).where(rows["district_source"].isna())
        values["district_id"] = func.coalesce(_FRESH.c.district, table.c.district_id)
    _stage(connection, rows.assign(district=rows["home"].replace(today)))
    same = and_(table.c.key == _FRESH.c.key, table.c.batch_id == _FRESH.c.batch_id)
    connection.execute(update(table).values(values).where(_unknown(table, kind), same))
    rows["fresh"] = [
        _key(table.name.removeprefix("undo_"), key, {f"{kind}_id": id} | ({"district_id": home} if homely else {}))
        for key, id, home, homely in zip(rows["key"], rows["id"], rows["home"], rows["home"].notna(), strict=True)
    ]
    return _rename(connection, table, rows[rows["fresh"] != rows["key"]])


def _unknown(table: Table, kind: str) -> ColumnElement[bool]:
    return and_(table.c[f"{kind}_id"].is_(None), table.c[f"{kind}_source"].is_not(None))


def parts_of(table: str, key: str) -> dict[str, str]:
    """What the natural key of this table is made of: «2026-01-10|mfc|~Омск||» → day, channel, district_id «~Омск» …"""
    names = KEYS.get(table, ())
    # What people write stands at one end of a key and may hold the mark itself.
    parts = key.rsplit("|", 1) if table == "poll_result" else key.split("|", len(names) - 1)
    return dict(zip(names, parts, strict=True)) if names else {}


def _key(table: str, key: str, known: dict[str, str]) -> str:
    """The key with these parts known: «2026-01-10|mfc|~Омск||» → «2026-01-10|mfc|52701000||»."""
    parts = parts_of(table, key)
    return "|".join(known.get(name, part) for name, part in parts.items()) if parts else key


def _rename(connection: Connection, table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """New keys; of rows with one key the one of the latest import, the others kept for taking that import back."""
    fresh = rows[["key", "batch_id", "fresh"]]
    left = fresh.iloc[:0]
    if rows.empty:
        return left
    if table.name.startswith("undo_"):
        _set_keys(connection, table, fresh)
    else:
        _stage(connection, fresh)
        there = select(table.c.key, table.c.batch_id, table.c.key.label("fresh"))
        taken = there.where(table.c.key.in_(select(_FRESH.c.fresh)))
        both = pd.concat([read_frame(connection, taken), fresh], ignore_index=True)
        both["later"] = both.groupby("fresh")["batch_id"].transform("max")
        keep_for_undo(connection, table, both[both["batch_id"] < both["later"]])
        # Two rows of one file: both stay, one of them under its old key.
        latest = both[both["batch_id"] == both["later"]]
        stay = latest.drop_duplicates("fresh")
        left = latest.drop(stay.index)
        _set_keys(connection, table, stay[stay["fresh"] != stay["key"]])
    _follow(connection, table.name.removeprefix("undo_"), fresh)
    return left


def keep_for_undo(connection: Connection, table: Table, lost: pd.DataFrame) -> None:
    """Rows (`key`) that a `later` import replaces: they return, under the key `fresh`, when that is taken back."""
    if lost.empty:
        return
    _stage(connection, lost)
    columns = [_FRESH.c.fresh if column is table.c.key else column for column in table.columns]
    names = [*(column.name for column in table.columns), "undo_batch"]
    kept = select(*columns, _FRESH.c.later).join_from(table, _FRESH, table.c.key == _FRESH.c.key)
    connection.execute(insert(UNDO_RECORDS[table.name]).from_select(names, kept))
    connection.execute(delete(table).where(table.c.key.in_(select(_FRESH.c.key))))


def _set_keys(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    _stage(connection, rows.drop_duplicates("key"))
    connection.execute(update(table).values(key=_FRESH.c.fresh).where(table.c.key == _FRESH.c.key))


def _follow(connection: Connection, name: str, rows: pd.DataFrame) -> None:
    """Of rows that share a key by now each was replaced by the next: else two of them returned with one import."""
    table, undo = next(each for each in RECORDS if each.name == name), UNDO_RECORDS[name]
    _stage(connection, rows)
    ours = [
        read_frame(connection, select(each.c.key, each.c.batch_id).where(each.c.key.in_(select(_FRESH.c.fresh))))
        for each in (table, undo)
    ]
    if ours[1].empty:
        return
    rows = pd.concat(ours).drop_duplicates().sort_values(["key", "batch_id"])
    rows["later"] = rows.groupby("key")["batch_id"].shift(-1)
    _stage(connection, rows.dropna(subset="later").astype({"later": "int"}))
    same = and_(undo.c.key == _FRESH.c.key, undo.c.batch_id == _FRESH.c.batch_id)
    connection.execute(update(undo).values(undo_batch=_FRESH.c.later).where(same))


def _stage(connection: Connection, rows: pd.DataFrame) -> None:
    """Into a table of the engine: asked one by one, a hundred thousand keys take minutes."""
    connection.execute(DropTable(_FRESH, if_exists=True))
    connection.execute(CreateTable(_FRESH))
    kinds = {column.name: pa.int32() if column.name in ("batch_id", "later") else pa.string() for column in _FRESH.c}
    columns = {name: pa.array(rows[name], kind, from_pandas=True) for name, kind in kinds.items() if name in rows}
    append_rows(connection, _FRESH, pa.table(columns))
