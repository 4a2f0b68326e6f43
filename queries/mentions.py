"""The condition behind the search box: the one place that says what a typed search means, on cases and their texts."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, false, func, not_, or_, select, union_all

from analysis.search_query import Term, needle, parsed, pattern, word_forms
from store.dialects import icontains, matches
from store.numbers import among, not_among, the_one
from store.tables import agency, case, case_word, district, topic, word
from store.words import PLACES

FACTS = ("address", "topic")
_NAMES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "topic": (topic, ("level_1", "level_2", "level_3", "name_en")),
    "district": (district, ("name_ru", "name_official", "name_en")),
    "agency": (agency, ("name_ru", "short_ru", "name_en")),
}


def mentions(typed: str, *, texts: bool) -> ColumnElement[bool] | None:
    """What `analysis.search_query` reads, as a condition on `case`: a number, or all terms in the topic as written, the
    address and, with `texts`, in what was written and replied. None without a search; false where it says nothing.
    """
    wanted = typed.strip()
    if not wanted:
        return None
    terms = parsed(wanted).terms
    told = and_(*_conditions(terms, texts)) if terms else false()
    if not _has_digit(wanted):
        return told
    numbered = select(case.c.number).where(case.c.source_number == wanted)
    return among(case.c.number, union_all(numbered, select(case.c.number).where(told)))


def _conditions(terms: Sequence[Term], texts: bool) -> list[ColumnElement[bool]]:
    hits = [(term, _hits(term, texts)) for term in terms]
    read = [
        not_(func.coalesce(_one(term), false())) if term.negated else _one(term)
        for term, those in hits
        if those is None
    ]
    found, left_out = (
        [those for term, those in hits if those is not None and term.negated is negated] for negated in (False, True)
    )
    return [*_looked_up(found, left_out), *read]


def _looked_up(found: list[Any], left_out: list[Any]) -> list[ColumnElement[bool]]:
    """The case is among all that are found and none that is left out: these are taken out of the first at once."""
    if not left_out:
        return [among(case.c.number, those) for those in found]
    none = union_all(*left_out)
    if not found:
        return [not_among(case.c.number, none)]
    return [among(case.c.number, found[0], but=none), *(among(case.c.number, those) for those in found[1:])]


def _one(term: Term) -> ColumnElement[bool]:
    """The case has a term that is not looked up by its words."""
    if term.field in ("text", "reply"):
        return false()
    if term.field == "number":
        return case.c.source_number.startswith(term.raw, autoescape=True) if term.prefix else _numbered(term)
    if term.field == "channel":
        return case.c.channel == term.raw.lower()
    return _named(term)


def _hits(term: Term, texts: bool) -> Any:
    """Numbers of the cases that have a term which is looked up by its words; None for one that is read otherwise."""
    if term.field is None:
        return _anywhere(term, texts)
    if term.field == "address" or (texts and term.field in ("text", "reply")):
        return _told(term, (term.field,))
    return None


def _named(term: Term) -> ColumnElement[bool]:
    """A topic, district or agency: by id, by its name, or by the name in the source."""
    table, names = _NAMES[term.field or ""]
    known = [_written(table.c[name], term) for name in names]
    ids = select(table.c.id).where(or_(table.c.id == term.raw, *known))
    by_name = func.coalesce(case.c[f"{term.field}_id"].in_(ids), false())
    return or_(by_name, _written(case.c[f"{term.field}_source"], term))


def _anywhere(term: Term, texts: bool) -> Any:
    """Numbers of the cases that have the term in a fact or, with `texts`, in a text."""
    hits = _told(term, tuple(PLACES) if texts else FACTS)
    return union_all(hits, select(case.c.number).where(_numbered(term))) if _has_digit(term.raw) else hits


def _told(term: Term, places: Sequence[str]) -> Any:
    """Numbers of the cases that have the term in one of the places."""
    if len(term.words) == 1:
        return _holding(term, 0, places)
    rows = [_in_a_row(term, place) for place in places]
    return rows[0] if len(rows) == 1 else union_all(*rows)


def _in_a_row(term: Term, place: str) -> Select:
    """Numbers of the cases that have the words of the term one after the other in this place."""
    first, *others = (
        _holding(term, at, (place,)).add_columns(case_word.c.at).subquery() for at in range(len(term.words))
    )
    joined: FromClause = first
    for further, other in enumerate(others, 1):
        same = other.c.case_number == first.c.case_number
        joined = joined.join(other, and_(same, other.c.at == first.c.at + further))
    return select(first.c.case_number).select_from(joined)


def _holding(term: Term, at: int, places: Sequence[str]) -> Select:
    """Numbers of the cases that hold this word of the term, in any form unless it is meant as written."""
    forms, there = word_forms(term)[at], word.c.place.in_(places)
    if forms.one:
        same = select(word.c.id).where(there, word.c.word == forms.begins)
        holds = the_one if len(places) == 1 else among
    else:
        begins = func.starts_with(word.c.word, forms.begins)
        same = select(word.c.id).where(begins, there, matches(word.c.word, forms.pattern))
        holds = among
    return select(case_word.c.case_number).where(holds(case_word.c.word_id, same))


def _has_digit(typed: str) -> bool:
    """Whether it may be a number of a case: these have a digit."""
    return any(sign.isdigit() for sign in typed)


def _numbered(term: Term) -> ColumnElement[bool]:
    return case.c.source_number == term.raw.lstrip("№#")


def _written(column: ColumnElement, term: Term) -> ColumnElement[bool]:
    """A column as it was written has the term; where it may, is seen before anything is made of all its values."""
    return and_(_may_hold(column, term), _holds(_plain(column), term))


def _plain(column: ColumnElement) -> ColumnElement[str]:
    """In lower case, with е for ё and i for İ, of which some collations make two letters."""
    return func.replace(func.lower(func.replace(column, "İ", "i")), "ё", "е")


def _may_hold(column: ColumnElement, term: Term) -> ColumnElement[bool]:
    """Its longest piece without е and i stands in the column in lower case, as a name or in capitals."""
    piece = max(re.split("[еi]", needle(term)), key=len)
    if not piece:
        return column.is_not(None)
    return or_(*(icontains(column, spelt) for spelt in dict.fromkeys((piece, piece.capitalize(), piece.upper()))))


def _holds(column: ColumnElement, term: Term) -> ColumnElement[bool]:
    """A column in plain letters has the term. The piece is quick to look for and leaves little to the pattern."""
    return and_(icontains(column, needle(term)), matches(column, pattern(term)))
