"""`formal_replies --by agency`: replies that look like formal ones, each with the signals that say so."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select

from analysis.replies import WEIGHTS, by_key, cluster_rows, judged
from queries.clock import read_clock
from queries.dimensions import key_column
from queries.filters import Filters
from queries.names import name_columns, with_names
from queries.repeats import place_of
from queries.scope import Scope, visible_cases
from store.dialects import local_time, read_frame
from store.tables import case_text

if TYPE_CHECKING:
    from queries.question import Question

EXCERPT, EXAMPLES, CLUSTERS, CASES = 240, 5, 20, 200
SPLITS = ("agency", "district", "topic", "channel")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: key, name_ru, numerator (suspected), denominator (replies), value, low, high; `clusters`: repeated
    texts; `cases`: the most suspect replies with their signals; `left_out`: closed without the text of a reply.

    Texts (skeleton, excerpts) only for those who may read them. Raises ValueError for another split.
    """
    by = asked.by or "agency"
    if by not in SPLITS:
        raise ValueError(f"formal_replies --by {by} is not known: choose one of {', '.join(SPLITS)}")
    replies, without = read_replies(engine, scope, filters, by)
    found = judged(replies)
    rows = by_key(found, found["key"])
    rows.insert(1, "name_ru", rows["key"].map(replies.groupby("key")["name_ru"].first()).astype(object))
    return {
        "rows": rows if asked.limit is None else rows.head(asked.limit),
        "clusters": _clusters(found, scope),
        "cases": _suspects(found, scope),
        "left_out": without,
        "weights": WEIGHTS,
    }


def read_replies(engine: Engine, scope: Scope, filters: Filters, by: str = "agency") -> tuple[pd.DataFrame, int]:
    """What `analysis.replies.judged` needs of the visible cases with a reply, by case id, with key and name_ru; and how
    many closed cases have no text of a reply.
    """
    c = visible_cases(scope, filters).subquery("c")
    has_reply = func.length(func.trim(case_text.c.reply)) > 0
    with engine.connect() as connection:
        zone = read_clock(connection).zone
        names = {name.name: name for name in name_columns(c)}
        named = names.get(f"{by}_ru", c.c.channel)
        question = select(
            c.c.id,
            case_text.c.reply,
            func.coalesce(c.c.topic_id, c.c.topic_source).label("topic"),
            func.coalesce(c.c.district_id, c.c.district_source).label("district"),
            place_of(c.c).label("place"),
            local_time(c.c.filed_at, zone).label("day"),
            c.c.rating,
            c.c.outcome,
            c.c.closed_at,
            key_column(c, by, zone).label("key"),  # type: ignore[union-attr]
            named.label("name_ru"),
        ).select_from(with_names(c).join(case_text, case_text.c.case_id == c.c.id))
        frame = read_frame(connection, question.where(has_reply).order_by(c.c.id))
        closed = connection.execute(select(func.count(c.c.closed_at))).scalar() or 0
    return frame.set_index("id"), int(closed) - int(frame["closed_at"].notna().sum())


def _clusters(found: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The most suspected texts; examples are one case per place, then the rest."""
    rows = cluster_rows(found).head(CLUSTERS)
    cases = rows["cases"].map(lambda ids: _one_per_place(found.loc[ids]))
    rows = rows.drop(columns="cases").assign(cases=cases)
    if not scope.may_read_text:
        return rows.assign(skeleton=None, excerpts=None)
    return rows.assign(excerpts=[found.loc[ids, "reply"].str.slice(0, EXCERPT).tolist() for ids in cases])


def _one_per_place(rows: pd.DataFrame) -> list[str]:
    first = rows[rows["place"].notna() & ~rows["place"].duplicated()]
    return list(dict.fromkeys([*first.index, *rows.index]))[:EXAMPLES]


def _suspects(found: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The most suspect replies: id, key, score, the signals, content, text (None for those who may not read it)."""
    rows = found[found["suspected"]].rename_axis("id").reset_index()
    rows = rows.sort_values(["score", "id"], ascending=[False, True]).head(CASES)
    text = rows["reply"].str.slice(0, EXCERPT) if scope.may_read_text else None
    return rows[["id", "key", "score", *WEIGHTS, "content"]].assign(text=text).reset_index(drop=True)
