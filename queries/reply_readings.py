"""What was read of replies, kept in the store: a new import has only its new texts read."""

import hashlib

import pandas as pd
import pyarrow as pa
from sqlalchemy import Engine, and_, func, select

from analysis.replies import KINDS, RULES, readings
from analysis.reply_clusters import signature
from store.dialects import append_rows
from store.tables import case_text, reply_reading, reply_wording

AT_ONCE = 20_000  # texts read in one transaction: what is read stays read when somebody stops the program
IS_READ = and_(reply_reading.c.text_key == func.md5(case_text.c.reply), reply_reading.c.rules == RULES)
IS_WORDED = and_(reply_wording.c.wording == reply_reading.c.wording, reply_wording.c.rules == RULES)
COLUMNS = (
    *(reply_reading.c[name] for name in ("facts", "content", "is_away", "is_interim")),
    reply_wording.c.skeleton,
    reply_wording.c.signature,
)
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
        rules=RULES, wording=[wording_key(skeleton) for skeleton in read["skeleton"]],
        facts=[wording_key(facts) for facts in read["facts"]],
        content=[sum(bits[kind] for kind in content) for content in read["content"]],
    )  # fmt: skip


def wording_key(words: str) -> int:
    """What words are kept under: 64 bits of their BLAKE2."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (with `COLUMNS`) as `analysis.replies.judged` takes them; facts stay hashes, which tell as much."""
    content = [_CONTENT[bits] for bits in rows["content"].astype(int)]
    return rows.assign(
        skeleton=rows["skeleton"].astype(object), content=pd.Series(content, index=rows.index, dtype=object),
        facts=rows["facts"].astype("int64"), is_away=rows["is_away"].astype(bool),
        is_interim=rows["is_interim"].astype(bool),
    ).drop(columns="signature")  # fmt: skip
