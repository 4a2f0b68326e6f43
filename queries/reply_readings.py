"""What was read of replies, kept in the store: a new import has only its new texts read."""

import hashlib
from threading import RLock
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Select,
    Table,
    and_,
    exists,
    func,
    insert,
    select,
)

from analysis.replies import KINDS, RULES, readings
from analysis.reply_clusters import signature
from store.dialects import append_rows, drop, make_empty, one_writer, read_frame, read_table
from store.tables import reply_reading, reply_wording

AT_ONCE = 20_000  # texts read in one transaction: what is read stays read when somebody stops the program
# Of a reply that nobody has read `is_read` is false and the numbers are 0.
COLUMNS = (
    reply_reading.c.text_key.is_not(None).label("is_read"),
    *(func.coalesce(reply_reading.c[name], 0).label(name) for name in ("wording", "facts", "content")),
    reply_reading.c.is_away,
    reply_reading.c.is_interim,
)
_wanted = Table("wanted_wording", MetaData(), Column("wording", BigInteger), prefixes=["TEMPORARY"])
_STAGES = {
    table.name: Table(
        f"new_{table.name}", MetaData(), *(Column(each.name, each.type) for each in table.c), prefixes=["TEMPORARY"]
    )
    for table in (reply_reading, reply_wording)
}
_MANY, _WRITING = RLock(), RLock()
_CONTENT = [tuple(kind for place, kind in enumerate(KINDS) if bits >> place & 1) for bits in range(2 ** len(KINDS))]


def is_read(said: Any) -> ColumnElement[bool]:
    """What was read of the column reply of `said`."""
    return and_(reply_reading.c.text_key == func.md5(said.c.reply), reply_reading.c.rules == RULES)


def keep(engine: Engine, unread: Select) -> None:
    """Read these different replies (one column) and keep what they say; what other rules read is thrown away.

    Many are read by one at a time: who comes meanwhile waits, and has nothing left to read. Nobody waits minutes for
    a year of replies to read those of a day: few may be read twice, and are written down once all the same, by other
    processes on the same server too.
    """
    texts = _texts(engine, unread)
    if len(texts) <= AT_ONCE:
        _read(engine, texts)
        return
    with _MANY:
        _read(engine, _texts(engine, unread))


def _texts(engine: Engine, unread: Select) -> Any:
    with engine.connect() as connection:
        return read_table(connection, unread).column(0)


def _read(engine: Engine, texts: Any) -> None:
    with _WRITING, engine.begin() as connection:
        one_writer(connection, reply_reading)
        for table in (reply_reading, reply_wording):
            connection.execute(table.delete().where(table.c.rules != RULES))
        kept = set(connection.execute(select(reply_wording.c.wording)).scalars())
    for start in range(0, len(texts), AT_ONCE):
        rows = _rows(pd.Series(texts[start : start + AT_ONCE].to_pylist(), dtype=object))
        fresh = rows[~rows["wording"].isin(kept)].drop_duplicates("wording")
        fresh = fresh.assign(signature=[signature(skeleton) for skeleton in fresh["skeleton"]])
        kept.update(fresh["wording"])
        with _WRITING, engine.begin() as connection:
            one_writer(connection, reply_reading)
            _add(connection, reply_reading, "text_key", rows)
            _add(connection, reply_wording, "wording", fresh)


def _add(connection: Connection, table: Table, key: str, rows: pd.DataFrame) -> None:
    """Those whose key is not there: somebody else may have written it since it was looked for."""
    stage = _STAGES[table.name]
    make_empty(connection, stage)
    append_rows(connection, stage, pa.Table.from_pandas(rows[list(stage.c.keys())], preserve_index=False))
    there = exists().where(table.c[key] == stage.c[key], table.c.rules == stage.c.rules)
    connection.execute(insert(table).from_select(list(stage.c.keys()), select(stage).where(~there)))
    drop(connection, stage)


def _rows(texts: pd.Series) -> pd.DataFrame:
    """Columns of both tables but the signature."""
    read = readings(texts)
    bits = {kind: 1 << place for place, kind in enumerate(KINDS)}
    return read.assign(
        text_key=[hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in texts],
        rules=RULES, wording=[wording_key(skeleton) for skeleton in read["skeleton"]],
        facts=[wording_key(facts) for facts in read["facts"]],
        content=[sum(bits[kind] for kind in content) for content in read["content"]],
    )  # fmt: skip


def wording_key(words: str) -> int:
    """What words are kept under: 64 bits of their BLAKE2."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def wordings(connection: Connection, wanted: pd.Series) -> pd.DataFrame:
    """By wording, of those that are kept: skeleton, signature. Each is read once, however many replies have it."""
    make_empty(connection, _wanted)
    append_rows(connection, _wanted, pa.table({"wording": wanted.unique()}))
    w = reply_wording.c
    question = select(w.wording, w.skeleton, w.signature).join(_wanted, _wanted.c.wording == w.wording)
    found = read_frame(connection, question.where(w.rules == RULES)).drop_duplicates("wording").set_index("wording")
    drop(connection, _wanted)
    return found.astype(object)


def told(rows: pd.DataFrame, worded: pd.DataFrame) -> pd.DataFrame:
    """The rows (with `COLUMNS`) as `analysis.replies.judged` takes them, with the skeletons of `wordings`; facts stay
    hashes, which tell as much.
    """
    skeletons = worded["skeleton"].to_numpy()[worded.index.get_indexer(pd.Index(rows["wording"]))]
    content = [_CONTENT[bits] for bits in rows["content"]]
    return rows.assign(
        skeleton=pd.Series(skeletons, index=rows.index, dtype=object),
        content=pd.Series(content, index=rows.index, dtype=object), facts=rows["facts"].astype("int64"),
        is_away=rows["is_away"].astype(bool), is_interim=rows["is_interim"].astype(bool),
    ).drop(columns=["is_read", "wording"])  # fmt: skip
