"""Polls of the small region, asked as somebody would: what that person is told."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine

from queries.filters import Filters
from queries.poll import results_of
from queries.scope import scope_for


def results(poll: str, engine: Engine, *districts: str, role: str = "staff", own: str = "") -> dict[str, Any]:
    """Of these districts (of all where none is named), as a role is told, the head of the district `own` for one."""
    scope = scope_for(role, districts=(own,) if own else ())
    return results_of(poll, scope, Filters(districts=districts), engine=engine)


def votes(found: dict[str, Any], question: str) -> dict[str, int | None]:
    """Of each option of the question; None where they are hidden."""
    rows = found["options"][found["options"]["question_id"] == question].set_index("option_id")["votes"]
    return {str(id): None if pd.isna(n) else int(n) for id, n in rows.items()}
