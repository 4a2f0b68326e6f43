"""The condition behind the search box: the one place that says what a typed search means, on cases and their texts."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from analysis.search_query import Term, needle, parsed, pattern
from store.dialects import icontains, matches
from store.tables import agency, case, case_text, district, topic

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
    together = [term for term in terms if term.field is None and not term.negated]
    conditions = [_everywhere(together, texts)] if together else []
    for term in terms:
        if term.negated:
            conditions.append(not_(func.coalesce(_one(term, texts), false())))
        elif term.field is not None:
            conditions.append(_one(term, texts))
    return or_(case.c.source_number == wanted, and_(*conditions) if conditions else false())


def _one(term: Term, texts: bool) -> ColumnElement[bool]:
    if term.field is None:
        return _everywhere([term], texts)
    if term.field in ("text", "reply"):
        there = and_(icontains(case_text.c.normalised, needle(term)), _written(case_text.c[term.field], term))
        return case.c.id.in_(select(case_text.c.case_id).where(there)) if texts else false()
    if term.field == "number":
        return case.c.source_number.startswith(term.raw, autoescape=True) if term.prefix else _number(case, term)
    if term.field == "channel":
        return case.c.channel == term.raw.lower()
    if term.field == "address":
        return _written(case.c.address, term)
    return _named(term)


def _named(term: Term) -> ColumnElement[bool]:
    """A topic, district or agency: by id, by its name, or by the name in the source."""
    table, names = _NAMES[term.field or ""]
    known = [_written(table.c[name], term) for name in names]
    ids = select(table.c.id).where(or_(table.c.id == term.raw, *known))
    by_name = func.coalesce(case.c[f"{term.field}_id"].in_(ids), false())
    return or_(by_name, _written(case.c[f"{term.field}_source"], term))


def _everywhere(terms: list[Term], texts: bool) -> ColumnElement[bool]:
    """All terms, each in the facts or in the texts; the texts are gone through once, however many terms there are."""
    in_facts = and_(*(_in_facts(case, term) for term in terms))
    if not texts:
        return in_facts
    return or_(in_facts, case.c.id.in_(_told(terms)))


def _told(terms: list[Term]) -> Select:
    """Ids of the cases whose text has some of the terms and whose facts have the others."""
    said = [_holds(case_text.c.normalised, term) for term in terms]
    if len(terms) == 1:
        return select(case_text.c.case_id).where(said[0])
    other = aliased(case)
    each = [or_(in_text, _in_facts(other, term)) for in_text, term in zip(said, terms, strict=True)]
    told = case_text.join(other, other.c.id == case_text.c.case_id)
    return select(case_text.c.case_id).select_from(told).where(or_(*said), *each)


def _in_facts(of: Any, term: Term) -> ColumnElement[bool]:
    return or_(_number(of, term), _written(of.c.topic_source, term), _written(of.c.address, term))


def _number(of: Any, term: Term) -> ColumnElement[bool]:
    return of.c.source_number == term.raw.lstrip("№#")


def _written(column: ColumnElement, term: Term) -> ColumnElement[bool]:
    """A column as it was written has the term; where it may, is seen before anything is made of all its values."""
    return and_(_may_hold(column, term), _holds(func.replace(func.lower(column), "ё", "е"), term))


def _may_hold(column: ColumnElement, term: Term) -> ColumnElement[bool]:
    """Its longest piece without е stands in the column in lower case, as a name or in capitals."""
    piece = max(re.split("е", needle(term)), key=len)
    if not piece:
        return column.is_not(None)
    return or_(*(icontains(column, spelt) for spelt in dict.fromkeys((piece, piece.capitalize(), piece.upper()))))


def _holds(column: ColumnElement, term: Term) -> ColumnElement[bool]:
    """A column in plain letters has the term. The piece is quick to look for and leaves little to the pattern."""
    return and_(icontains(column, needle(term)), matches(column, pattern(term)))
