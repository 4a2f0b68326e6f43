"""`words --topic T`: what people say within a topic that they do not say elsewhere in the region."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection, Engine, select

from analysis.words import distinctive
from queries.filters import Filters
from queries.scope import Scope, visible_cases
from store.tables import case_text

if TYPE_CHECKING:
    from queries.question import Question

TERMS = 50
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
    """`rows`: see `analysis.words.distinctive`, against the same question about all other topics or about the time
    before; `state`: hidden for those who may not read texts; `texts` and `rest`: how many were read.
    """
    if not filters.topics:
        raise ValueError("words of which topic? For example: words --topic T0203")
    if against not in AGAINST:
        raise ValueError(f"words against {against!r}? Choose one of {', '.join(AGAINST)}")
    if not scope.may_read_text:
        return {"rows": pd.DataFrame(), "state": "hidden", "texts": 0, "rest": 0}
    before = filters.compared("previous")
    if against == "before" and before is None:
        raise ValueError("words against the time before: choose a period")
    with engine.connect() as connection:
        inside = _texts(connection, scope, filters)
        if against == "before" and before is not None:
            outside = list(_texts(connection, scope, before).values())
        else:
            everything = _texts(connection, scope, replace(filters, topics=()))
            outside = [text for case_id, text in everything.items() if case_id not in inside]
    rows = distinctive(inside.values(), outside).head(limit)
    return {"rows": rows, "state": "value" if inside else "no_data", "texts": len(inside), "rest": len(outside)}


def _texts(connection: Connection, scope: Scope, filters: Filters) -> dict[str, str]:
    cases = visible_cases(scope, filters).subquery("c")
    question = (
        select(case_text.c.case_id, case_text.c.text)
        .join(cases, cases.c.id == case_text.c.case_id)
        .where(case_text.c.text.is_not(None))
        .order_by(case_text.c.case_id)
    )
    return {row.case_id: row.text for row in connection.execute(question)}
