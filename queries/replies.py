"""What the replies of visible cases say, as `analysis.replies` judges them."""

import pandas as pd
from sqlalchemy import Engine, func, select

from analysis.replies import MOST_REMEMBERED, Reading
from queries.clock import read_clock
from queries.dimensions import key_column
from queries.filters import Filters
from queries.names import name_columns, with_names
from queries.repeats import place_of
from queries.scope import Scope, visible_cases
from store.dialects import local_time, read_frame
from store.tables import case_text

# What texts say does not change: after an import, and for another period, only the new ones are read.
_READ: list[dict[int, Reading]] = [{}]


def remembered() -> dict[int, Reading]:
    """What this process has read of replies, by the hash of their texts; begun anew when it grows too large (who still
    asks the old one keeps it).
    """
    if len(_READ[0]) > 0.9 * MOST_REMEMBERED:
        _READ[0] = {}
    return _READ[0]


def read_replies(engine: Engine, scope: Scope, filters: Filters, by: str = "agency") -> tuple[pd.DataFrame, int]:
    """What `analysis.replies.judged` needs of the visible cases with a reply, by case id, with address, key and
    name_ru; and how many closed cases have no text of a reply.
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
            c.c.address,
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
