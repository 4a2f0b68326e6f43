"""Passports of problems: what is open, what is done about it, who did what with it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, false, or_, select, true

from queries import desk
from queries.filters import Filters
from queries.scope import Scope
from store.desk_tables import problem, problem_history, problem_measure
from store.engine import open_desk

if TYPE_CHECKING:
    from queries.question import Question

STATUSES = ("proposed", "accepted", "in_work", "relapsed", "solved", "withdrawn")
COLUMNS = ("id", "topic", "by", "unit", "district_id", "title_ru", "title_en", "evidence", "owner", "status", "effect",
           "links", "meeting", "version", "opened_at", "opened_by", "changed_at", "changed_by")  # fmt: skip
MEASURES = ("problem_id", "what", "starts", "until", "money", "at", "who")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `passports`; `measures`, `history`. Settings: status, meeting (YYYY-MM)."""
    if unknown := set(asked.settings) - {"status", "meeting"}:
        raise ValueError(f"passports has no setting {', '.join(sorted(unknown))}: choose status or meeting")
    found = passports(scope, filters, asked.settings.get("status", ""), asked.settings.get("meeting", ""))
    return {"rows": found, "measures": measures(scope), "history": history(scope)}


def passports(
    scope: Scope, filters: Filters, status: str = "", meeting: str = "", *, engine: Engine | None = None
) -> pd.DataFrame:
    """Columns `COLUMNS` and `since` (the first day of the first measure, as text) of the passports in sight, those that
    need a hand first. `status`: one of them, "all", or "" for all that were not withdrawn. Of the filters only
    districts and agencies apply. Raises ValueError for an unknown status.
    """
    if status not in ("", "all", *STATUSES):
        raise ValueError(f"unknown status {status!r}: choose one of {', '.join(STATUSES)}, all")
    question = select(*(problem.c[name] for name in COLUMNS)).where(in_sight(scope))
    if status in STATUSES:
        question = question.where(problem.c.status == status)
    elif not status:
        question = question.where(problem.c.status != "withdrawn")
    if meeting:
        question = question.where(problem.c.meeting == meeting)
    if places := (*filters.districts, *filters.agencies):
        question = question.where(or_(problem.c.unit.in_(places), problem.c.district_id.in_(places)))
    with (engine or open_desk()).connect() as connection:
        rows = pd.DataFrame(connection.execute(question).all(), columns=list(COLUMNS))
    done = measures(scope, engine=engine)
    rows["since"] = rows["id"].map(done.groupby("problem_id")["starts"].min()).astype(object)
    rows["since"] = [since if isinstance(since, str) else None for since in rows["since"]]
    order = rows["status"].map({name: place for place, name in enumerate(STATUSES)})
    return rows.assign(order=order).sort_values(["order", "id"], ignore_index=True).drop(columns="order")


def measures(scope: Scope, problem_id: int | None = None, *, engine: Engine | None = None) -> pd.DataFrame:
    """Columns `MEASURES`, days as text, the earliest first."""
    question = (
        select(*(problem_measure.c[name] for name in MEASURES))
        .join(problem, problem.c.id == problem_measure.c.problem_id)
        .where(in_sight(scope))
        .order_by(problem_measure.c.starts, problem_measure.c.id)
    )
    if problem_id is not None:
        question = question.where(problem.c.id == problem_id)
    with (engine or open_desk()).connect() as connection:
        rows = pd.DataFrame(connection.execute(question).all(), columns=list(MEASURES))
    for edge in ("starts", "until"):
        rows[edge] = [None if pd.isna(day) else day.isoformat() for day in rows[edge]]
    return rows


def history(scope: Scope, problem_id: int | None = None, *, engine: Engine | None = None) -> pd.DataFrame:
    """problem_id, title_ru, title_en, at (UTC), who, role, action, changes; the earliest first."""
    wanted = [in_sight(scope)] if problem_id is None else [in_sight(scope), problem.c.id == problem_id]
    return desk.history(problem_history, "problem_id", problem, wanted, engine=engine)


def in_sight(scope: Scope) -> ColumnElement[bool]:
    """A head sees the passports of the own municipality."""
    if scope.whole_region:
        return true()
    return problem.c.district_id.in_(scope.districts) if scope.districts else false()
