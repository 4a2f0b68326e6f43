"""Who carries how much: every channel with its cases and its counts, and what it can and cannot answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from queries.event_counts import event_of_case, further_of
from queries.filters import Filters
from queries.metrics import METRICS
from queries.scope import Scope, visible_cases
from queries.volumes import volumes
from store.dialects import read_frame
from store.engine import open_store
from store.tables import import_batch

if TYPE_CHECKING:
    from queries.question import Question


CALL_BACKS = "three_rates"  # calls of one channel cannot be told from the others', see `queries.callbacks`


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows` as `channels`, `layouts` as `layouts`."""
    return {"rows": channels(scope, filters, engine=engine), "layouts": layouts(engine=engine)}


def channels(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """A row for each channel that brought anything, most cases first: channel, cases, events (of how
    many they tell), cases_share (of all cases in sight), counted (cases whose source counts questions), questions (in
    those), served, lost, lost_share, waiting_seconds, rating (of its
    counts), can_answer and cannot_answer (lists of metric ids).

    Cases and counts are not added: one call may be in both.
    """
    with engine.connect() as connection:
        c = visible_cases(scope, filters).subquery("c")
        links = event_of_case()
        told = (func.count(c.c.questions), func.coalesce(func.sum(c.c.questions), 0))
        columns = [func.count().label("cases"), further_of(links), told[0].label("counted"), told[1].label("questions")]
        joined = c.outerjoin(links, links.c.case_id == c.c.id)
        cases = read_frame(connection, select(c.c.channel, *columns).select_from(joined).group_by(c.c.channel))
        silent = _silent(connection)
    counted = volumes(scope, filters, "channel", engine=engine).rename(columns={"key": "channel"})
    names = ["channel", "served", "lost", "lost_share", "waiting_seconds", "rating", "ratings", "first_day", "last_day"]
    rows = cases.merge(counted[names], on="channel", how="outer")
    for name in ("cases", "counted", "questions"):
        rows[name] = rows[name].fillna(0).astype("int64")
    rows["events"] = rows["cases"] - rows.pop("further").fillna(0).astype("int64")
    total = rows["cases"].sum()
    rows["cases_share"] = rows["cases"] / total if total else float("nan")
    rows["served"] = rows["served"].astype("Int64")
    can = [
        [id for id in METRICS if id != CALL_BACKS and _can(id, code, n, silent)]
        for code, n in zip(rows["channel"], rows["cases"], strict=True)
    ]
    rows["can_answer"] = can
    rows["cannot_answer"] = [[id for id in METRICS if id not in known] for known in can]
    return rows.sort_values(["cases", "served"], ascending=False, ignore_index=True)


def _can(metric_id: str, channel: str, cases: int, silent: dict[str, set[str]]) -> bool:
    """A metric of cases needs cases, a channel that has what it counts, and a layout that brings it."""
    return cases > 0 and METRICS[metric_id].can_answer((channel,)) and metric_id not in silent.get(channel, set())


def _silent(connection: Connection) -> dict[str, set[str]]:
    """Channel → metrics that none of its imports can answer."""
    question = select(import_batch.c.channel, import_batch.c.report).where(
        import_batch.c.undone_at.is_(None), import_batch.c.channel.is_not(None)
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(question):
        cannot = set((row.report or {}).get("cannot_answer", []))
        found[row.channel] = found[row.channel] & cannot if row.channel in found else cannot
    return found


def layouts(*, engine: Engine | None = None) -> pd.DataFrame:
    """The layouts that were loaded: layout, files, rows read, guess (its format is not public), cannot_answer."""
    with (engine or open_store()).connect() as connection:
        question = select(import_batch.c.layout, import_batch.c.read, import_batch.c.report)
        batches = connection.execute(
            question.where(import_batch.c.undone_at.is_(None)).order_by(import_batch.c.id)
        ).all()
    found: dict[str, dict[str, Any]] = {}
    for row in batches:
        one = found.setdefault(
            row.layout, {"layout": row.layout, "files": 0, "read": 0, "guess": False, "cannot_answer": []}
        )
        report = row.report or {}
        one["files"] += 1
        one["read"] += row.read
        one["guess"] = bool(report.get("guess"))
        one["cannot_answer"] = list(report.get("cannot_answer", []))
    return pd.DataFrame(list(found.values()), columns=["layout", "files", "read", "guess", "cannot_answer"])
