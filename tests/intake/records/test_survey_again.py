"""Surveys with a column for each question that come again: who is known, which options and kinds are, what goes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake.report import FileRefused, ImportReport
from intake.undo import undo_batch
from store.record_tables import poll, poll_answer, poll_question
from tests.intake.records.conftest import Rows, load
from tests.intake.records.test_survey_columns import notes, told
from tests.intake.small_files import counts, write_csv

NUMBER, WHEN, LIKE, WHY = "№ анкеты", "Отметка времени", "Нравится?", "Почему?"


def asked(question: str, answers: Sequence[str], first: int = 1) -> list[dict[str, Any]]:
    return [{NUMBER: n, question: answer} for n, answer in enumerate(answers, first)]


@pytest.fixture
def again(duckdb_region: Engine, tmp_path: Path) -> Iterator[Any]:
    yield lambda rows: load(duckdb_region, write_csv(tmp_path / "Опрос.csv", rows))


def test_two_polls_of_one_file_count_their_questionnaires_each(
    again: Any, duckdb_region: Engine, rows_of: Rows
) -> None:
    rows = [{NUMBER: n, "Название опроса": title, LIKE: said} for title, said in (("А", "Да"), ("Б", "Нет"))
            for n in range(1, 11)]  # fmt: skip
    assert counts(again(rows)) == (20, 20, 0, 0, 0)
    assert sorted(rows_of(duckdb_region, poll)["title"]) == ["А", "Б"]
    assert told(duckdb_region, rows_of) == {LIKE: {"Да": 10, "Нет": 10}}


def test_without_a_number_the_moment_knows_a_respondent_whatever_columns_come(
    again: Any, duckdb_region: Engine, rows_of: Rows
) -> None:
    """Three of five answer at one moment; a question is added and the columns move, and the five stay five."""
    minutes = (1, 1, 1, 2, 3)
    rows = [{WHEN: f"10.02.2026 12:0{minute}:00", LIKE: "Да"} for minute in minutes]
    assert counts(again(rows)) == (5, 5, 0, 0, 0)
    moved = [{WHY: "Просто" if n < 2 else "", LIKE: "Нет" if n == 4 else "Да", WHEN: row[WHEN]}
             for n, row in enumerate(rows)]  # fmt: skip
    assert counts(again([*moved, {WHEN: "", LIKE: "Да", WHY: ""}])) == (6, 0, 3, 2, 1)
    found = told(duckdb_region, rows_of)
    assert found == {LIKE: {"Да": 4, "Другое": 1}, WHY: {"Просто": 2}}
    assert rows_of(duckdb_region, poll_answer)["respondent_key"].nunique() == 5


def test_who_can_be_known_by_nothing_is_turned_away(again: Any) -> None:
    report = again([{NUMBER: n, LIKE: "Да"} for n in (1, 2, "", "")])
    assert report.rejected_by_reason == {"no_respondent": 2}


def test_a_part_of_a_survey_knows_the_options_of_the_store(again: Any, duckdb_region: Engine, rows_of: Rows) -> None:
    long = "Благоустройство набережной и пляжа"
    again(asked(LIKE, [long, "Парк", "Сквер"] * 10))
    again(asked(LIKE, ["парк"] * 8 + ["Сквер"] * 8 + [long, "Каток"], 100))
    assert told(duckdb_region, rows_of) == {LIKE: {long: 11, "Парк": 18, "Сквер": 18, "Другое": 1}}


def test_a_question_does_not_change_its_kind(again: Any, duckdb_region: Engine, rows_of: Rows) -> None:
    again(asked(LIKE, [f"Пишет {word} человек" for word in "абвгдежзи"]))
    both = ["Да", "Нет"] * 10
    with pytest.raises(FileRefused, match="as «открытый вопрос», here it is «один вариант»"):
        again(asked(f"{LIKE} (один вариант)", both, 20))
    with pytest.raises(FileRefused, match=r"here it is «один вариант»\..*«Нравится\? \(открытый вопрос\)»"):
        again(asked(LIKE, both))  # more than were loaded, and they say otherwise
    again(asked(LIKE, ["Нет"] * 5, 40))  # fewer say nothing of the kind
    again(asked(f"{LIKE} (открытый вопрос)", both, 60))
    assert rows_of(duckdb_region, poll_question)["kind"].tolist() == ["text"]
    assert told(duckdb_region, rows_of)[LIKE]["Нет"] == 15


def test_proposals_of_a_question_that_began_with_no_are_not_lost_in_other(again: Any) -> None:
    again(asked(LIKE, ["Нет"] * 10))
    with pytest.raises(FileRefused, match="as «один вариант», here it is «открытый вопрос»"):
        again(asked(LIKE, ["Нет"] * 10 + [f"Сделайте улицу {n} светлее" for n in range(50)]))


def test_how_many_answered_otherwise_is_in_the_report(again: Any) -> None:
    report = again(asked(LIKE, ["Нет"] * 85 + [f"Сделайте улицу {n} светлее" for n in range(15)]))
    assert notes(report, "taken_single") == {LIKE: "Нет · Другое: 15"}


def test_what_is_cleared_in_the_file_goes_from_the_store_and_comes_back(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    """A column is cleared for everybody, and all that one of five said; who is not in the file keeps what they said."""

    def again(rows: list[dict[str, Any]]) -> ImportReport:
        return load(region_store, write_csv(tmp_path / "Опрос.csv", rows))

    again([{NUMBER: 9, LIKE: "", WHY: "Пишет другой"}])
    rows = [{NUMBER: n, LIKE: "Да", WHY: f"Пишет {word}"} for n, word in enumerate("абвгд")]
    again(rows)
    report = again([row | {WHY: "", LIKE: row[LIKE] if row[NUMBER] else ""} for row in rows])
    assert counts(report) == (5, 0, 4, 0, 1)
    assert told(region_store, rows_of) == {LIKE: {"Да": 4}, WHY: {"Пишет другой": 1}}
    undo_batch(region_store, report.batch or 0)
    assert told(region_store, rows_of)[WHY] == {f"Пишет {word}": 1 for word in "абвгд"} | {"Пишет другой": 1}


def test_a_file_without_questions_is_refused_in_words(again: Any) -> None:
    with pytest.raises(FileRefused, match=r"Опрос\.csv: no column holds answers"):
        again([{NUMBER: n, LIKE: ""} for n in range(3)])
