from datetime import datetime

import pandas as pd
import pytest

from intake.moments import durations, moments, to_local, to_utc

OMSK = "Asia/Omsk"  # UTC+6


def one(text: str, zone: str = OMSK, whole_day: str | None = None) -> datetime | None:
    read = moments(pd.Series([text], dtype="str"), pd.Series([zone]), whole_day).values[0]
    return None if pd.isna(read) else read.to_pydatetime()


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("06.01.2026", datetime(2026, 1, 5, 18)),
        ("06.01.26 9:05", datetime(2026, 1, 6, 3, 5)),
        ("06.01.2026 09:05:10", datetime(2026, 1, 6, 3, 5, 10)),
        ("2025-12-24 20:06:02", datetime(2025, 12, 24, 14, 6, 2)),
        ("2025-12-24T20:06:02.717", datetime(2025, 12, 24, 14, 6, 2)),
        ("2016.02.16 21:26", datetime(2016, 2, 16, 15, 26)),
        ("46028", datetime(2026, 1, 5, 18)),  # Excel: day 46028 is 6 January 2026
        ("46028.5", datetime(2026, 1, 6, 6)),
    ],
)
def test_local_times_are_read_in_every_form_exports_use(written: str, utc: datetime) -> None:
    assert one(written) == utc


def test_an_offset_in_the_text_wins_over_the_region() -> None:
    assert one("2016-02-16T21:26:17+01:00") == datetime(2016, 2, 16, 20, 26, 17)
    assert one("2016-02-16T21:26:17Z") == datetime(2016, 2, 16, 21, 26, 17)


@pytest.mark.parametrize("written", ["31.02.2026", "06.01.2026 25:00", "вчера", "01.01.0001", "06.13.2026", "12345678"])
def test_impossible_dates_are_unreadable_not_guessed(written: str) -> None:
    read = moments(pd.Series([written], dtype="str"), pd.Series([OMSK]))
    assert read.values.isna().all()
    assert read.bad.all()


def test_one_impossible_date_does_not_spoil_the_others() -> None:
    read = moments(pd.Series(["31.02.2026", "06.01.2026"], dtype="str"), pd.Series([OMSK] * 2))
    assert read.bad.tolist() == [True, False]
    assert read.values[1] == pd.Timestamp("2026-01-05 18:00")


def test_whole_days_begin_at_local_midnight_and_end_a_second_before_the_next() -> None:
    assert one("06.01.2026", whole_day="start") == datetime(2026, 1, 5, 18)
    assert one("06.01.2026 14:30", whole_day="start") == datetime(2026, 1, 5, 18)
    assert one("06.01.2026", whole_day="end") == datetime(2026, 1, 6, 17, 59, 59)


def test_each_row_is_read_in_its_own_zone() -> None:
    read = moments(pd.Series(["06.01.2026 12:00"] * 2, dtype="str"), pd.Series(["Asia/Omsk", "Europe/Moscow"]))
    assert read.values.dt.hour.tolist() == [6, 9]


def test_the_hour_that_happens_twice_is_winter_time_and_the_one_skipped_moves_on() -> None:
    berlin = pd.Series(pd.to_datetime(["2025-10-26 02:30", "2025-03-30 02:30"]))
    assert to_utc(berlin, "Europe/Berlin").tolist() == [
        pd.Timestamp("2025-10-26 01:30"),
        pd.Timestamp("2025-03-30 01:00"),
    ]


def test_local_time_goes_there_and_back() -> None:
    utc = pd.Series(pd.to_datetime(["2026-01-05 18:00:00"]))
    assert to_utc(to_local(utc, OMSK), OMSK).equals(utc.astype("datetime64[us]"))


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("11 days, 12:10:25.217000", 11 * 86400 + 12 * 3600 + 10 * 60 + 25),
        ("1 day, 0:00:01", 86401),
        ("12:10:25", 43825),
        ("100:10", 100 * 3600 + 600),
        ("11 дн. 1:02:03", 11 * 86400 + 3723),
        ("3 дня", 3 * 86400),
        ("0.5", 43200),  # a share of a day, as a cell without a format shows it
        ("1900-01-01 12:00:00", 36 * 3600),  # 1.5 days in a cell formatted as a time
        ("0:00:00", 0),
    ],
)
def test_durations_are_whole_seconds(written: str, seconds: int) -> None:
    assert durations(pd.Series([written], dtype="str")).values[0] == seconds


@pytest.mark.parametrize(
    "written", ["-1 day, 23:00:00", "скоро", "::", "99999999999 дн.", "1" * 30, "9999999999:00", "1899-13-45 00:00:00"]
)
def test_durations_below_zero_beyond_a_life_and_words_are_unreadable(written: str) -> None:
    read = durations(pd.Series([written], dtype="str"))
    assert read.values.isna().all()
    assert read.bad.all()


@pytest.mark.parametrize("written", ["2026-01-06T09:05:10+99:99", "2026-01-06 09:05-17:00"])
def test_a_moment_with_an_offset_that_no_zone_has_is_unreadable(written: str) -> None:
    read = moments(pd.Series([written]), pd.Series([OMSK]))
    assert read.values.isna().all()
    assert read.bad.all()
