"""`words --topic T`: what people say within a topic that they do not say elsewhere in the region."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select

from analysis.words import distinctive
from queries.filters import Filters
from queries.scope import Scope, visible_cases
from store.tables import case_text

if TYPE_CHECKING:
    from queries.question import Question

TERMS = 50


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `analysis.words.distinctive`, against the same question about all other topics; `state`: hidden for
    those who may not read texts; `texts` and `rest`: how many were read. Raises ValueError without a topic.
    """
    if not filters.topics:
        raise ValueError("words of which topic? For example: words --topic T0203")
    if not scope.may_read_text:
        return {"rows": [], "state": "hidden"}
    everything = visible_cases(scope, replace(filters, topics=())).subquery("c")
    ours = visible_cases(scope, filters).subquery("ours")
    question = (
        select(case_text.c.case_id, case_text.c.text)
        .join(everything, everything.c.id == case_text.c.case_id)
        .where(case_text.c.text.is_not(None))
    )
    with engine.connect() as connection:
        chosen = set(connection.execute(select(ours.c.id)).scalars())
        texts = connection.execute(question).all()
    inside = [text for case_id, text in texts if case_id in chosen]
    outside = [text for case_id, text in texts if case_id not in chosen]
    rows = distinctive(inside, outside).head(asked.limit or TERMS)
    return {"rows": rows, "state": "value" if inside else "no_data", "texts": len(inside), "rest": len(outside)}
