"""The same aggregates in pandas, with the rows already in memory: the other end of the comparison."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

COLUMNS = (
    "district_id", "agency_id", "topic_id", "channel", "date_trunc('day', filed_at) AS day", "due_at", "decided_at",
    "closed_at", "close_seconds", "response_seconds", "rating", "outcome", "repeat_review",
)  # fmt: skip
KEYS = {"district": "district_id", "agency": "agency_id", "topic": "topic_id", "channel": "channel", "day": "day"}
LATE = pd.Timestamp("2026-01-01")
DURATIONS = {"time_to_answer": "close_seconds", "first_response": "response_seconds"}


def load(engine: Engine) -> pd.DataFrame:
    """The columns that the metrics need, all rows."""
    raw = engine.raw_connection().driver_connection
    assert raw is not None
    return raw.execute(f'SELECT {", ".join(COLUMNS)} FROM "case"').df()


def aggregate(frame: pd.DataFrame, metric: str, by: str | None) -> Any:
    """What the bare query of the metric counts."""
    keys = None if by is None else frame[KEYS[by]]
    if metric in DURATIONS:
        column = frame[DURATIONS[metric]]
        shares = np.array([0.5, 0.9])
        return column.quantile(shares) if keys is None else column.groupby(keys, dropna=False).quantile(shares)
    counted = pd.DataFrame({name: np.asarray(flag, dtype=float) for name, flag in _flags(frame, metric).items()})
    return counted.sum() if keys is None else counted.groupby(keys, dropna=False).sum()


def _flags(frame: pd.DataFrame, metric: str) -> dict[str, Any]:
    match metric:
        case "in_work":
            return {"n": frame["closed_at"].isna()}
        case "on_time":
            judged = frame["decided_at"].notna() | (frame["due_at"] < LATE)
            return {"n": frame["decided_at"] <= frame["due_at"], "of": judged}
        case "overdue_now" | "overdue_depth":
            return {"n": frame["decided_at"].isna() & (frame["due_at"] < LATE)}
        case "satisfaction":
            return {"n": frame["rating"] >= 4, "of": frame["rating"].notna()}
        case "negative":
            return {"n": frame["rating"] <= 2, "of": frame["rating"].notna()}
        case "outcome":
            return {"n": frame["outcome"] == "solved", "of": frame["closed_at"].notna()}
        case "repeat_review":
            return {"n": frame["repeat_review"].fillna(False), "of": frame["closed_at"].notna()}
        case "rate":
            return {"n": frame["district_id"].notna()}
        case "flow":
            return {"n": frame["closed_at"].notna(), "of": np.ones(len(frame))}
    return {"n": np.ones(len(frame))}
