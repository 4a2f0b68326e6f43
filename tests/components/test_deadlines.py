from datetime import datetime

import pytest

from components.deadlines import badge, left_of, signed_state, time_left, verdict
from components.words import speak
from queries.clock import Clock

ZONE = "Asia/Omsk"  # UTC+6
NOON = datetime(2026, 11, 21, 6)  # 12:00 in Omsk


@pytest.fixture(autouse=True)
def russian():  # type: ignore[no-untyped-def]
    speak("ru")
    yield
    speak(None)


def end_of(day: int) -> datetime:
    """The last second of a November day in Omsk, as UTC."""
    return datetime(2026, 11, day, 17, 59, 59)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (22, "остался 1 день"),
        (24, "осталось 3 дня"),
        (26, "осталось 5 дней"),
        (21, "срок сегодня"),
        (20, "просрочено на 1 день"),
        (10, "просрочено на 11 дней"),
    ],
)
def test_sources_that_know_days_are_counted_in_local_days(day: int, said: str) -> None:
    assert time_left(end_of(day), NOON, "day", ZONE) == said


def test_a_deadline_of_today_is_not_overdue_late_in_the_evening() -> None:
    assert time_left(end_of(21), datetime(2026, 11, 21, 17), "day", ZONE) == "срок сегодня"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (8, 0, "осталось 2 часа"),
        (6, 41, "осталась 41 минута"),
        (5, 30, "просрочено на 30 минут"),
        (1, 0, "просрочено на 5 часов"),
    ],
)
def test_sources_that_know_minutes_are_counted_in_hours_and_minutes(hour: int, minute: int, said: str) -> None:
    assert time_left(datetime(2026, 11, 21, hour, minute), NOON, "minute", ZONE) == said


def test_from_two_days_on_hours_are_no_longer_counted() -> None:
    assert time_left(datetime(2026, 11, 23, 5, 59), NOON, "minute", ZONE) == "осталось 47 часов"
    assert time_left(datetime(2026, 11, 23, 6), NOON, "minute", ZONE) == "осталось 2 дня"


def test_without_a_deadline_or_a_data_time_nothing_is_said() -> None:
    assert time_left(None, NOON, "day", ZONE) == ""
    assert time_left(end_of(22), None, "day", ZONE) == ""


def test_the_verdict_tells_before_from_after_the_deadline() -> None:
    assert verdict(end_of(21), end_of(19), "day", ZONE) == "за 2 дня до срока"
    assert verdict(end_of(21), datetime(2026, 11, 20, 18), "day", ZONE) == "в последний день срока"
    assert verdict(end_of(21), end_of(26), "day", ZONE) == "на 5 дней позже срока"
    assert verdict(NOON, datetime(2026, 11, 21, 9), "minute", ZONE) == "на 3 часа позже срока"
    assert verdict(None, NOON, "day", ZONE) == ""


def test_every_state_has_words_and_a_sign_beside_its_colour() -> None:
    assert badge("overdue") == ":red-badge[:material/error: просрочено]"
    assert signed_state("overdue") == "▲ просрочено"
    assert len({signed_state(state) for state in ("overdue", "due_soon", "in_time", "no_deadline", "closed_late")}) == 5


def test_where_the_data_of_a_channel_lag_a_day_its_deadline_is_told_by_its_date() -> None:
    clock = Clock(NOON, (("call_122", NOON), ("pos", end_of(20)), ("reception", end_of(16))), ZONE)
    due = {"precision": "day", "due_at": end_of(24)}
    assert left_of(due | {"channel": "pos"}, clock) == "осталось 4 дня"
    assert left_of(due | {"channel": "reception"}, clock).split() == ["срок", "24", "ноября"]
    assert left_of(due | {"channel": "reception", "due_at": end_of(15)}, clock) == "просрочено на 1 день"
