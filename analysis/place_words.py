"""What an address or a text says of its place: the beginnings of its words, its numbers, the words of its street.

Words are compared by their beginnings, for Russian changes their ends: «улица Туескова, 48», «на улице Туескова, 48».
"""

import re
from dataclasses import dataclass
from functools import lru_cache

STEM = 5  # letters
STREETS = re.compile(
    r"^(ул|улиц\w{0,2}|проспект\w{0,2}|пр|просп|переул\w{2,4}|пер|бульвар\w{0,2}|шоссе|площад\w{1,2}|проезд\w{0,2}"
    r"|тракт|тракта|микрорайон\w{0,2}|мкр|street|avenue|lane)$"
)
NEAR = 2  # how far from the word "street" its name stands
ORDINAL = re.compile(r"(\d+)-(?:[а-я]{1,3})\b")  # 2-я, 3-й: part of a street's name, no house
WORD = re.compile(r"[a-zа-я]+(?:№\d+)?|\d+[а-я]?(?![a-zа-я])")
Words = frozenset[str]
NOTHING: Words = frozenset()


@dataclass(slots=True)
class Told:
    """What a case says of its place: the beginnings of all its words, its numbers, the words of its street."""

    case_id: str
    at: int  # microseconds
    words: Words
    numbers: Words
    street: Words
    exact: bool  # the street comes from an address, not from a sentence; the words do not matter then

    @property
    def said(self) -> tuple[Words, ...]:
        """All that decides whether another case is at the same place."""
        return (self.street,) if self.exact else (self.street, self.words)


class Pieces(dict[str, str | None]):
    """What stands between two blanks, each looked at once: the beginning of its word, "" where it holds none; None
    where it holds several, a number or a word for street. No word goes over a blank.
    """

    def __init__(self) -> None:
        self.tokens: dict[str, list[str]] = {}

    def __missing__(self, piece: str) -> str | None:
        self.tokens[piece] = tokens = _tokens(piece)
        told = len(tokens) > 1 or any(token[0].isdigit() or _means_street(token) for token in tokens)
        self[piece] = found = None if told else tokens[0][:STEM] if tokens else ""
        return found

    def all_of(self, piece: str) -> list[str]:
        """All that stands there."""
        self[piece]
        return self.tokens[piece]


def told_by(case_id: str, at: int, address: str | None, text: str | None, known: Pieces) -> Told:
    """What a case says: of its address the house and the street where it has one, else of its text; `at` is its moment
    in microseconds, `known` what was read of texts before.
    """
    text = text or ""
    if address:
        numbers, street, words = addressed(address)
        if street:
            return Told(case_id, at, words, numbers, street, True)
        return Told(case_id, at, words.union(token[:STEM] for token in _tokens(text)), numbers, street, False)
    pieces = text.split()
    told = set(map(known.__getitem__, pieces))
    words = frozenset([word for word in told if word])
    if None not in told:
        return Told(case_id, at, words, NOTHING, NOTHING, False)
    odd = [token for piece in pieces if known[piece] is None for token in known.tokens[piece]]
    words = words.union([token[:STEM] for token in odd])
    street = NOTHING
    if any(map(_means_street, odd)):
        street = _near([token for piece in pieces for token in known.tokens[piece]])
    return Told(case_id, at, words, numbers_of(odd), street, False)


@lru_cache(maxsize=50_000)  # many cases of a block come from the same houses
def addressed(address: str) -> tuple[Words, Words, Words]:
    """(numbers of the house, words of the street, beginnings of all words where no street is named)."""
    parts = list(map(_part, address.split(",")))
    street = NOTHING.union(*(street for _, street, _ in parts[1:] or parts))
    words = NOTHING if street else NOTHING.union(*(words for _, _, words in parts))
    return parts[-1][0], street, words


@lru_cache(maxsize=50_000)  # a region has fewer towns, streets and numbers than houses; no word goes over a comma
def _part(part: str) -> tuple[Words, Words, Words]:
    """(numbers, words of a street, beginnings of all words) of what stands between two commas of an address."""
    tokens = _tokens(part)
    return numbers_of(tokens), _street(tokens), frozenset(token[:STEM] for token in tokens)


def numbers_of(tokens: list[str]) -> Words:
    """«48», «48а»: of houses, as a rule."""
    return frozenset([token for token in tokens if token[0].isdigit()])


def _tokens(text: str) -> list[str]:
    plain = text.lower().replace("ё", "е")
    return WORD.findall(ORDINAL.sub(r"n№\1", plain) if "-" in plain else plain)


def _street(tokens: list[str]) -> Words:
    """The words of a street in an address without its settlement: «улица Туескова, 48» is «туеск»."""
    named = [token for token in tokens if not _means_street(token) and not token[0].isdigit() and len(token) > 2]
    return frozenset(token[:STEM] for token in named)


def _near(tokens: list[str]) -> Words:
    """The words beside "street" in a sentence."""
    places = [position for position, token in enumerate(tokens) if _means_street(token)]
    found: set[str] = set()
    for position in places:
        found.update(tokens[max(0, position - 1) : position + NEAR])
    return _street(sorted(found)) if found else frozenset()


@lru_cache(maxsize=50_000)  # the words of a region are few
def _means_street(token: str) -> bool:
    return STREETS.match(token) is not None
