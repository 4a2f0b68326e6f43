"""The orders of a list of cases: whatever a column shows, the whole list can be sorted by it, page by page.

An order is a key that every case has: what is missing stands last in either direction.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, DateTime, FromClause, Select, and_, case, cast, func, literal, or_, select, true

from queries.clock import Moment
from queries.deadlines import STATES, deadline_state
from queries.names import TABLES, own_name
from store.tables import case as case_table

FIRST, LAST = datetime(1, 1, 1), datetime(9999, 1, 1)
TEXT = case_table.c.id.type


@dataclass(frozen=True)
class Order:
    """`column`: what it is sorted by; `kind`: moment, number, state, figures (a text that is mostly a number), channel,
    or name (of the tables of names).
    """

    column: str
    kind: str
    descending: bool = False

    def keyed(
        self, c: Any, at: Moment, language: str, channels: tuple[str, ...] = ()
    ) -> tuple[FromClause, ColumnElement]:
        """The cases `c`, joined to names in this language where these decide, and their sort key. `channels`: their
        codes in the order of the names that the screen gives them; without it they are sorted by code.
        """
        if self.kind == "name":
            return _by_name(c, self.column, language, self.descending)
        if self.kind == "channel" and channels:
            places = ((c.c.channel == code, place) for place, code in enumerate(channels))
            return c, case(*places, else_=len(channels))
        return c, _KEYS[self.kind](c, self.column, at, self.descending)

    def after(self, key: ColumnElement, id: ColumnElement[str], cursor: str) -> ColumnElement[bool]:
        """The cases that follow the one at the cursor."""
        value, last_id = json.loads(cursor)
        edge: ColumnElement = literal(value)
        if self.kind == "moment":
            edge = literal(datetime.fromisoformat(value), DateTime())
        return or_(key < edge if self.descending else key > edge, and_(key == edge, id > last_id))

    def sorted(self, key: ColumnElement, id: ColumnElement[str]) -> tuple[ColumnElement, ColumnElement]:
        """What to order by: the key, then the id."""
        return (key.desc() if self.descending else key.asc()), id.asc()

    def first(self, c: Any, key: ColumnElement) -> tuple[ColumnElement, ColumnElement]:
        """The same order of the cases `c`, by the column itself where the key only stands in for what is missing:
        engines find the first rows of a column in a fraction of the time.
        """
        if self.kind not in ("moment", "number"):
            return self.sorted(key, c.c.id)
        column = c.c[self.column]
        return (column.desc() if self.descending else column.asc()).nulls_last(), c.c.id.asc()


@dataclass(frozen=True)
class Wanted:
    """`limit` of the cases `listed` (a page and one more, to know whether it is the last), joined to what their `key`
    is read from, in an order, from after a cursor on.
    """

    listed: Any
    joined: FromClause
    key: ColumnElement
    order: Order
    after: str | None
    limit: int

    def page(self, *columns: str) -> Select:
        """These columns of the page, and sort_key."""
        page = select(*(self.listed.c[name] for name in columns), self.key.label("sort_key")).select_from(self.joined)
        follows = self.follows(self.key, self.listed.c.id)
        return page.where(follows).order_by(*self.order.first(self.listed, self.key)).limit(self.limit)

    def follows(self, key: ColumnElement, id: ColumnElement[str]) -> ColumnElement[bool]:
        """What stands after the cursor."""
        return true() if self.after is None else self.order.after(key, id, self.after)


def cursor(row: pd.Series) -> str:
    """Where a page ends, to begin the next one after it. `row`: with `sort_key` and id."""
    value = row["sort_key"]
    if hasattr(value, "isoformat"):
        return json.dumps([value.isoformat(), row["id"]])
    return json.dumps([value if isinstance(value, str) else int(value), row["id"]])


def _moment(c: Any, column: str, at: Moment, descending: bool) -> ColumnElement:
    return func.coalesce(c.c[column], literal(FIRST if descending else LAST, DateTime()))


def _number(c: Any, column: str, at: Moment, descending: bool) -> ColumnElement:
    return func.coalesce(c.c[column], -1 if descending else 2**31 - 1)


def _state(c: Any, column: str, at: Moment, descending: bool) -> ColumnElement:
    state = deadline_state(c.c, at)
    return case(*((state == name, place) for place, name in enumerate(STATES)), else_=len(STATES))


def _text(c: Any, column: str, at: Moment, descending: bool) -> ColumnElement:
    return _filed(c.c[column], descending)


def _figures(c: Any, column: str, at: Moment, descending: bool) -> ColumnElement:
    """The short before the long, so that 9 stands before 10."""
    length = func.lpad(cast(func.length(c.c[column]), TEXT), 5, "0")
    return _filed(length.concat(c.c[column]), descending)


def _by_name(c: Any, stem: str, language: str, descending: bool) -> tuple[FromClause, ColumnElement]:
    """Names get their keys in their own small table: cases are many."""
    table = TABLES[stem]
    named = select(table.c.id, _filed(own_name(stem, language), descending).label("key"))
    if stem == "district":
        named = named.where(table.c.valid_to.is_(None))
    keys = named.subquery("keys")
    key = func.coalesce(keys.c.key, _filed(c.c[f"{stem}_source"], descending))
    return c.outerjoin(keys, c.c[f"{stem}_id"] == keys.c.id), key


def _filed(words: ColumnElement, descending: bool) -> ColumnElement:
    """As in a card index: without case, ё as е; a mark before it keeps what is missing last in every collation."""
    here, nowhere = ("1", "0") if descending else ("0", "1")
    plain = func.replace(func.lower(words), "ё", "е")
    return cast(func.coalesce(literal(here).concat(plain), nowhere), TEXT)


_KEYS: dict[str, Callable[[Any, str, Moment, bool], ColumnElement]] = {
    "moment": _moment, "number": _number, "state": _state, "channel": _text, "figures": _figures,
}  # fmt: skip
_BOTH_WAYS = {
    "state": Order("deadline_state", "state"),
    "topic": Order("topic", "name"),
    "district": Order("district", "name"),
    "agency": Order("agency", "name"),
    "channel": Order("channel", "channel"),
    "number": Order("source_number", "figures"),
    "deadline": Order("due_at", "moment"),
    "rating": Order("rating", "number"),
}
# A minus before a column's order turns it round. `due` is a list of its own: the undecided only.
SORTS: dict[str, Order] = {
    "newest": Order("filed_at", "moment", descending=True),
    "oldest": Order("filed_at", "moment"),
    "due": Order("due_at", "moment"),
    "longest": Order("close_seconds", "number", descending=True),
    **_BOTH_WAYS,
    **{f"-{name}": replace(order, descending=True) for name, order in _BOTH_WAYS.items()},
}
