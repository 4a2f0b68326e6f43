"""What people did about signals: seen, muted for a while, taken under control, closed with an outcome."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, insert, select

from queries.scope import Scope
from queries.under_control import may_control
from store.desk_tables import signal_mark
from store.engine import open_desk

ACTIONS = ("acknowledged", "muted", "controlled", "closed")
OUTCOMES = ("real", "planned", "false_alarm")
COLUMNS = ("topic", "district", "first_day", "at", "who", "role", "action", "muted_until", "outcome", "note")
EARLIEST = timedelta(hours=12)  # by so much a local day may begin before the day of UTC
MARKED = ("outcome", "muted_until")  # what else a signal is told of its latest mark


def mark(
    scope: Scope, signal: Mapping[Any, Any], action: str, *, hours: float | None = None, outcome: str | None = None,
    note: str = "", now: datetime | None = None, engine: Engine | None = None,
) -> None:  # fmt: skip
    """Write down what was done about a signal (a row of `queries.spikes`: topic, district, from).

    `hours`: for how long to mute. Raises ValueError for an unknown action or outcome, PermissionError for who may not.
    """
    if action not in ACTIONS or (outcome is not None and outcome not in OUTCOMES):
        raise ValueError(f"{action!r}, {outcome!r}: choose from {', '.join(ACTIONS)} and {', '.join(OUTCOMES)}")
    if (action == "muted") != (hours is not None):
        raise ValueError("muting needs hours, nothing else does")
    if not may_control(scope, signal["district"]):
        raise PermissionError(f"{scope.role} may not do this")
    at = now or datetime.now(UTC).replace(tzinfo=None)
    row = {
        "topic": signal["topic"], "district": signal["district"], "first_day": str(signal["from"]), "at": at,
        "who": scope.who, "role": scope.role, "action": action, "outcome": outcome, "note": note.strip(),
        "muted_until": None if hours is None else at + timedelta(hours=hours),
    }  # fmt: skip
    with (engine or open_desk()).begin() as connection:
        connection.execute(insert(signal_mark).values(row))


def marks(scope: Scope, since: datetime | None = None, *, engine: Engine | None = None) -> pd.DataFrame:
    """Everything that was done about signals in sight, columns `COLUMNS`, the earliest first."""
    question = select(*(signal_mark.c[name] for name in COLUMNS)).order_by(signal_mark.c.at, signal_mark.c.id)
    if not scope.whole_region:
        question = question.where(signal_mark.c.district.in_(scope.districts))
    if since is not None:
        question = question.where(signal_mark.c.at >= since)
    with (engine or open_desk()).connect() as connection:
        return pd.DataFrame(connection.execute(question).all(), columns=list(COLUMNS))


def with_marks(signals: pd.DataFrame, marked: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """The signals with `mark` (the latest action since a signal of this topic and district began, None: nothing yet),
    `marked_by` and `MARKED` of it, and `is_muted`: somebody wanted to hear nothing of it until later than now.

    A late arrival can move the first day of a signal: what was done about one that began up to a week before it counts
    as well, but not what was done before this one began.
    """
    latest = [_latest(row, marked) for row in signals[["topic", "district", "from"]].to_dict("records")]
    columns = {"mark": "action", "marked_by": "who"} | dict(zip(MARKED, MARKED, strict=True))
    of_mark = {
        column: pd.Series([row and row[fact] for row in latest], dtype=object, index=signals.index)
        for column, fact in columns.items()
    }
    return signals.assign(
        **of_mark,
        is_muted=[_muted(row, marked, now) for row in signals[["topic", "district"]].to_dict("records")],
    )


def unsettled(signals: pd.DataFrame, marked: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """The signals that nobody has muted or closed: what is news to those who only glance."""
    if signals.empty:
        return signals
    known = with_marks(signals, marked, now)
    return signals[~known["is_muted"] & (known["mark"] != "closed")].reset_index(drop=True)


def _same(row: Mapping, marked: pd.DataFrame) -> pd.DataFrame:
    return marked[(marked["topic"] == row["topic"]) & (marked["district"] == row["district"])]


def _latest(row: Mapping, marked: pd.DataFrame) -> Mapping | None:
    first = pd.Timestamp(row["from"])
    mine = _same(row, marked)
    done_since = pd.to_datetime(mine["at"]) >= first - EARLIEST
    mine = mine[done_since & (mine["first_day"] >= str(first.date() - timedelta(days=7)))]
    return None if mine.empty else mine.iloc[-1].to_dict()


def _muted(row: Mapping, marked: pd.DataFrame, now: datetime) -> bool:
    until = _same(row, marked)["muted_until"].dropna()
    return bool((pd.to_datetime(until) > now).any())
