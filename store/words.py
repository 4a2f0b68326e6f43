"""Which case holds which word: what the search looks in, instead of reading every text.

A word is a run of letters and digits in lower case with е for ё. Nothing is left out and nothing is cut off, so what
the search finds by words it would find by reading.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, Connection, MetaData, Select, Table, Text, cast, delete, exists, func, select
from sqlalchemy.schema import CreateTable, DropTable

from store.dialects import append_rows, read_frame
from store.tables import case, case_text, case_word, undo_case, undo_text, word

# Letters of Latin and Cyrillic scripts and digits, as a set that DuckDB, PostgreSQL and Python read alike.
LETTERS = "0-9a-zÀ-ɏЀ-ӿ"
PLACES = {"text": "text", "reply": "reply", "address": "address", "topic": "topic_source"}  # place → column
BATCH = 1 << 32  # numbers of a batch's cases: from batch · BATCH on
MAX_NUMBER = 1 << 62
AT_ONCE = 20_000

_END = "\n"  # between two texts
_WORD = re.compile(f"[{LETTERS}]+|{_END}")
_asked = Table("asked_word", MetaData(), Column("word", Text), prefixes=["TEMPORARY"])


def held(texts: Sequence[str]) -> tuple[NDArray[np.int64], list[str], NDArray[np.int64]]:
    """The different words of all texts, and which holds which: the place of the text, the words, the place of the word.

    ["Ёлка, елка и снег", "Снег"] holds елка, и, снег: (0, 0, 0, 1), the words, (0, 1, 2, 2).
    """
    together = _END.join(text.replace(_END, " ") for text in texts)
    found = np.array(_WORD.findall(together.lower().replace("ё", "е")), dtype=object)
    codes, words = pd.factorize(np.append(np.array([_END], dtype=object), found))  # the end of a text is word 0
    codes, words = codes[1:] - 1, words[1:]
    text = np.cumsum(codes < 0)
    pairs = np.sort((text * len(words) + codes)[codes >= 0])
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
    return pairs // max(len(words), 1), list(words), pairs % max(len(words), 1)


def index_words(connection: Connection, rows: pd.DataFrame) -> None:
    """Write down the words of cases whose words are not known yet. In: number and the columns of `PLACES`."""
    parts = [_of_place(connection, rows, place, column) for place, column in PLACES.items()]
    ids, numbers = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.sort((ids << 32) + np.arange(len(ids)))  # by word: the engine then skips what it does not look for
    found = {"word_id": pa.array(order >> 32, pa.int32()), "case_number": pa.array(numbers[order & (BATCH - 1)])}
    append_rows(connection, case_word, pa.table(found))


def _of_place(
    connection: Connection, rows: pd.DataFrame, place: str, column: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids of words and numbers of the cases that hold them in one column. Many texts are alike: each is read once."""
    there = rows[rows[column].notna()]
    which, texts = pd.factorize(there[column])
    text, words, code = held(list(texts))
    sizes = np.bincount(text, minlength=len(texts))
    begins, length = np.cumsum(sizes) - sizes, sizes[which]
    at = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(begins[which], length)
    return _ids(connection, place, words)[code[at]], np.repeat(there["number"].to_numpy("int64"), length)


def _ids(connection: Connection, place: str, words: Sequence[str]) -> NDArray[np.int64]:
    """The id of each word in this place; words never met before get one."""
    if not words:
        return np.zeros(0, dtype="int64")
    connection.execute(DropTable(_asked, if_exists=True))
    connection.execute(CreateTable(_asked))
    append_rows(connection, _asked, pa.table({"word": pa.array(words, pa.string())}))
    question = select(word.c.word, word.c.id).join(_asked, _asked.c.word == word.c.word).where(word.c.place == place)
    known = {row.word: row.id for row in connection.execute(question)}
    connection.execute(DropTable(_asked))
    last = connection.execute(select(func.coalesce(func.max(word.c.id), 0))).scalar_one()
    fresh = {each: last + 1 + at for at, each in enumerate(each for each in words if each not in known)}
    added = pa.table({"id": pa.array(fresh.values(), pa.int32()), "place": [place] * len(fresh), "word": list(fresh)})
    append_rows(connection, word, added)
    return np.array([known.get(each) or fresh[each] for each in words], dtype="int64")


def index_everything(connection: Connection) -> None:
    """Number all cases and write down their words anew: for a store that was made without them."""
    for table in (case_word, word):
        connection.execute(delete(table))
    for cases, texts, same in (
        (case, case_text, case_text.c.case_id == case.c.id),
        (undo_case, undo_text, (undo_text.c.case_id == undo_case.c.id)
         & (undo_text.c.undo_batch == undo_case.c.undo_batch)),
    ):  # fmt: skip
        _number(connection, cases)
        told = select(cases.c.number, cases.c.address, cases.c.topic_source, texts.c.text, texts.c.reply)
        _index_all(connection, told.select_from(cases.outerjoin(texts, same)), cases.c.number)


def _number(connection: Connection, cases: Table) -> None:
    """Numbers of their batch, in its order; those kept for undoing after those in use."""
    connection.execute(cases.update().values(number=None))
    key = [cases.c.id, cases.c.batch_id]
    place = func.row_number().over(partition_by=cases.c.batch_id, order_by=cases.c.id)
    begin = cast(cases.c.batch_id, BigInteger) * BATCH + (0 if cases is case else BATCH // 2)
    numbered = select(*key, (begin + place).label("number")).subquery("numbered")
    same = (numbered.c.id == cases.c.id) & (numbered.c.batch_id == cases.c.batch_id)
    connection.execute(cases.update().values(number=numbered.c.number).where(same))


def _index_all(connection: Connection, told: Select, number: Any) -> None:
    edges = [row[0] for row in connection.execute(select(number).order_by(number))][::AT_ONCE]
    for first, last in pairwise([*edges, MAX_NUMBER]):
        index_words(connection, read_frame(connection, told.where(number >= first, number < last)))


def forget_words(connection: Connection, batch: int) -> None:
    """What only a batch that is taken back brought."""
    mine = (case_word.c.case_number >= batch * BATCH) & (case_word.c.case_number < (batch + 1) * BATCH)
    connection.execute(delete(case_word).where(mine))
    # NOT IN would make PostgreSQL go through all of them again for each word.
    connection.execute(delete(word).where(~exists().where(case_word.c.word_id == word.c.id)))
