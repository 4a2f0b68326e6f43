"""Surveys row by row: what is kept of a respondent, and residents by age and sex."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, insert

from intake.records.people import ages, band
from intake.reference.recognition import recognise
from intake.undo import undo_batch
from queries.poll_groups import residents_by_group
from store.record_tables import poll_answer, poll_option, poll_question, resident_group
from store.tables import region
from tests.intake.records.conftest import Rows, load
from tests.intake.small_files import counts, write_csv, write_xlsx


def row(number: int, answer: str, **changes: Any) -> dict[str, Any]:
    about = {
        "ID респондента": number,
        "Название опроса": "Жизнь в районе",
        "Текст вопроса": "Чего не хватает?",
        "Тип вопроса": "",
    }
    who = {"Муниципальное образование": "Сосновск", "Ваш возраст": "37 лет", "Ваш пол": "жен.",
           "Отметка времени": "10.02.2026 12:00:00"}  # fmt: skip
    return about | {"Открытый ответ": answer} | who | changes


def test_of_a_respondent_a_masked_text_a_band_and_a_salted_key_are_kept(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    rows = [
        row(1, "Врача! Звоните 8 912 345-67-89"),
        row(2, "Дороги", **{"Ваш возраст": "65 и старше", "Ваш пол": "Мужской", "Муниципальное образование": ""}),
        row(3, "Мост", **{"Ваш возраст": "30-40", "Ваш пол": "?"}),
        row(4, ""),
    ]
    file = write_csv(tmp_path / "a.csv", rows)
    report = load(region_store, file)
    assert (report.layout, counts(report)) == ("poll_answers", (4, 3, 0, 0, 1))
    assert report.rejected_by_reason == {"no_name": 1}
    assert report.warnings_by_kind == {"unknown_age": 1, "unknown_sex": 1}
    found = rows_of(region_store, poll_answer).set_index("text")
    assert set(found.index) == {"Врача! Звоните [телефон]", "Дороги", "Мост"}
    told = found[["district_id", "age", "sex"]].astype(object)
    plain = told.where(told.notna(), None).T.to_dict("list")
    assert plain["Врача! Звоните [телефон]"] == ["99701000", "35-44", "f"]
    assert plain["Дороги"] == [None, "65+", "m"]
    assert plain["Мост"] == ["99701000", None, None]
    assert found["respondent_key"].str.fullmatch("[0-9a-f]{32}").all()
    assert found["at"].iloc[0] == pd.Timestamp("2026-02-10 07:00")
    assert rows_of(region_store, poll_question)["kind"].tolist() == ["text"]
    assert counts(load(region_store, file)) == (4, 0, 0, 3, 1)
    undo_batch(region_store, 1)
    assert rows_of(region_store, poll_answer).empty


def test_who_answers_again_changes_the_answer_and_of_several_choices_each_is_kept(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    several = {"Тип вопроса": "Несколько ответов", "Текст вопроса": "Чем ездите?"}
    rows = [row(1, "Мост"), row(1, "Парк"), row(1, "Автобус", **several), row(1, "Поезд", **several)]
    report = load(duckdb_region, write_xlsx(tmp_path / "a.xlsx", rows))
    assert report.rejected_by_reason == {"duplicate_key_in_file": 1}
    found = rows_of(duckdb_region, poll_answer)
    assert found["text"].dropna().tolist() == ["Парк"]
    assert found["option_id"].notna().sum() == 2
    assert sorted(rows_of(duckdb_region, poll_option)["title"]) == ["Автобус", "Поезд"]


def test_several_answers_of_nobody_known_are_no_people(duckdb_region: Engine, tmp_path: Path, rows_of: Rows) -> None:
    """Two of three answers of one person would be two people, and 67 % of three where it is all of one."""
    several = {"Тип вопроса": "Несколько ответов", "ID респондента": ""}
    rows = [row(1, word, **several) for word in ("Врача", "Дороги")] + [
        row(2, "Мост", **several | {"ID респондента": 2})
    ]
    rows.append(row(3, "Школы", **several | {"Текст вопроса": "Чего хватает?", "Тип вопроса": "Один ответ"}))
    report = load(duckdb_region, write_csv(tmp_path / "a.csv", rows))
    assert (report.new, report.rejected_by_reason) == (2, {"no_number": 2})
    assert len(rows_of(duckdb_region, poll_answer)) == 2


def test_residents_by_age_and_sex_are_no_population_of_a_municipality(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    columns = ("Муниципалитет", "Пол", "Возраст", "Население", "Год")
    cells = [("Сосновск", "Мужчины", "15–19", 500, 2025), ("Сосновск", "Женщины", "70 лет и старше", 900, 2025),
             ("Сосновск", "Мужчины", "Всего", 9000, 2025), ("", "Оба пола", "20–24", 900, 2025)]  # fmt: skip
    file = write_csv(tmp_path / "r.csv", [dict(zip(columns, values, strict=True)) for values in cells])
    assert recognise(file) is None
    report = load(region_store, file)
    assert (report.layout, report.new) == ("resident_groups", 2)
    assert report.rejected_by_reason == {"no_age": 1, "no_sex": 1}
    found = rows_of(region_store, resident_group).sort_values("people")
    assert found[["sex", "age_from", "age_to", "people"]].values.tolist() == [["m", 15, 19, 500], ["f", 70, 120, 900]]
    assert counts(load(region_store, file)) == (4, 0, 0, 2, 2)


@pytest.mark.parametrize(
    ("age", "sex", "people"),
    [("Возраст (лет)", "Пол", "Население"), ("ВОЗРАСТНАЯ ГРУППА", "Пол (м/ж)", "Численность населения")],
)
def test_however_age_is_headed_a_group_never_becomes_the_population(
    duckdb_region: Engine, tmp_path: Path, age: str, sex: str, people: str
) -> None:
    group = {"Муниципалитет": "Сосновск", age: "15–19", sex: "Мужчины", people: 500, "Год": 2025}
    file = write_csv(tmp_path / "r.csv", [group])
    assert recognise(file) is None
    assert load(duckdb_region, file).layout == "resident_groups"
    strange = write_csv(tmp_path / "s.csv", [{"Возраст на дату": "15–19", **group, age: ""}])
    assert recognise(strange) is None


def test_with_two_regions_residents_of_no_municipality_are_of_no_region(duckdb_region: Engine, tmp_path: Path) -> None:
    group = {"Муниципалитет": "Сосновск", "Возраст": "60 и старше", "Пол": "Мужчины", "Население": 500, "Год": 2025}
    file = write_csv(tmp_path / "r.csv", [group, group | {"Муниципалитет": "", "Возраст": "15–19"}])
    report = load(duckdb_region, file)
    assert (counts(report), report.warnings_by_kind) == ((2, 2, 0, 0, 0), {"open_age": 1})
    with duckdb_region.connect() as connection:
        assert residents_by_group(connection)["district_id"].isna().all()  # of the town only an open age is known
    with duckdb_region.begin() as connection:
        other = {"id": "98", "name_ru": "Лесная область", "country": "RU", "timezone": "Asia/Omsk", "is_home": False}
        connection.execute(insert(region).values(**other))
    assert load(duckdb_region, file).rejected_by_reason == {"no_place": 1}
    with duckdb_region.connect() as connection:
        assert residents_by_group(connection).empty


@pytest.mark.parametrize(
    ("text", "span", "kept"),
    [("37", (37, 37), "35-44"), ("18–24 года", (18, 24), "18-24"), ("от 25 до 34 лет", (25, 34), "25-34"),
     ("65+", (65, 120), "65+"), ("старше 65", (65, 120), "65+"), ("до 18", (0, 17), None), ("30-40", (30, 40), None),
     ("200", (None, None), None), ("не скажу", (None, None), None)],
)  # fmt: skip
def test_ages_are_read_as_people_write_them(text: str, span: tuple[int | None, int | None], kept: str | None) -> None:
    first, last = ages(pd.Series([text], dtype="str"))
    plain = [None if pd.isna(value) else int(value) for value in (first[0], last[0])]
    found = band(first, last)[0]
    assert (tuple(plain), None if pd.isna(found) else found) == (span, kept)
