"""Which case holds which word: what the search looks in, instead of reading every text.

A word is a run of letters and digits in lower case with е for ё. Nothing is left out and nothing is cut off, so what
the search finds by words it would find by reading.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    select,
    true,
)

from store.dialects import append_rows, drop, make_empty, read_table
from store.tables import case, case_text, case_word, undo_case, undo_text, word

# Letters of Latin and Cyrillic scripts and digits, as a set that DuckDB, PostgreSQL and Python read alike.
LETTERS = "0-9a-zÀ-ɏЀ-ӿ"
PLACES = {"text": "text", "reply": "reply", "address": "address", "topic": "topic_source"}  # place → column
# Numbers of a batch's cases: from batch · BATCH on. PostgreSQL hashes a number by one of its halves XOR the other; with
# 2³² alone those of different batches would share their hashes by the dozen. 2³² divided by the golden ratio has
# multiples that lie far apart.
BATCH = (1 << 32) + 2_654_435_769
MAX_NUMBER = 1 << 62
AT_ONCE = 20_000

_asked = Table("asked_word", MetaData(), Column("place", Text), Column("word", Text), prefixes=["TEMPORARY"])


def held(texts: Sequence[str] | pa.Array) -> tuple[NDArray[np.int64], pa.Array, NDArray[np.int64], NDArray[np.int64]]:
    """Which words stand where: of each the place of the text, the different words, the place of the word among these,
    and which of its text it is, from 0.

    ["Ёлка, елка и снег", "Снег"] holds елка, и, снег: (0, 0, 0, 0, 1), the words, (0, 0, 1, 2, 2), (0, 1, 2, 3, 0).
    """
    given = texts.cast(pa.large_string()) if isinstance(texts, pa.Array) else pa.array(texts, pa.large_string())
    rough = pc.ascii_split_whitespace(given)
    pieces, text = pc.list_flatten(rough).dictionary_encode(), pc.list_parent_indices(rough).to_numpy()
    piece, words = _words_of(pieces.dictionary)
    which, times = _each(piece, len(pieces.dictionary), pieces.indices.to_numpy())
    owner = np.repeat(text, times)
    many = np.bincount(owner, minlength=len(given))
    begins = np.repeat(np.cumsum(many) - many, many)
    return owner, words.dictionary, words.indices.to_numpy()[which], np.arange(len(owner)) - begins


def _words_of(pieces: pa.Array) -> tuple[NDArray[np.int64], pa.DictionaryArray]:
    """The words of texts in which nothing is blank, one after the other: the place of the text, the word. Such pieces
    come again and again, so that it matters little what each of them costs.
    """
    plain = pc.replace_substring(pc.utf8_lower(pieces), "ё", "е")  # a letter for each letter: İ becomes i
    parts = pc.split_pattern_regex(plain, f"[^{LETTERS}]+")
    found, piece = pc.list_flatten(parts), pc.list_parent_indices(parts)
    whole = pc.not_equal(found, "")  # before a first and after a last sign stands nothing
    return piece.filter(whole).to_numpy(), found.filter(whole).dictionary_encode()


def _each(
    owners: NDArray[np.int64], many: int, wanted: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Things that belong to owners 0, 1, … `many` - 1, those of one together: the places of the things of each wanted
    owner, and how many these are. Owners (0, 0, 2), wanted (2, 0, 2): (2, 0, 1, 2) and (1, 2, 1).
    """
    sizes = np.bincount(owners, minlength=many)
    begins, times = (np.cumsum(sizes) - sizes)[wanted], sizes[wanted]
    ends = np.cumsum(times)
    return np.arange(times.sum()) + np.repeat(begins - ends + times, times), times


def index_words(connection: Connection, rows: pa.Table) -> None:
    """Write down the words of cases whose words are not known yet. In: number and the columns of `PLACES`."""
    write_words(connection, words_of(rows))


def words_of(rows: pa.Table) -> Sequence["Told"]:
    """Which case of the rows holds which word, place by place: what `write_words` writes down. Asks nothing of the
    store, so that it can be done in a thread.
    """
    rows = rows.combine_chunks()
    number, *texts = (_whole(rows[name]) for name in ("number", *PLACES.values()))
    return [_of_place(place, number, text) for place, text in zip(PLACES, texts, strict=True)]


def write_words(connection: Connection, told: Sequence["Told"]) -> None:
    """Write down what `words_of` found."""
    words = pa.concat_tables([each.words for each in told])
    ids = _ids(connection, words)
    begins = np.cumsum([0, *(len(each.words) for each in told)])
    found = np.concatenate([ids[each.at + begin] for each, begin in zip(told, begins, strict=False)])
    places, numbers = (np.concatenate(each) for each in ([one.places for one in told], [one.numbers for one in told]))
    order = np.sort((found << 32) + np.arange(len(found)))  # by word: the engine then skips what it does not look for
    first = order & 0xFFFFFFFF
    columns = (order >> 32).astype("int32"), places.take(first), numbers.take(first)
    append_rows(connection, case_word, pa.table(columns, names=["word_id", "at", "case_number"]))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


class Told(NamedTuple):
    """The different words of one place (place, word); for each hit which of them it is, the how many-th of its text,
    and the case's number.
    """

    words: pa.Table
    at: NDArray[np.int64]
    places: NDArray[np.int32]
    numbers: NDArray[np.int64]


def _of_place(place: str, numbers: pa.Array, texts: pa.Array) -> Told:
    """Many texts are alike: each is read once."""
    different = texts.dictionary_encode()
    text, words, code, places = held(different.dictionary)
    at, times = _each(text, len(different.dictionary), different.indices.drop_null().to_numpy())
    table = pa.table({"place": pa.repeat(place, len(words)), "word": words})
    of_case = np.repeat(numbers.filter(texts.is_valid()).to_numpy(), times)
    return Told(table, code.take(at), places.astype("int32").take(at), of_case)


def _ids(connection: Connection, words: pa.Table) -> NDArray[np.int64]:
    """The id of each word in its place; words never met before get one."""
    if not len(words):
        return np.zeros(0, dtype="int64")
    make_empty(connection, _asked)
    append_rows(connection, _asked, words)
    same = (_asked.c.word == word.c.word) & (_asked.c.place == word.c.place)
    known = read_table(connection, select(word).join(_asked, same))
    drop(connection, _asked)
    last = connection.execute(select(func.coalesce(func.max(word.c.id), 0))).scalar_one()
    at = pc.index_in(_in_place(words), _in_place(known))
    fresh = at.is_null().to_numpy(zero_copy_only=False)
    ids = np.cumsum(fresh) + last
    ids[~fresh] = known["id"].take(at.drop_null()).to_numpy()
    append_rows(connection, word, words.filter(fresh).append_column("id", pa.array(ids[fresh], pa.int32())))
    return ids


def _in_place(words: pa.Table) -> pa.Array:
    """Place and word as one text: a word holds no blank."""
    place, told = (words[name].cast(pa.large_string()) for name in ("place", "word"))
    return pc.binary_join_element_wise(place, told, pa.scalar(" ", pa.large_string())).combine_chunks()


def index_everything(connection: Connection) -> None:
    """Number all cases and write down their words anew."""
    number_everything(connection)
    write_everything(connection)


def number_everything(connection: Connection) -> None:
    """Number all cases anew, those kept for undoing too."""
    for cases in (case, undo_case):
        _number(connection, cases)


def write_everything(connection: Connection) -> None:
    """Write down the words of all cases that have numbers anew; those of one number say the same, and are written once:
    a case keeps its number, and a row to undo for each import, until one tells other words.
    """
    for table in (case_word, word):
        connection.execute(delete(table))
    of_undo = (undo_text.c.case_id == undo_case.c.id) & (undo_text.c.undo_batch == undo_case.c.undo_batch)
    other = undo_case.alias("other")
    in_use = exists().where(case.c.number == undo_case.c.number)
    earlier = exists().where(other.c.number == undo_case.c.number, other.c.undo_batch < undo_case.c.undo_batch)
    for cases, texts, same, fresh in (
        (case, case_text, case_text.c.case_id == case.c.id, true()),
        (undo_case, undo_text, of_undo, ~in_use & ~earlier),
    ):
        told = select(cases.c.number, cases.c.address, cases.c.topic_source, texts.c.text, texts.c.reply)
        _index_all(connection, told.select_from(cases.outerjoin(texts, same)).where(fresh), cases.c.number)


def _number(connection: Connection, cases: Table) -> None:
    """Numbers of their batch, in its order; those kept for undoing after those in use."""
    key = [cases.c.id, cases.c.batch_id]
    place = func.row_number().over(partition_by=cases.c.batch_id, order_by=cases.c.id)
    begin = cast(cases.c.batch_id, BigInteger) * BATCH + (0 if cases is case else BATCH // 2)
    numbered = select(*key, (begin + place).label("number")).subquery("numbered")
    same = (numbered.c.id == cases.c.id) & (numbered.c.batch_id == cases.c.batch_id)
    connection.execute(cases.update().values(number=numbered.c.number).where(same))


def _index_all(connection: Connection, told: Select, number: Any) -> None:
    """A block ends with its batch, unless that is a small one: numbers of different batches lie far apart, and a word's
    cases of one batch take DuckDB a third of the room.
    """
    known = connection.execute(select(number).where(number.is_not(None)).order_by(number)).scalars()
    numbers = np.fromiter(known, "int64")
    begins = np.flatnonzero(np.diff(numbers // BATCH, prepend=-1))
    large = begins[np.diff(begins, append=len(numbers)) > AT_ONCE // 10]
    edges = np.unique(np.concatenate([numbers[::AT_ONCE], numbers[large]])).tolist()
    for first, last in pairwise([*edges, MAX_NUMBER]):
        index_words(connection, read_table(connection, told.where(number >= first, number < last).order_by(number)))


def forget_words(connection: Connection, batch: int) -> None:
    """What only a batch that is taken back brought. Only its own words are looked at, while it is still written down
    which they are: to look for each word of the store whether anybody has it left takes three times as long.
    """
    mine, other = and_(*_of_batch(case_word, batch)), case_word.alias("other")
    own = word.c.id.in_(select(case_word.c.word_id).where(mine))
    # NOT IN would make PostgreSQL go through all of them again for each word.
    elsewhere = exists().where(other.c.word_id == word.c.id, ~and_(*_of_batch(other, batch)))
    connection.execute(delete(word).where(own, ~elsewhere))
    connection.execute(delete(case_word).where(mine))


def _of_batch(words: Any, batch: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return words.c.case_number >= batch * BATCH, words.c.case_number < (batch + 1) * BATCH
