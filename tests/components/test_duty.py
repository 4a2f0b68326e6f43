"""The watch: what came in since when, by the clock on the wall."""

from datetime import datetime, time

import pytest
import streamlit as st

from components import duty, link
from queries.clock import Clock

NOW = datetime(2026, 11, 21, 12)  # UTC: 18:00 in Omsk


def at(monkeypatch: pytest.MonkeyPatch, **params: str) -> Clock:
    monkeypatch.setattr(link, "read", lambda name, default="": params.get(name, default))
    st.session_state.clear()
    return Clock(NOW, (("social", NOW),), "Asia/Omsk")


@pytest.mark.parametrize(("watch", "start"), [("1h", datetime(2026, 11, 21, 11)), ("6h", datetime(2026, 11, 21, 6)),
                                              ("24h", datetime(2026, 11, 20, 12))])  # fmt: skip
def test_a_watch_reaches_back_from_the_data_time_and_never_less_than_it_says(
    monkeypatch: pytest.MonkeyPatch, watch: str, start: datetime
) -> None:
    found = duty.window(at(monkeypatch, since=watch))
    assert found is not None and found.start == start and found.end > NOW


@pytest.mark.parametrize("asked", ["", "any", "2h", "<script>"])
def test_without_a_known_watch_nothing_is_narrowed(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    assert duty.window(at(monkeypatch, since=asked)) is None


@pytest.mark.parametrize(
    ("begin", "start"),
    [
        ("0800", datetime(2026, 11, 21, 2)),  # this morning, 08:00 in Omsk
        ("1800", datetime(2026, 11, 21, 12)),  # this minute
        ("2000", datetime(2026, 11, 20, 14)),  # yesterday evening: a night shift crosses midnight
        ("", datetime(2026, 11, 21, 2)),  # nobody said: the last usual change of shifts
        ("2561", datetime(2026, 11, 21, 2)),  # no time of a day
    ],
)
def test_a_shift_begins_at_the_last_time_the_clock_showed_its_hour(
    monkeypatch: pytest.MonkeyPatch, begin: str, start: datetime
) -> None:
    found = duty.window(at(monkeypatch, since="shift", begin=begin))
    assert found is not None and found.start == start


def test_at_night_the_usual_shift_began_in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, since="shift")
    night = Clock(datetime(2026, 11, 20, 20), (), "Asia/Omsk")  # 02:00
    assert duty.shift_begin(night) == datetime(2026, 11, 20, 14)
    assert time(20) in duty.CHANGES_OF_SHIFT


def test_an_empty_store_has_no_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, since="1h")
    assert duty.window(Clock(None, (), "Asia/Omsk")) is None
