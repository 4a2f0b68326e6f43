"""What was read of replies, kept in the store: a new import has only its new texts read."""

import hashlib
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Engine, Select, and_, func, select

from analysis.replies import KINDS, RULES, readings
from analysis.reply_clusters import signature
from store.dialects import append_rows, read_frame
from store.tables import case_text, reply_reading, reply_wording

AT_ONCE = 20_000  # texts read in one transaction: what is read stays read when somebody stops the program
IS_READ = and_(reply_reading.c.text_key == func.md5(case_text.c.reply), reply_reading.c.rules == RULES)
COLUMNS = tuple(reply_reading.c[name] for name in ("wording", "facts", "content", "is_away", "is_interim"))
_CONTENT = [tuple(kind for place, kind in enumerate(KINDS) if bits >> place & 1) for bits in range(2 ** len(KINDS))]


def keep(engine: Engine, texts: pd.Series) -> None:
    """Read these replies and keep what they say; what other rules read is thrown away."""
    with engine.begin() as connection:
        for table in (reply_reading, reply_wording):
            connection.execute(table.delete().where(table.c.rules != RULES))
        kept = set(connection.execute(select(reply_wording.c.wording)).scalars())
    distinct = pd.Series(texts.unique())
    for start in range(0, len(distinct), AT_ONCE):
        rows = _rows(distinct[start : start + AT_ONCE])
        fresh = rows[~rows["wording"].isin(kept)].drop_duplicates("wording")
        fresh = fresh.assign(signature=[signature(skeleton) for skeleton in fresh["skeleton"]])
        kept.update(fresh["wording"])
        with engine.begin() as connection:
            for table, found in ((reply_reading, rows), (reply_wording, fresh)):
                names = [column.name for column in table.columns]
                append_rows(connection, table, pa.Table.from_pandas(found[names], preserve_index=False))


def _rows(texts: pd.Series) -> pd.DataFrame:
    """Columns of both tables but the signature."""
    read = readings(texts)
    bits = {kind: 1 << place for place, kind in enumerate(KINDS)}
    return read.assign(
        text_key=[hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in texts],
        rules=RULES, wording=[_hash(skeleton) for skeleton in read["skeleton"]],
        facts=[_hash(facts) for facts in read["facts"]],
        content=[sum(bits[kind] for kind in content) for content in read["content"]],
    )  # fmt: skip


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def told(rows: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """The rows (with `COLUMNS`) as `analysis.replies.judged` takes them; facts stay hashes, which tell as much."""
    skeletons = wordings.set_index("wording")["skeleton"].to_dict()
    return rows.assign(
        skeleton=pd.Series([skeletons[wording] for wording in rows["wording"]], index=rows.index, dtype=object),
        content=pd.Series([_CONTENT[bits] for bits in rows["content"].astype(int)], index=rows.index, dtype=object),
        is_away=rows["is_away"].astype(bool), is_interim=rows["is_interim"].astype(bool),
    ).drop(columns="wording")  # fmt: skip


def wordings_of(connection: Any, said: Select) -> pd.DataFrame:
    """Columns wording, skeleton, signature of the wordings that a question for ids of them names, each once."""
    c = reply_wording.c
    question = select(c.wording, c.skeleton, c.signature).where(c.rules == RULES, c.wording.in_(said))
    return read_frame(connection, question).drop_duplicates("wording", ignore_index=True)
