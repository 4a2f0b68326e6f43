"""`similar CASE`: cases of the same topic near in words and place, how they ended and how fast."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, Row, Text, cast, func, null, select

from analysis.search_query import excerpt
from analysis.similar import likeness
from queries.filters import Filters
from queries.names import name_columns, with_names
from queries.scope import Scope, may_see
from store.dialects import read_frame
from store.tables import case, case_link, case_text

if TYPE_CHECKING:
    from queries.question import Question

AROUND = timedelta(days=365)
MOST_COMPARED = 2_000  # of one topic, those of the same municipality and the latest first
ROWS = 5
LEAST = 0.3  # of the likeness of words
PLACE = 0.3  # what the same place adds; the same municipality half of it
NEAR = 0.005  # degrees of latitude, about 500 m
_COLUMNS = ("id", "channel", "source_number", "filed_at", "closed_at", "precision", "state", "outcome", "rating",
            "close_seconds", "address", "lat", "lon", "district_id")  # fmt: skip


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `similar`. Raises ValueError without the id of a case."""
    if not asked.subject:
        raise ValueError("similar to which case? For example: similar pos:12345")
    return {"rows": similar(engine, scope, asked.subject, asked.limit or ROWS)}


def similar(engine: Engine, scope: Scope, case_id: str, limit: int = ROWS) -> pd.DataFrame:
    """The columns of `case` above, topic, district and agency names, likeness (0 to 1; None where this person may not
    read texts), place (same, near, district or ""), reply (how it was answered, shortened; None likewise); the nearest
    first. Cases of the same event are left out. Empty when there is no such case in sight.

    Compared with at most 2,000 visible cases of the same topic filed within a year before or after.
    """
    c = select(case).where(case.c.id == case_id, may_see(scope)).subquery("c")
    with engine.connect() as connection:
        this = connection.execute(select(c, case_text.c.text).select_from(_with_text(c))).first()
        if this is None:
            return pd.DataFrame()
        candidates = read_frame(connection, _candidates(scope, this))
    return _nearest(candidates, this, scope.may_read_text).head(limit)


def _with_text(c: Any) -> Any:
    return c.outerjoin(case_text, case_text.c.case_id == c.c.id)


def _candidates(scope: Scope, this: Row) -> Any:
    same_event = select(case_link.c.event_id).where(case_link.c.case_id == this.id)
    linked = select(case_link.c.case_id).where(case_link.c.event_id.in_(same_event))
    same_topic = case.c.topic_id == this.topic_id if this.topic_id else case.c.topic_source == this.topic_source
    question = select(case).where(may_see(scope), case.c.id != this.id, same_topic, case.c.id.not_in(linked))
    if this.filed_at is not None:
        question = question.where(case.c.filed_at.between(this.filed_at - AROUND, this.filed_at + AROUND))
    elsewhere = func.coalesce(case.c.district_id != this.district_id, True)
    near = question.order_by(elsewhere, case.c.filed_at.desc(), case.c.id).limit(MOST_COMPARED).subquery("near")
    texts = (case_text.c.text, case_text.c.reply) if scope.may_read_text else (cast(null(), Text), cast(null(), Text))
    source = with_names(near)
    if scope.may_read_text:
        source = source.outerjoin(case_text, case_text.c.case_id == near.c.id)
    return select(
        *(near.c[name] for name in _COLUMNS), *name_columns(near), texts[0].label("text"), texts[1].label("reply")
    ).select_from(source)


def _nearest(rows: pd.DataFrame, this: Row, may_read: bool) -> pd.DataFrame:
    rows = rows.assign(place=[_place(row, this) for row in rows.to_dict("records")])
    bonus = rows["place"].map({"same": PLACE, "near": PLACE, "district": PLACE / 2}).fillna(0.0)
    if may_read and this.text:
        rows["likeness"] = likeness(this.text, rows["text"].fillna("").tolist())
        rows = rows[rows["likeness"] >= LEAST]
        bonus = bonus[rows.index] + rows["likeness"]
    else:
        rows = rows.assign(likeness=None)[rows["place"].isin(("same", "near"))]
        bonus = bonus[rows.index]
    replies = pd.Series([_short(reply) for reply in rows["reply"]], index=rows.index, dtype=object)
    rows = rows.assign(order=bonus, reply=replies)
    ranked = rows.sort_values(["order", "filed_at", "id"], ascending=[False, False, True], ignore_index=True)
    return ranked.drop(columns=["order", "text"])


def _place(row: Mapping[Any, Any], this: Row) -> str:
    if this.address and row["address"] == this.address and row["district_id"] == this.district_id:
        return "same"
    if this.lat is not None and not pd.isna(row["lat"]):
        east = abs(row["lon"] - this.lon) / 2  # a degree of longitude is about half as long here
        if abs(row["lat"] - this.lat) <= NEAR and east <= NEAR:
            return "near"
    return "district" if this.district_id and row["district_id"] == this.district_id else ""


def _short(reply: Any) -> str | None:
    return "".join(piece for piece, _hit in excerpt(reply, ())) if isinstance(reply, str) and reply else None
