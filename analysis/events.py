"""One event, many appeals: which cases of different channels tell of the same thing at the same place.

Two cases tell of one event when they are about the same topic in the same municipality, were filed within three days,
and name the same place: a house number in common, and the street of the one among the words of the other. Words are
compared by their beginnings, for Russian changes their ends: «улица Туескова, 48», «на улице Туескова, 48». Texts
without any place are one event only when they say the same in the same words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

WINDOW = timedelta(days=2)  # between two cases
SPAN = timedelta(days=7)  # of a whole event: a chain of neighbours must not become a year
STEM, FEWEST_WORDS = 5, 6
STREETS = re.compile(
    r"^(ул|улиц\w{0,2}|проспект\w{0,2}|пр|просп|переул\w{2,4}|пер|бульвар\w{0,2}|шоссе|площад\w{1,2}|проезд\w{0,2}"
    r"|тракт|тракта|микрорайон\w{0,2}|мкр|street|avenue|lane)$"
)
NEAR = 2  # how far from the word "street" its name stands
ORDINAL = re.compile(r"(\d+)-(?:[а-я]{1,3})\b")  # 2-я, 3-й: part of a street's name, no house
WORD = re.compile(r"[a-zа-я]+(?:№\d+)?|\d+[а-я]?(?![a-zа-я])")


@dataclass(frozen=True)
class _Told:
    """What a case says of its place: the beginnings of all its words, its numbers, the words of its street."""

    case_id: str
    at: datetime
    words: frozenset[str]
    numbers: frozenset[str]
    street: frozenset[str]
    exact: bool  # the street comes from an address, not from a sentence


def events(cases: pd.DataFrame, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """Groups of cases about one event. In: columns case_id, at, district, topic, address, text (missing allowed but for
    the id and the moment). `known`: pairs event_id, case_id that are linked anyway. Out: columns event_id (the earliest
    case), case_id, every member once, only groups of two and more; the same whatever the order of the rows.
    """
    moments = dict(zip(cases["case_id"], cases["at"], strict=True))
    return _grouped(_ordered(cases, known, moments), moments)


def events_around(
    cases: pd.DataFrame, known: pd.DataFrame, first: datetime, last: datetime, margin: timedelta
) -> tuple[pd.DataFrame, set[str]] | None:
    """The events of the cases filed from `first` to `last`, as `events` finds them among all cases of the store, when
    `cases` are only those filed up to `margin` before and after; and all cases that such an event might have held.
    None where that cannot be said without a look at cases further away.
    """
    moments = dict(zip(cases["case_id"], cases["at"], strict=True))
    pairs = list(_ordered(cases, known, moments))
    chain = _chains(pairs)
    meant = {chain.get(case_id, case_id) for case_id, at in moments.items() if first <= at <= last}
    members = {case_id for case_id in moments if chain.get(case_id, case_id) in meant}
    # Whoever stands nearer to the edge than an event is long may be linked with a case beyond it.
    if any(not first - margin + SPAN <= moments[member] <= last + margin - SPAN for member in members):
        return None
    return _grouped([pair for pair in pairs if pair[0] in members], moments), members


def _grouped(pairs: Iterable[tuple[str, str]], moments: dict[str, datetime]) -> pd.DataFrame:
    groups: dict[str, list[str]] = {}
    for one, other in pairs:
        left, right = groups.setdefault(one, [one]), groups.setdefault(other, [other])
        if left is not right and _span(left + right, moments) <= SPAN:
            left.extend(right)
            groups |= dict.fromkeys(right, left)
    rows = []
    for group in {id(members): members for members in groups.values() if len(members) > 1}.values():
        first = min(group, key=lambda member: (moments[member], member))
        rows += [(first, member) for member in sorted(group)]
    return pd.DataFrame(sorted(rows), columns=["event_id", "case_id"])


def _chains(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Case → a name of the chain of pairs it hangs on: what happens to one member may matter to all others."""
    chains: dict[str, list[str]] = {}
    for one, other in pairs:
        left, right = chains.setdefault(one, [one]), chains.setdefault(other, [other])
        if left is not right:
            left.extend(right)
            chains |= dict.fromkeys(right, left)
    return {member: chain[0] for member, chain in chains.items()}


def _ordered(
    cases: pd.DataFrame, known: pd.DataFrame | None, moments: dict[str, datetime]
) -> Iterator[tuple[str, str]]:
    """Pairs to join: those linked anyway, then the closest in time; ids decide between equals."""
    if known is not None:
        given = zip(known["event_id"], known["case_id"], strict=True)
        there = (pair for pair in given if pair[0] in moments and pair[1] in moments)
        yield from sorted(pair for pair in there if abs(moments[pair[0]] - moments[pair[1]]) <= SPAN)
    found = {tuple(sorted(pair)) for pair in _pairs(cases)}
    yield from sorted(found, key=lambda pair: (abs(moments[pair[0]] - moments[pair[1]]), pair))  # type: ignore[misc]


def _span(members: list[str], moments: dict[str, datetime]) -> timedelta:
    times = [moments[member] for member in members]
    return max(times) - min(times)


def _pairs(cases: pd.DataFrame) -> Iterator[tuple[str, str]]:
    known = cases[cases["district"].notna() & cases["topic"].notna()].sort_values(["at", "case_id"])
    for _, block in known.groupby(["district", "topic"], sort=False):
        if len(block) > 1:
            yield from _within(block)


def _within(block: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Pairs of one topic in one municipality. Cases come in the order of time; those too old are forgotten."""
    by_number: dict[str, list[_Told]] = defaultdict(list)
    by_words: dict[frozenset[str], _Told] = {}
    for case_id, at, address, text in block[["case_id", "at", "address", "text"]].itertuples(index=False):
        told = _told(case_id, at, address if isinstance(address, str) else "", text if isinstance(text, str) else "")
        for number in told.numbers:
            recent = [one for one in by_number[number] if told.at - one.at <= WINDOW]
            yield from ((one.case_id, told.case_id) for one in recent if _same_place(one, told))
            by_number[number] = [*recent, told]
        if not told.street and len(told.words) >= FEWEST_WORDS:
            same = by_words.get(told.words)
            if same is not None and told.at - same.at <= WINDOW:
                yield same.case_id, told.case_id
            by_words[told.words] = told


def _same_place(one: _Told, other: _Told) -> bool:
    if one.exact and other.exact:
        return one.street == other.street
    if one.exact or other.exact:
        address, sentence = (one, other) if one.exact else (other, one)
        return bool(address.street) and address.street <= sentence.words
    return bool(one.street & other.street)


def _told(case_id: str, at: datetime, address: str, text: str) -> _Told:
    tokens = _tokens(address) or _tokens(text)
    exact = bool(address)
    words = frozenset(_stem(token) for token in [*tokens, *_tokens(text)])
    street = _street(_tokens(address.split(",", 1)[-1])) if exact else _near(tokens)
    houses = _tokens(address.rsplit(",", 1)[-1]) if exact else tokens
    numbers = frozenset(token for token in houses if token[0].isdigit())
    return _Told(case_id, at, words, numbers, street, exact and bool(street))


def _tokens(text: str) -> list[str]:
    return WORD.findall(ORDINAL.sub(r"n№\1", text.lower().replace("ё", "е")))


def _stem(token: str) -> str:
    return token[:STEM]


def _street(tokens: list[str]) -> frozenset[str]:
    """The words of a street in an address without its settlement: «улица Туескова, 48» is «туеск»."""
    named = [token for token in tokens if not STREETS.match(token) and not token[0].isdigit() and len(token) > 2]
    return frozenset(_stem(token) for token in named)


def _near(tokens: list[str]) -> frozenset[str]:
    """The words beside "street" in a sentence."""
    found: set[str] = set()
    for position, token in enumerate(tokens):
        if STREETS.match(token):
            found.update(tokens[max(0, position - 1) : position + NEAR])
    return _street(sorted(found))
