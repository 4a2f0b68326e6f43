"""How near texts are in meaning: the words they share, rare ones above all, whatever their form."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from analysis.words import stem

_WORD = re.compile(r"[а-яё]{3,}")


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """The cosine (0 to 1) of a text with each of the others.

    A text is its different stems of three letters and more, each weighted by ln((1 + N) / (1 + n)) + 1 with n of all N
    texts (this one too) holding it. «Яма во дворе» and «Ямы на дороге» share «ям» alone: with these two texts the
    weight of ям is 1, of двор and дорог ln(3 / 2) + 1 = 1.405, so the cosine is 1 / (1 + 1.405²) = 0.336.
    """
    own, rest = _stems(text), [_stems(other) for other in others]
    known = Counter(word for words in [own, *rest] for word in words)
    weights = {word: math.log((2 + len(rest)) / (1 + n)) + 1 for word, n in known.items()}
    length = _length(own, weights)
    shared = (sum(weights[word] ** 2 for word in own & words) for words in rest)
    return [
        common / (length * _length(words, weights)) if common else 0.0
        for words, common in zip(rest, shared, strict=True)
    ]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORD.findall(text.lower()))


def _length(words: frozenset[str], weights: dict[str, float]) -> float:
    return math.sqrt(sum(weights[word] ** 2 for word in words))
