from datetime import date, time

import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.deadlines import Deadlines, WorkingDay, after_working_days, after_working_hours

NINE_TO_SIX = WorkingDay((1, 2, 3, 4, 5), time(9), time(18))


def at(*moments: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(moments), format="ISO8601"))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-12-25 09:00", "2025-12-25 18:00"),  # Thursday
        ("2025-12-24 20:06:02", "2025-12-25 18:00:00"),  # after hours: from the next morning
        ("2025-12-25 08:00", "2025-12-25 18:00"),  # before hours: from nine
        ("2025-12-26 17:00", "2025-12-29 17:00"),  # Friday: one hour now, eight on Monday
        ("2025-12-27 12:00", "2025-12-29 18:00"),  # Saturday
        ("2025-12-25 18:00", "2025-12-26 18:00"),  # at the close nothing is left of the day
    ],
)
def test_nine_working_hours(start: str, end: str) -> None:
    assert after_working_hours(at(start), 9, NINE_TO_SIX).tolist() == [pd.Timestamp(end)]


def test_a_holiday_is_no_working_day() -> None:
    calendar = WorkingDay((1, 2, 3, 4, 5), time(9), time(18), (date(2025, 12, 26),))
    assert after_working_hours(at("2025-12-25 17:00"), 2, calendar).tolist() == [pd.Timestamp("2025-12-29 10:00")]


def test_working_days_skip_the_weekend() -> None:
    assert after_working_days(at("2025-12-26 10:00"), 7, NINE_TO_SIX).tolist() == [pd.Timestamp("2026-01-06")]


def rows(**columns: list) -> pd.DataFrame:
    size = len(columns["filed_at"])
    empty = {"registered_at": pd.NaT, "importance": None, "fast_track": None, "topic_id": None}
    frame = pd.DataFrame({name: columns.get(name, [value] * size) for name, value in empty.items()})
    frame["filed_at"] = pd.to_datetime(columns["filed_at"]).astype("datetime64[us]")
    frame["registered_at"] = pd.to_datetime(frame["registered_at"]).astype("datetime64[us]")
    return frame.astype({"importance": "str", "fast_track": "boolean", "topic_id": "str"})


def due(store: Engine, channel: str, frame: pd.DataFrame, zone: str = "Asia/Yekaterinburg") -> list[pd.Timestamp]:
    with store.connect() as connection:
        deadlines = Deadlines.load(connection, channel)
    return deadlines.due(frame, pd.Series(zone, index=frame.index)).tolist()


def test_a_message_has_30_days_and_a_fast_one_10(store: Engine) -> None:
    filed = rows(filed_at=["2026-01-05 19:00"] * 2, fast_track=[False, True])  # 6 January in Yekaterinburg
    assert due(store, "pos", filed) == [pd.Timestamp("2026-02-05 18:59:59"), pd.Timestamp("2026-01-16 18:59:59")]


def test_an_important_incident_has_4_hours_others_9_working_hours(store: Engine) -> None:
    filed = rows(filed_at=["2025-12-24 15:06"] * 2, importance=["high", None])  # Wednesday 20:06 local
    assert due(store, "social", filed) == [pd.Timestamp("2025-12-24 19:06"), pd.Timestamp("2025-12-25 13:00")]


def test_the_statutory_clock_starts_at_registration(store: Engine) -> None:
    filed = rows(filed_at=["2026-01-05 19:00"], registered_at=["2026-01-07 19:00"])
    assert due(store, "statutory", filed) == [pd.Timestamp("2026-02-07 18:59:59")]


def test_a_channel_without_rules_has_no_deadline(store: Engine) -> None:
    assert pd.isna(due(store, "call_122", rows(filed_at=["2026-01-05 19:00"]))).all()


def test_what_stops_the_clock_depends_on_the_channel(store: Engine) -> None:
    with store.connect() as connection:
        assert Deadlines.load(connection, "social").stops == "first"
        assert Deadlines.load(connection, "pos").stops == "final"


def test_a_weekend_day_that_is_worked_counts() -> None:
    calendar = WorkingDay((1, 2, 3, 4, 5), time(9), time(18), (), (date(2025, 11, 1),))  # a Saturday
    friday = pd.Series([pd.Timestamp("2025-10-31")])
    assert after_working_days(friday, 1, calendar).iloc[0] == pd.Timestamp("2025-11-01")
    assert after_working_days(friday, 2, calendar).iloc[0] == pd.Timestamp("2025-11-03")
