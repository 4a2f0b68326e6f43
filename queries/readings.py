"""`readings`: for what reasons the texts of single cases were shown to those who otherwise judge by numbers.

Governor's staff see no texts. For one case they may read them when they say why: first that is written down, then
`reader` gives the right to what is written down.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, insert, select

from analysis.masking import masked
from queries.desk import wall_time
from queries.filters import Filters
from queries.scope import Scope, may_see
from store.desk_tables import text_reading
from store.engine import open_desk, open_store
from store.tables import case

if TYPE_CHECKING:
    from queries.question import Question

LEAST_REASON, LONGEST_REASON = 10, 300  # characters
COLUMNS = ("at", "who", "role", "case_id", "reason")


class NoReason(ValueError):
    """What was given is too short or too long to be a reason."""


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `readings`; of one case when it is asked of one. Raises ValueError for others than administrators."""
    try:
        rows = readings(scope, asked.subject)
    except PermissionError as error:
        raise ValueError(str(error)) from None
    return {"rows": rows if asked.limit is None else rows.head(asked.limit)}


def may_ask(scope: Scope) -> bool:
    """Whether this person may read a text for a reason: governor's staff. Others may read what they see, or nothing."""
    return scope.role == "staff" and scope.whole_region


def write_down(
    scope: Scope, case_id: str, reason: str, *, engine: Engine | None = None, desk: Engine | None = None
) -> int:
    """Why this person wants to read the texts of this case: kept masked, before anything is shown. Returns the id of
    the note.

    Raises NoReason, PermissionError for who may not ask or does not see the case.
    """
    words = str(masked(pd.Series([" ".join(reason.split())])).iloc[0])
    with (engine or open_store()).connect() as connection:
        seen = connection.execute(select(case.c.id).where(case.c.id == case_id, may_see(scope))).first()
    if not may_ask(scope) or seen is None:
        raise PermissionError(f"{scope.role} may not read the texts of {case_id}")
    if len(words) < LEAST_REASON or len(" ".join(reason.split())) > LONGEST_REASON:
        raise NoReason(f"say why in {LEAST_REASON} to {LONGEST_REASON} characters")
    row = {"case_id": case_id, "at": wall_time(), "who": scope.who, "role": scope.role, "reason": words}
    with (desk or open_desk()).begin() as connection:
        return int(connection.execute(insert(text_reading).values(row).returning(text_reading.c.id)).scalar_one())


def reader(scope: Scope, case_id: str, note: int | None, *, desk: Engine | None = None) -> Scope:
    """The rights with which this case is read: with its texts when `note` is on the desk, written by this person in
    this role about this case; otherwise as they are.
    """
    if note is None or not may_ask(scope):
        return scope
    own = {"id": note, "case_id": case_id, "who": scope.who, "role": scope.role}
    question = select(text_reading.c.id).where(*(text_reading.c[name] == value for name, value in own.items()))
    with (desk or open_desk()).connect() as connection:
        found = connection.execute(question).first()
    return scope if found is None else replace(scope, reads_case=case_id)


def readings(scope: Scope, case_id: str | None = None, *, desk: Engine | None = None) -> pd.DataFrame:
    """`COLUMNS`, the newest first, `at` in UTC. No filter applies: an account of who read is whole.

    Raises PermissionError for others than administrators.
    """
    if scope.role != "admin":
        raise PermissionError("the notes of who read are for administrators")
    return _rows(case_id, desk)


def of_case(scope: Scope, case_id: str, *, desk: Engine | None = None) -> pd.DataFrame:
    """`COLUMNS` of one case, the newest first: for those who may ask and for administrators, others see none."""
    return _rows(case_id, desk) if may_ask(scope) or scope.role == "admin" else pd.DataFrame(columns=list(COLUMNS))


def _rows(case_id: str | None, desk: Engine | None) -> pd.DataFrame:
    question = select(*(text_reading.c[name] for name in COLUMNS))
    if case_id is not None:
        question = question.where(text_reading.c.case_id == case_id)
    newest = question.order_by(text_reading.c.at.desc(), text_reading.c.id.desc())
    with (desk or open_desk()).connect() as connection:
        return pd.DataFrame(connection.execute(newest).all(), columns=list(COLUMNS))
