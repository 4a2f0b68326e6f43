"""Words that set one group of texts apart: log-odds with an informative Dirichlet prior."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

PRIOR = 500.0  # how many words the prior is worth
FEWEST = 5
SURE = 1.96
_WORD = re.compile(r"[а-яё]{4,}")
# Endings of nouns, adjectives and verbs, the longest first: enough to count «дороги» and «дорогу» together.
ENDINGS = (
    "иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|иям|ием|ать|ять|ить|еть|ешь|ишь|ают|яют|ует|ает|яет|ала|ила|али|или|ела|ели|"
    "ия|ие|ий|ии|ию|ой|ей|ый|ая|яя|ое|ее|ые|ую|юю|ым|им|ом|ем|ам|ям|ах|ях|ых|их|ов|ев|ет|ит|ут|ют|ат|ят|"
    "а|я|о|е|ы|и|у|ю|ь|й"
)
_ENDED = re.compile(rf"(.*?[аеиоуыэюя].*?)(?:{ENDINGS})")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The word without its ending, which begins after the first vowel: дороги, дорогу, дорогой are all «дорог»; ямами
    is «ям», свет remains «свет».
    """
    plain = word.replace("ё", "е")
    ended = _ENDED.fullmatch(plain)
    return ended[1] if ended and len(ended[1]) >= 2 else plain


def stems(text: str) -> dict[str, str]:
    """Stems of a text and the form each was first met in; words of four letters and more."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text.lower()):
        found.setdefault(stem(word), word)
    return found


def distinctive(ours: Iterable[str], rest: Iterable[str]) -> pd.DataFrame:
    """Terms that texts of one group hold more often than the rest, the surest first.

    Columns: stem, word (its most frequent form), n (our texts with it), rest, log_odds, z. A term counts once a text.
    z = δ / sqrt(1 / (y + a) + 1 / (y' + a)), where δ is the difference of the logs of (y + a) / (n + A − y − a), a the
    prior's share of A = 500 words as frequent as in both groups together (Monroe, Colaresi and Quinn, 2008, eq. 16 to
    22). Kept: z over 1.96, at least five texts.
    """
    forms: Counter[tuple[str, str]] = Counter()
    one, other = _counted(ours, forms), _counted(rest, forms)
    table = pd.DataFrame({"n": pd.Series(one, dtype=float), "rest": pd.Series(other, dtype=float)}).fillna(0.0)
    y, y2 = table["n"], table["rest"]
    prior = PRIOR * (y + y2) / max(float((y + y2).sum()), 1.0)
    delta = np.log((y + prior) / (y.sum() + PRIOR - y - prior)) - np.log((y2 + prior) / (y2.sum() + PRIOR - y2 - prior))
    table["log_odds"], table["z"] = delta, delta / np.sqrt(1 / (y + prior) + 1 / (y2 + prior))
    word: dict[str, str] = {}
    for (key, form), _ in sorted(forms.items(), key=lambda pair: (-pair[1], pair[0])):
        word.setdefault(key, form)
    found = table[(y >= FEWEST) & (table["z"] > SURE)].rename_axis("stem").reset_index()
    found.insert(1, "word", found["stem"].map(word).astype(object))
    found = found.astype({"n": "int64", "rest": "int64"})
    return found.sort_values(["z", "stem"], ascending=[False, True], ignore_index=True)


def _counted(texts: Iterable[str], forms: Counter[tuple[str, str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        found = stems(text)
        counts.update(found.keys())
        forms.update(found.items())
    return counts
