"""What may be a survey and is not read in silence: other files, dates of two meanings, who somebody is."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.load import recognise
from intake.records.survey_plan import poll_title
from intake.report import FileRefused
from intake.showing import report_lines
from store.record_tables import poll, poll_answer
from tests.intake.records.conftest import Rows, load
from tests.intake.records.test_survey_columns import LACK, RIDE, notes, survey, told
from tests.intake.small_files import write_csv


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("№ анкеты", "Статус", "Довольны ли вы?"), r"have such columns too: «Статус»\. .*--layout survey_columns"),
        (("№ анкеты", "Возраст", "Ваш возраст", "Довольны ли вы?"), "the same: «Возраст», «Ваш возраст». Keep one"),
        (("№ п/п", "Дата отправки", "Обращение гражданина", "Принятые меры", "Куда направлено"), r"like a register: "
         r"both have a column «Дата отправки», .*end its questions with «\?»"),
        (("№ ответа", "Суть вопроса", "Куда направлено"), "like a register: both have a column «№ ответа»"),
        (("Время создания", "Заголовок", "Сообщение жителя"), "like a register: both have a column «Время создания»"),
        (("Timestamp", "Message", "Level"), "like a register: both have a column «Timestamp»"),
        (("№ анкеты", "Ссылка", "Начало", "Довольны ли вы?"), "registers have such columns too: «Ссылка», «Начало»"),
        (("Возраст", "Пол", "Довольны ли вы?"), r"\(«Довольны ли вы\?», «Возраст», «Пол».*call the column "
         r"with its number «№ анкеты»"),
    ],
)  # fmt: skip
def test_a_file_that_may_be_a_survey_is_told_what_to_call_its_columns(
    duckdb_region: Engine, tmp_path: Path, header: Sequence[str], words: str
) -> None:
    file = write_csv(tmp_path / "a.csv", [dict.fromkeys(header, "18")])
    with pytest.raises(FileRefused, match=words):
        recognise(file)
    if header[0] != "Возраст":
        assert load(duckdb_region, file, layout="survey_columns").layout == "survey_columns"
    else:
        with pytest.raises(FileRefused, match="«№ анкеты» or «Отметка времени»"):
            load(duckdb_region, file, layout="survey_columns")


def test_what_a_respondent_links_to_is_no_address_of_the_poll(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    rows = [{"№ анкеты": n, "Ссылка": f"https://vk.com/id{n}", "Начало": "Утро", "Дата начала": "10.02.2026 12:00",
             "Ссылка на опрос": "https://example.org/o5"} for n in range(9)]  # fmt: skip
    report = load(duckdb_region, write_csv(tmp_path / "a.csv", rows), layout="survey_columns")
    found = rows_of(duckdb_region, poll)
    assert (found["url"].tolist(), found["starts_at"].notna().sum()) == (["https://example.org/o5"], 0)
    assert told(duckdb_region, rows_of) == {"Начало": {"Утро": 9}}
    assert set(notes(report, "not_read")) == {"Ссылка", "Дата начала"}


@pytest.mark.parametrize(
    ("moments", "words"),
    [
        (
            ("1/2/2026 10:00:00", "1/2/2026 10:00:00", "10/31/2026 10:00:00"),
            r"Опрос\.csv, row 4, column «Timestamp»: in «10/31/2026» the month stands first.+as DD\.MM\.YYYY",
        ),
        (("", "1/2/2026 10:00:00", "3/4/2026 10:00:00"), "row 3.+nobody can tell the day from the month in «1/2/2026»"),
    ],
)
def test_dates_with_the_month_first_are_refused_not_read_as_others(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows, moments: Sequence[str], words: str
) -> None:
    rows = [{"Timestamp": moment, "Довольны?": "Да"} for moment in moments]
    with pytest.raises(FileRefused, match=words):
        load(duckdb_region, write_csv(tmp_path / "Опрос.csv", rows))
    assert rows_of(duckdb_region, poll_answer).empty


def test_dates_with_slashes_are_read_where_one_of_them_shows_the_day_first(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    rows = [{"Timestamp": moment, "Довольны?": "Да"} for moment in ("1/2/2026 12:00:00", "13/1/2026 12:00:00")]
    load(duckdb_region, write_csv(tmp_path / "Опрос.csv", rows))
    days = rows_of(duckdb_region, poll_answer)["at"]
    assert sorted(f"{day:%d.%m}" for day in days) == ["01.02", "13.01"]


def test_another_survey_under_the_name_of_a_loaded_one_is_refused(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    first = [{"№ анкеты": n, "Довольны?": "Да"} for n in range(3)]
    other = [{"№ анкеты": n, "Чего нет?": "Моста"} for n in range(3)]
    load(duckdb_region, write_csv(tmp_path / "survey.csv", first))
    load(duckdb_region, write_csv(tmp_path / "survey (1).csv", [row | {"Чего нет?": "Парка"} for row in first]))
    (tmp_path / "b").mkdir()
    with pytest.raises(FileRefused, match=r"a poll «survey» with other questions is loaded.*«Название опроса»"):
        load(duckdb_region, write_csv(tmp_path / "b" / "survey.csv", [{"№ анкеты": 1, "Куда?": "В парк"}]))
    named = [row | {"Название опроса": "Мосты"} for row in other]
    load(duckdb_region, write_csv(tmp_path / "b" / "survey.csv", named))
    assert set(rows_of(duckdb_region, poll)["title"]) == {"survey", "Мосты"}


def test_a_second_sheet_is_told_with_a_cure_that_helps(duckdb_region: Engine, tmp_path: Path) -> None:
    file = tmp_path / "Волны.xlsx"
    with pd.ExcelWriter(file) as book:
        for sheet in ("Волна 1", "Волна 2"):
            pd.DataFrame({"№ анкеты": range(4), "Довольны?": ["Да"] * 4}).to_excel(book, sheet_name=sheet, index=False)
    report = load(duckdb_region, file)
    (found,) = [one for one in report.findings if one.kind == "sheet_not_read"]
    assert found.value == "Волна 2" or found.sheet == "Волна 2"
    assert any("sheet not read: save it as a file of its own" in line for line in report_lines(report))


@pytest.mark.parametrize(
    "header",
    ["Как к вам обращаться?", "Как вас зовут?", "Когда вы родились?", "Ваш телеграм", "Ник", "Укажите ваш ник",
     "Ваш адрес", "Ваши контакты", "Пожалуйста, напишите адрес", "На какой улице вы живёте?"],
)  # fmt: skip
def test_who_somebody_is_is_not_read(duckdb_region: Engine, tmp_path: Path, rows_of: Rows, header: str) -> None:
    rows = [{"№ анкеты": n, "Довольны?": "Да", header: ["Анна", "Иван"][n % 2]} for n in range(8)]
    report = load(duckdb_region, write_csv(tmp_path / "a.csv", rows))
    assert set(notes(report, "not_read")) == {header}
    assert told(duckdb_region, rows_of) == {"Довольны?": {"Да": 8}}


def test_days_of_birth_are_not_read_under_any_header_but_days_to_choose_from_are(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    days = ("07.03.2026", "14.03.2026")
    rows = [{"№ анкеты": n, "Ваш день?": f"{n + 1:02d}.03.1985", "Когда собраться?": days[n % 2],
             "По какому адресу нужен двор?": "Садовая", "Читаете телеграм района?": "Да"}
            for n in range(10)]  # fmt: skip
    report = load(duckdb_region, write_csv(tmp_path / "a.csv", rows))
    assert set(notes(report, "not_read")) == {"Ваш день?"}
    assert told(duckdb_region, rows_of) == {
        "Когда собраться?": {"07.03.2026": 5, "14.03.2026": 5},
        "По какому адресу нужен двор?": {"Садовая": 10}, "Читаете телеграм района?": {"Да": 10},
    }  # fmt: skip


def test_the_command_line_tells_column_by_column(duckdb_region: Engine, tmp_path: Path) -> None:
    lines = report_lines(load(duckdb_region, write_csv(tmp_path / "Опрос.csv", survey())))
    assert (
        f"  column taken for a question with several answers: {RIDE} («;»: Автобус · Такси · Пешком · Другое: 1)"
        in lines
    )
    assert f"  column taken for written answers: {LACK}" in lines
    assert "  warning        1  poll called like the file, for no column names it [poll_of_file]" in lines


@pytest.mark.parametrize(
    ("name", "title"),
    [("Жизнь в районе (Ответы) - Ответы на форму (1).csv", "Жизнь в районе"), ("Опрос (2).xlsx", "Опрос"),
     ("Transport (Responses).xlsx", "Transport"), ("2026 год. Парки.xlsx", "2026 год. Парки")],
)  # fmt: skip
def test_a_poll_is_called_like_its_file(name: str, title: str) -> None:
    assert poll_title(name) == title
