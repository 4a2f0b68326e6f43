"""What the answers of a column say of its kind where capitals, marks and columns of options mislead."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake.records.survey_kinds import Unsure, kind_of
from store.record_tables import poll_question
from tests.intake.records.conftest import Rows, load
from tests.intake.records.test_survey_columns import told
from tests.intake.small_files import write_csv

SEPARATORS = (";", "|")


def grid(answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """A letter for each person: + Да, - Нет, 1 to 5 marks, ? Не знаю, others blank."""
    words = {"+": "Да", "-": "Нет", "?": "Не знаю", " ": ""}
    people = len(next(iter(answers.values())))
    return [{"№ анкеты": n} | {title: words.get(said[n], said[n]) for title, said in answers.items()}
            for n in range(people)]  # fmt: skip


def test_spellings_of_one_answer_are_one() -> None:
    cells = {"Да": 20, "Нет": 20} | dict.fromkeys(("да", "НЕТ", "нет", "ДА", "дА", "нЕТ"), 1)
    kind = kind_of(cells, None, SEPARATORS)
    assert (kind.code, kind.options) == ("single", ("Да", "Нет"))
    assert kind.taken("нЕТ") == (["Нет"], [])


@pytest.mark.parametrize(
    ("cells", "part", "mark"),
    [
        ({"Да; нужна": 20, "Нет; не нужна": 20}, "Да", ";"),
        ({"Автобус,Такси": 5, "Автобус": 4}, "Такси", ","),
        ({"Автобус, личная машина": 5, "Автобус": 4, "Пешком, личная машина": 3}, "личная машина", ","),
    ],
)
def test_what_nobody_can_tell_is_asked(cells: Mapping[str, int], part: str, mark: str) -> None:
    with pytest.raises(Unsure) as unsure:
        kind_of(cells, None, SEPARATORS)
    assert (unsure.value.part, unsure.value.mark) == (part, mark)
    several = kind_of(cells, "multiple", SEPARATORS)
    assert part in several.options and several.taken(next(iter(cells)))[1] == []


def test_a_mark_behind_the_last_answer_leaves_it_alone() -> None:
    kind = kind_of({"Автобус; Такси;": 3, "Автобус;": 5, "Такси;": 4}, None, SEPARATORS)
    assert (kind.code, kind.options) == ("multiple", ("Автобус", "Такси"))


def test_a_comma_without_a_blank_stands_between_answers_that_stand_alone_too() -> None:
    kind = kind_of({"Автобус,Такси": 3, "Автобус": 5, "Такси": 4}, None, SEPARATORS)
    assert (kind.code, kind.options) == ("multiple", ("Автобус", "Такси"))
    assert kind_of({"10,000": 5, "20,000": 4}, None, SEPARATORS).code == "single"


def test_one_free_answer_with_a_comma_neither_refuses_the_file_nor_changes_the_kind() -> None:
    kind = kind_of({"Да": 250, "Нет": 250, "Да, Но дорого": 1}, None, SEPARATORS)
    assert (kind.code, kind.options) == ("single", ("Да", "Нет"))
    assert kind.taken("Да, Но дорого") == ([], ["Да, Но дорого"])


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        ({"Оцените [Парк]": "111111", "Оцените [Дом]": "111111", "Оцените [Двор]": "123451"},
         {"Оцените [Парк]": "single", "Оцените [Дом]": "single", "Оцените [Двор]": "scale"}),
        ({"Согласны? [Парк]": "++--+-", "Согласны? [Дом]": "+ -+-+"},
         {"Согласны? [Парк]": "single", "Согласны? [Дом]": "single"}),
        ({"Согласны? [Парк]": "++--+-", "Согласны? [Дом]": "+??+-+"},
         {"Согласны? [Парк]": "single", "Согласны? [Дом]": "single"}),
        ({"Ездите? [Автобус]": "++--+ ", "Ездите? [Такси]": "-+-++ "}, {"Ездите?": "multiple"}),
        ({"Ездите? [Автобус]": "11  1 ", "Ездите? [Такси]": " 1111 "}, {"Ездите?": "multiple"}),
    ],
)  # fmt: skip
def test_a_grid_is_no_question_of_several_answers(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows, answers: Mapping[str, str], kinds: Mapping[str, str]
) -> None:
    load(duckdb_region, write_csv(tmp_path / "Опрос.csv", grid(answers)))
    questions = rows_of(duckdb_region, poll_question)
    assert dict(zip(questions["title"], questions["kind"], strict=True)) == kinds
    if "Согласны? [Парк]" in kinds:
        assert told(duckdb_region, rows_of)["Согласны? [Парк]"] == {"Да": 3, "Нет": 3}


@pytest.mark.parametrize("first", [True, False])
def test_a_question_beside_its_own_columns_of_options_stays_apart(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows, first: bool
) -> None:
    options = {"Ездите? [Автобус]": "++--", "Ездите? [Такси]": "-+--"}
    alone = {"Ездите?": "+---"}
    load(duckdb_region, write_csv(tmp_path / "Опрос.csv", grid(alone | options if first else options | alone)))
    found = list(told(duckdb_region, rows_of).values())
    assert sorted(found, key=len) == [
        {"Да": 1, "Нет": 3}, {"Автобус": 2, "Такси": 1, "Ничего из перечисленного": 2}
    ]  # fmt: skip
