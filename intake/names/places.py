"""Names of municipalities taken apart: the name proper and the kind it states («Омск г.о.» = омск, urban)."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from intake.names.normal import normalise
from intake.names.words import district_words, legal_forms

# Which kinds may name the same municipality. A city and its raion never do, whatever the spelling.
_SAME = (
    frozenset({"city", "urban"}),
    frozenset({"raion", "okrug"}),
    frozenset({"okrug", "urban"}),
)


@dataclass(frozen=True)
class PlaceName:
    """`stem` is in normal form; `kind` is city, urban, okrug, raion or None when the name states none."""

    stem: str
    kind: str | None


@lru_cache(maxsize=10_000)
def place_name(name: str) -> PlaceName:
    """Take a name apart. «городской округ город Омск» → омск, city; «Омский м.р-н» → омский, raion."""
    words = normalise(name).split()
    kinds: list[str] = []
    while (found := _kind_at_an_end(words)) is not None:
        words, kind = found
        kinds.append(kind)
    stated = [kind for kind in kinds if kind != "none"]
    return PlaceName(" ".join(words), "city" if "city" in stated else next(iter(stated), None))


def _kind_at_an_end(words: list[str]) -> tuple[list[str], str] | None:
    """The words without a kind at their beginning or end, and that kind. Something must be left."""
    for spelling, kind in district_words():
        size = len(spelling)
        if size >= len(words):
            continue
        if tuple(words[:size]) == spelling:
            return words[size:], kind
        if tuple(words[-size:]) == spelling:
            return words[:-size], "okrug" if spelling == ("мо",) else kind
    return None


def same_kind(one: str | None, other: str | None) -> bool:
    """Whether two stated kinds may mean the same municipality; a name that states none agrees with any."""
    return one is None or other is None or one == other or any({one, other} <= kinds for kinds in _SAME)


def agrees(kind: str | None, kinds: Collection[str | None]) -> bool:
    """Whether a stated kind may mean a municipality whose names state these kinds; one that is a city is only that."""
    known = {"city"} if "city" in kinds else kinds
    return any(same_kind(kind, other) for other in known)


@lru_cache(maxsize=10_000)
def organisation_name(name: str) -> str:
    """The normal form of an organisation with legal forms abbreviated: «Общество с ограниченной …» → «ооо …»."""
    text = f" {normalise(name)} "
    for written, short in legal_forms().items():
        text = text.replace(f" {written} ", f" {short} ")
    return text.strip()


def region_spellings(name: str) -> Iterator[str]:
    """How a region is written inside longer names: nominative, genitive, abbreviated; in normal form."""
    nominative = normalise(name)
    yield nominative
    genitive = nominative
    for ending, replaced in _GENITIVE:
        genitive = re.sub(ending, replaced, genitive)
    yield genitive
    for form in (nominative, genitive):
        yield re.sub(r"\bобласт[ьи]$", "обл", form)


_GENITIVE = (
    (r"ая область\b", "ой области"),
    (r"ий край\b", "ого края"),
    (r"ый край\b", "ого края"),
    (r"ий автономный округ\b", "ого автономного округа"),
    (r"ая автономная область\b", "ой автономной области"),
    (r"^республика\b", "республики"),
    (r"ая республика\b", "ой республики"),
    (r"\bюгра$", "югры"),
)
