"""Written answers that say the same: groups around the answer that most others are near, small ones left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.words import stem

LEAST = 5  # answers of a group, and answers that hold a word before it counts
MOST = 12  # groups
NEAR = 0.5  # cosine with the answer in the middle
CENTRES = 3_000  # different answers among which the middles are looked for
NAMED = 3  # words that name a group
_WORD = re.compile(r"[а-яё]{3,}")
_MASK = re.compile(r"\[[^\]]*\]")  # «[телефон]» is our word, not theirs
# Words that say nothing of what is asked for.
_EMPTY = """
больше более бы было быть вам вас все всего всех всё где даже для его если есть ещё или как когда кто лучше меня мне
можно мой надо нам нас наш наши нашего нашем нет него них нужен нужна нужно нужны она они очень при про просто пусть
сделать сделайте построить постройте собой так также там тем тоже только том тут уже хорошо хотелось хотим хочется хочу
чего чем чтобы что это этого этом эту поставить поставьте открыть откройте добавить добавьте пожалуйста хватает хватало
район района районе району под над без рядом возле около
"""
EMPTY = frozenset(stem(word) for word in _EMPTY.split())


def grouped(texts: Sequence[str]) -> pd.DataFrame:
    """A row for each answer, in order: group (0 for the largest, -1 for none), near (cosine with the middle of it).

    An answer is its different stems of three letters and more that five answers hold, each of the same weight: what
    many write of is what a group is about, and rare words would split it. The answer to which most others are near (a
    cosine of 0.5 and more, each counted by its square, so that one that names every matter is no middle) is the first
    middle, those are its group; the next is looked for among the rest, until no five are near (after D. Butina, 1999).
    Then every answer goes to the middle it is nearest to. Example: «Нужна поликлиника» holds one such word, «Врачей в
    поликлинике» two: their cosine is 1 ÷ √2 = 0.71, and they are one group.
    """
    held = [frozenset(word for word, _ in _stems(text)) for text in texts]
    n = Counter(word for words in held for word in words)
    place = {word: spot for spot, word in enumerate(sorted(word for word, count in n.items() if count >= LEAST))}
    alone = pd.DataFrame({"group": -1, "near": 0.0}, index=range(len(texts)))
    if not place:
        return alone
    told = [words.intersection(place) for words in held]
    kinds = Counter(told)
    kinds.pop(frozenset(), None)
    order = sorted(kinds, key=lambda words: (-kinds[words], len(words), sorted(words)))
    vectors = _vectors(order, place)
    middles = _middles(vectors[:CENTRES], np.array([kinds[words] for words in order[:CENTRES]], dtype=float))
    if not len(middles):
        return alone
    likeness = (vectors @ vectors[middles].T).toarray()
    nearest = likeness.argmax(axis=1)
    own = {words: (int(nearest[spot]), float(likeness[spot, nearest[spot]])) for spot, words in enumerate(order)}
    found = [own.get(words, (-1, 0.0)) for words in told]
    rows = pd.DataFrame(found, columns=["group", "near"])
    rows["group"] = rows["group"].where(rows["near"] >= NEAR - 1e-9, -1)
    sizes = rows.loc[rows["group"] >= 0, "group"].value_counts(sort=False).sort_index().sort_values(
        ascending=False, kind="stable"
    )  # fmt: skip
    names = {group: spot for spot, group in enumerate(sizes[sizes >= LEAST].index)}
    return rows.assign(group=rows["group"].map(names).fillna(-1).astype(int))


def _stems(text: str) -> list[tuple[str, str]]:
    """Stems that say something, with the form they stand in."""
    pairs = [(stem(word), word) for word in _WORD.findall(_MASK.sub(" ", text).lower())]
    return [(found, word) for found, word in pairs if found not in EMPTY]


def _vectors(kinds: Sequence[frozenset[str]], place: dict[str, int]) -> csr_array:
    """One row of length 1 for each kind of answer."""
    rows, columns, values = [], [], []
    for spot, words in enumerate(kinds):
        for word in sorted(words):
            rows.append(spot)
            columns.append(place[word])
            values.append(len(words) ** -0.5)
    return csr_array((values, (rows, columns)), shape=(len(kinds), len(place)))


def _middles(vectors: csr_array, answers: np.ndarray) -> list[int]:
    """The places of the middles; `answers`: how many gave each kind of answer."""
    near = vectors @ vectors.T
    near.data = np.where(near.data >= NEAR - 1e-9, near.data**2, 0.0)
    is_near = near.copy()
    is_near.data = (near.data > 0).astype(float)
    found: list[int] = []
    left = answers.copy()
    while len(found) < MOST:
        enough = (is_near @ left >= LEAST) & (left > 0)
        if not enough.any():
            break
        middle = int(np.where(enough, (near @ left).round(9), 0.0).argmax())
        found.append(middle)
        left[is_near[[middle], :].toarray()[0] > 0] = 0
    return found


def names(texts: Sequence[str], groups: Iterable[int]) -> dict[int, str]:
    """What each group is called: the words that most of its answers hold, five of them at least (else the first of
    them), the most frequent form of each: «поликлиника, врачи».
    """
    held: dict[int, Counter[str]] = {}
    forms: Counter[tuple[str, str]] = Counter()
    for text, group in zip(texts, groups, strict=True):
        pairs = dict(_stems(text))
        forms.update(pairs.items())
        held.setdefault(int(group), Counter()).update(pairs.keys())
    best: dict[str, str] = {}
    for (word, form), _ in sorted(forms.items(), key=lambda pair: (-pair[1], pair[0])):
        best.setdefault(word, form)
    return {group: ", ".join(best[word] for word in _telling(counts)) for group, counts in held.items() if group >= 0}


def _telling(counts: Counter[str]) -> list[str]:
    """Up to `NAMED` words: those that a third as many answers hold as the first; the first where no five hold any."""
    order = sorted(counts, key=lambda word: (-counts[word], word))
    floor = max(LEAST, counts[order[0]] / 3)
    return [word for word in order[:NAMED] if counts[word] >= floor] or order[:1]
