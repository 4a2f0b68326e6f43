"""What the columns of an unknown table may be: by headers that look alike, and by the values below them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
from rapidfuzz import fuzz

from intake.column_facts import Facts, facts_of
from intake.headers import normal_header
from intake.layout import FIELDS, OWN_FIELDS
from intake.own_checks import MEANINGS
from intake.personal import header_words, holds_people, names_a_person
from intake.vocabulary import every_word

ALIKE = 82  # of 100: headers nearer than this are proposed
SHORTEST = 3  # letters of a header that may be met inside a longer one
STATUSES, TOPICS = 12, 60  # different values at most, where only they tell what a column is
NEGATIONS = ("не ", "not ", "nicht ", "nao ", "não ", "kein")


@dataclass(frozen=True)
class Proposal:
    """One column: its place and header, the field it may be (None: not to be loaded), and why.

    `because`: header, values, personal (it holds people's data, and may only become the hashed `applicant`), nothing.
    """

    position: int
    header: str
    field: str | None
    because: str


def propose(headers: Sequence[str], values: Mapping[int, pd.Series], dates: str = "") -> list[Proposal]:
    """A proposal for each column that has a header. `values`: cleaned text by position; `dates`: see `Layout`."""
    named = [place for place, header in enumerate(headers) if header.strip()]
    facts = {place: facts_of(values[place], dates) for place in named}
    people = {place for place in named if _is_personal(headers[place], values[place], facts[place])}
    open_ones = {place: facts[place] for place in named if place not in people}
    found = _by_headers(headers, open_ones)
    by_values = dict(_by_values({place: known for place, known in open_ones.items() if place not in found}, found))
    made = []
    for place in named:
        field = found.get(place) or by_values.get(place)
        why = "personal" if place in people else "header" if place in found else "values" if field else "nothing"
        made.append(Proposal(place, headers[place], field, why))
    return made


def proposed_meaning(what: str, word: str) -> str | None:
    """What a word of a status, an outcome or an importance may mean; None where nobody can tell.

    Words of the shipped vocabulary first, then the beginnings of intake/header_words.toml.
    """
    text = normal_header(word)
    if (known := every_word(what).get(text)) in MEANINGS[what]:
        return known
    if text.startswith(tuple(map(normal_header, NEGATIONS))):
        return None
    for meaning, beginnings in header_words()[what].items():
        if any(text.startswith(normal_header(beginning)) for beginning in beginnings):
            return str(meaning)
    return None


def _is_personal(header: str, values: pd.Series, facts: Facts) -> bool:
    """Ten figures may look like a telephone's: a header that says «number» is believed, of what holds figures."""
    if names_a_person(header):
        return True
    return holds_people(values) and not (_fits(facts, "number") and _similarity(header, "number") >= ALIKE)


def _by_headers(headers: Sequence[str], facts: Mapping[int, Facts]) -> dict[int, str]:
    """Position → field: the best pairs first, each column and each field once, where the values allow it."""
    pairs = sorted(
        (-score, OWN_FIELDS.index(field), place, field)
        for place, known in facts.items()
        for field in OWN_FIELDS
        if (score := _similarity(headers[place], field)) >= ALIKE and _fits(known, field)
    )
    found: dict[int, str] = {}
    for _score, _order, place, field in pairs:
        if place not in found and field not in found.values():
            found[place] = field
    return found


def _similarity(header: str, field: str) -> float:
    """0 to 100: how near a header comes to the nearest word of a field."""
    text = normal_header(header)
    return max((_alike(text, word) for word in _words(field)), default=0.0)


def _alike(text: str, word: str) -> float:
    if min(len(text), len(word)) < SHORTEST:
        return 100.0 if text == word else 0.0
    whole = max(fuzz.ratio(text, word), fuzz.token_sort_ratio(text, word) - 2)
    inside = 88.0 if text.startswith(f"{word} ") and " " in word else 0.0
    return max(whole, inside)


@cache
def _words(field: str) -> tuple[str, ...]:
    return tuple(map(normal_header, header_words()["fields"][field]))


def _fits(facts: Facts, field: str) -> bool:
    """Whether the values can be read as the field: a «Número» that repeats is a house, not the number of the case."""
    if field == "number":
        return facts.unique and facts.figures
    if not facts.known:
        return FIELDS[field] == "text"
    kind = FIELDS[field]
    fits = {"moment": facts.moments, "decimal": facts.coordinates, "rating": facts.ratings, "flag": facts.flags}
    fits["duration"] = facts.durations
    return fits.get(kind, not facts.moments)


def _by_values(left: Mapping[int, Facts], found: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """What is left, by its values alone: a guess, marked as such. Each field once."""
    missing = [field for field in OWN_FIELDS if field not in found.values()]
    used: set[int] = set()

    def first(fits: Mapping[int, bool], field: str) -> Iterator[tuple[int, str]]:
        if (
            field in missing
            and (place := next((p for p, yes in fits.items() if yes and p not in used), None)) is not None
        ):
            used.add(place)
            yield place, field

    if "filed_at" in missing:
        dated = sorted((known.earliest, place) for place, known in left.items() if known.moments)
        yield from first({place: True for _earliest, place in dated}, "filed_at")
    if "lat" in missing and "lon" in missing:
        pair = [place for place, known in left.items() if known.coordinates and known.fractions]
        if len(pair) == 2:
            yield from first({pair[0]: left[pair[0]].latitudes}, "lat")
            yield from first({pair[1]: bool(used & {pair[0]})}, "lon")
    yield from first({p: known.ratings and known.distinct >= 3 for p, known in left.items()}, "rating")
    yield from first(
        {p: _fits(known, "number") and known.short and not known.fractions for p, known in left.items()}, "number"
    )
    words = {p: known for p, known in left.items() if known.words}
    yield from first({p: 2 <= known.distinct <= STATUSES for p, known in words.items()}, "status_source")
    yield from first({p: 2 <= known.distinct <= TOPICS for p, known in words.items()}, "topic_1")
    yield from first({p: known.long for p, known in left.items()}, "text")
