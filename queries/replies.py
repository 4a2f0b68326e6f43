"""What the replies of visible cases say, as `analysis.replies` judges them."""

import numpy as np
import pandas as pd
from sqlalchemy import Engine, false, func, or_, select

from analysis.replies import MOST_REMEMBERED, Reading
from queries.ask import Ask
from queries.clock import read_clock
from queries.dimensions import key_column
from queries.filters import Filters
from queries.metrics import metric
from queries.names import name_columns, with_names
from queries.repeats import came_again, place_of
from queries.scope import Scope, visible_cases
from store.days_off import days_off
from store.dialects import local_time, read_frame
from store.reference import read_reference
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

    Somebody came back who asked for a repeat review, or whose case `queries.repeats` finds again.
    """
    c = visible_cases(scope, filters).subquery("c")
    has_reply = func.length(func.trim(case_text.c.reply)) > 0
    with engine.connect() as connection:
        clock, calendar = read_clock(connection), days_off(connection).calendar
        zone, now = clock.zone, clock.moment(c.c.channel).now
        ask = Ask(connection, metric("repeat"), scope, filters, None, clock)
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
            or_(came_again(c.c, ask), func.coalesce(c.c.repeat_review, false())).label("came_back"),
            local_time(func.coalesce(c.c.first_response_at, c.c.closed_at), zone).label("replied"),
            local_time(c.c.due_at, zone).label("due"),
            local_time(now, zone).label("now"),
            key_column(c, by, zone).label("key"),  # type: ignore[union-attr]
            named.label("name_ru"),
        ).select_from(with_names(c).join(case_text, case_text.c.case_id == c.c.id))
        frame = read_frame(connection, question.where(has_reply).order_by(c.c.id))
        closed = connection.execute(select(func.count(c.c.closed_at))).scalar() or 0
    frame = frame.assign(norm_passed=_norm_passed(frame, calendar)).drop(columns=["replied", "due", "now"])
    return frame.set_index("id"), int(closed) - int(frame["closed_at"].notna().sum())


def _norm_passed(rows: pd.DataFrame, calendar: np.busdaycalendar) -> np.ndarray:
    """Whether a final answer should be there if the reply is an interim one: its working days are over, and so is the
    deadline of the case. In: replied, due, now (local). Where nobody knows when the reply was given, it is not.
    """
    norm = int(read_reference()["interim_reply"]["working_days"])
    known = rows["replied"].notna().to_numpy()
    replied = rows.loc[known, "replied"].to_numpy().astype("datetime64[D]")
    last = np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[D]")
    last[known] = np.busday_offset(replied, norm, roll="backward", busdaycal=calendar)
    today = rows["now"].to_numpy().astype("datetime64[D]")
    return known & (last < today) & ~(rows["due"] > rows["now"]).to_numpy()
