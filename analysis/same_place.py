"""Which two cases tell of the same thing at the same place.

They do when they are about the same topic in the same municipality, were filed within two days of each other, and name
the same place: a house number in common, and the street of the one among the words of the other (see
`analysis.place_words`). Texts without any place are one event only when they say the same in the same words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow
from analysis.place_words import STEM, Pieces, Told, Words, addressed, numbers_of, told_by

WINDOW = pd.Timedelta(2, "D")  # between two cases
FEWEST_WORDS = 6
NEIGHBOURS = 100  # a case is compared with so many before it that name the same number
COLUMNS = ["one", "other", "one_at", "other_at", "place"]
_KINDS = ("str", "str", "datetime64[us]", "datetime64[us]", "str")
NO_PAIRS = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in zip(COLUMNS, _KINDS, strict=True)})
_WINDOW = int(WINDOW / pd.Timedelta(1, "us"))
_SHUFFLES, _ODD = 8, 0x1E3779B97F4A7C15  # of the words of a case
_MOST_PIECES = 200_000  # kept of texts: what comes again and again is soon known anew


@dataclass
class _Recent:
    """What was said of one topic in one municipality. Those too old are forgotten, and of those that say the same only
    the last is asked: a thousand cases about one outage hang together through their neighbours.
    """

    by_number: dict[str, dict[tuple[Words, ...], Told]] = field(default_factory=lambda: defaultdict(dict))
    by_words: dict[Words, Told] = field(default_factory=dict)

    def same(self, told: Told) -> Iterator[Told]:
        """Those before it at the same place; it is remembered itself."""
        for number in told.numbers:
            recent = self.by_number[number]
            for said, one in list(recent.items()):
                if told.at - one.at > _WINDOW:
                    del recent[said]
                elif _same_place(one, told):
                    yield one
            recent.pop(told.said, None)  # what was said last stands last
            recent[told.said] = told
            if len(recent) > NEIGHBOURS:
                del recent[next(iter(recent))]
        if not told.street and len(told.words) >= FEWEST_WORDS:
            same = self.by_words.get(told.words)
            if same is not None and told.at - same.at <= _WINDOW:
                yield same
            self.by_words[told.words] = told

    def forget(self, before: int) -> bool:
        """Nothing is left of what was said before that moment; whether anything is left at all."""
        self.by_words = {words: one for words, one in self.by_words.items() if one.at >= before}
        left: dict[str, dict[tuple[Words, ...], Told]] = defaultdict(dict)
        for number, recent in self.by_number.items():
            if young := {said: one for said, one in recent.items() if one.at >= before}:
                left[number] = young
        self.by_number = left
        return bool(self.by_words or self.by_number)


@dataclass
class Memory:
    """What was said in the last two days, by place: `pairs` goes on where the frame before ended."""

    places: dict[str, _Recent] = field(default_factory=dict)
    pieces: Pieces = field(default_factory=Pieces)

    def forget(self, before: int) -> None:
        """See `_Recent.forget`."""
        self.places = {place: recent for place, recent in self.places.items() if recent.forget(before)}
        if len(self.pieces) > _MOST_PIECES:
            self.pieces = Pieces()


def pairs(cases: pd.DataFrame, memory: Memory | None = None) -> pd.DataFrame:
    """Two and two the cases at the same place. In: columns case_id, at (a moment), place (a topic in a municipality),
    address, text; missing allowed but for the first two. Out: one (the earlier), other, one_at, other_at, place.

    A store is too large for one frame: with a `memory` one frame may follow the other, each with later cases than the
    one before, and the pairs are those of all of them together.
    """
    memory = memory if memory is not None else Memory()
    rows = cases[cases["place"].notna()]
    if rows.empty:
        return _table([], pd.Index([], dtype="str"))
    at = rows["at"].to_numpy("datetime64[us]").astype("int64")
    codes, places = pd.factorize(rows["place"])
    order = _order(codes, at, rows["case_id"])
    order = order[_beside(codes[order], at[order])]  # the others have nobody near them
    named, said = (arrow(rows[name]).take(order) for name in ("address", "text"))
    order = order[_may_meet(codes[order], at[order], *_said(named, said, memory.pieces))]
    told = (arrow(rows[name]).take(order).to_pylist() for name in ("case_id", "address", "text"))
    found = []
    current, recent = -1, _Recent()
    for code, moment, case_id, address, text in zip(codes[order].tolist(), at[order].tolist(), *told, strict=True):
        if code != current:
            current, recent = code, memory.places.setdefault(places[code], _Recent())
        case = told_by(case_id, moment, address, text, memory.pieces)
        found += [(one.case_id, case_id, one.at, moment, code) for one in recent.same(case)]
    memory.forget(int(at.max()) - _WINDOW)
    return _table(found, places)


def _order(codes: np.ndarray, at: np.ndarray, case_ids: pd.Series) -> np.ndarray:
    """Place by place in the order of time, ids between equals."""
    keys = pa.table({"place": codes, "at": at, "case_id": arrow(case_ids)})
    order: np.ndarray = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names]).to_numpy()
    return order


def _table(found: list[tuple[str, str, int, int, int]], places: pd.Index) -> pd.DataFrame:
    if not found:
        return NO_PAIRS
    made = pd.DataFrame(found, columns=COLUMNS).drop_duplicates(["one", "other"])
    moments = {name: made[name].astype("int64").astype("datetime64[us]") for name in ("one_at", "other_at")}
    named = places.take(made["place"].to_numpy("int64"))
    return made.astype({"one": "str", "other": "str"}).assign(
        **moments, place=pd.Series(named, made.index, dtype="str")
    )


def _beside(codes: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Which rows have another of their place within the window; near the ends of the frame nobody knows."""
    follows = (codes[1:] == codes[:-1]) & (np.diff(at) <= _WINDOW)
    beside = (at <= at.min() + _WINDOW) | (at >= at.max() - _WINDOW)
    beside[1:] |= follows
    beside[:-1] |= follows
    return beside


def _may_meet(codes: np.ndarray, at: np.ndarray, *keys: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Which rows, in the order of place and time, share a key (row, key) with another of their place within the window;
    the others, most of them, need no closer look. Near the ends of the frame nobody knows.
    """
    may = (at <= at.min() + _WINDOW) | (at >= at.max() - _WINDOW)
    for rows, key in keys:
        order = np.lexsort((rows, key, codes[rows]))
        key, one, other = key[order], rows[order][:-1], rows[order][1:]
        meet = (one != other) & (codes[one] == codes[other]) & (key[1:] == key[:-1]) & (at[other] - at[one] <= _WINDOW)
        may[one[meet]] = may[other[meet]] = True
    return may


def _said(addresses: pa.Array, texts: pa.Array, known: Pieces) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """By columns what `told_by` finds row by row, or a little more: (row, hash) of the numbers in addresses and texts,
    then of all the words of a case: of the same words it is the same.
    """
    different = addresses.dictionary_encode()
    read = [addressed(address) for address in different.dictionary.to_pylist()]
    houses = _hashes([numbers for numbers, _, _ in read], different.indices)
    named = _hashes([words for _, _, words in read], different.indices)
    exact = pa.array([bool(street) for _, street, _ in read], pa.bool_()).take(different.indices).fill_null(False)
    split = pc.ascii_split_whitespace(pc.if_else(exact, pa.scalar(None, texts.type), texts))
    pieces, row = pc.list_flatten(split).dictionary_encode(), pc.list_parent_indices(split).to_numpy()
    tokens = [known.all_of(piece) for piece in pieces.dictionary.to_pylist()]
    at, number = _hashes([numbers_of(each) for each in tokens], pieces.indices)
    yield np.concatenate([houses[0], row[at]]), np.concatenate([houses[1], number])
    at, word = _hashes([[token[:STEM] for token in each] for each in tokens], pieces.indices)
    row, word = np.concatenate([named[0], row[at]]), np.concatenate([named[1], word])
    order = np.argsort(row, kind="stable")
    row, word = row[order], word[order]
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    whole = np.zeros(len(begins), dtype="int64")
    for _ in range(_SHUFFLES if len(begins) else 0):  # different words seldom have all their greatest in common
        word = word * _ODD
        whole = whole * _ODD + np.maximum.reduceat(word, begins)
    yield row[begins], whole


def _hashes(tokens: Sequence[Iterable[str]], which: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Of each of `which` the hashes of its tokens: the place in `which`, the hash."""
    lists = pa.array([list(map(hash, each)) for each in tokens], pa.list_(pa.int64())).take(which)
    return pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists).to_numpy()


def _same_place(one: Told, other: Told) -> bool:
    if one.exact and other.exact:
        return one.street == other.street
    if one.exact or other.exact:
        address, sentence = (one, other) if one.exact else (other, one)
        return address.street <= sentence.words
    return bool(one.street & other.street)
