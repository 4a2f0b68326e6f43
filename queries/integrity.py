"""`integrity`: closings and flags that look better than work explains, each with the cases to look at."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, case, select

from analysis.false_discovery import LIMIT
from analysis.integrity import batches, heaping
from queries.clock import read_clock
from queries.filters import Filters
from queries.names import name_columns, with_names
from queries.scope import Scope, visible_cases
from store.dialects import local_time, read_frame

if TYPE_CHECKING:
    from queries.question import Question

INSTANT = 60  # seconds from filing to closing
SHORTEST = 7  # days from filing to the deadline where closings can heap on its day
CASES = 200  # ids given with a finding
COLUMNS = ("code", "key", "name_ru", "n", "of", "value", "low", "high", "reference", "p", "q", "at", "cases")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `findings`; `verdict`: "nothing" or "unusual". Settings: fdr (0 to 1), seconds (of an instant
    closing). Raises ValueError for others.
    """
    if unknown := set(asked.settings) - {"fdr", "seconds"}:
        raise ValueError(f"integrity has no setting {', '.join(sorted(unknown))}: choose fdr or seconds")
    limit, seconds = float(asked.settings.get("fdr", LIMIT)), int(asked.settings.get("seconds", INSTANT))
    if not 0 < limit < 1 or seconds < 1:
        raise ValueError("fdr lies between 0 and 1, seconds is at least 1")
    rows, looked_at = findings(engine, scope, filters, limit, seconds)
    return {"rows": rows, "verdict": "unusual" if len(rows) else "nothing", "looked_at": looked_at}


def findings(
    engine: Engine, scope: Scope, filters: Filters, limit: float = LIMIT, seconds: int = INSTANT
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row for each agency (or batch) and code, and of how many cases each code could be asked.

    Codes: heaped_on_deadline_day (decided on the last day far more often than on the three before it), closed_at_once
    (within `seconds` of filing, where minutes are known), closed_in_one_minute, overdue_flag_contradicts_dates.
    Columns `COLUMNS`; p, q and the interval only where there is a test.
    """
    known = _read(engine, scope, filters)
    timed = known[(known["precision"] == "minute") & known["closed"].notna()]
    judged = _with_days(known)
    flagged = known[known["flag"].notna() & known["due"].notna()]
    contradicting = flagged[flagged["flag"].astype(bool) != _late(flagged)]
    measured = timed[timed["seconds"].notna()]
    at_once = measured[measured["seconds"].between(0, seconds - 1)]
    found = [
        _with_cases(heaping(judged, limit), judged[judged["offset"] == 0], "heaped_on_deadline_day"),
        _counted(at_once, measured, "closed_at_once"),
        _of_minutes(batches(timed.assign(at=timed["closed"]), limit), timed),
        _counted(contradicting, flagged, "overdue_flag_contradicts_dates"),
    ]
    rows = pd.DataFrame([row for part in found for row in part], columns=list(COLUMNS))
    rows["name_ru"] = rows["key"].map(known.groupby("key")["name_ru"].first()).astype(object)
    looked_at = {"heaped_on_deadline_day": len(judged), "closed_at_once": len(measured),
                 "closed_in_one_minute": len(timed), "overdue_flag_contradicts_dates": len(flagged)}  # fmt: skip
    return rows, looked_at


def _with_days(known: pd.DataFrame) -> pd.DataFrame:
    """Decided cases whose limit is a week or more, with `offset`, days from the deadline day to the decision.

    A limit of hours ends on the day of filing or the next: its last day says nothing.
    """
    due = known["due"].dt.normalize()
    long = due - known["filed"].dt.normalize() >= pd.Timedelta(days=SHORTEST)
    rows = known[known["decided"].notna() & long]
    return rows.assign(offset=(rows["decided"].dt.normalize() - due[rows.index]).dt.days)


def _late(rows: pd.DataFrame) -> pd.Series:
    """Late by the dates: closed after the deadline, or open past it."""
    return rows["closed"].fillna(rows["now"]) > rows["due"]


def _counted(found: pd.DataFrame, of: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    sizes = of.groupby("key", dropna=False).size()
    return [
        {"code": code, "key": key, "n": len(rows), "of": int(sizes[key]), "cases": list(rows["id"][:CASES])}
        for key, rows in found.groupby("key", dropna=False)
    ]


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def _with_cases(found: pd.DataFrame, cases: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    ids = cases.groupby("key")["id"].apply(list)
    return [row | {"code": code, "cases": ids[row["key"]][:CASES]} for row in _records(found)]


def _of_minutes(found: pd.DataFrame, timed: pd.DataFrame) -> list[dict[str, Any]]:
    """Batches; their local minute as text."""
    ids = timed.groupby(["key", timed["closed"].dt.floor("min")])["id"].apply(list)
    return [
        row | {"code": "closed_in_one_minute", "at": str(row["at"]), "cases": ids[row["key"], row["at"]][:CASES]}
        for row in _records(found)
    ]


def _read(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """Cases that are closed, or carry a flag, with local times: id, key (agency), name_ru, precision, closed, decided,
    filed, due, now, flag, seconds.
    """
    c = visible_cases(scope, filters).subquery("c")
    names = {name.name: name for name in name_columns(c)}
    with engine.connect() as connection:
        clock = read_clock(connection)
        # A closing later than the data time is a plan, not a fact.
        now = clock.moment(c.c.channel).now
        question = select(
            c.c.id, c.c.agency_id.label("key"), names["agency_ru"].label("name_ru"), c.c.precision,
            local_time(case((c.c.closed_at <= now, c.c.closed_at)), clock.zone).label("closed"),
            local_time(case((c.c.decided_at <= now, c.c.decided_at)), clock.zone).label("decided"),
            local_time(c.c.filed_at, clock.zone).label("filed"), local_time(c.c.due_at, clock.zone).label("due"),
            local_time(now, clock.zone).label("now"),
            c.c.source_overdue.label("flag"), c.c.close_seconds.label("seconds"),
        )  # fmt: skip
        return read_frame(connection, question.select_from(with_names(c)).order_by(c.c.id))
