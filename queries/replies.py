"""What the replies of visible cases say, as `analysis.replies` judges them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, and_, false, func, or_, select
from sqlalchemy import case as either

from queries.ask import Ask
from queries.clock import read_clock
from queries.dimensions import key_column
from queries.filters import Filters
from queries.metrics import metric
from queries.names import name_columns, with_names
from queries.repeats import came_again, place_of
from queries.reply_readings import COLUMNS, is_read, keep, told, wordings
from queries.scope import Scope, visible_cases
from store.days_off import days_off
from store.dialects import few, local_time, read_frame
from store.reference import read_reference
from store.tables import case_text, reply_reading

AT_ONCE = 5_000  # ids in one question: PostgreSQL takes 65,535
ROUNDS = 3  # of reading what is not read yet: an import may bring more meanwhile


class Replies(NamedTuple):
    """`rows`: what `analysis.replies.judged` needs, by case id, with address, key and name_ru; `signatures` of their
    skeletons; `without`: closed cases that have no text of a reply.
    """

    rows: pd.DataFrame
    signatures: dict[str, str]
    without: int


def read_replies(engine: Engine, scope: Scope, filters: Filters, by: str = "agency") -> Replies:
    """The visible cases with a reply. Texts that nobody has asked for before are read now, which is written down: see
    `queries.reply_readings`.

    Somebody came back who asked for a repeat review, or whose case `queries.repeats` finds again.
    """
    c = visible_cases(scope, filters).subquery("c")
    frame, worded, closed = _asked(engine, scope, filters, by, c)
    for _ in range(ROUNDS):
        if frame["is_read"].all():
            break
        del frame, worded
        keep(engine, _unread(c))
        frame, worded, closed = _asked(engine, scope, filters, by, c)
    frame = frame[frame["is_read"] & frame["wording"].isin(worded.index)]
    signatures = dict(zip(worded["skeleton"], worded["signature"], strict=True))
    without = closed - int(frame["closed_at"].notna().sum())
    return Replies(told(frame, worded).set_index("id"), signatures, without)


def _asked(engine: Engine, scope: Scope, filters: Filters, by: str, c: Any) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The rows; the wordings of those that somebody has read; and how many cases are closed."""
    with engine.connect() as connection:
        clock, calendar = read_clock(connection), days_off(connection).calendar
        ask = Ask(connection, metric("repeat"), scope, filters, None, clock)
        frame = read_frame(connection, _question(c, ask, by)).drop_duplicates("id", ignore_index=True)
        worded = wordings(connection, frame.loc[frame["is_read"], "wording"])
        closed = connection.execute(select(func.count(c.c.closed_at))).scalar() or 0
    frame = frame.assign(norm_passed=norm_passed(frame, calendar)).drop(columns=["replied", "due", "now"])
    return frame, worded, int(closed)


def reply_texts(engine: Engine, ids: Iterable[str]) -> pd.Series:
    """The texts of these cases' replies by case id. The ids come from what somebody was let see."""
    wanted = list(ids)
    chunks = [wanted[start : start + AT_ONCE] for start in range(0, max(len(wanted), 1), AT_ONCE)]
    question = select(case_text.c.case_id, case_text.c.reply)
    with engine.connect() as connection:
        named = [few(case_text, "case_id", some) for some in chunks]
        parts = [read_frame(connection, question.where(each)) for each in named]
    return pd.concat(parts).set_index("case_id")["reply"].astype(object)


def _replies_to(c: Any) -> Any:
    """case_id and reply of the cases in question, before anything is asked of these: an engine that is free to would
    first look at every reply there is. None moves a condition past an offset.
    """
    texts = select(case_text.c.case_id, case_text.c.reply).where(case_text.c.case_id.in_(select(c.c.id)))
    return texts.offset(0).subquery("said")


def has_reply(c: Any, said: Any = case_text) -> ColumnElement[bool]:
    """Asked of the cases in question only: see `_replies_to`."""
    return either((c.c.id.is_not(None), func.length(func.trim(said.c.reply)) > 0), else_=false())


def _unread(c: Any) -> Select:
    said = _replies_to(c)
    nobody = c.join(said, and_(said.c.case_id == c.c.id, has_reply(c, said))).outerjoin(reply_reading, is_read(said))
    return select(said.c.reply).select_from(nobody).where(reply_reading.c.text_key.is_(None)).distinct()


def _question(c: Any, ask: Ask, by: str) -> Select:
    zone = ask.clock.zone
    names = {name.name: name for name in name_columns(c)}
    moments = {
        "day": c.c.filed_at, "replied": func.coalesce(c.c.first_response_at, c.c.closed_at), "due": c.c.due_at,
        "now": ask.clock.moment(c.c.channel).now,
    }  # fmt: skip
    said = _replies_to(c)
    read = with_names(c).join(said, said.c.case_id == c.c.id).outerjoin(reply_reading, is_read(said))
    return (
        select(
            c.c.id,
            *COLUMNS,
            func.coalesce(c.c.topic_id, c.c.topic_source).label("topic"),
            func.coalesce(c.c.district_id, c.c.district_source).label("district"),
            place_of(c.c).label("place"),
            c.c.address,
            c.c.rating,
            c.c.outcome,
            c.c.closed_at,
            or_(came_again(c.c, ask), func.coalesce(c.c.repeat_review, false())).label("came_back"),
            *(local_time(moment, zone).label(name) for name, moment in moments.items()),
            key_column(c, by, zone).label("key"),  # type: ignore[union-attr]
            names.get(f"{by}_ru", c.c.channel).label("name_ru"),
        )
        .select_from(read)
        .where(has_reply(c, said))
        .order_by(c.c.id)
    )


def norm_passed(rows: pd.DataFrame, calendar: np.busdaycalendar) -> np.ndarray:
    """Whether a final answer should be there if the reply is an interim one: its working days are over, and so is the
    deadline of the case. In: replied, due, now (local). Where nobody knows when the reply was given, it is not.
    """
    last = answer_wanted_by(rows["replied"], calendar)
    today = rows["now"].to_numpy().astype("datetime64[D]")
    return (last < today) & ~(rows["due"] > rows["now"]).to_numpy()


def answer_wanted_by(replied: pd.Series, calendar: np.busdaycalendar) -> np.ndarray:
    """The last day of the norm after an interim reply; NaT where nobody knows when it was given."""
    norm = int(read_reference()["interim_reply"]["working_days"])
    known = replied.notna().to_numpy()
    last = np.full(len(replied), np.datetime64("NaT"), dtype="datetime64[D]")
    given = replied.to_numpy()[known].astype("datetime64[D]")
    last[known] = np.busday_offset(given, norm, roll="backward", busdaycal=calendar)
    return last
