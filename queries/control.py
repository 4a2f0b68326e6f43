"""What is under control, what is due, and who did what with it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, false, or_, select, true

from queries import desk
from queries.clock import read_clock
from queries.filters import Filters
from queries.scope import Scope, may_see
from store.desk_tables import control_history, control_item
from store.engine import open_desk, open_store
from store.tables import case, case_link

if TYPE_CHECKING:
    from queries.question import Question

URGENCIES = ("overdue", "today", "soon", "later", "undated", "done")
SOON = timedelta(days=3)
COLUMNS = ("id", "kind", "subject", "title_ru", "title_en", "district_id", "note", "owner", "due", "state", "outcome",
           "version", "changed_at", "changed_by")  # fmt: skip


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `items`; `history`: see `history`. Setting: state (open, done, all)."""
    if unknown := set(asked.settings) - {"state"}:
        raise ValueError(f"control has no setting {', '.join(sorted(unknown))}: choose state")
    state = asked.settings.get("state", "all")
    with engine.connect() as connection:
        today = local_today(read_clock(connection).zone)
    found = items(scope, filters, state, today=today)
    past = history(scope, since=filters.period.start if filters.period else None)
    return {"rows": found if asked.limit is None else found.head(asked.limit), "history": past}


def local_today(zone: str) -> date:
    """Today where the region is: the desk lives by the wall clock, not by the data."""
    return datetime.now(ZoneInfo(zone)).date()


def items(
    scope: Scope, filters: Filters, state: str = "open", *, today: date, engine: Engine | None = None
) -> pd.DataFrame:
    """Control items in sight, the most urgent first: `COLUMNS` (due as text) and urgency, one of `URGENCIES`.

    Of the filters only the districts apply. Raises ValueError for a state other than open, done and all.
    """
    if state not in ("open", "done", "all"):
        raise ValueError(f"unknown state {state!r}: choose open, done or all")
    question = select(*(control_item.c[name] for name in COLUMNS)).where(_in_sight(scope))
    if state != "all":
        question = question.where(control_item.c.state == state)
    if filters.districts:
        question = question.where(control_item.c.district_id.in_(filters.districts))
    with (engine or open_desk()).connect() as connection:
        rows = pd.DataFrame(connection.execute(question).all(), columns=list(COLUMNS))
    rows["urgency"] = [_urgency(row, today) for row in rows[["state", "due"]].to_dict("records")]
    rows["due"] = [None if pd.isna(due) else due.isoformat() for due in rows["due"]]
    order = rows["urgency"].map({name: place for place, name in enumerate(URGENCIES)})
    return rows.assign(order=order).sort_values(["order", "due", "id"], ignore_index=True).drop(columns="order")


def _urgency(row: Mapping, today: date) -> str:
    due = row["due"]
    if row["state"] == "done":
        return "done"
    if pd.isna(due):
        return "undated"
    return "overdue" if due < today else "today" if due == today else "soon" if due <= today + SOON else "later"


def history(
    scope: Scope, item_id: int | None = None, since: datetime | None = None, *, engine: Engine | None = None
) -> pd.DataFrame:
    """item_id, title_ru, title_en, at (UTC), who, role, action, changes; the earliest first."""
    wanted = [_in_sight(scope)]
    wanted += [] if item_id is None else [control_history.c.item_id == item_id]
    wanted += [] if since is None else [control_history.c.at >= since]
    return desk.history(control_history, "item_id", control_item, wanted, engine=engine)


def of_case(scope: Scope, case_id: str, events: Sequence[str] = (), *, engine: Engine | None = None) -> pd.DataFrame:
    """at (UTC), who, action, changes of what kept this case, or the events it tells of, under control; the earliest
    first. `events`: their ids, and those of their cases: an event bears the id of its first case, which may have been
    another one when it was taken.
    """
    columns = ("at", "who", "action", "changes")
    about = or_(
        and_(control_item.c.kind == "case", control_item.c.subject == case_id),
        and_(control_item.c.kind == "event", control_item.c.subject.in_(events)),
    )
    question = (
        select(*(control_history.c[name] for name in columns))
        .join(control_item, control_item.c.id == control_history.c.item_id)
        .where(_in_sight(scope), about)
        .order_by(control_history.c.at, control_history.c.id)
    )
    with (engine or open_desk()).connect() as connection:
        return pd.DataFrame(connection.execute(question).all(), columns=list(columns))


def first_case(scope: Scope, event_id: str, *, engine: Engine | None = None) -> str:
    """The id of the first case in sight that tells of an event; "" when there is none any more.

    An event that was found bears the id of its first case. Where an earlier one came since, it is the event that this
    case tells of now; where nothing is linked any more, the case itself.
    """
    now = select(case_link.c.event_id).where(case_link.c.case_id == event_id)
    linked = select(case_link.c.case_id).where(or_(case_link.c.event_id == event_id, case_link.c.event_id.in_(now)))
    question = select(case.c.id).where(or_(case.c.id == event_id, case.c.id.in_(linked)), may_see(scope))
    question = question.order_by(case.c.filed_at, case.c.id)
    with (engine or open_store()).connect() as connection:
        return str(connection.execute(question.limit(1)).scalar() or "")


def _in_sight(scope: Scope) -> ColumnElement[bool]:
    if scope.whole_region:
        return true()
    return control_item.c.district_id.in_(scope.districts) if scope.districts else false()
