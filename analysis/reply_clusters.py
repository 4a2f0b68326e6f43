"""Replies that are one text: greetings and names off, facts masked, near-identical wordings put together."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cpdist

MONTHS = "январ|феврал|март|апрел|ма[йея]|июн|июл|август|сентябр|октябр|ноябр|декабр"
ALIKE = 90.0  # per cent of its words' characters that the shorter of two wordings finds in the longer
# And how long it has to be, of the longer: a sentence added keeps a text, a sentence in common makes none.
SHORTEST = 0.5
BANDS, ROWS = 16, 3  # of the signatures: wordings with 60 % of their word pairs in common meet at 98 %
# Of meeting: where the first of a bucket is part of another text, the rest of the bucket has not met yet.
ROUNDS = 3
AT_ONCE = 5_000  # pairs that are compared in one go: what they settle need not be compared further on
FEWEST_WORDS = 4  # shorter wordings are one text only when equal

_GREETING = re.compile(
    r"^.{0,60}?\b(?:здравствуйте|добр(?:ый|ое|ого)\s+(?:день|утро|вечер|дня|утра|вечера|времени суток))\b[\s,.!:)]*",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"\[[^\]]*\]|\bИмя(?:\s+Фамилия)?\b[,.!]?")
_LINK = re.compile(r"https?://\S+|<[^>]*>")
_DATE = rf"\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?|\d{{1,2}}\s+(?:{MONTHS})\w*"
_STREET = (
    r"\b(?:ул(?:\.|иц\w*)|пр(?:\.|осп\w*|-к?т\w*)|пер(?:\.|еул\w*)|бул(?:\.|ьвар\w*)|б-р|ш(?:\.|оссе)|пл(?:\.|ощад\w*)|"
    r"пос(?:\.|[её]л\w*)|дер(?:\.|ев\w*)|с\.|д\.|г\.|мкр\.?|микрорайон\w*)\s*(?:№\s*)?[А-ЯЁ][\w-]+"
)
_CAPITAL = r"(?<=[а-яё,;\d»)] )[А-ЯЁ][а-яё][\w-]*"  # a capital letter within a sentence: a name
_FACT = re.compile(rf"{_STREET}|{_DATE}|{_CAPITAL}|№\s*\S+|\d+(?:[\d.,:/-]*\d)?")
_POLITE = re.compile(r"^[Вв](?:ы|ам|ас|ами|аш\w*)$")  # capital out of politeness
_NO_WORD = re.compile(r"[^\w#]+")
_WORDS_OF_GREETING = re.compile(r"\bуважаем\w+\b")


class Wording(NamedTuple):
    """What is left of a reply: the masked words, and the facts that were masked, in order."""

    skeleton: str
    facts: str


def body(reply: str) -> str:
    """The reply without greeting, names, links and marks of the page."""
    plain = _NAME.sub(" ", _LINK.sub(" ", reply))
    return " ".join(_GREETING.sub("", plain, count=1).split())


def wording(reply: str) -> Wording:
    """«Добрый день! Акт № 17 от 3 мая, ул. Мира.» is («акт # от # #», "№ 17|3 мая|ул. мира")."""
    facts: list[str] = []

    def masked(found: re.Match[str]) -> str:
        if _POLITE.match(found.group()):
            return found.group()
        facts.append(found.group().lower().rstrip(".,"))
        return " # "

    words = _NO_WORD.sub(" ", _FACT.sub(masked, body(reply)).lower().replace("ё", "е"))
    return Wording(" ".join(_WORDS_OF_GREETING.sub(" ", words).split()), "|".join(facts))


def clusters(skeletons: pd.Series, known: Mapping[str, str] | None = None) -> pd.Series:
    """For each skeleton the one that stands for its cluster: the most frequent, then the first in the alphabet.

    Candidates meet in buckets of MinHash signatures over pairs of words (A. Broder, 1997) and must be alike to the one
    that stands for them: were it enough to be alike to one that is alike to it, «снег вывезен» and «качели
    отремонтированы» would be one text over the sentences in which both are told. `known`: signatures made before, as
    `signature` writes them. Time grows with the number of distinct skeletons; order and unrelated replies change
    nothing.
    """
    counts = Counter(skeletons)
    distinct = sorted(counts, key=lambda text: (-counts[text], text))
    made = known or {}
    written = [made[text] if text in made else signature(text) for text in distinct]
    first, left = np.arange(len(distinct)), np.arange(len(distinct))
    for _ in range(ROUNDS):
        one, other = (left[places] for places in _meeting([written[place] for place in left]))
        if not _stand(first, distinct, one, other):
            break
        left = np.flatnonzero(first == np.arange(len(distinct)))
    stands = {text: distinct[place] for text, place in zip(distinct, first, strict=True)}
    # Objects: a column of a million texts of its own would take as much memory again.
    return pd.Series([stands[text] for text in skeletons], index=skeletons.index, dtype=object)


def _stand(first: NDArray[np.int64], texts: list[str], one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Write down for each place the one that stands for it: the first that it is alike to and that stands for itself,
    else it does so. Who stands for others goes on. In each pair `one` comes before `other`, and the pairs are in order:
    what the earlier ones have settled is not compared any more. False where none is new.
    """
    places = np.arange(len(first))
    alone = first == places
    free = np.flatnonzero(~np.isin(other, first[~alone]))
    for start in range(0, len(free), AT_ONCE):
        some = free[start : start + AT_ONCE]
        some = some[(first[one[some]] == one[some]) & (first[other[some]] == other[some])]
        same = some[alike(texts, one[some], other[some])]
        for early, late in zip(one[same].tolist(), other[same].tolist(), strict=True):
            if first[early] == early and first[late] == late:
                first[late] = early
    return bool((alone != (first == places)).any())


def _meeting(signatures: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of places (the first of a bucket and another one of it), each pair once, in order."""
    places = np.array([place for place, written in enumerate(signatures) if written], dtype=np.int64)
    if not len(places):
        return places, places
    written = "".join(signatures[place] for place in places)
    bands = np.frombuffer(bytes.fromhex(written), dtype=">u4").reshape(len(places), BANDS)
    pairs = []
    for band in bands.T:
        order = np.argsort(band, kind="stable")  # within a bucket the places stay in order
        is_first = np.r_[True, band[order][1:] != band[order][:-1]]
        first = order[is_first][np.cumsum(is_first) - 1]
        pairs.append((places[first] * len(signatures) + places[order])[~is_first])
    return np.divmod(np.unique(np.concatenate(pairs)), len(signatures))


def alike(texts: list[str], one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of these pairs of places of skeletons those whose texts say the same."""
    pairs = [texts[place] for place in one.tolist()], [texts[place] for place in other.tolist()]
    left, right = (np.array([len(text) for text in side], dtype=np.int64) for side in pairs)
    found = np.minimum(left, right) >= SHORTEST * np.maximum(left, right)
    near = np.flatnonzero(found).tolist()
    compared = ([side[place] for place in near] for side in pairs)
    found[near] = cpdist(*compared, scorer=token_set_ratio, score_cutoff=ALIKE) > 0
    return found


_MIX = np.random.default_rng(1997).integers(1, 2**61 - 1, (2, BANDS * ROWS), dtype=np.uint64)


def signature(skeleton: str) -> str:
    """The MinHash signature of a skeleton, its bands as eight hexadecimal digits each; "" for one that is too short."""
    words = skeleton.split()
    if len(words) < FEWEST_WORDS:
        return ""
    pairs = {f"{one} {two}" for one, two in pairwise(words)}
    hashes = np.fromiter((crc32(pair.encode()) for pair in pairs), dtype=np.uint64, count=len(pairs))
    least = ((hashes[:, None] * _MIX[0] + _MIX[1]) >> np.uint64(16)).min(axis=0).tobytes()
    step = 8 * ROWS
    return "".join(f"{crc32(least[start : start + step]):08x}" for start in range(0, len(least), step))
