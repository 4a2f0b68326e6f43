"""One event, many appeals: which cases of different channels tell of the same thing at the same place.

Two cases tell of one event when they are about the same topic in the same municipality, were filed within three days,
and name the same place: a house number in common, and the street of the one among the words of the other. Words are
compared by their beginnings, for Russian changes their ends: «улица Туескова, 48», «на улице Туескова, 48». Texts
without any place are one event only when they say the same in the same words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

WINDOW = timedelta(days=2)  # between two cases
SPAN = timedelta(days=7)  # of a whole event: a chain of neighbours must not become a year
STEM, FEWEST_WORDS = 5, 6
NEIGHBOURS = 100  # a case is compared with so many before it that name the same number
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

    @property
    def said(self) -> tuple[frozenset[str], ...]:
        """All that decides whether another case is at the same place."""
        return (self.street,) if self.exact else (self.street, self.words)


@dataclass
class _Group:
    members: list[str]
    first: datetime
    last: datetime


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
    # What happens to one case of a chain of pairs may matter to all others of it, however long it is.
    chains = _joined(pairs, moments, timedelta.max)
    members = {case_id for case_id, at in moments.items() if first <= at <= last}
    members.update(*(chains[case_id].members for case_id in members if case_id in chains))
    # Whoever stands nearer to the edge than an event is long may be linked with a case beyond it.
    if any(not first - margin + SPAN <= moments[member] <= last + margin - SPAN for member in members):
        return None
    return _grouped([pair for pair in pairs if pair[0] in members], moments), members


def _grouped(pairs: Iterable[tuple[str, str]], moments: dict[str, datetime]) -> pd.DataFrame:
    rows = []
    for group in {id(group): group for group in _joined(pairs, moments, SPAN).values()}.values():
        if len(group.members) > 1:
            first = min(group.members, key=lambda member: (moments[member], member))
            rows += [(first, member) for member in group.members]
    return pd.DataFrame(sorted(rows), columns=["event_id", "case_id"])


def _joined(pairs: Iterable[tuple[str, str]], moments: dict[str, datetime], span: timedelta) -> dict[str, _Group]:
    """Case → the group that pair after pair has joined it to; no group may last longer than `span`."""
    groups: dict[str, _Group] = {}
    for pair in pairs:
        one, other = (groups.setdefault(each, _Group([each], moments[each], moments[each])) for each in pair)
        first, last = min(one.first, other.first), max(one.last, other.last)
        if one is not other and last - first <= span:
            small, large = sorted((one, other), key=lambda group: len(group.members))
            large.members.extend(small.members)
            large.first, large.last = first, last
            groups.update(dict.fromkeys(small.members, large))
    return groups


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


def _pairs(cases: pd.DataFrame) -> Iterator[tuple[str, str]]:
    known = cases[cases["district"].notna() & cases["topic"].notna()]
    columns = ["district", "topic", "at", "case_id", "address", "text"]
    known = known.sort_values(columns[:4])[columns]
    follows = known.groupby(["district", "topic"])["at"].diff() <= WINDOW
    known = known[follows | follows.shift(-1, fill_value=False)].astype(object)  # the others have nobody beside them
    rows = known.where(known.notna(), None).to_numpy().tolist()
    for _, block in groupby(rows, key=itemgetter(0, 1)):
        yield from _within(block)


def _within(block: Iterable[list[Any]]) -> Iterator[tuple[str, str]]:
    """Pairs of one topic in one municipality. Cases come in the order of time; those too old are forgotten, and of
    those that say the same only the last is asked: a thousand cases about one outage hang together through their
    neighbours.
    """
    by_number: dict[str, dict[tuple[frozenset[str], ...], _Told]] = defaultdict(dict)
    by_words: dict[frozenset[str], _Told] = {}
    for _, _, at, case_id, address, text in block:
        told = _told(case_id, at, address or "", text or "")
        for number in told.numbers:
            recent = by_number[number]
            for said, one in list(recent.items()):
                if told.at - one.at > WINDOW:
                    del recent[said]
                elif _same_place(one, told):
                    yield one.case_id, told.case_id
            recent.pop(told.said, None)  # what was said last stands last
            recent[told.said] = told
            if len(recent) > NEIGHBOURS:
                del recent[next(iter(recent))]
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
    exact, written = bool(address), _tokens(text)
    tokens = _tokens(address) or written
    words = frozenset(token[:STEM] for token in {*tokens, *written})
    street = _street(_tokens(address.split(",", 1)[-1])) if exact else _near(tokens)
    houses = _tokens(address.rsplit(",", 1)[-1]) if exact else tokens
    numbers = frozenset(token for token in houses if token[0].isdigit())
    return _Told(case_id, at, words, numbers, street, exact and bool(street))


def _tokens(text: str) -> list[str]:
    return WORD.findall(ORDINAL.sub(r"n№\1", text.lower().replace("ё", "е")))


def _street(tokens: list[str]) -> frozenset[str]:
    """The words of a street in an address without its settlement: «улица Туескова, 48» is «туеск»."""
    named = [token for token in tokens if not STREETS.match(token) and not token[0].isdigit() and len(token) > 2]
    return frozenset(token[:STEM] for token in named)


def _near(tokens: list[str]) -> frozenset[str]:
    """The words beside "street" in a sentence."""
    found: set[str] = set()
    for position, token in enumerate(tokens):
        if STREETS.match(token):
            found.update(tokens[max(0, position - 1) : position + NEAR])
    return _street(sorted(found))
