from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from components import case_list, integrity
from components.tables import are_figures, case_frame, case_headers, export_frame, export_headers, figures
from components.words import speak
from queries.clock import Clock

NOON = datetime(2026, 11, 21, 6)  # 12:00 in Omsk
CLOCK = Clock(NOON, (("pos", datetime(2026, 11, 21, 17, 59, 59)), ("social", NOON)), "Asia/Omsk")


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak(None)


def rows(**facts: object) -> pd.DataFrame:
    """One row of a case page: an open incident due in three hours."""
    row: dict[str, object] = {
        "id": "social:7", "channel": "social", "source_number": "7", "source_url": "https://example.org/7",
        "filed_at": NOON - timedelta(hours=6), "due_at": NOON + timedelta(hours=3), "closed_at": pd.NaT,
        "precision": "minute", "state": "in_progress", "deadline_state": "due_soon", "outcome": None, "rating": None,
        "topic_ru": "Уборка снега", "topic_en": "Snow removal", "district_ru": "Омск", "district_en": None,
        "agency_ru": "Минздрав", "agency_en": "Ministry of Health", "text": "Снег",
    }  # fmt: skip
    frame = pd.DataFrame([row | facts])
    return frame.assign(rating=frame["rating"].astype("Int16"), closed_at=pd.to_datetime(frame["closed_at"]))


def test_a_row_says_when_it_is_due_in_words() -> None:
    (row,) = case_frame(rows(), CLOCK).to_dict("records")
    assert (row["left"], row["state"], row["due"]) == ("осталось 3 часа", ["◆ срок скоро"], "21.11.2026 15:00")


def test_each_channel_is_judged_by_its_own_data_time() -> None:
    by_day = rows(channel="pos", precision="day", due_at=datetime(2026, 11, 21, 17, 59, 59))
    assert case_frame(by_day, CLOCK)["left"].tolist() == ["срок сегодня"]


def test_a_closed_case_has_no_time_left() -> None:
    assert case_frame(rows(deadline_state="closed_late"), CLOCK)["left"].tolist() == [""]


def test_once_the_first_reply_is_given_an_open_case_is_not_overdue_by_it() -> None:
    answered = {"due_at": NOON - timedelta(hours=3), "decided_at": NOON - timedelta(hours=4)}
    assert case_frame(rows(deadline_state="in_time", **answered), CLOCK)["left"].tolist() == [""]
    (row,) = case_frame(rows(deadline_state="replied_late"), CLOCK).to_dict("records")
    assert row["state"] == ["●▲ ответили с опозданием"]


def test_names_follow_the_language_and_fall_back_to_russian() -> None:
    speak("en")
    (row,) = case_frame(rows(), CLOCK).to_dict("records")
    assert (row["topic"], row["district"]) == ("Snow removal", "Омск")


def test_a_column_in_which_nothing_is_known_is_left_out() -> None:
    assert "text" not in case_frame(rows(text=None), CLOCK)
    assert "rating" not in case_frame(rows(), CLOCK)
    assert case_frame(rows(rating=5), CLOCK)["rating"].tolist() == [5]


def test_every_column_has_a_header() -> None:
    assert set(case_frame(rows(rating=5), CLOCK)) <= set(case_headers())
    assert set(export_frame(rows(), "Asia/Omsk")) == set(export_headers())
    assert len(set(export_headers().values())) == len(export_headers())


def test_an_export_holds_words_not_codes_and_no_text() -> None:
    (row,) = export_frame(rows(outcome="solved", state="answered"), "Asia/Omsk").to_dict("records")
    assert (row["channel"], row["state"], row["outcome"], row["deadline_state"]) == (
        "Соцсети",
        "дан ответ",
        "решено",
        "срок скоро",
    )
    assert "Снег" not in [value for value in row.values() if isinstance(value, str)]


def test_a_case_without_an_outcome_exports_an_empty_cell() -> None:
    assert export_frame(rows(outcome=None), "Asia/Omsk")["outcome"].tolist() == [""]


def test_channels_are_sorted_by_the_names_on_the_screen_not_by_their_codes() -> None:
    assert case_list.by_name(["call_122", "chat_bot", "pos"]) == ("pos", "call_122", "chat_bot")
    speak("en")  # Chat-bot, Feedback platform, Line 122
    assert case_list.by_name(["call_122", "chat_bot", "pos"]) == ("chat_bot", "pos", "call_122")


@pytest.mark.parametrize(
    ("column", "to_the_right"),
    [
        ([1.5, 2.0], True),
        (["75,3 %", "–", "< 0,1 %", None], True),
        (["4 (2–9) из 32", "−4,1 п. п."], True),
        (["12.05.2026 08:40", ""], True),
        (["75,3 %", "нет данных"], False),
        (["Школа № 5"], False),
        (["–", ""], False),
    ],
)
def test_what_begins_with_a_number_in_every_row_stands_to_the_right(column: list[Any], to_the_right: bool) -> None:
    assert are_figures(pd.Series(column)) == to_the_right


def test_shares_of_a_finding_stand_to_the_right_and_its_agency_to_the_left(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(st, "dataframe", lambda _frame, column_config, **_options: drawn.update(column_config))
    found = {"key": "x", "name_ru": "Дороги", "n": 1_200, "of": 4_000, "value": 0.3, "reference": 0.25, "q": 0.0004}
    shown = integrity.told(pd.DataFrame([found | {"at": None}, found | {"q": 0.02, "at": None}]), {"x": "Дороги"})
    figures(shown, {name: name for name in ("name", "n", "value", "reference", "q")}, key="k", alt="")
    assert shown["q"].tolist() == ["< 0,001", "0,020"]
    assert [drawn[name]["alignment"] for name in ("name", "value", "reference", "q")] == ["left", *["right"] * 3]
