from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from components import live_lists, pulse

NOON = datetime(2026, 11, 21, 12)


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    yield state


def broken() -> str:
    raise RuntimeError("the store does not answer")


def beat(answer: str) -> pulse.Beat:
    """A tick at which the data have changed."""
    return pulse.beat(lambda: answer, "question", lambda: answer)


def test_unchanged_data_are_not_asked_again() -> None:
    first = pulse.beat(lambda: ["an answer"], "question", lambda: "1")
    second = pulse.beat(broken, "question", lambda: "1")
    assert second.answer is first.answer and second.missed == 0


def test_a_tick_shows_the_new_answer() -> None:
    assert beat("one").answer == "one"
    assert beat("two").answer == "two"


def test_a_store_that_does_not_answer_leaves_the_last_picture_and_counts_the_ticks() -> None:
    beat("one")
    beats = [pulse.beat(broken, "question", broken) for _ in range(3)]
    assert [beat.answer for beat in beats] == ["one"] * 3
    assert [beat.missed for beat in beats] == [1, 2, 3]
    assert [beat.stands_still for beat in beats] == [False, False, True]


def test_one_good_answer_ends_the_standstill() -> None:
    beat("one")
    for _ in range(5):
        pulse.beat(broken, "question", broken)
    assert beat("two").missed == 0


def test_the_answer_to_another_question_is_never_shown_instead() -> None:
    pulse.beat(lambda: "Omsk", "Omsk only", lambda: "1")
    with pytest.raises(RuntimeError):
        pulse.beat(broken, "everything", lambda: "1")


def test_the_first_failure_is_not_hidden() -> None:
    with pytest.raises(RuntimeError):
        pulse.beat(broken, "question", broken)


def test_a_look_that_brings_news_has_the_page_drawn_anew_and_one_that_does_not_leaves_it() -> None:
    beat("one")
    assert pulse.look(lambda: "one")[1] is False
    assert pulse.look(lambda: "two")[1] is True


def test_a_page_that_is_told_of_news_leaves_it_to_that_and_looks_whether_the_store_answers() -> None:
    beat("one")
    assert pulse.look(lambda: "two", is_told=True)[1] is False
    assert pulse.look(broken, is_told=True)[0].missed == 1
    assert pulse.look(lambda: "one", is_told=True)[1] is True


def test_a_look_that_fails_is_a_missed_tick_and_the_next_one_that_succeeds_draws_anew() -> None:
    beat("one")
    missed = [pulse.look(broken) for _ in range(3)]
    assert [(last.missed, is_news) for last, is_news in missed] == [(1, False), (2, False), (3, False)]
    assert missed[-1][0].stands_still
    assert pulse.look(lambda: "one")[1] is True


def test_a_page_is_drawn_anew_after_a_minute_without_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "utc_now", lambda: NOON)
    beat("one")
    for seconds, is_drawn in ((59, False), (60, False), (61, True)):
        monkeypatch.setattr(pulse, "utc_now", lambda at=NOON + timedelta(seconds=seconds): at)
        assert pulse.look(lambda: "one")[1] is is_drawn, seconds


def test_a_page_stands_still_since_the_last_look_that_succeeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "utc_now", lambda: NOON)
    beat("one")
    monkeypatch.setattr(pulse, "utc_now", lambda: NOON + timedelta(minutes=7))
    pulse.look(lambda: "one")
    monkeypatch.setattr(pulse, "utc_now", lambda: NOON + timedelta(minutes=9))
    for _ in range(3):
        last, _is_news = pulse.look(broken)
    words, _icon, hue = live_lists.heartbeat(last, "UTC", False, 5)
    assert (words, hue) == ("Stands still since 12:07: 3 refreshes failed", "gray")


def test_what_is_seen_for_the_first_time_did_not_just_come_in() -> None:
    assert pulse.newcomers(["a", "b"], "question", NOON) == frozenset()


def test_a_case_that_came_since_the_last_tick_is_marked_for_a_minute() -> None:
    pulse.newcomers(["a"], "question", NOON)
    assert pulse.newcomers(["a", "b"], "question", NOON + timedelta(seconds=10)) == {"b"}
    assert pulse.newcomers(["a", "b"], "question", NOON + timedelta(seconds=60)) == {"b"}
    assert pulse.newcomers(["a", "b"], "question", NOON + timedelta(seconds=71)) == frozenset()


def test_other_filters_make_nothing_new() -> None:
    pulse.newcomers(["a"], "Omsk", NOON)
    assert pulse.newcomers(["a", "b", "c"], "everything", NOON) == frozenset()


def test_a_case_that_left_the_list_and_returns_is_not_new_again() -> None:
    pulse.newcomers(["a", "b"], "question", NOON)
    pulse.newcomers(["a"], "question", NOON + timedelta(seconds=10))
    assert pulse.newcomers(["a", "b"], "question", NOON + timedelta(seconds=20)) == frozenset()


def history(*days: int, channel: str = "pos") -> pd.DataFrame:
    moments = [datetime(2026, 11, day) for day in days]
    return pd.DataFrame(
        {"channel": channel, "data_until": pd.to_datetime(moments), "undone_at": pd.NaT}, index=range(len(days))
    )


def fresh(until: datetime, channel: str = "pos") -> pd.DataFrame:
    return pd.DataFrame({"channel": [channel], "data_until": pd.to_datetime([until])})


CHANNELS = pd.DataFrame({"code": ["pos", "social"], "precision": ["day", "minute"]})


def test_a_channel_loaded_weekly_is_not_stale_after_five_days_and_is_after_eleven() -> None:
    weekly = history(1, 8, 15)
    assert pulse.usual_gap(weekly, "pos", "day") == timedelta(days=7)
    assert pulse.stale_channels(fresh(datetime(2026, 11, 15)), weekly, CHANNELS, datetime(2026, 11, 20)) == []
    (late,) = pulse.stale_channels(fresh(datetime(2026, 11, 15)), weekly, CHANNELS, datetime(2026, 11, 26))
    assert late.age == timedelta(days=11) and late.usual == timedelta(days=7)


def test_a_channel_loaded_once_is_judged_by_its_precision() -> None:
    assert pulse.usual_gap(history(1), "pos", "day") == timedelta(days=2)
    assert pulse.usual_gap(history(1), "social", "minute") == timedelta(hours=2)


def test_an_import_taken_back_does_not_shape_the_habit() -> None:
    shown = history(1, 2, 3, 20)
    shown.loc[3, "undone_at"] = pd.Timestamp(2026, 11, 21)
    assert pulse.usual_gap(shown, "pos", "day") == timedelta(days=2)


def test_the_oldest_channel_is_named_first() -> None:
    both = pd.concat([fresh(datetime(2026, 11, 20), "social"), fresh(datetime(2026, 11, 1))])
    stale = pulse.stale_channels(both, history(), CHANNELS, NOON)
    assert [one.channel for one in stale] == ["pos", "social"]
