"""Notes on charts of time: which are there, what they say, and where a reader of the table finds them."""

from typing import Any

import pandas as pd
import pytest

from components import notes

FIRST, LAST = pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-20")
NAMES = {"99701000": "Svetly city"}


def a_note(starts: str, ends: str | None, title: str, district: str | None = None) -> dict[str, Any]:
    return {"starts_at": pd.Timestamp(starts), "ends_at": ends and pd.Timestamp(ends), "kind": "storm",
            "district_id": district, "title": title}  # fmt: skip


@pytest.fixture
def marks() -> pd.DataFrame:
    told = [
        a_note("2026-10-01", "2026-10-02", "Long ago"),
        a_note("2026-10-30", "2026-11-02", "Snowstorm"),
        a_note("2026-11-17T20:00", None, "A pipe burst", "99701000"),  # after midnight there
        a_note("2026-11-21", None, "A direct line to come"),
    ]
    return notes.placed(pd.DataFrame(told), FIRST, LAST, "Asia/Omsk", NAMES)


def test_only_notes_of_the_days_drawn_stand_on_the_chart_on_their_local_days(marks: pd.DataFrame) -> None:
    assert list(marks["words"]) == ["Snowstorm", "A pipe burst (Svetly city)"]
    assert [f"{day:%d.%m}" for day in marks["starts"]] == ["01.11", "18.11"]


def test_the_table_tells_a_note_on_each_day_it_lasts(marks: pd.DataFrame) -> None:
    days = pd.Series(pd.date_range(FIRST, LAST))
    told = notes.by_bucket(marks, days, pd.DateOffset(days=1))
    assert (told[0], told[1], told[2], told[17]) == ("Snowstorm", "Snowstorm", "", "A pipe burst (Svetly city)")
    weeks = pd.Series(pd.date_range("2026-10-26", LAST, freq="W-MON"))
    assert notes.by_bucket(marks, weeks, pd.DateOffset(weeks=1)) == [
        "Snowstorm", "Snowstorm", "", "A pipe burst (Svetly city)"
    ]  # fmt: skip


def test_the_alt_sentence_has_the_words_of_the_notes(marks: pd.DataFrame) -> None:
    assert notes.sentence(marks) == (
        " Notes: 1 Nov 2026 – 2 Nov 2026: Snowstorm; 18 Nov 2026: A pipe burst (Svetly city)."
    )
    assert notes.sentence(marks.head(0)) == ""


def test_a_rule_has_its_words_beside_it_to_the_left_near_the_end(marks: pd.DataFrame) -> None:
    rule, early, late = (layer.to_dict() for layer in notes.layers(marks, FIRST, LAST))
    assert rule["mark"]["type"] == "rule"
    assert (early["mark"]["align"], late["mark"]["align"]) == ("left", "right")
    assert notes.layers(marks.head(0), FIRST, LAST) == []
