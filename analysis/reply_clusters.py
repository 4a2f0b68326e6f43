"""Replies that are one text: greetings and names off, facts masked, near-identical wordings put together."""

import re
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_set_ratio

MONTHS = "январ|феврал|март|апрел|ма[йея]|июн|июл|август|сентябр|октябр|ноябр|декабр"
ALIKE = 90.0  # per cent of its words' characters that the shorter of two wordings finds in the longer
SHORTEST = (
    0.5  # and how long it has to be, of the longer: a sentence added keeps a text, a sentence in common makes none
)
BANDS, ROWS = 16, 3  # of the signatures: wordings with 60 % of their word pairs in common meet at 98 %
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


def clusters(skeletons: pd.Series) -> pd.Series:
    """For each skeleton the one that stands for its cluster: the most frequent, then the first in the alphabet.

    Candidates meet in buckets of MinHash signatures over pairs of words (A. Broder, 1997) and must be alike to the
    bucket's first. Time grows with the number of distinct skeletons; order and
    unrelated replies change nothing.
    """
    counts = skeletons.value_counts()
    distinct = sorted(counts.index, key=lambda text: (-int(counts[text]), text))
    leader = list(range(len(distinct)))

    def root(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for bucket in _buckets(distinct):
        first = bucket[0]
        for other in bucket[1:]:
            one, two = sorted((root(first), root(other)))
            if one != two and _alike(distinct[first], distinct[other]):
                leader[two] = one
    return skeletons.map({text: distinct[root(place)] for place, text in enumerate(distinct)})


def _alike(one: str, other: str) -> bool:
    short, long = sorted((len(one), len(other)))
    return short >= SHORTEST * long and token_set_ratio(one, other) >= ALIKE


def _buckets(texts: list[str]) -> list[list[int]]:
    found: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        words = text.split()
        if len(words) < FEWEST_WORDS:
            continue
        signature = _signature(words)
        for band in range(BANDS):
            found[band, signature[band * ROWS : (band + 1) * ROWS].tobytes()].append(place)
    return [bucket for bucket in found.values() if len(bucket) > 1]


_MIX = np.random.default_rng(1997).integers(1, 2**61 - 1, (2, BANDS * ROWS), dtype=np.uint64)


def _signature(words: list[str]) -> NDArray[np.uint64]:
    pairs = {f"{one} {two}" for one, two in pairwise(words)}
    hashes = np.fromiter((crc32(pair.encode()) for pair in pairs), dtype=np.uint64, count=len(pairs))
    mixed = (hashes[:, None] * _MIX[0] + _MIX[1]) >> np.uint64(16)
    return np.asarray(mixed.min(axis=0), dtype=np.uint64)
