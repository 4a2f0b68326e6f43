"""Surveys with a column for each question: what is told of each column, what is kept, replaced and taken back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.records.survey_kinds import Unsure, kind_of
from intake.report import FileRefused, ImportReport
from intake.undo import undo_batch
from queries.filters import Filters
from queries.poll import results_of
from queries.scope import scope_for
from store.record_tables import poll, poll_answer, poll_option, poll_question
from tests.intake.records.conftest import Rows, load
from tests.intake.small_files import counts, write_csv, write_xlsx

SEPARATORS = (";", "|")
RIDE, SAYS, MARK, LACK = "Чем вы ездите?", "Довольны ли вы районом?", "Оцените уборку", "Чего не хватает?"


def survey() -> list[dict[str, Any]]:
    """Ten people; how they ride in one cell, the last one tells what nobody else does and leaves a telephone."""
    rides = ["Автобус;Такси", "Автобус", "Такси", "Автобус;Такси", "Автобус", "Пешком", "Пешком", "Автобус", "Такси",
             "На дельтаплане, когда есть ветер"]  # fmt: skip
    says = ["Да, полностью", "Да, полностью", "Нет", "Нет", "Нет", "Да, полностью", "Нет", "Нет", "Нет", ""]
    marks = [5, 4, 3, 5, 4, 3, 2, 5, 4, 1]
    lacks = [f"Написано человеком {word}" for word in "абвгдежзи"] + ["Звоните 8 912 345-67-89"]
    return [
        {"ID ответа": n, "Отметка времени": "10.02.2026 12:00:00", "Адрес электронной почты": f"a{n}@mail.ru",
         "Муниципалитет": "Сосновск", "Ваш возраст": "37 лет", "Пол": "Женский", RIDE: ride, SAYS: said, MARK: mark,
         LACK: lack, "Последняя страница": 4}
        for n, (ride, said, mark, lack) in enumerate(zip(rides, says, marks, lacks, strict=True), 1)
    ]  # fmt: skip


def write_lines(file: Path, lines: list[str]) -> Path:
    """A file as it is, with whatever its second line holds."""
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def told(engine: Engine, rows_of: Rows) -> dict[str, dict[str, int]]:
    """Question → option (or masked text) → how many people."""
    titles = rows_of(engine, poll_question)["title"]
    options = rows_of(engine, poll_option)["title"]
    answers = rows_of(engine, poll_answer)
    words = answers["option_id"].map(options).astype("str").fillna(answers["text"])
    table = pd.DataFrame({"question": answers["question_id"].map(titles), "word": words})
    found: dict[str, dict[str, int]] = {}
    for question, word in table.itertuples(index=False):
        counted = found.setdefault(str(question), {})
        counted[str(word)] = counted.get(str(word), 0) + 1
    return found


def notes(report: ImportReport, kind: str) -> dict[str | None, str | None]:
    return {one.column: one.value for one in report.findings if one.kind == kind}


def test_columns_become_questions_and_the_report_says_of_which_kind(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    file = write_csv(tmp_path / "Жизнь в районе (Ответы).csv", survey())
    report = load(region_store, file)
    assert (report.layout, counts(report)) == ("survey_columns", (10, 10, 0, 0, 0))
    assert notes(report, "taken_multiple") == {RIDE: "«;»: Автобус · Такси · Пешком · Другое: 1"}
    assert notes(report, "taken_single") == {SAYS: "Да, полностью · Нет"}
    assert notes(report, "taken_scale") == {MARK: "1 · 2 · 3 · 4 · 5"}
    assert notes(report, "taken_text") == {LACK: None}
    assert set(notes(report, "not_read")) == {"Адрес электронной почты", "Последняя страница"}
    about = {"ID ответа", "Отметка времени", "Муниципалитет", "Ваш возраст", "Пол"}
    assert set(notes(report, "taken_about")) == about
    assert notes(report, "poll_of_file") == {None: "Жизнь в районе"}
    assert rows_of(region_store, poll)["title"].tolist() == ["Жизнь в районе"]
    found = told(region_store, rows_of)
    assert found[RIDE] == {"Автобус": 5, "Такси": 4, "Пешком": 2, "Другое": 1}
    assert found[SAYS] == {"Да, полностью": 3, "Нет": 6}
    assert found[MARK] == {"1": 1, "2": 1, "3": 2, "4": 3, "5": 3}
    assert "Звоните [телефон]" in found[LACK] and len(found[LACK]) == 10
    answers = rows_of(region_store, poll_answer)
    assert answers.loc[answers["text"].notna() & answers["option_id"].notna(), "text"].tolist() == [
        "На дельтаплане, когда есть ветер"
    ]
    assert not answers.astype("str").apply(lambda column: column.str.contains("mail.ru|912")).any(axis=None)
    assert set(answers["age"]) == {"35-44"} and set(answers["district_id"]) == {"99701000"}
    options = rows_of(region_store, poll_option).sort_values("position")
    assert options.loc[options["question_id"].str.endswith("уборку"), "title"].tolist() == list("12345")


def test_the_same_survey_again_changes_nothing_and_can_be_taken_back(
    region_store: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    file = write_xlsx(tmp_path / "Опрос.xlsx", survey())
    load(region_store, file)
    before = rows_of(region_store, poll_answer)
    assert counts(load(region_store, file)) == (10, 0, 0, 10, 0)
    changed = survey()
    changed[0][RIDE] = "Автобус"  # no taxi any more
    changed[1][SAYS] = ""  # takes the answer back
    again = load(region_store, write_xlsx(tmp_path / "Опрос (1).xlsx", changed))
    assert counts(again) == (10, 0, 2, 8, 0)
    found = told(region_store, rows_of)
    assert found[RIDE] == {"Автобус": 5, "Такси": 3, "Пешком": 2, "Другое": 1}
    assert found[SAYS] == {"Да, полностью": 2, "Нет": 6}
    undone = undo_batch(region_store, again.batch or 0)
    assert undone.restored == 2
    pd.testing.assert_frame_equal(rows_of(region_store, poll_answer), before)
    undo_batch(region_store, 1)
    assert rows_of(region_store, poll_answer).empty


def test_what_comes_of_a_survey_is_what_a_count_by_hand_gives(duckdb_region: Engine, tmp_path: Path) -> None:
    load(duckdb_region, write_csv(tmp_path / "Опрос.csv", survey()))
    (poll_id,) = poll_ids(duckdb_region)
    found = results_of(poll_id, scope_for("staff"), Filters(), engine=duckdb_region)
    options = found["options"].set_index(["question", "option"])
    assert options.loc[(RIDE, "Автобус"), "percent"] == 50  # 5 of 10 respondents
    assert options.loc[(SAYS, "Нет"), ["votes", "voters"]].tolist() == [6, 9]
    assert found["questions"].set_index("title")["kind"].to_dict() == {
        RIDE: "multiple", SAYS: "single", MARK: "scale", LACK: "text"
    }  # fmt: skip


def poll_ids(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(poll.select().with_only_columns(poll.c.id)).scalars())


def test_a_later_row_of_a_respondent_replaces_the_whole_earlier_one(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    rows = survey()
    rows.append(rows[0] | {RIDE: "Пешком", SAYS: ""})
    rows.append({name: "" for name in rows[0]} | {"ID ответа": 77})
    report = load(duckdb_region, write_csv(tmp_path / "Опрос.csv", rows))
    assert counts(report) == (12, 10, 0, 0, 2)
    assert report.rejected_by_reason == {"duplicate_key_in_file": 1, "no_answer": 1}
    found = told(duckdb_region, rows_of)
    assert found[SAYS] == {"Да, полностью": 2, "Нет": 6}
    assert found[RIDE]["Пешком"] == 3


def test_options_in_columns_of_their_own_are_one_question(duckdb_region: Engine, tmp_path: Path, rows_of: Rows) -> None:
    """As LimeSurvey writes them: yes and no below each option, other words beside; the third one ticks nothing."""
    header = ("ID ответа", "Дата отправки", "Чем ездите? [Автобус]", "Чем ездите? [Трамвай]", "Чем ездите? [Другое]")
    cells = [(1, "2026-02-10", "Да", "Нет", ""), (2, "", "Да", "Да", "Самокат"), (3, "2026-02-10", "Нет", "Нет", "")]
    rows = [dict(zip(header, values, strict=True)) for values in cells]
    report = load(duckdb_region, write_csv(tmp_path / "Транспорт.csv", rows))
    assert notes(report, "taken_multiple") == {"Чем ездите?": "Автобус · Трамвай"}
    assert told(duckdb_region, rows_of) == {
        "Чем ездите?": {"Автобус": 2, "Трамвай": 1, "Ничего из перечисленного": 1},
        "Чем ездите? [Другое]": {"Самокат": 1},
    }


def test_a_second_row_of_headers_holds_the_options(duckdb_region: Engine, tmp_path: Path, rows_of: Rows) -> None:
    """As SurveyMonkey writes them: the option itself below each option, «Response» below one answer."""
    lines = [
        "Respondent ID,Collector ID,IP Address,How do you ride?,,Are you content?,What is missing?",
        ",,,Bus,Tram,Response,Open-Ended Response",
        "1,9,10.0.0.1,Bus,,Yes,A bridge",
        "2,9,10.0.0.2,Bus,Tram,Yes,Doctors",
        "3,9,10.0.0.3,,Tram,Yes,",
    ]
    report = load(duckdb_region, write_lines(tmp_path / "Transport.csv", lines))
    assert (report.layout, counts(report)) == ("survey_columns", (3, 3, 0, 0, 0))
    assert told(duckdb_region, rows_of) == {
        "How do you ride?": {"Bus": 2, "Tram": 2}, "Are you content?": {"Yes": 3},
        "What is missing?": {"A bridge": 1, "Doctors": 1},
    }  # fmt: skip
    assert set(notes(report, "not_read")) == {"Collector ID", "IP Address"}


def test_a_second_row_of_headers_may_name_the_answers_of_age_and_sex_too(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    """SurveyMonkey writes «Response» under every question with one answer, and sex may be asked by ticks."""
    lines = [
        "Respondent ID,End Date,Ваш возраст,Чем вы ездите?,,,Довольны ли вы?",
        ",,Response,Автобус,Такси,Другое (укажите),Response",
        "1,2026-02-10,37,Автобус,,,Да",
        "2,2026-02-10,37,Автобус,Такси,,Да",
        "3,2026-02-10,70,,Такси,Самокат,Да",
    ]
    report = load(duckdb_region, write_lines(tmp_path / "Transport.csv", lines))
    assert counts(report) == (3, 3, 0, 0, 0)
    found = told(duckdb_region, rows_of)
    assert found["Чем вы ездите?"] == {"Автобус": 2, "Такси": 2}
    assert found["Чем вы ездите? [Другое (укажите)]"] == {"Самокат": 1}
    assert rows_of(duckdb_region, poll_answer)["age"].value_counts().to_dict() == {"35-44": 5, "65+": 3}
    assert set(notes(report, "taken_about")) == {"Respondent ID", "End Date", "Ваш возраст"}


def test_sex_asked_by_ticks_is_a_question_not_a_row_of_data(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    lines = ["Respondent ID,Ваш пол,,Довольны ли вы?", ",Мужской,Женский,Response", "1,Мужской,,Да", "2,,Женский,Да"]
    assert counts(load(duckdb_region, write_lines(tmp_path / "a.csv", lines))) == (2, 2, 0, 0, 0)
    assert told(duckdb_region, rows_of)["Ваш пол"] == {"Мужской": 1, "Женский": 1}


def test_a_person_who_wrote_the_word_answer_is_no_row_of_headers(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    cells = [("", "Да", "ответ"), ("10.02.2026 12:00", "Да", "так"), ("10.02.2026 12:01", "Да", "так")]
    rows = [dict(zip(("Отметка времени", "Нравится?", "Почему?"), row, strict=True)) for row in cells]
    report = load(duckdb_region, write_csv(tmp_path / "a.csv", rows))
    assert (report.read, report.rejected_by_reason) == (3, {"no_respondent": 1})  # its moment is blank
    assert told(duckdb_region, rows_of)["Нравится?"] == {"Да": 2}


@pytest.mark.parametrize(
    ("cells", "kind", "separator"),
    [
        ({"Да": 5, "Нет": 4}, "single", ""),
        ({"Да, полностью": 5, "Нет": 4}, "single", ""),  # a small letter: a comma within an answer
        ({"Автобус, Такси": 3, "Автобус": 4, "Такси": 2}, "multiple", ", "),  # both options stand alone too
        ({"автобус, такси": 3, "автобус": 4, "такси": 2}, "multiple", ", "),
        ({"Автобус|Такси": 3, "Автобус": 4, "Пешком": 2}, "multiple", "|"),
        ({"1": 3, "5": 4, "3.0": 1}, "scale", ""),
        ({"0": 3, "1": 4}, "single", ""),  # a code of two words
        ({"1": 3, "47": 4, "30": 2}, "single", ""),
        ({"1 – плохо": 3, "2 – хорошо": 4}, "single", ""),  # «1 раз в день» begins with a figure too
        ({f"Ответ {n}": 2 for n in range(21)}, "text", ""),
        ({"Да": 7, "Нужен мост; и скорее": 1, "Врачи": 1}, "text", ""),  # two of nine alone: less than four fifths
        ({"о" * 101: 5, "Нет": 5}, "text", ""),
        ({"Мост": 1, "Парк": 1}, "text", ""),
    ],
)
def test_kinds_are_told_by_the_rule(cells: Mapping[str, int], kind: str, separator: str) -> None:
    found = kind_of(cells, None, SEPARATORS)
    assert (found.code, found.separator) == (kind, separator)


def test_words_of_one_person_are_no_option_unless_the_store_has_it() -> None:
    cells = {"Да": 50, "Нет": 40, "Петрова Анна": 1, "Не знаю": 1}
    assert kind_of(cells, None, SEPARATORS).options == ("Да", "Нет")
    assert kind_of(cells, None, SEPARATORS, ["Не знаю"]).options == ("Не знаю", "Да", "Нет")


def test_several_answers_or_a_comma_within_one_is_asked_not_guessed(
    duckdb_region: Engine, tmp_path: Path, rows_of: Rows
) -> None:
    cells = {"Автобус, Такси": 3, "Автобус": 4}
    with pytest.raises(Unsure, match="Такси"):
        kind_of(cells, None, SEPARATORS)
    rows = [{"№ анкеты": n, "Чем ездите?": cell} for n, cell in enumerate(["Автобус, Такси"] * 3 + ["Автобус"] * 4)]
    with pytest.raises(FileRefused, match=r"Опрос\.csv: column «Чем ездите\?».*«Такси».*\(несколько вариантов\)»"):
        load(duckdb_region, write_csv(tmp_path / "Опрос.csv", rows))
    assert rows_of(duckdb_region, poll_answer).empty
    stated = [{"№ анкеты": row["№ анкеты"], "Чем ездите? (несколько вариантов)": row["Чем ездите?"]} for row in rows]
    report = load(duckdb_region, write_csv(tmp_path / "Опрос.csv", stated))
    assert notes(report, "taken_multiple") == {"Чем ездите? (несколько вариантов)": "«,»: Автобус · Такси"}
    assert told(duckdb_region, rows_of) == {"Чем ездите?": {"Автобус": 7, "Такси": 3}}
