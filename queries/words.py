"""`words --topic T`: what people say within a topic that they do not say elsewhere in the region."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection, Engine, exists, func, select

from analysis.distinctive import distinctive
from queries.clock import read_clock
from queries.filters import Filters
from queries.scope import Scope, visible_cases
from store.tables import case, case_text

if TYPE_CHECKING:
    from queries.question import Question

TERMS = 50
MOST = 20_000  # texts of a side that are read
AGAINST = ("rest", "before")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """The parts of `words`; `--set against=before` compares with the same topic in the time before, as long as the
    period, instead of the other topics. Raises ValueError without a topic, or for another comparison.
    """
    if unknown := set(asked.settings) - {"against"}:
        raise ValueError(f"unknown settings {', '.join(sorted(unknown))}: choose against")
    return words(engine, scope, filters, asked.settings.get("against", "rest"), asked.limit or TERMS)


def words(
    engine: Engine, scope: Scope, filters: Filters, against: str = "rest", limit: int = TERMS
) -> Mapping[str, Any]:
    """`rows`: see `analysis.distinctive`, against the same question about all other topics or about the time before;
    `state`: hidden for those who may not read texts; `texts` and `rest`: how many were read; `texts_of` and
    `rest_of`: how many there are. Of more than `MOST` those are read that come first by the MD5 of their case's id: a
    random sample, the same at every look.
    """
    if not filters.topics:
        raise ValueError("words of which topic? For example: words --topic T0203")
    if against not in AGAINST:
        raise ValueError(f"words against {against!r}? Choose one of {', '.join(AGAINST)}")
    if not scope.may_read_text:
        nothing = dict.fromkeys(("texts", "rest", "texts_of", "rest_of"), 0)
        return {"rows": pd.DataFrame(), "state": "hidden"} | nothing
    with engine.connect() as connection:
        before = filters.compared("previous", read_clock(connection).zone)
    if against == "before" and before is None:
        raise ValueError("words against the time before: choose a period")
    own = visible_cases(scope, filters).subquery("own")
    if against == "before" and before is not None:
        others = visible_cases(scope, before).subquery("c")
    else:
        everything = visible_cases(scope, replace(filters, topics=()))
        others = everything.where(~exists().where(own.c.id == case.c.id).correlate(case)).subquery("c")
    with engine.connect() as connection:
        (inside, texts), (outside, rest) = _texts(connection, own), _texts(connection, others)
    rows = distinctive(inside, outside).head(limit)
    sizes = {"texts": len(inside), "rest": len(outside), "texts_of": texts, "rest_of": rest}
    return {"rows": rows, "state": "value" if inside else "no_data"} | sizes


def _texts(connection: Connection, cases: Any) -> tuple[list[str], int]:
    """The texts that are read of these cases, and how many they have."""
    told = (
        select(case_text.c.case_id).join(cases, cases.c.id == case_text.c.case_id).where(case_text.c.text.is_not(None))
    )
    question = select(case_text.c.text).where(case_text.c.text.is_not(None))
    few = connection.execute(question.where(case_text.c.case_id.in_(told)).limit(MOST + 1)).scalars().all()
    if len(few) <= MOST:  # mostly: to count them first takes as long as to read them
        return list(few), len(few)
    of = connection.execute(select(func.count()).select_from(told.subquery())).scalar_one()
    drawn = told.order_by(func.md5(case_text.c.case_id), case_text.c.case_id).limit(MOST)
    return list(connection.execute(question.where(case_text.c.case_id.in_(drawn))).scalars()), of
