"""Sentences say what is significant, in proper Russian, and keep silent about noise."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from components import choropleth
from components.attention import worst
from components.sentences import growth_sentence, headline, inflow_sentence, period_words
from components.words import speak
from queries.filters import Period
from tests.components.test_cards import answer, row

NOTHING = pd.DataFrame({"name": [], "growth": []})


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak(None)


def told(received: tuple[int, int | None], on_time: Any = None, overdue: int = 0, grown: pd.DataFrame = NOTHING) -> str:
    now, then = received
    answers = {
        "received": answer("received", row(now, now) | {"events": now - 1}, None if then is None else row(then, then)),
        "on_time": answer("on_time", *(on_time or (row(float("nan"), state="no_data"),))),
        "overdue_now": answer("overdue_now", row(overdue, overdue)),
    }
    return headline(answers, "За неделю", None if then is None else "previous", grown).replace("\u202f", " ")


def test_growth_is_told_with_its_size_and_its_topics() -> None:
    grown = pd.DataFrame({"name": ["Отопление", "Уборка снега"], "growth": [120.0, 40.0]})
    assert told((1_200, 1_000), grown=grown, overdue=1) == (
        "За неделю **1 200 обращений** (1 199 событий), на 20 % больше, чем за такой же срок до этого; "
        "сильнее всего выросли темы: Отопление (+120), Уборка снега (+40). Просрочено сейчас 1 обращение."
    )


def test_noise_is_told_as_about_as_many() -> None:
    assert told((120, 100)).startswith(
        "За неделю **120 обращений** (119 событий), примерно столько же, сколько за такой же срок до этого."
    )


def test_a_fall_is_told_as_fewer_and_a_multiple_as_times() -> None:
    assert "на 33 % меньше" in told((1_000, 1_500))
    assert "в 3,4 раза больше" in told((3_400, 1_000))
    assert "на 100 % больше" in told((1_997, 1_000))
    assert "на > 99 % меньше" in told((30, 10_000))


def test_without_a_comparison_nothing_is_compared() -> None:
    assert told((2, None)) == "За неделю **2 обращения** (1 событие). Просроченных сейчас нет."


def test_a_worse_share_is_told_in_points() -> None:
    sentence = told((120, 100), on_time=(row(0.75, 150, 200), row(0.9, 900, 1_000)))
    assert "В срок — 75 %, на 15,0 п. п. хуже." in sentence


def test_custom_periods_are_told_by_their_dates() -> None:
    period = Period(pd.Timestamp("2026-10-31 18:00").to_pydatetime(), pd.Timestamp("2026-11-05 18:00").to_pydatetime())
    assert period_words("custom", period, "Asia/Omsk").replace("\u202f", " ") == "С 1 нояб. 2026 по 5 нояб. 2026"
    assert period_words("all", None, "Asia/Omsk") == "За всё загруженное время"


def test_the_inflow_is_told_by_its_usual_and_its_busiest_day() -> None:
    days = pd.DataFrame({"day": pd.to_datetime(["2026-11-01", "2026-11-02", "2026-11-03"]), "channel": "ПОС",
                         "cases": [5, 21, 6]})  # fmt: skip
    assert inflow_sentence(days).replace("\u202f", " ") == (
        "В обычный день — 6 обращений, больше всего было 2 нояб. 2026: 21; главный канал — ПОС."
    )
    assert inflow_sentence(days.head(0)) == "За последний год обращений нет."


def test_no_growth_is_said_to_be_none() -> None:
    assert growth_sentence(pd.DataFrame({"name": []})) == "Ни одна тема не выросла больше, чем объясняет случай."


def test_the_map_is_told_by_its_ends_and_its_gaps() -> None:
    values = pd.DataFrame({"name": ["А", "Б", "В"], "value": [3.0, 41.25, None]})
    assert choropleth.sentence(values, "на 10 000") == (
        "Больше всего: Б, 41,2; меньше всего: А, 3,0 (на 10 000). Нет данных: 1."
    )


def test_agencies_stand_out_by_any_of_their_shares() -> None:
    def units(**by_key: tuple[int, int]) -> pd.DataFrame:
        return pd.DataFrame([{"key": key, "numerator": k, "denominator": n} for key, (k, n) in by_key.items()])

    found = worst(
        {
            "on_time": units(slow=(400, 1_000), fine=(950, 1_000), tiny=(0, 2)),
            "overdue_now": units(slow=(5, 50), fine=(5, 50)),
            "satisfaction": units(rude=(10, 100), fine=(60, 100)),
        },
        {"on_time": row(0.9, 1_800, 2_000), "overdue_now": row(10, 10, 100), "satisfaction": row(0.5, 100, 200)},
    )
    assert found[["key", "metric"]].to_numpy().tolist() == [["slow", "on_time"], ["rude", "satisfaction"]]
