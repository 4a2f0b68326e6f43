"""Public holidays of the country, and the region's own table."""

from datetime import date, datetime
from pathlib import Path

import pytest

from store.days_off import SETTING, BadCalendar, calendar_of, check_moved_days, each_day


def test_russian_and_belarusian_holidays_differ() -> None:
    ours, theirs = calendar_of("RU"), calendar_of("BY")
    assert ours.is_off(date(2026, 6, 12))
    assert not theirs.is_off(date(2026, 6, 12))
    assert theirs.is_off(date(2026, 7, 3))
    assert not ours.is_off(date(2026, 7, 3))
    assert ours.is_off(date(2026, 11, 21))  # a Saturday
    assert not ours.is_off(date(2026, 11, 20))


def test_an_unknown_country_has_weekends_only() -> None:
    assert not calendar_of(None).is_off(date(2026, 1, 1))


def test_the_regions_own_table_wins(tmp_path: Path) -> None:
    table = tmp_path / "moved.csv"
    table.write_text("day,works\n2026-11-21,yes\n2026-11-20,no\n2026-06-12,yes\n", encoding="utf-8")
    calendar = calendar_of("RU", str(table))
    assert [calendar.is_off(date.fromisoformat(day)) for day in ("2026-11-21", "2026-11-20", "2026-06-12")] == [
        False,
        True,
        False,
    ]


def test_a_row_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    table = tmp_path / "broken.csv"
    table.write_text("day,works\n2026-11-21,yes\n21.11.2026,no\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.csv, row 3"):
        calendar_of("RU", str(table))


def test_a_table_that_is_not_there_is_told_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "nowhere.csv"))
    with pytest.raises(BadCalendar, match=f"nowhere.csv: cannot be read.*another file in {SETTING}"):
        check_moved_days()


def test_each_day_holds_both_ends() -> None:
    assert each_day(date(2026, 2, 27), date(2026, 3, 1)) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("moment", "hours", "ends"),
    [
        ("2026-11-20T17:00", 24, "2026-11-23T17:00"),  # Friday to Monday
        ("2026-11-21T09:00", 1, "2026-11-23T01:00"),  # a Saturday does not count at all
        ("2026-11-18T10:00", 5, "2026-11-18T15:00"),
        ("2026-11-23T08:00", -24, "2026-11-20T08:00"),  # back over the weekend
        ("2026-11-22T12:00", -2, "2026-11-20T22:00"),
        ("2026-11-03T12:00", 24, "2026-11-05T12:00"),  # 4 November is a holiday
    ],
)
def test_hours_of_days_off_do_not_count(moment: str, hours: int, ends: str) -> None:
    assert calendar_of("RU").hours_on(datetime.fromisoformat(moment), hours) == datetime.fromisoformat(ends)
