"""Words that set one group of texts apart: log-odds with an informative Dirichlet prior."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.masking import MASKS
from analysis.search_query import forms, plain, words_of

PRIOR = 500.0  # how many words the prior is worth
FEWEST = 5
SURE = 1.96
_TERM = re.compile(r"[а-яё]{4,}")
_OURS = frozenset(plain(word) for mask in MASKS for word in words_of(mask))  # упоминание, телефон, номер …


class _Told(NamedTuple):
    """What the texts of a group hold: the different words of each, and in how many texts each word stands."""

    texts: list[frozenset[str]]
    spelt: Counter[str]


def distinctive(ours: Iterable[str], rest: Iterable[str]) -> pd.DataFrame:
    """Terms that texts of one group hold more often than the rest, the surest first.

    Columns: word, n (our texts with it in any form), rest, log_odds, z. A term is a word of four letters and more in
    all the forms in which the search finds it (`analysis.search_query.forms`), so that n texts are what looking for it
    finds; it counts once a text. Words of masks ([телефон]; `analysis.masking`) are no terms in any form: a search
    finds the masks with what people wrote, and nobody can tell one from the other.
    z = δ / sqrt(1 / (y + a) + 1 / (y' + a)), where δ is the difference of the logs of (y + a) / (n + A − y − a), a the
    prior's share of A = 500 words as frequent as in both groups together (Monroe, Colaresi and Quinn, 2008, eq. 16 to
    22). Kept: z over 1.96, at least five texts.
    """
    one, other = _told(ours), _told(rest)
    terms = _terms(one.spelt, other.spelt)
    counts = {"n": _counted(one.texts, terms), "rest": _counted(other.texts, terms)}
    table = pd.DataFrame({name: pd.Series(count, dtype=float) for name, count in counts.items()}).fillna(0.0)
    y, y2 = table["n"], table["rest"]
    prior = PRIOR * (y + y2) / max(float((y + y2).sum()), 1.0)
    delta = np.log((y + prior) / (y.sum() + PRIOR - y - prior)) - np.log((y2 + prior) / (y2.sum() + PRIOR - y2 - prior))
    table["log_odds"], table["z"] = delta, delta / np.sqrt(1 / (y + prior) + 1 / (y2 + prior))
    found = table[(y >= FEWEST) & (table["z"] > SURE)].rename_axis("word").reset_index()
    found = found.astype({"word": object, "n": "int64", "rest": "int64"})
    return found.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


def _told(texts: Iterable[str]) -> _Told:
    each = [frozenset(words_of(text)) for text in texts]
    return _Told(each, Counter(chain.from_iterable(each)))


def _terms(ours: Counter[str], rest: Counter[str]) -> Mapping[str, list[str]]:
    """Word → the terms it counts for as one of their forms, each named by the form that most of our texts hold.

    The most frequent word is a term, and what the search finds for it is none of its own; so is the next one that is
    left, and so on.
    """
    of: defaultdict[str, list[str]] = defaultdict(list)
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for word in {*ours, *rest}:
        spellings[plain(word)].append(word)
    for word in sorted(filter(_TERM.fullmatch, ours | rest), key=lambda word: (-ours[word], -rest[word], word)):
        if word in of or _OURS & (found := forms(word)):
            continue
        for spelt in chain.from_iterable(spellings[form] for form in found & spellings.keys()):
            of[spelt].append(word)
    return of


def _counted(texts: Iterable[frozenset[str]], terms: Mapping[str, list[str]]) -> Counter[str]:
    return Counter(term for words in texts for term in {term for word in words & terms.keys() for term in terms[word]})
