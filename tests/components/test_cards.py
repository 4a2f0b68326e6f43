"""Cards: values, changes with their meaning, and the five states, on numbers one can check by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from components.cards import Answer, Face, face, running_bucket
from components.passport import exact
from components.words import speak
from queries.filters import Period
from queries.metrics import metric


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak(None)


def row(value: float, numerator: int = 0, denominator: int = 0, **more: Any) -> dict[str, Any]:
    nan = float("nan")
    state = "zero" if value == 0 else "value"
    return {"value": value, "low": nan, "high": nan, "numerator": numerator, "denominator": denominator, "left_out": 0,
            "unknown": 0, "state": state, "as_of": pd.Timestamp("2026-11-21")} | more  # fmt: skip


def answer(metric_id: str, now: dict[str, Any], before: dict[str, Any] | None = None, **course: float) -> Answer:
    days = pd.DataFrame({"key": list(course), "value": list(course.values())}, columns=["key", "value"])
    return Answer(metric(metric_id), now, before, days)


def shown(metric_id: str, now: dict[str, Any], before: dict[str, Any] | None = None) -> Face:
    return face(answer(metric_id, now, before))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_a_card_says_n_and_who_was_left_out() -> None:
    card = shown("on_time", row(0.75, 150, 200, left_out=40))
    assert plain(card.value) == "75 %"
    assert [plain(note) for note in card.notes] == ["n = 200", "срок не вышел у 40"]
    assert card.delta == ""


def test_a_share_changes_in_percentage_points_and_says_whether_that_is_good() -> None:
    # 150 of 200 after 900 of 1000: −15 points, Newcombe −21.6 to −9.1.
    card = shown("on_time", row(0.75, 150, 200), row(0.9, 900, 1_000))
    assert (plain(card.delta), card.mood, card.arrow) == ("−15,0 п. п., хуже", "worse", "down")


def test_fewer_overdue_cases_are_better_though_the_arrow_points_down() -> None:
    card = shown("overdue_now", row(50, 50, 500), row(100, 100, 500))
    assert (plain(card.delta), card.mood, card.arrow) == ("−50 %, лучше", "better", "down")


def test_more_cases_are_neither_better_nor_worse() -> None:
    card = shown("received", row(1_200, 1_200, 1_200), row(1_000, 1_000, 1_000))
    assert (plain(card.delta), card.mood) == ("+20 %", "neutral")


def test_what_chance_explains_is_no_change() -> None:
    card = shown("received", row(120, 120, 120), row(100, 100, 100))
    assert (card.delta, card.mood, card.arrow) == ("без изменений", "same", "off")


def test_restless_days_make_the_same_growth_noise() -> None:
    # Days swing between 10 and 50: dispersion 17.8, so 1,200 after 1,000 is as good as 67 after 56.
    days = {f"2026-11-{day:02}": 10.0 if (day - 1) // 7 % 2 else 50.0 for day in range(1, 29)}
    asked = answer("received", row(1_200, 1_200), row(1_000, 1_000), **days)
    assert not asked.change.is_significant


def test_medians_change_by_days_when_their_intervals_are_apart() -> None:
    now = row(5.0, 80, 100, low=4.5, high=5.5, p90=12.0, unit="days")
    before = row(7.0, 80, 100, low=6.0, high=8.0, p90=14.0, unit="days")
    card = shown("time_to_answer", now, before)
    assert (plain(card.value), plain(card.delta), card.mood) == ("5 дн.", "−2 дн., лучше", "better")
    assert [plain(note) for note in card.notes] == ["n = 100", "9 из 10 — до 12 дн."]


def test_satisfaction_says_how_many_answered() -> None:
    card = shown("satisfaction", row(0.9, 36, 40, left_out=160, coverage=0.2, bound_low=0.18, bound_high=0.98))
    assert [plain(note) for note in card.notes] == ["n = 40", "оценено 20 % закрытых"]


def test_a_small_group_is_marked() -> None:
    card = shown("on_time", row(1.0, 3, 3))
    assert "мало для выводов" in " ".join(card.notes)


def test_a_small_group_is_not_said_to_be_unchanged() -> None:
    assert shown("on_time", row(1.0, 3, 3), row(0.9, 900, 1_000)).delta == ""


def test_a_stock_of_a_past_period_is_that_of_its_end() -> None:
    past = Period(datetime(2026, 1, 1), datetime(2026, 2, 1))
    asked = Answer(metric("overdue_now"), row(5, 5, 50), None, pd.DataFrame({"key": [], "value": []}), period=past)
    assert face(asked).notes == ("на конец периода",)


def test_the_five_states_look_different() -> None:
    faces = [shown("on_time", row(0.5, 5, 10)), shown("on_time", row(0.0, 0, 10))]
    faces += [shown("on_time", row(float("nan"), state=state)) for state in ("no_data", "not_answerable", "hidden")]
    assert len({(card.value, card.notes) for card in faces}) == 5
    assert len({card.value for card in faces}) == 5
    assert plain(faces[1].value) == "0 %"


def test_nothing_is_said_of_a_change_from_no_data() -> None:
    card = shown("on_time", row(0.5, 5, 10), row(float("nan"), state="no_data"))
    assert (card.delta, card.mood) == ("", "none")


def test_what_the_source_does_not_date_is_said_to_be_too_early_to_compare() -> None:
    card = shown("satisfaction", row(0.8, 80, 100), row(float("nan"), state="not_answerable"))
    assert (card.delta, card.mood) == ("", "none")
    assert "сравнивать рано" in card.notes
    nowhere = shown(
        "first_response", row(float("nan"), state="not_answerable"), row(float("nan"), state="not_answerable")
    )
    assert "сравнивать рано" not in nowhere.notes


NOW = datetime(2026, 11, 21, 18)


def test_the_running_day_is_left_out_of_the_course_but_not_of_a_stock() -> None:
    days = pd.DataFrame({"key": ["2026-11-20", "2026-11-21", None], "value": [8.0, 1.0, 9.0]})
    flow = Answer(metric("received"), row(9, 9), None, days, now=NOW)
    stock = Answer(metric("in_work"), row(9, 9), None, days, now=NOW)
    assert (flow.points, stock.points) == ([8.0], [8.0, 1.0])


def test_a_week_in_whose_middle_the_period_began_is_left_out_of_the_course() -> None:
    weeks = pd.DataFrame({"key": ["2026-11-02", "2026-11-09", "2026-11-16"], "value": [2.0, 8.0, 1.0]})
    assert Answer(metric("received"), row(11, 11), None, weeks, step="week", now=NOW).points == [8.0]


def test_running_buckets_are_named_as_measure_names_them() -> None:
    assert [running_bucket(step, NOW) for step in ("day", "week", "month")] == [
        "2026-11-21",
        "2026-11-16",
        "2026-11",
    ]


def test_the_passport_tells_the_exact_value() -> None:
    assert plain(exact(metric("received"), row(1_165, 1_165))) == "1 165"
    share = row(0.75, 150, 200, low=0.686, high=0.805)
    assert plain(exact(metric("on_time"), share)) == "75 %, 95-процентный интервал от 68,6 % до 80,5 %"
    assert exact(metric("on_time"), row(float("nan"), state="no_data")) == "значения нет"
